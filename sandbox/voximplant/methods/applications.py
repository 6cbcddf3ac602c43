"""GetApplications, AddApplication: https://voximplant.com/docs/references/httpapi/applications"""

import re

from sandbox.voximplant.catalogue import Application
from sandbox.voximplant.cloud import Cloud
from sandbox.voximplant.errors import ApiError
from sandbox.voximplant.methods.kind import Envelope, Methods
from sandbox.voximplant.methods.rules import describe_rule
from sandbox.voximplant.params import Params, list_envelope, write_date

_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,62}")


async def get_applications(cloud: Cloud, params: Params) -> Envelope:
    number, name = params.number("application_id"), params.text("application_name")
    found = [
        one
        for one in cloud.catalogue.applications.values()
        if number in (None, one.application_id) and name in one.name
    ]
    rows = [_describe(cloud, params, one) for one in params.page(found)]
    return list_envelope(rows, len(found))


async def add_application(cloud: Cloud, params: Params) -> Envelope:
    """The short name: small latin letters, digits and hyphens. Raises ApiError 101 for one that is taken."""
    name = params.need("application_name")
    taken = {one.name.partition(".")[0] for one in cloud.catalogue.applications.values()}
    if not _NAME.fullmatch(name) or name in taken:
        raise ApiError(101, "application_name")
    added = cloud.add_application(max(cloud.catalogue.applications, default=10733203) + 1, name)
    return {
        "result": 1,
        "application_id": added.application_id,
        "application_name": added.name,
        "secure_record_storage": False,
    }


def _describe(cloud: Cloud, params: Params, one: Application) -> dict[str, object]:
    row: dict[str, object] = {
        "application_id": one.application_id,
        "application_name": one.name,
        "modified": write_date(one.modified),
        "secure_record_storage": False,
    }
    if params.flag("with_rules"):
        shown = params.flag("with_scenarios")
        row["rules"] = [describe_rule(rule, shown) for rule in cloud.catalogue.rules_of(one)]
    return row


METHODS: Methods = {"GetApplications": get_applications, "AddApplication": add_application}

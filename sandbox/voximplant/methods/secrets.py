"""AddSecret, GetSecrets, SetSecretInfo, DelSecret: https://voximplant.com/docs/guides/voxengine/secrets

The list shows no values.
"""

from sandbox.voximplant.catalogue import Secret, Secrets
from sandbox.voximplant.cloud import Cloud
from sandbox.voximplant.errors import ApiError
from sandbox.voximplant.methods.finding import need_application
from sandbox.voximplant.methods.kind import Envelope, Methods
from sandbox.voximplant.params import Params, list_envelope, write_date

NAME_LIMIT = 64
VALUE_LIMIT = 8192


async def add_secret(cloud: Cloud, params: Params) -> Envelope:
    secrets = need_application(cloud, params).secrets
    name = _read_free_name(secrets, params, "secret_name")
    secrets[name] = _read_value(params)
    secrets.row(name).description = params.text("description")
    return {"result": [{"secret_id": secrets.row(name).secret_id}]}


async def get_secrets(cloud: Cloud, params: Params) -> Envelope:
    part = params.text("secret_name_part")
    found = [row for row in need_application(cloud, params).secrets.rows() if part in row.name]
    return list_envelope([_describe(row) for row in params.page(found)], len(found))


async def set_secret_info(cloud: Cloud, params: Params) -> Envelope:
    secrets = need_application(cloud, params).secrets
    row = next(iter(_find(secrets, params)), None)
    if row is None:
        raise ApiError(101, "secret_id")
    if "secret_value" in params:
        secrets[row.name] = _read_value(params)
    if "description" in params:
        row.description = params.text("description")
    if "new_secret_name" in params:
        secrets.rename(row.name, _read_free_name(secrets, params, "new_secret_name"))
    return {"result": 1}


async def del_secret(cloud: Cloud, params: Params) -> Envelope:
    """By lists of ids or names; ``secret_id=all`` empties the application."""
    secrets = need_application(cloud, params).secrets
    found = secrets.rows() if params.text("secret_id") == "all" else _find(secrets, params)
    if not found:
        raise ApiError(101, "secret_id")
    for row in found:
        del secrets[row.name]
    return {"result": 1}


def _find(secrets: Secrets, params: Params) -> list[Secret]:
    ids, names = params.numbers("secret_id"), params.words("secret_name")
    return [row for row in secrets.rows() if row.secret_id in ids or row.name in names]


def _read_free_name(secrets: Secrets, params: Params, field: str) -> str:
    name = params.need(field)
    if len(name) > NAME_LIMIT or name in secrets:
        raise ApiError(101, field)
    return name


def _read_value(params: Params) -> str:
    value = params.need("secret_value")
    if len(value) > VALUE_LIMIT:
        raise ApiError(101, "secret_value")
    return value


def _describe(row: Secret) -> dict[str, object]:
    return {
        "secret_id": row.secret_id,
        "secret_name": row.name,
        "description": row.description,
        "created": write_date(row.created),
        "modified": write_date(row.modified),
    }


METHODS: Methods = {
    "AddSecret": add_secret,
    "GetSecrets": get_secrets,
    "SetSecretInfo": set_secret_info,
    "DelSecret": del_secret,
}

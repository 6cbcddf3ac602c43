"""The site's line, and how the answers of ``sale.*`` are unpacked.

https://apidocs.bitrix24.com/api-reference/sale/index.html
"""

from collections.abc import Mapping
from typing import Any

from desk.errors import DeskError, Rejected, Temporary
from integrations.bitrix_rest.access import WebhookAccess
from integrations.bitrix_rest.client import Client, Command, as_dict, as_list
from integrations.bitrix_rest.opening import open_line
from integrations.bitrix_site.config import BitrixSite
from integrations.neighbour import Surroundings
from integrations.values import as_id

NO_ORDER = ("200540400001", "201240400001")
Row = Mapping[str, Any]


def open_client(section: BitrixSite, around: Surroundings) -> Client:
    access = WebhookAccess(section.webhook_url.get_secret_value())
    return open_line("bitrix_site", around, access, section.requests_per_second, section.burst)


def get_order(ref: str) -> Command:
    return Command("sale.order.get", {"id": ref})


def read_one(result: Any, ref: str) -> Row:
    """The order in an answer. Raises Temporary for anything else."""
    order = as_dict(as_dict(result).get("order"))
    if str(as_id(order.get("id"))) != ref:
        raise Temporary("the site shows something that is not the order", code="shape")
    return order


def read_rows(result: Any, name: str) -> list[Row]:
    """A listing. Raises Temporary for what is none: it must not be taken for *nothing found*."""
    rows = as_dict(result).get(name)
    if not isinstance(rows, list | dict) or not all(isinstance(row, dict) for row in as_list(rows)):
        raise Temporary("the site answers with something that is no list", code="shape")
    return as_list(rows)


def is_missing(error: DeskError) -> bool:
    """The order was deleted, or never was."""
    return isinstance(error, Rejected) and error.code in NO_ORDER

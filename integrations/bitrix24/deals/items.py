"""Deals as the universal API shows them: camelCase, JSON types.

https://apidocs.bitrix24.com/api-reference/crm/universal/index.html
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from desk.errors import Temporary
from integrations.bitrix_rest.client import Command, as_dict, as_list, as_moment
from integrations.values import as_id

DEAL = 2  # entityTypeId
SELECT = ("id", "categoryId", "stageId", "stageSemanticId", "updatedTime", "assignedById", "originatorId", "originId")

Item = Mapping[str, Any]


def get_deal(deal_id: str) -> Command:
    return Command("crm.item.get", {"entityTypeId": DEAL, "id": deal_id})


def list_deals(wanted: Mapping[str, Any], order: Mapping[str, str]) -> Command:
    """Unlike ``crm.deal.list``, a filter on a field that does not exist is an error here, and not everybody."""
    params = {"entityTypeId": DEAL, "select": SELECT, "filter": wanted, "order": order}
    return Command("crm.item.list", params)


def update_deal(deal_id: str, fields: Mapping[str, Any]) -> Command:
    params = {"entityTypeId": DEAL, "id": deal_id, "useOriginalUfNames": "Y", "fields": fields}
    return Command("crm.item.update", params)


def delete_deal(deal_id: str) -> Command:
    return Command("crm.item.delete", {"entityTypeId": DEAL, "id": deal_id})


def item_of(result: Any) -> Item:
    """One record. Raises Temporary for anything else."""
    return _checked(as_dict(result).get("item"))


def items_of(result: Any) -> Sequence[Item]:
    """A listing; what is taken for *nothing found* would be written once more, so nothing else will do."""
    if not isinstance(result, dict) or not isinstance(result.get("items"), list | dict):
        raise _misshapen()
    return [_checked(row) for row in as_list(result["items"])]


def moment_of(item: Item) -> datetime:
    """When it was last changed, by the portal's clock, in UTC, to the second."""
    return as_moment(item.get("updatedTime"))


def _checked(item: Any) -> Item:
    if not isinstance(item, dict) or not as_id(item.get("id")):
        raise _misshapen()
    return item


def _misshapen() -> Temporary:
    return Temporary("Bitrix24 answers with something that is no deal", code="shape")

"""A new deal with its contact and rows in one request.

``crm.item.add`` and not ``crm.deal.add``: only there the deal can be linked to the lead it came from (``leadId``).
Its answer is the whole record under ``item``, so the rows refer to ``$result[deal][item][id]``.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from desk.errors import DeskError, Rejected, Unknown
from integrations.bitrix24.deals.fields import Fields
from integrations.bitrix24.deals.items import DEAL, Item
from integrations.bitrix24.deals.rows import MOST_IN_BATCH, Row, set_rows
from integrations.bitrix_rest.client import BatchAnswer, Client, Command, as_dict
from integrations.bitrix_rest.query import Reference
from integrations.values import as_id

CONTACT, NEW, ROWS = "contact", "deal", "rows"
CONTACT_ID, DEAL_ID = Reference("$result[contact]"), Reference("$result[deal][item][id]")


@dataclass(frozen=True, slots=True)
class NewDeal:
    """``contact`` makes the buyer's contact first; without one ``fields`` may name a contact that there is."""

    fields: Fields
    rows: list[Row]
    contact: Command | None = None


@dataclass(frozen=True, slots=True)
class Added:
    """``item`` as the portal shows it; the reasons why a part of it was refused."""

    item: Item
    no_contact: str = ""
    no_rows: str = ""


async def add_deal(client: Client, new: NewDeal) -> Added:
    """Raises Unknown when the answer was lost, or the deal stands and its rows could not be written just now."""
    answer = await client.batch(_commands(new), halt=True, repeatable=False)
    refused = answer.errors.get(CONTACT)
    if isinstance(refused, Rejected):  # nothing after it was done; a deal without a contact is better than none
        added = await add_deal(client, NewDeal(new.fields, new.rows))
        return Added(added.item, refused.reason, added.no_rows)
    if refused:
        raise refused
    item = _made(answer)
    if not new.rows:
        return Added(item)
    if len(new.rows) <= MOST_IN_BATCH:
        return Added(item, no_rows=_reason(answer.errors.get(ROWS)))
    return Added(item, no_rows=await _set_many(client, item, new.rows))


def _commands(new: NewDeal) -> Mapping[str, Command]:
    commands: dict[str, Command] = {}
    fields = new.fields
    if new.contact:
        commands[CONTACT] = new.contact
        fields = fields | {"contactIds": [CONTACT_ID]}
    params = {"entityTypeId": DEAL, "useOriginalUfNames": "Y", "fields": fields}
    commands[NEW] = Command("crm.item.add", params)
    if 0 < len(new.rows) <= MOST_IN_BATCH:
        commands[ROWS] = set_rows(DEAL_ID, new.rows)
    return commands


def _made(answer: BatchAnswer) -> Item:
    item: dict[str, Any] = as_dict(as_dict(answer.take(NEW)).get("item"))
    if not as_id(item.get("id")):
        raise Unknown("Bitrix24 took the deal and named no id", code="no_id")
    return item


async def _set_many(client: Client, item: Item, rows: list[Row]) -> str:
    command = set_rows(str(item["id"]), rows)
    try:
        await client.call(command.method, command.params, repeatable=True)
    except DeskError as error:
        return _reason(error)
    return ""


def _reason(error: DeskError | None) -> str:
    """A refusal changes nothing the next time; anything else is mended by whoever finds the deal by its marker."""
    if error and not isinstance(error, Rejected):
        raise Unknown(f"the deal was made, its rows were not: {error.reason}", code="rows") from None
    return error.reason if error else ""

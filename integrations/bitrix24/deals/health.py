"""Can this portal keep the deals of orders? Asked in one request, answered in plain text."""

from typing import Any

from desk.ports import Health
from integrations.bitrix24.config import Bitrix24
from integrations.bitrix24.deals.book import ask_book, read_book
from integrations.bitrix24.deals.items import DEAL
from integrations.bitrix24.deals.pipeline import Pipeline
from integrations.bitrix24.health import find_refusals, is_required
from integrations.bitrix_rest.client import Client, Command, as_dict

# What every deal of ours carries, and what the portal fills by itself.
FILLED = {
    "id", "title", "categoryId", "stageId", "opened", "sourceId", "originatorId", "originId", "opportunity",
    "currencyId", "isManualOpportunity", "comments", "assignedById", "typeId", "begindate", "closedate",
}  # fmt: skip


async def examine(client: Client, config: Bitrix24, pipeline: Pipeline) -> Health:
    """Every shortcoming that can be seen from outside is named. Raises what asking raises."""
    commands = {
        "scope": Command("scope"),
        "fields": Command("crm.item.fields", {"entityTypeId": DEAL, "useOriginalUfNames": "Y"}),
        **ask_book(catalogue=bool(config.article)),
    }
    answer = await client.batch(commands, halt=False, repeatable=True)
    book = await read_book(client, answer)
    funnel = book.funnel(pipeline.name)
    found = find_refusals(answer)
    if funnel is None:
        found.append(f"there is no pipeline {pipeline.name!r}")
    elif not funnel.stages:
        found.append(f"the pipeline {pipeline.name!r} has no stages")
    found += _fields(as_dict(as_dict(answer.take("fields")).get("fields")), pipeline)
    if book.trouble:
        found.append(f"articles cannot be looked up: {book.trouble}")
    return Health(not found, "; ".join(found) or f"{client.origin()}, pipeline {pipeline.name!r}")


def _fields(fields: dict[str, Any], pipeline: Pipeline) -> list[str]:
    """A field that is required and stays empty makes every add fail."""
    filled = FILLED | {pipeline.order_field}
    empty = sorted(name for name, info in fields.items() if is_required(info) and name not in filled)
    found = [f"required deal fields that an order does not fill: {', '.join(empty)}"] if empty else []
    if pipeline.order_field and not any(_is(name, info, pipeline.order_field) for name, info in fields.items()):
        found.append(f"deals have no field {pipeline.order_field}")
    return found


def _is(name: str, info: Any, field: str) -> bool:
    return field in (name, as_dict(info).get("upperName"))

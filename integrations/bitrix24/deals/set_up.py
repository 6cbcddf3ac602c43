"""Pipeline, order field and events on the portal: looked for, and made when told to (S2-06, S2-09).

https://apidocs.bitrix24.com/api-reference/crm/universal/category/crm-category-add.html
https://apidocs.bitrix24.com/api-reference/crm/deals/user-defined-fields/crm-deal-userfield-add.html
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from desk.exchange.model import Stage
from desk.exchange.ports import SetUp
from integrations.bitrix24.config import Bitrix24
from integrations.bitrix24.deals.binding import ask_bound, bind, unbound
from integrations.bitrix24.deals.book import Funnel, ask_book, read_book
from integrations.bitrix24.deals.items import DEAL
from integrations.bitrix24.deals.pipeline import Pipeline
from integrations.bitrix_rest.client import BatchAnswer, Client, Command, as_rows

FIELD = "field"
SORT = 100
LABELS = {"ru": "Номер заказа в магазине", "en": "Order in the store"}


@dataclass(frozen=True, slots=True)
class SettingUp:
    """``handler`` is our own address for the portal's events."""

    client: Client
    config: Bitrix24
    pipeline: Pipeline
    handler: str

    async def run(self, *, create: bool) -> SetUp:
        """Raises Rejected or Unauthorised when the portal will not have it: only its administrators may."""
        wanted, stages = await self._look()
        if not create or not wanted:
            return SetUp((), tuple(wanted), stages)
        for command in wanted.values():
            await self.client.call(command.method, command.params, repeatable=False)
        missing, stages = await self._look()
        return SetUp(tuple(what for what in wanted if what not in missing), tuple(missing), stages)

    async def make_field(self) -> str:
        """The order's field alone: its name where it was made now. Raises what the portal says against it."""
        answer = await self.client.batch(ask_field(self.pipeline), halt=False, repeatable=True)
        if has_field(self.pipeline, answer):
            return ""
        command = _add_field(self.pipeline)
        await self.client.call(command.method, command.params, repeatable=False)
        return self.pipeline.order_field

    async def _look(self) -> tuple[Mapping[str, Command], tuple[Stage, ...]]:
        """What is missing, with the call that makes it, and the stages of the pipeline."""
        commands = {**ask_book(catalogue=False), **ask_field(self.pipeline), **ask_bound(self.config)}
        answer = await self.client.batch(commands, halt=False, repeatable=True)
        funnel = (await read_book(self.client, answer)).funnel(self.pipeline.name)
        wanted = _wanted(self.pipeline, funnel, has_field=has_field(self.pipeline, answer))
        events = unbound(self.config, self.handler, answer)
        wanted |= {f"event {event}": bind(event, self.handler) for event in events}
        return wanted, funnel.stages if funnel else ()


def ask_field(pipeline: Pipeline) -> Mapping[str, Command]:
    if not pipeline.order_field:
        return {}
    return {FIELD: Command("crm.deal.userfield.list", {"filter": {"FIELD_NAME": pipeline.order_field}})}


def has_field(pipeline: Pipeline, answer: BatchAnswer) -> bool:
    """True as well when none is wanted."""
    if not pipeline.order_field:
        return True
    return any(row.get("FIELD_NAME") == pipeline.order_field for row in as_rows(answer.take(FIELD)))


def _wanted(pipeline: Pipeline, funnel: Funnel | None, *, has_field: bool) -> dict[str, Command]:
    wanted: dict[str, Command] = {}
    if funnel is None:
        fields = {"name": pipeline.name, "sort": SORT, "isDefault": "N"}
        wanted[f"pipeline {pipeline.name}"] = Command("crm.category.add", {"entityTypeId": DEAL, "fields": fields})
    if not has_field:
        wanted[f"field {pipeline.order_field}"] = _add_field(pipeline)
    return wanted


def _add_field(pipeline: Pipeline) -> Command:
    return Command("crm.deal.userfield.add", {"fields": _field(pipeline)})


def _field(pipeline: Pipeline) -> dict[str, Any]:
    """As hidden as a field can be: in no filter, and not to be edited. Cards show it only where somebody adds it."""
    return {
        "FIELD_NAME": pipeline.order_field,
        "USER_TYPE_ID": "string",
        "XML_ID": pipeline.order_field,
        "EDIT_FORM_LABEL": LABELS,
        "LIST_COLUMN_LABEL": LABELS,
        "LIST_FILTER_LABEL": LABELS,
        "MULTIPLE": "N",
        "MANDATORY": "N",
        "SHOW_FILTER": "N",
        "EDIT_IN_LIST": "N",
    }

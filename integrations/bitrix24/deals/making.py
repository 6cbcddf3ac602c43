"""From an order to a new deal: one look around, one write."""

from collections.abc import Iterator
from dataclasses import dataclass

from desk.errors import Rejected
from desk.exchange.draft import DealDraft
from integrations.bitrix24.config import Bitrix24
from integrations.bitrix24.contacts import add_contact
from integrations.bitrix24.deals.adding import Added, NewDeal, add_deal
from integrations.bitrix24.deals.book import Funnel
from integrations.bitrix24.deals.fields import currency_of, first_stage, new_fields
from integrations.bitrix24.deals.items import Item
from integrations.bitrix24.deals.lookup import Found, Lookup, Question, person_of
from integrations.bitrix24.deals.memory import Memory
from integrations.bitrix24.deals.pipeline import Pipeline
from integrations.bitrix24.deals.rows import make_rows
from integrations.bitrix24.deals.words import remark
from integrations.bitrix_rest.client import Client

NO_PIPELINE = "Bitrix24 has no pipeline {!r}: run `ringdesk connect bitrix24-store`, or correct [order_sync] pipeline"


@dataclass(frozen=True, slots=True)
class Made:
    """``found``: the deal was there already, by our marker."""

    item: Item
    remarks: tuple[str, ...] = ()
    found: bool = False


class Making:
    def __init__(self, client: Client, config: Bitrix24, pipeline: Pipeline, memory: Memory, lookup: Lookup) -> None:
        self._client = client
        self._config = config
        self._pipeline = pipeline
        self._memory = memory
        self._lookup = lookup

    async def funnel(self, *, anew: bool = False) -> Funnel:
        """Our pipeline. Raises Rejected when the portal has none of that name."""
        if anew or self._known is None:
            await self._lookup.send({}, anew=True)
        return self._our_funnel()

    async def add(self, draft: DealDraft) -> Made:
        person = person_of(draft) if person_of(draft).reachable else None
        question = Question(person, draft.lines, draft.managers, draft.origin, anew=not self._is_at_home(draft))
        found = await self._lookup.ask(question)
        if found.deals:
            return Made(found.deals[0], found=True)
        try:
            added = await add_deal(self._client, self._plan(draft, found, self._our_funnel()))
        except Rejected:
            self._memory.forget()
            raise
        return Made(added.item, (*found.remarks, *self._remarks(draft, added)))

    @property
    def _known(self) -> Funnel | None:
        return self._memory.book.funnel(self._pipeline.name)

    def _our_funnel(self) -> Funnel:
        if self._known is None:
            raise Rejected(NO_PIPELINE.format(self._pipeline.name), code="no_pipeline", field="pipeline")
        return self._known

    def _is_at_home(self, draft: DealDraft) -> bool:
        """The book has everything that the order speaks of; if not, it may have been added since."""
        funnel = self._known
        if funnel is None or not self._memory.book.has_currency(currency_of(draft)):
            return False
        return bool(first_stage(draft, funnel)) or not draft.stage

    def _plan(self, draft: DealDraft, found: Found, funnel: Funnel) -> NewDeal:
        fields = new_fields(draft, self._config, self._pipeline, self._memory.book, funnel)
        ours = (self._memory.managers[it] for it in draft.managers if it in self._memory.managers)
        if assignee := next(ours, str(self._config.assigned_by_id or "")):
            fields["assignedById"] = assignee
        if found.contact_id:
            fields["contactIds"] = [found.contact_id]
        person = person_of(draft)
        contact = add_contact(self._config, person) if person.reachable and not found.contact_id else None
        return NewDeal(fields, make_rows(draft, self._memory.products, self._config.language), contact)

    def _remarks(self, draft: DealDraft, added: Added) -> Iterator[str]:
        language, book, field = self._config.language, self._memory.book, self._pipeline.order_field
        if not person_of(draft).reachable:
            yield remark(language, "no_contact")
        if added.no_contact:
            yield remark(language, "contact_refused", reason=added.no_contact)
        if draft.managers and draft.managers[0] not in self._memory.managers:
            yield remark(language, "manager", manager=draft.managers[0])
        if draft.stage and not first_stage(draft, self._our_funnel()):
            yield remark(language, "stage", stage=draft.stage)
        if not book.has_currency(currency_of(draft)):
            yield remark(language, "currency", currency=currency_of(draft))
        if field and field not in added.item:
            yield from self._memory.once("order_field", lambda: remark(language, "order_field", field=field))
        if added.no_rows:
            yield remark(language, "rows", reason=added.no_rows)

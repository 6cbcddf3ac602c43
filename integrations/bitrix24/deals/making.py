"""From an order to a new deal: one look around, one write."""

from collections.abc import Iterator, Sequence
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


@dataclass(frozen=True, slots=True)
class Making:
    client: Client
    config: Bitrix24
    pipeline: Pipeline
    memory: Memory
    lookup: Lookup

    async def funnel(self, *, anew: bool = False) -> Funnel:
        """Our pipeline. Raises Rejected when the portal has none of that name."""
        if anew or self._known is None:
            await self.lookup.send({}, anew=True)
        return self._our_funnel()

    async def add(self, draft: DealDraft) -> Made:
        person, anew = person_of(draft), not self._is_at_home(draft)
        buyer = person if person.reachable else None
        found = await self.lookup.ask(Question(buyer, draft.lines, draft.managers, draft.origin, anew=anew))
        if found.deals:
            return Made(found.deals[0], found=True)
        try:
            added = await add_deal(self.client, self._plan(draft, found, self._our_funnel()))
        except Rejected:
            self.memory.forget()
            raise
        return Made(added.item, (*found.remarks, *self._remarks(draft, added)))

    async def choose(self, managers: Sequence[str]) -> str:
        """The number of the first who works there, else of whoever gets all others; empty: nobody."""
        await self.lookup.ask(Question(None, (), tuple(managers)))
        return self._known_manager(managers)

    def _known_manager(self, managers: Sequence[str]) -> str:
        ours = (self.memory.managers[it] for it in managers if it in self.memory.managers)
        return next(ours, str(self.config.assigned_by_id or ""))

    @property
    def _known(self) -> Funnel | None:
        return self.memory.book.funnel(self.pipeline.name)

    def _our_funnel(self) -> Funnel:
        funnel = self._known
        if funnel is None:
            raise Rejected(NO_PIPELINE.format(self.pipeline.name), code="no_pipeline", field="pipeline")
        return funnel

    def _is_at_home(self, draft: DealDraft) -> bool:
        """The book has everything that the order speaks of; if not, it may have been added since."""
        funnel = self._known
        if funnel is None or not self.memory.book.has_currency(currency_of(draft)):
            return False
        return bool(first_stage(draft, funnel)) or not draft.stage

    def _plan(self, draft: DealDraft, found: Found, funnel: Funnel) -> NewDeal:
        fields = new_fields(draft, self.config, self.pipeline, self.memory.book, funnel)
        if assignee := self._known_manager(draft.managers):
            fields["assignedById"] = assignee
        if found.contact_id:
            fields["contactIds"] = [found.contact_id]
        person = person_of(draft)
        contact = add_contact(self.config, person) if person.reachable and not found.contact_id else None
        return NewDeal(fields, make_rows(draft, self.memory.products, self.config.language), contact)

    def _remarks(self, draft: DealDraft, added: Added) -> Iterator[str]:
        language, book, field = self.config.language, self.memory.book, self.pipeline.order_field
        if not person_of(draft).reachable:
            yield remark(language, "no_contact")
        if added.no_contact:
            yield remark(language, "contact_refused", reason=added.no_contact)
        if draft.managers and draft.managers[0] not in self.memory.managers:
            yield remark(language, "manager", manager=draft.managers[0])
        if draft.stage and not first_stage(draft, self._our_funnel()):
            yield remark(language, "stage", stage=draft.stage)
        if not book.has_currency(currency_of(draft)):
            yield remark(language, "currency", currency=currency_of(draft))
        if field and field not in added.item:
            yield from self.memory.once("order_field", lambda: remark(language, "order_field", field=field))
        if added.no_rows:
            yield remark(language, "rows", reason=added.no_rows)

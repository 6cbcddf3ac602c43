"""The deal shows the order, and stands where it should: level-triggered, whatever was missed (S2-06, S2-14)."""

from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from desk.errors import NotFound, Rejected, Temporary, Unauthorised, Unknown
from desk.exchange.draft import DealDraft, doubted, draft_of, managers_for
from desk.exchange.effects.table import Table
from desk.exchange.facts import (
    DealAsked,
    DealAssigned,
    DealGone,
    DealMade,
    DealSeen,
    DealShown,
    Refused,
    ShowAsked,
    StageMoved,
)
from desk.exchange.pair import Debt, Duty, Pair, Side
from desk.exchange.ports import Deals, FoundDeal
from desk.leads.effects.doubts import AT_WORK, Doubts
from desk.leads.effects.outcome import Done, Outcome
from desk.leads.model import Lead, LeadStatus
from desk.values import replace

LINK_WITHIN = timedelta(minutes=2)
READ_WITHIN = timedelta(minutes=10)  # of an order that an event has shown in part
LONG_AGO = datetime.min.replace(tzinfo=UTC)
A_MOMENT, A_WHILE = 2.0, 15.0  # seconds
Step = Callable[[Pair], Awaitable[Pair]]


@dataclass(frozen=True, slots=True)
class Manning:
    """Who gets the deals of which category; ``absent`` gets none."""

    by_category: Mapping[str, str]
    absent: Collection[str] = ()


class KeepDeal:
    """One object a process: it knows which requests may still be under way."""

    def __init__(self, table: Table, deals: Deals, manning: Callable[[], Manning]) -> None:
        self._table = table
        self._deals = deals
        self._manning = manning
        self._doubts = Doubts(table.clock)
        self._tried: dict[int, tuple[Duty, Debt]] = {}  # of pairs that are to be tried again: what did not get through
        self._steps: Sequence[tuple[Duty, Step]] = (
            (Duty.DEAL, self._make),
            (Duty.CONTENT, self._show),
            (Duty.MANAGER, self._assign),
            (Duty.STAGE, self._move),
        )

    async def __call__(self, pair_id: int) -> Outcome:
        """Raises Temporary, Unauthorised, Unknown: the next try comes late enough to search by our marker first."""
        pair, refusals = await self._table.load(pair_id), list[str]()
        if not pair.owes_crm:
            return Done("the deal is as it should be")
        try:
            for duty, step in self._steps:
                pair = await self._try(duty, step, pair, refusals)
        except NotFound:
            await self._table.mention(pair_id, DealGone())
        return Done("; ".join(dict.fromkeys(refusals)))

    async def give_up(self, pair_id: int, error: str) -> None:
        """A person hears of what was tried last; whatever else is owed goes on."""
        duty, debt = self._tried.pop(pair_id, (None, ()))
        if duty:
            await self._table.mention(pair_id, Refused(duty, error, debt))

    async def _try(self, duty: Duty, step: Step, pair: Pair, refusals: list[str]) -> Pair:
        """What is refused holds up nothing that comes after it (EX-32)."""
        if not pair.owes(duty):
            return pair
        debt = pair.debt(duty)
        self._tried[pair.id] = (duty, debt)
        try:
            after = await step(pair)
        except Rejected as error:
            refusals.append(error.reason)
            after = await self._table.mention(pair.id, Refused(duty, error.reason, debt))
        del self._tried[pair.id]
        return after

    async def _show(self, pair: Pair) -> Pair:
        if pair.deal is None:
            return pair
        draft = draft_of(pair.order)
        before = doubted(pair.shown, pair.tried, draft.lasting)
        await self._table.mention(pair.id, ShowAsked(draft))
        remarks = await self._deals.show(pair.deal.id, draft, before)
        return await self._table.mention(pair.id, DealShown(draft, tuple(remarks)))

    async def _look(self, pair: Pair) -> Pair:
        """Of what an event told is read before it is moved: people may have moved it (EX-22, EX-26)."""
        if pair.deal is None or not await self._table.awaits(pair.id, Side.CRM):
            return pair
        asked_at = self._table.clock.now()
        found = await self._deals.read([pair.deal.id])
        deal = found.get(pair.deal.id)
        fact = DealSeen(deal, asked_at) if deal else DealGone(pair.deal.id)
        return await self._table.looked(pair.id, Side.CRM, asked_at, fact)

    async def _assign(self, pair: Pair) -> Pair:
        """Whose it is was not known when it was made. Read first: people may have given it to somebody (EX-16)."""
        if pair.deal is None:
            return pair
        asked_at = self._table.clock.now()
        deal = (await self._deals.read([pair.deal.id])).get(pair.deal.id)
        fact = DealSeen(deal, asked_at) if deal else DealGone(pair.deal.id)
        pair = await self._table.looked(pair.id, Side.CRM, asked_at, fact)
        if pair.deal is None or not pair.owes(Duty.MANAGER):
            return pair
        assigned = await self._deals.assign(pair.deal.id, self._managers(pair))
        return await self._table.mention(pair.id, DealAssigned(assigned))

    async def _move(self, pair: Pair) -> Pair:
        pair = await self._look(pair)
        if pair.deal is None or not pair.owes(Duty.STAGE):
            return pair
        moved = await self._deals.move(pair.deal.id, pair.due_stage)
        return await self._table.mention(pair.id, StageMoved(moved, pair.due_stage, pair.order.status))

    async def _make(self, pair: Pair) -> Pair:
        if not pair.order.whole and self._table.clock.now() < (pair.opened_at or LONG_AGO) + READ_WITHIN:
            raise Temporary("the store is asked for the rest of the order", retry_after=A_WHILE, blameless=True)
        lead = await self._lead_of(pair)
        if lead and _will_be_registered(lead) and self._table.clock.now() < lead.created_at + LINK_WITHIN:
            raise Temporary("the CRM's lead comes first", retry_after=A_MOMENT, blameless=True)
        if pair.asked:  # an earlier request may have created it
            if not pair.anew and (left := self._doubts.left(pair.id)):
                raise Temporary("an earlier request may still be under way", retry_after=left, blameless=True)
            found = await self._deals.find([pair.order.origin])
            if found:
                return await self._adopt(pair, found)
        return await self._add(pair, self._draft(pair, lead))

    async def _adopt(self, pair: Pair, found: Sequence[FoundDeal]) -> Pair:
        """The oldest counts, whatever it shows; the others are for people (EX-03)."""
        others = tuple(it.deal.id for it in found[1:])
        return await self._table.mention(pair.id, DealMade(found[0].deal, None, others))

    async def _add(self, pair: Pair, draft: DealDraft) -> Pair:
        await self._table.mention(pair.id, DealAsked(pair.order.status, draft.stage))
        self._doubts.ask(pair.id)
        try:
            made = await self._deals.add(draft)
        except Unknown as error:
            raise Temporary(error.reason, code=error.code, retry_after=AT_WORK.total_seconds()) from None
        except (Temporary, Rejected, Unauthorised):
            self._doubts.settle(pair.id, done=False)
            raise
        self._doubts.settle(pair.id, done=True)
        return await self._table.mention(pair.id, DealMade(made.deal, draft, remarks=tuple(made.remarks)))

    def _draft(self, pair: Pair, lead: Lead | None) -> DealDraft:
        stage, crm_lead = self._table.service.stages().stage_of(pair.order), lead.crm_id if lead else ""
        given, code = self._managers(pair), stage.code if stage else ""
        return replace(draft_of(pair.order), managers=given, stage=code, lead_id=crm_lead)

    def _managers(self, pair: Pair) -> tuple[str, ...]:
        manning = self._manning()
        return managers_for(pair.order, manning.by_category, manning.absent)

    async def _lead_of(self, pair: Pair) -> Lead | None:
        lead_id = pair.lead_id
        return None if lead_id is None else await self._table.store.read(lambda books: books.leads.load(lead_id))


def _will_be_registered(lead: Lead) -> bool:
    return not lead.crm_id and lead.status is LeadStatus.NEW

"""Leg 2 for neighbours' events: a kept request becomes facts, in one transaction with its consequences."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.app.intake import find_attempt, read_token
from desk.errors import Conflict, Ignored, NotFound
from desk.exchange.hints import DealHint, StoreHint
from desk.exchange.service import ExchangeService
from desk.leads.events import CallEnded, CallFact, CallMoved, SmsReported
from desk.leads.service import LeadService
from desk.leads.work import alarm_admins
from desk.ports import CallReport, Clock, Hook, HookFact, Notice, SmsReport
from desk.telephony import CallProgress
from desk.tracking.hints import TouchHint
from integrations.neighbour import Adopt
from storage.books import Books, Store
from storage.inbox import Kept

HearTouch = Callable[[Books, TouchHint, datetime], str]  # what became of it, for the inbox


@dataclass(frozen=True, slots=True)
class EventReader:
    store: Store
    service: LeadService
    clock: Clock
    hooks: Mapping[str, Hook]
    adopters: Mapping[str, Adopt]
    exchange: ExchangeService | None = None
    hear_touch: HearTouch | None = None

    async def __call__(self, row: Kept) -> None:
        """Raises Rejected when the neighbour's words cannot be understood."""
        name = row.source.removeprefix("hooks/")
        hook = self.hooks.get(name)
        if hook is None:
            raise Ignored("this neighbour is not connected any more")
        facts = hook.parse(row.request)
        if adopt := self.adopters.get(name):
            await adopt(row.request)

        def work(books: Books) -> None:
            outcomes = [self._tell(books, row, index, fact) for index, fact in enumerate(facts)]
            books.inbox.handle(row.id, self.clock.now(), "; ".join(outcomes) or "nothing to do")

        await self.store.write(work)

    def _exchange(self) -> ExchangeService:
        if self.exchange is None:
            raise Ignored("orders and deals are not kept in step here")
        return self.exchange

    def _tell(self, books: Books, row: Kept, index: int, fact: HookFact) -> str:
        try:
            return self._apply(books, fact, key=f"inbox:{row.id}:{index}")
        except (Ignored, NotFound, Conflict) as error:
            return f"ignored: {error.reason}"

    def _apply(self, books: Books, fact: HookFact, key: str) -> str:
        now = self.clock.now()
        match fact:
            case CallReport() | CallProgress():
                call = read_token(fact.token)
                find_attempt(books, call, fact.token)
                told = call.kind.fact(_of_call(fact, call.number))
                self.service.tell(books, call.lead_id, told, now, key=key)
                return f"call {call.number} of lead {call.lead_id}"
            case SmsReport():
                lead_id = _lead_of(fact.ref)
                self.service.tell(books, lead_id, SmsReported(fact.ref, fact), now, key=key)
                return f"message of lead {lead_id}"
            case Notice():
                if fact.alarm:
                    books.jobs.put(alarm_admins(fact.kind, fact.text, now))
                return f"noted: {fact.kind}"
            case StoreHint():
                return self._exchange().hear(books, fact, now)
            case DealHint():
                return self._exchange().hear_deal(books, fact.deal_id, now)
            case TouchHint():
                if self.hear_touch is None:
                    raise Ignored("calls and forms of the call tracker are not followed here")
                return self.hear_touch(books, fact, now)


def _of_call(fact: CallReport | CallProgress, number: int) -> CallFact:
    if isinstance(fact, CallReport):
        return CallEnded(number, fact)
    return CallMoved(number, fact.session, fact.leg)


def _lead_of(ref: str) -> int:
    head = ref.partition("-")[0]
    if not head.isdecimal() or len(head) > 15:
        raise NotFound("not a message of ours")
    return int(head)

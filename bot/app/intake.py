"""Leg 1: what the web side and the poller hand in is on disk before they answer."""

import hmac
import itertools
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.app.rush import Rush
from bot.texts.wording import Words
from desk.errors import NotFound, Temporary
from desk.leads.events import PlanTaken
from desk.leads.model import CallAttempt, Lead
from desk.leads.policy import may_advertise
from desk.leads.service import LeadService
from desk.leads.view import lead_json
from desk.model import InboundRequest
from desk.ports import CallPlan, Clock, PlanAsked
from handlers.web.desk import Accepted, OrderDelivery
from storage.books import Books, Store
from storage.inbox import Kept


@dataclass(frozen=True, slots=True)
class CallManner:
    """How the robot calls, beside what it says."""

    detect_machine: bool
    key_wait_seconds: int


@dataclass(frozen=True, slots=True)
class DeskIntake:
    """The desk as the web side sees it. Every method returns after its commit."""

    store: Store
    service: LeadService
    clock: Clock
    wording: Words
    manner: CallManner
    rush: Rush = field(default_factory=Rush)
    own_name: Callable[[], str] = field(default_factory=lambda: make_names(secrets.token_hex(8)))

    async def accept_order(self, delivery: OrderDelivery) -> Accepted:
        now = self.clock.now()
        source = f"orders/{delivery.source}"
        name = delivery.delivery_id or self.own_name()

        def work(books: Books) -> Accepted:
            if delivery.delivery_id and (known := books.inbox.find(source, name)):
                return Accepted(_lead_of(known), "attached")
            received = self.service.receive(books, delivery.order, now)
            books.inbox.file(source, name, delivery.request, now, "order", received.lead_id)
            return Accepted(received.lead_id, "attached" if received.attached else "accepted")

        with self.rush.one_more():
            return await self.store.write(work)

    async def keep_event(self, integration: str, delivery_id: str, request: InboundRequest) -> None:
        await self.store.write(lambda books: books.inbox.keep(f"hooks/{integration}", delivery_id, request))

    async def keep_update(self, update_id: int, raw: bytes) -> None:
        now = self.clock.now()
        request = InboundRequest("POST", "", {}, {}, raw, "", now)
        await self.store.write(lambda books: books.inbox.keep("telegram", str(update_id), request))

    async def hand_out_plan(self, asked: PlanAsked) -> CallPlan:
        """Raises Conflict when another session has the plan or the call is not wanted any more, NotFound."""
        lead_id, number = split_token(asked.token)
        now = self.clock.now()

        def work(books: Books) -> tuple[Lead, CallAttempt]:
            attempt = books.leads.load(lead_id).attempt(number)
            if attempt is None or not is_token(attempt, asked.token):
                raise NotFound("there is no such call")
            return self.service.tell(books, lead_id, PlanTaken(number, asked.session), now), attempt

        lead, attempt = await self.store.write(work)
        advertise = may_advertise(lead, self.service.rules())
        speech = self.wording.speech(lead, advertise=advertise)
        return CallPlan(attempt.token, lead.phone, speech, self.manner.detect_machine, self.manner.key_wait_seconds)

    async def lead_json(self, lead_id: int) -> Mapping[str, Any]:
        def work(books: Books) -> Mapping[str, Any]:
            return lead_json(books.leads.load(lead_id), books.leads.history(lead_id))

        return await self.store.read(work)


def make_names(prefix: str) -> Callable[[], str]:
    """Names for deliveries that came without one: new ones follow old ones, and so stand together in the index."""
    numbers = itertools.count()
    return lambda: f"own-{prefix}-{next(numbers):08x}"


def is_token(attempt: CallAttempt, given: str) -> bool:
    return hmac.compare_digest(attempt.token.encode(), given.encode("utf-8", "replace"))


def split_token(token: str) -> tuple[int, int]:
    """A call's token begins with the lead's and the call's number. Raises NotFound."""
    head, _, rest = token.partition("-")
    number, _, nonce = rest.partition("-")
    if not (is_number(head, 16) and is_number(number, 5) and nonce and len(token) < 80):
        raise NotFound("there is no such call")
    return int(head), int(number)


def _lead_of(known: Kept) -> int:
    if known.lead_id is None:
        raise Temporary("the first delivery of this order is still being kept", retry_after=1)
    return known.lead_id


def is_number(text: str, digits: int) -> bool:
    """Of so many digits at most: the database has no larger ones."""
    return text.isdecimal() and len(text) <= digits

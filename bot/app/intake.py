"""Leg 1: what the web side and the poller hand in is on disk before they answer."""

import hmac
import itertools
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.app.exchange import PostedOrders
from bot.app.rush import Rush
from bot.texts.wording import Words
from desk.errors import Conflict, NotFound, Temporary
from desk.leads.effects.kinds import BRIDGE, ROBOT_CALL, CallKind
from desk.leads.events import PlanTaken
from desk.leads.model import Lead
from desk.leads.policy import may_advertise
from desk.leads.records import CallAttempt
from desk.leads.service import LeadService
from desk.leads.view import lead_json
from desk.model import InboundRequest
from desk.ports import Clock, PlanAsked
from desk.telephony import BridgePlan, CallPlan
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
    posted: PostedOrders | None = None
    rush: Rush = field(default_factory=Rush)
    own_name: Callable[[], str] = field(default_factory=lambda: make_names(secrets.token_hex(8)))

    async def accept_order(self, delivery: OrderDelivery) -> Accepted:
        now = self.clock.now()
        source = f"orders/{delivery.source}"
        name = delivery.delivery_id or self.own_name()

        def work(books: Books) -> Accepted:
            if delivery.delivery_id and (known := books.inbox.find(source, name)):
                return Accepted(_lead_of(known), "attached")
            if self.posted and (changed := self.posted.change(books, delivery.order, now)):
                books.inbox.file(source, name, delivery.request, now, "order", changed)
                return Accepted(changed, "attached")
            received = self.service.receive(books, delivery.order, now)
            if self.posted:
                self.posted.keep(books, delivery.order, received.lead_id, now)
            books.inbox.file(source, name, delivery.request, now, "order", received.lead_id)
            return Accepted(received.lead_id, "attached" if received.attached else "accepted")

        with self.rush.one_more():
            return await self.store.write(work)

    async def keep_event(self, integration: str, delivery_id: str, request: InboundRequest) -> None:
        await self.store.mail.keep(f"hooks/{integration}", delivery_id, request)

    async def keep_update(self, update_id: int, raw: bytes) -> None:
        now = self.clock.now()
        request = InboundRequest("POST", "", {}, {}, raw, "", now)
        await self.store.mail.keep("telegram", str(update_id), request)

    async def hand_out_plan(self, asked: PlanAsked) -> CallPlan | BridgePlan:
        """Raises Conflict when another session has the plan or the call is not wanted any more, NotFound."""
        call = read_token(asked.token)
        now = self.clock.now()

        def work(books: Books) -> tuple[Lead, str]:
            find_attempt(books, call, asked.token)
            lead = self.service.tell(books, call.lead_id, call.kind.fact(PlanTaken(call.number, asked.session)), now)
            return lead, _own_number(books, lead) if call.kind is BRIDGE else ""

        lead, own = await self.store.write(work)
        machine = self.manner.detect_machine
        if call.kind is BRIDGE:
            return BridgePlan(asked.token, own, lead.phone, self.wording.announcement(lead), machine)
        advertise = may_advertise(lead, self.service.rules())
        speech = self.wording.speech(lead, advertise=advertise)
        return CallPlan(asked.token, lead.phone, speech, machine, self.manner.key_wait_seconds)

    async def lead_json(self, lead_id: int) -> Mapping[str, Any]:
        def work(books: Books) -> Mapping[str, Any]:
            return lead_json(books.leads.load(lead_id), books.leads.history(lead_id))

        return await self.store.read(work)


def make_names(prefix: str) -> Callable[[], str]:
    """Names for deliveries that came without one: new ones follow old ones, and so stand together in the index."""
    numbers = itertools.count()
    return lambda: f"own-{prefix}-{next(numbers):08x}"


@dataclass(frozen=True, slots=True)
class CallName:
    """Which call of which lead a token speaks of."""

    lead_id: int
    kind: CallKind
    number: int


def read_token(token: str) -> CallName:
    """A token begins with the lead's number and the call's, or ``b`` and the bridge's. Raises NotFound."""
    head, _, rest = token.partition("-")
    name, _, nonce = rest.partition("-")
    number = name.removeprefix("b")
    if not (is_number(head, 16) and is_number(number, 5) and nonce and len(token) < 80):
        raise NotFound("there is no such call")
    return CallName(int(head), ROBOT_CALL if number == name else BRIDGE, int(number))


def find_attempt(books: Books, call: CallName, token: str) -> CallAttempt:
    """Whoever knows the token has it from us. Raises NotFound."""
    attempt = call.kind.find(books.leads.load(call.lead_id), call.number)
    if attempt is None or not hmac.compare_digest(attempt.token.encode(), token.encode("utf-8", "replace")):
        raise NotFound("there is no such call")
    return attempt


def _own_number(books: Books, lead: Lead) -> str:
    """Of whoever is being connected, as it is on record now."""
    number = books.people.phone_of(lead.bridge.by.id) if lead.bridge else ""
    if not number:
        raise Conflict("the seller's number is not on record any more")
    return number


def _lead_of(known: Kept) -> int:
    if known.lead_id is None:
        raise Temporary("the first delivery of this order is still being kept", retry_after=1)
    return known.lead_id


def is_number(text: str, digits: int) -> bool:
    """Of so many digits at most: the database has no larger ones."""
    return text.isdecimal() and len(text) <= digits

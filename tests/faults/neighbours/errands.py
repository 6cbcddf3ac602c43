"""What the desk asks of its neighbours: every adapter in front of a town of strict fakes."""

import itertools
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from desk.crm import CrmCall, CrmNote, CrmPicture, LeadDraft
from desk.model import Customer, Order, OrderLine, Partner
from desk.ports import Sms
from integrations import bitrix24, smsaero, smsc, twilio, voximplant
from integrations.http import Gate, Http, HttpFactory, Limits
from integrations.neighbour import Offer, Surroundings
from sandbox.kit.clock import WorldClock
from sandbox.kit.fake import Fake
from sandbox.kit.history import History
from sandbox.kit.listener import Listener
from sandbox.world import access, portal
from sandbox.world.connection import CALLER_ID
from sandbox.world.town import Town
from tests.clocks import TurnedClock
from tests.vaults import MemoryVault

START = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
PATIENCE = 20.0  # real seconds of silence
PARTNER = "partner42"
LINES = tuple(OrderLine(f"Часы {n}", f"W-{n}", Decimal(1), Decimal(1500)) for n in range(3))
Do = Callable[[], Awaitable[object]]


class HastyFactory(HttpFactory):
    """The house's lines with little ``patience`` (seconds of silence), so that silence costs a test no minute."""

    patience = PATIENCE

    def open(self, name: str, base_url: str = "", limits: Limits = Limits()) -> Http:  # noqa: B008 - frozen
        return super().open(name, base_url, replace(limits, read_seconds=self.patience, rate=0))


@dataclass(frozen=True, slots=True)
class Errand:
    """One thing the desk asks, ``writes`` when it must not be done twice.

    ``done`` tells how often the neighbour has done it, by its own record. ``again``: it looks before it writes,
    so that a worker may simply do it once more.
    """

    name: str
    who: str
    do: Do
    writes: bool = False
    done: Callable[[], int] = lambda: 0
    again: bool = True


Open = Callable[["Market"], Awaitable[Errand]]


@dataclass
class Market:
    """The fakes, and lines to them that are opened anew for every errand. ``gate`` stands before every request."""

    town: Town
    stranger: Listener
    clock: TurnedClock = field(default_factory=TurnedClock)
    gate: Gate | None = None
    patience: float = PATIENCE
    _numbers: Any = field(default_factory=itertools.count)
    _lines: HastyFactory | None = None
    _opened: int = 0

    def number(self) -> int:
        return next(self._numbers)

    def around(self, vault: MemoryVault | None = None) -> Surroundings:
        self._lines = self._lines or HastyFactory(self.clock, self._pass)
        self._lines.patience = self.patience
        self._opened += 1
        return Surroundings(self._lines, self.clock, vault or MemoryVault(), "https://desk.example.com")

    async def close_lines(self, after: int = 0) -> None:
        """Once so many were opened: a factory is dear, and so are open connections."""
        if self._lines and self._opened >= after:
            await self._lines.close()
            self._lines, self._opened = None, 0

    async def _pass(self, point: str) -> None:
        if self.gate:
            await self.gate(point)

    def crm(self, vault: MemoryVault | None = None, **keys: Any) -> Any:
        section = bitrix24.Bitrix24.model_validate(
            {"webhook_url": self.town.bitrix24.webhook_url, "partner": f"company:{portal.PARTNER_FIELD}"} | keys
        )
        return bitrix24.NEIGHBOUR.build(section, self.around(vault)).crm

    def voximplant(self) -> Offer:
        fake = self.town.voximplant
        section = voximplant.NEIGHBOUR.section.model_validate(
            {
                "api_url": fake.url,
                "account_id": fake.account.account_id,
                "api_key": fake.account.api_key,
                "rule_id": fake.rule.rule_id,
                "caller_id": CALLER_ID,
                "callback_secret": access.CALLBACK_SECRET,
                "sms_sender": "RINGDESK",
            }
        )
        return voximplant.NEIGHBOUR.build(section, self.around())

    def gateway(self, name: str) -> Any:
        if name == "voximplant":
            return self.voximplant().sms
        town = self.town
        neighbours: dict[str, tuple[Any, dict[str, Any]]] = {
            "smsc": (smsc, {"api_url": town.smsc.url, "login": access.SMSC_LOGIN, "password": access.SMSC_PASSWORD}),
            "smsaero": (
                smsaero,
                {"api_url": town.smsaero.url, "email": access.SMSAERO_EMAIL, "api_key": access.SMSAERO_KEY},
            ),
            "twilio": (
                twilio,
                {
                    "api_url": town.twilio.url,
                    "account_sid": access.TWILIO_SID,
                    "auth_token": access.TWILIO_TOKEN,
                    "from_number": access.TWILIO_NUMBER,
                },
            ),
        }
        module, keys = neighbours[name]
        sender = {} if name == "twilio" else {"sender": access.SENDER}
        return module.NEIGHBOUR.build(module.NEIGHBOUR.section.model_validate(keys | sender), self.around()).sms

    def fake(self, who: str) -> Fake:
        found: Fake = getattr(self.town, who)
        return found


async def open_market(held: AsyncExitStack) -> Market:
    """All fakes that answer questions; nobody calls back, since no desk is there."""
    clock = WorldClock(START, speed=0)
    town = Town(clock, History(), "")
    fakes = (town.bitrix24, town.retailcrm, town.calltouch, town.voximplant, town.smsc, town.smsaero, town.twilio)
    for fake in fakes:
        await fake.start()
        held.push_async_callback(fake.stop)
    stranger = Listener(clock, town.history)
    await stranger.start("localhost")
    held.push_async_callback(stranger.stop)
    town.bitrix24.limits_enabled = town.calltouch.limits_enabled = town.retailcrm.limit.enabled = False
    market = Market(town, stranger)
    held.push_async_callback(market.close_lines)
    return market


def draft(number: int, lines: tuple[OrderLine, ...] = ()) -> LeadDraft:
    customer = Customer("Анна Петрова", f"+7916{number:07}", f"anna{number}@example.com", city="Москва")
    order = Order("site", f"A-{number}", customer, order_id=f"A-{number}", lines=lines, partner_code=PARTNER)
    partner = Partner(PARTNER, "1", "Партнёр")
    return LeadDraft(
        f"{number}-f07", f"#{number} · Анна", f"+7916{number:07}", order, partner, "Europe/Moscow", "Москва"
    )


def picture(number: int, notes: int = 2) -> CrmPicture:
    call = CrmCall(f"{number}/call1", f"+7916{number:07}", START, START.replace(minute=1), "no_answer", "480")
    told = tuple(CrmNote(f"{number}/{index}", f"Событие {index}") for index in range(notes))
    return CrmPicture("calling", "звоним", told, (call,))


def sms(number: int) -> Sms:
    return Sms(f"{number}-reached-f07", f"+7916{number:07}", f"Заказ №{number} принят. Спасибо!")


# --- the errands -------------------------------------------------------------------------------------------


async def find_partner(market: Market) -> Errand:
    crm = market.crm()
    return Errand("find_partner", "bitrix24", lambda: crm.find_partner(PARTNER))


async def find_lead(market: Market) -> Errand:
    crm, number = market.crm(), market.number()
    return Errand("find_lead", "bitrix24", lambda: crm.find_lead(f"{number}-f07"))


async def check_crm(market: Market) -> Errand:
    crm = market.crm()
    return Errand("check", "bitrix24", crm.check)


def add_lead(name: str, lines: tuple[OrderLine, ...] = (), **keys: Any) -> Open:
    async def open_one(market: Market) -> Errand:
        crm, wanted = market.crm(**keys), draft(market.number(), lines)

        async def do() -> object:
            """As the desk does it: searched for by our marker before it is added."""
            return await crm.find_lead(wanted.origin) or await crm.add_lead(wanted)

        def done() -> int:
            leads = [it for it in market.town.bitrix24.leads() if it["ORIGIN_ID"] == wanted.origin]
            people = [it for it in market.town.bitrix24.contacts() if it["ORIGIN_ID"] == wanted.origin]
            return max(len(leads), len(people))

        return Errand(name, "bitrix24", do, writes=True, done=done)

    return open_one


def show(name: str, shown: int, fresh: int) -> Open:
    """A picture with so many notes that are ``shown`` already, and so many that are not."""

    async def open_one(market: Market) -> Errand:
        crm, number, fake = market.crm(stages={"calling": "IN_PROCESS"}), market.number(), market.town.bitrix24
        lead_id = await crm.add_lead(draft(number))
        if shown:
            await crm.show(lead_id, picture(number, shown))

        def done() -> int:
            """How often the most frequent of our notes and calls is there."""
            texts = [str(it["COMMENT"]) for it in fake.timeline("lead", int(lead_id)) if it["KIND"] == "comment"]
            calls = [str(it["ORIGIN_ID"]) for it in fake.activities if str(it["ORIGIN_ID"]).startswith(f"{lead_id}:")]
            return max([0, *map(texts.count, texts), *map(calls.count, calls)])

        return Errand(name, "bitrix24", lambda: crm.show(lead_id, picture(number, shown + fresh)), True, done)

    return open_one


async def renew_token(market: Market) -> Errand:
    """Every time from the beginning: the chain of tokens is what goes wrong."""
    fake = market.town.bitrix24

    async def do() -> object:
        crm = market.crm(
            webhook_url="",
            client_id=fake.auth.client_id,
            client_secret=fake.auth.client_secret,
            refresh_token=fake.authorise()["refresh_token"],
            auth_url=fake.auth_url,
        )
        return await crm.find_lead("nobody")

    return Errand("renew_token", "bitrix24", do)


def send(who: str) -> Open:
    async def open_one(market: Market) -> Errand:
        gateway, wanted = market.gateway(who), sms(market.number())

        def done() -> int:
            return sum(it.text == wanted.text for it in getattr(market.town, who).messages)

        return Errand(f"{who} send", who, lambda: gateway.send(wanted), writes=True, done=done, again=False)

    return open_one


def find_sent(who: str, *, known: bool) -> Open:
    """``known``: by the gateway's own id."""

    async def open_one(market: Market) -> Errand:
        gateway, wanted = market.gateway(who), sms(market.number())
        sent = await gateway.send(wanted)
        key = sent.provider_id if known else ""
        return Errand(f"{who} find", who, lambda: gateway.find(wanted, key, market.clock.now()))

    return open_one


def check_gateway(who: str) -> Open:
    async def open_one(market: Market) -> Errand:
        gateway = market.gateway(who)
        return Errand(f"{who} check", who, gateway.check)

    return open_one


async def start_call(market: Market) -> Errand:
    caller, token = market.voximplant().caller, f"{market.number()}-1-f07"
    assert caller

    def done() -> int:
        return sum(session.token == token for session in market.town.voximplant.sessions.values())

    return Errand("start", "voximplant", lambda: caller.start(token), writes=True, done=done, again=False)


async def find_call(market: Market) -> Errand:
    caller, token = market.voximplant().caller, f"{market.number()}-1-f07"
    assert caller
    return Errand("find call", "voximplant", lambda: caller.find(token, market.clock.now()))


async def check_caller(market: Market) -> Errand:
    caller = market.voximplant().caller
    assert caller
    return Errand("check caller", "voximplant", caller.check)


GATEWAYS = ("smsc", "smsaero", "twilio", "voximplant")
ERRANDS: tuple[Open, ...] = (
    find_partner,
    find_lead,
    check_crm,
    renew_token,
    add_lead("add"),
    add_lead("add with rows", LINES),
    add_lead("add with many rows", LINES * 20),
    add_lead("add with a contact", LINES, contacts="create"),
    show("show", 0, 2),
    show("show all pages", 60, 2),
    *(send(who) for who in GATEWAYS),
    *(find_sent(who, known=known) for who in GATEWAYS for known in (True, False)),
    *(check_gateway(who) for who in GATEWAYS),
    start_call,
    find_call,
    check_caller,
)

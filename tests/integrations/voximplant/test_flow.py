"""Whole calls: the fake cloud asks a small desk for its plan and reports to it, through the real hooks."""

from collections.abc import AsyncIterator, Callable
from datetime import timedelta

import pytest
from aiohttp import web

from desk.errors import Rejected, Unauthorised
from desk.model import InboundRequest
from desk.ports import CallReport, Disposition, HookFact
from desk.telephony import BridgePlan, CallPlan, CallProgress, Leg, Speech
from integrations.neighbour import Offer, Surroundings
from integrations.voximplant import build
from integrations.voximplant.config import VoximplantSection
from sandbox.kit.clock import WorldClock
from sandbox.voximplant.fake import VoximplantFake
from sandbox.voximplant.fate import Fate

PHONE = "+79990000000"


class SmallDesk:
    """Hands out plans and keeps what is reported; no memory beyond that."""

    def __init__(self, offer: Offer, world: WorldClock) -> None:
        self.offer, self.world = offer, world
        speech = Speech(text="Заказ принят", voice="alena")
        self.plan: CallPlan | BridgePlan = CallPlan("c_1", PHONE, speech, True, 0)
        self.sessions: list[str] = []
        self.facts: list[HookFact] = []
        self.deliveries: list[str] = []

    async def tell_plan(self, request: web.Request) -> web.Response:
        assert self.offer.plan_hook
        try:
            asked = self.offer.plan_hook.ask(await self.read(request))
        except Unauthorised:
            return web.Response(status=401)
        except Rejected:
            return web.Response(status=400)
        if any(session != asked.session for session in self.sessions):
            return web.Response(status=409)
        self.sessions.append(asked.session)
        return web.Response(body=self.offer.plan_hook.answer(self.plan), content_type="application/json")

    async def take_event(self, request: web.Request) -> web.Response:
        hook = self.offer.hook
        assert hook
        inbound = await self.read(request)
        try:
            hook.verify(inbound)
        except Unauthorised:
            return web.Response(status=401)
        self.deliveries.append(hook.delivery_id(inbound))
        self.facts.extend(hook.parse(inbound))
        return web.Response(body=hook.success)

    async def read(self, request: web.Request) -> InboundRequest:
        return InboundRequest(
            method=request.method,
            path=request.path,
            headers={name.lower(): value for name, value in request.headers.items()},
            query=dict(request.query),
            body=await request.read(),
            url=str(request.url),
            received_at=self.world.now(),
        )


@pytest.fixture
async def small_desk(
    fake: VoximplantFake,
    world: WorldClock,
    around: Surroundings,
    make_section: Callable[..., VoximplantSection],
) -> AsyncIterator[SmallDesk]:
    section = make_section(callback_salt="salt", connect_rule_id=fake.connect_rule.rule_id)
    offer = build(section, around)
    desk = SmallDesk(offer, world)
    app = web.Application()
    app.router.add_get("/hooks/voximplant/plan", desk.tell_plan)
    app.router.add_post("/hooks/voximplant/result", desk.take_event)
    app.router.add_post("/hooks/voximplant/progress", desk.take_event)
    app.router.add_post("/hooks/voximplant", desk.take_event)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    fake.secrets["RINGDESK_URL"], fake.secrets["RINGDESK_SECRET"] = url, "secret"
    fake.account.callback_url, fake.account.callback_salt = f"{url}/hooks/voximplant", "salt"
    world.set_speed(200)
    yield desk
    await runner.cleanup()


async def call(desk: SmallDesk, fake: VoximplantFake, what: str = "reported") -> None:
    assert desk.offer.caller
    await desk.offer.caller.start("c_1")
    await fake.history.wait_for(lambda: fake.history.find("voximplant", what))


@pytest.mark.parametrize(
    ("fate", "meant"),
    [
        (Fate("answered"), Disposition.ANSWERED),
        (Fate("voicemail"), Disposition.VOICEMAIL),
        (Fate("busy"), Disposition.BUSY),
        (Fate("no_answer"), Disposition.NO_ANSWER),
        (Fate("answered", ring_s=40), Disposition.NO_ANSWER),
        (Fate("unavailable"), Disposition.UNAVAILABLE),
        (Fate("rejected"), Disposition.REJECTED),
        (Fate("bad_number"), Disposition.INVALID_NUMBER),
        (Fate("no_money"), Disposition.FAILED),
        (Fate("playback_error"), Disposition.FAILED),
    ],
)
async def test_s0_48_every_fate_of_a_call_is_reported(
    small_desk: SmallDesk, fake: VoximplantFake, fate: Fate, meant: Disposition
) -> None:
    fake.fate[PHONE] = fate
    await call(small_desk, fake)
    (report,) = small_desk.facts
    assert isinstance(report, CallReport)
    assert (report.token, report.session, report.disposition) == ("c_1", small_desk.sessions[0], meant)
    (dialled,) = fake.calls
    assert (dialled.number, dialled.caller_id, dialled.text) == ("79990000000", "74950000000", "Заказ принят")


async def test_a_report_sent_twice_is_one_delivery(small_desk: SmallDesk, fake: VoximplantFake) -> None:
    fake.fate[PHONE] = Fate("busy", report="twice")
    await call(small_desk, fake)
    await fake.history.wait_for(lambda: len(small_desk.deliveries) == 2)
    assert len(set(small_desk.deliveries)) == 1


@pytest.mark.parametrize(
    ("fate", "meant"),
    [
        (Fate("answered", report="lost"), Disposition.UNKNOWN),
        (Fate("voicemail", report="lost"), Disposition.UNKNOWN),
        (Fate("busy", report="lost"), Disposition.BUSY),
        (Fate("no_answer", report="lost"), Disposition.NO_ANSWER),
        (Fate("crash", talk_s=3), Disposition.FAILED),
        (Fate("crash", talk_s=0), Disposition.FAILED),
    ],
)
async def test_s0_47_the_history_knows_what_a_lost_report_would_have_said(
    small_desk: SmallDesk, fake: VoximplantFake, fate: Fate, meant: Disposition
) -> None:
    caller, since = small_desk.offer.caller, small_desk.world.now()
    assert caller
    fake.fate[PHONE] = fate
    await call(small_desk, fake, "ended")
    small_desk.world.jump(timedelta(minutes=2).total_seconds())
    report = await caller.find("c_1", since)
    assert report is not None
    assert (report.disposition, report.raw) == (meant, "history")
    assert small_desk.facts == []


async def test_the_price_is_calls_and_what_was_used_beside_them(small_desk: SmallDesk, fake: VoximplantFake) -> None:
    caller, since = small_desk.offer.caller, small_desk.world.now()
    assert caller
    await call(small_desk, fake, "ended")
    small_desk.world.jump(timedelta(minutes=2).total_seconds())
    report = await caller.find("c_1", since)
    assert report is not None
    assert report.cost is not None
    assert float(report.cost) == pytest.approx(sum(invoice.amount for invoice in fake.invoices))
    assert report.cost > 0


async def test_a_ringing_call_is_stopped(small_desk: SmallDesk, fake: VoximplantFake) -> None:
    caller = small_desk.offer.caller
    assert caller
    small_desk.world.set_speed(0)
    started = await caller.start("c_1")
    await fake.history.wait_for(lambda: fake.history.find("voximplant", "dialled"))
    await caller.stop(started.stop_address)
    await fake.history.wait_for(lambda: fake.history.find("voximplant", "reported"))
    (report,) = small_desk.facts
    assert isinstance(report, CallReport)
    assert report.disposition is Disposition.CANCELLED


async def test_a_doubled_start_calls_once_and_the_history_is_not_confused(
    small_desk: SmallDesk, fake: VoximplantFake
) -> None:
    caller, since = small_desk.offer.caller, small_desk.world.now()
    assert caller
    fake.fate[PHONE] = Fate("busy", report="lost")
    await caller.start("c_1")
    await caller.start("c_1")
    await fake.history.wait_for(lambda: len(fake.history.find("voximplant", "ended")) == 2)
    small_desk.world.jump(timedelta(minutes=2).total_seconds())
    report = await caller.find("c_1", since)
    assert len(fake.calls) == 1
    assert report is not None
    assert (report.session, report.disposition) == (small_desk.sessions[0], Disposition.BUSY)


async def test_a_wrong_key_of_the_scenario_gets_no_plan(small_desk: SmallDesk, fake: VoximplantFake) -> None:
    fake.secrets["RINGDESK_SECRET"] = "other"
    await call(small_desk, fake)
    assert fake.calls == []
    assert small_desk.facts == []


async def test_the_accounts_alarm_is_taken_as_genuine(small_desk: SmallDesk, fake: VoximplantFake) -> None:
    fake.cloud.tell("js_fail", {})
    await fake.history.wait_for(lambda: fake.history.find("voximplant", "callback"))
    assert [getattr(fact, "kind", "") for fact in small_desk.facts] == ["js_fail"]


# --- a seller is connected with a customer ---------------------------------------------------------------------

SELLER = "+79161112233"


async def connect(desk: SmallDesk, fake: VoximplantFake, what: str = "reported") -> None:
    desk.plan = BridgePlan("c_1", SELLER, PHONE, Speech(text="Заказ 1042"), True)
    assert desk.offer.connector
    await desk.offer.connector.start("c_1")
    await fake.history.wait_for(lambda: fake.history.find("voximplant", what))


@pytest.mark.parametrize(
    ("seller", "customer", "leg", "meant"),
    [
        (Fate(talk_s=90), Fate(talk_s=60), Leg.TALK, Disposition.ANSWERED),
        (Fate("busy"), Fate(), Leg.SELLER, Disposition.BUSY),
        (Fate(ring_s=40), Fate(), Leg.SELLER, Disposition.NO_ANSWER),
        (Fate("voicemail"), Fate(), Leg.SELLER, Disposition.VOICEMAIL),
        (Fate("no_money"), Fate(), Leg.SELLER, Disposition.FAILED),
        (Fate(played=False), Fate(), Leg.CUSTOMER, Disposition.CANCELLED),
        (Fate(), Fate("busy"), Leg.CUSTOMER, Disposition.BUSY),
        (Fate(), Fate(ring_s=50), Leg.CUSTOMER, Disposition.NO_ANSWER),
        (Fate(), Fate("bad_number"), Leg.CUSTOMER, Disposition.INVALID_NUMBER),
        (Fate(), Fate("unavailable"), Leg.CUSTOMER, Disposition.UNAVAILABLE),
    ],
)
async def test_every_fate_of_both_legs_is_reported(
    small_desk: SmallDesk, fake: VoximplantFake, seller: Fate, customer: Fate, leg: Leg, meant: Disposition
) -> None:
    fake.fate[SELLER], fake.fate[PHONE] = seller, customer
    await connect(small_desk, fake)
    (report,) = [it for it in small_desk.facts if isinstance(it, CallReport)]
    assert (report.leg, report.disposition) == (leg, meant)
    assert 60 <= report.talk_seconds < 80 if leg is Leg.TALK else report.talk_seconds == 0
    reached = leg is not Leg.SELLER and seller.played  # the seller heard it all
    told = [it.leg for it in small_desk.facts if isinstance(it, CallProgress)]
    assert told == ([Leg.CUSTOMER, Leg.TALK] if leg is Leg.TALK else [Leg.CUSTOMER] if reached else [])
    assert [it.number for it in fake.calls] == (["79161112233", "79990000000"] if reached else ["79161112233"])
    assert {it.caller_id for it in fake.calls} == {"74950000000"}


@pytest.mark.parametrize(
    ("seller", "customer", "leg", "meant"),
    [
        (Fate(report="lost"), Fate(talk_s=60), Leg.TALK, Disposition.ANSWERED),
        (Fate(report="lost", talk_s=30), Fate("busy"), Leg.CUSTOMER, Disposition.BUSY),
        (Fate("no_answer", report="lost"), Fate(), Leg.SELLER, Disposition.NO_ANSWER),
        (Fate(report="lost", played=False), Fate(), Leg.CUSTOMER, Disposition.CANCELLED),
        (Fate("crash", talk_s=0), Fate(), Leg.SELLER, Disposition.FAILED),
    ],
)
async def test_s0_47_the_history_knows_what_the_lost_report_of_a_bridge_would_have_said(
    small_desk: SmallDesk, fake: VoximplantFake, seller: Fate, customer: Fate, leg: Leg, meant: Disposition
) -> None:
    connector, since = small_desk.offer.connector, small_desk.world.now()
    assert connector
    fake.fate[SELLER], fake.fate[PHONE] = seller, customer
    await connect(small_desk, fake, "ended")
    small_desk.world.jump(timedelta(minutes=2).total_seconds())
    report = await connector.find("c_1", since)
    assert report is not None
    assert (report.raw, report.leg) == ("history", leg)
    assert report.disposition is meant
    assert [it for it in small_desk.facts if isinstance(it, CallReport)] == []


async def test_the_price_of_a_bridge_is_that_of_both_calls(small_desk: SmallDesk, fake: VoximplantFake) -> None:
    await connect(small_desk, fake)
    (report,) = [it for it in small_desk.facts if isinstance(it, CallReport)]
    assert report.cost is not None
    assert float(report.cost) == pytest.approx(sum(it.amount for it in fake.invoices if it.what == "PSTN_OUT"))


async def test_a_rule_that_starts_the_wrong_scenario_calls_nobody(small_desk: SmallDesk, fake: VoximplantFake) -> None:
    fake.rule.scenarios, fake.connect_rule.scenarios = fake.connect_rule.scenarios, fake.rule.scenarios
    await call(small_desk, fake)
    await connect(small_desk, fake)
    assert fake.calls == []
    assert {it.disposition for it in small_desk.facts if isinstance(it, CallReport)} == {Disposition.FAILED}

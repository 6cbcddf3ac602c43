"""Robot calls against the fake cloud: start, ask what became of it, stop."""

import asyncio
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import pytest

from desk.errors import Rejected, Temporary, Unauthorised, Unknown
from desk.ports import Caller, Disposition
from integrations.neighbour import Surroundings
from integrations.voximplant import build
from integrations.voximplant.config import VoximplantSection
from sandbox.kit.clock import WorldClock
from sandbox.kit.faults import Fault
from sandbox.voximplant.fake import VoximplantFake

Make = Callable[..., VoximplantSection]


@pytest.fixture
def caller(make_section: Make, around: Surroundings) -> Caller:
    found = build(make_section(), around).caller
    assert found is not None
    return found


async def test_s0_42_a_start_makes_one_session_with_our_token(caller: Caller, fake: VoximplantFake) -> None:
    started = await caller.start("c_1")
    (session,) = fake.sessions.values()
    assert started.provider_id == str(session.session_id)
    assert started.stop_address == fake.url + session.path
    assert session.custom_data == '{"j":"c_1"}'


async def test_a_token_that_does_not_fit_is_refused_before_anybody_is_asked(
    caller: Caller, fake: VoximplantFake
) -> None:
    await caller.start("x" * 192)
    with pytest.raises(Rejected):
        await caller.start("x" * 193)
    assert len(fake.history.find("voximplant", "request")) == 1


@pytest.mark.parametrize(
    ("fault", "kind", "sessions"),
    [
        (Fault("drop"), Unknown, 0),
        (Fault("accept_drop"), Unknown, 1),
        (Fault("cut"), Unknown, 1),
        (Fault("accept_status", status=502, body="<html>"), Unknown, 1),
        (Fault("status", status=429), Temporary, 0),
    ],
)
async def test_a_lost_answer_is_unknown_and_not_repeated(
    caller: Caller, fake: VoximplantFake, fault: Fault, kind: type[Exception], sessions: int
) -> None:
    fake.faults.add(fault)
    with pytest.raises(kind):
        await caller.start("c_1")
    assert len(fake.sessions) == sessions
    assert len(fake.history.find("voximplant", "request")) == 1


async def test_a_closed_port_is_temporary(caller: Caller, fake: VoximplantFake) -> None:
    await fake.unplug()
    with pytest.raises(Temporary):
        await caller.start("c_1")


async def test_s0_53_no_money_is_rejected_with_its_code(caller: Caller, fake: VoximplantFake) -> None:
    fake.account.balance = -1
    with pytest.raises(Rejected) as refused:
        await caller.start("c_1")
    assert refused.value.code == "127"


async def test_an_unknown_rule_is_rejected(make_section: Make, around: Surroundings, fake: VoximplantFake) -> None:
    caller = build(make_section(rule_id=5), around).caller
    assert caller is not None
    with pytest.raises(Rejected) as refused:
        await caller.start("c_1")
    assert (refused.value.code, refused.value.field) == ("147", "rule_id")


async def test_a_wrong_key_is_unauthorised(make_section: Make, around: Surroundings) -> None:
    caller = build(make_section(api_key="wrong"), around).caller
    assert caller is not None
    with pytest.raises(Unauthorised):
        await caller.start("c_1")


async def test_the_history_is_asked_by_our_token_when_the_answer_was_lost(
    caller: Caller, fake: VoximplantFake, world: WorldClock
) -> None:
    """The scenario finds no desk here, so its session ends without a call."""
    since = world.now()
    fake.faults.add(Fault("accept_drop", match="StartScenarios"))
    with pytest.raises(Unknown):
        await caller.start("c_1")
    await fake.history.wait_for(lambda: fake.history.find("voximplant", "ended"))
    assert await caller.find("c_1", since) is None
    world.jump(120)
    report = await caller.find("c_1", since)
    assert report is not None
    assert (report.token, report.disposition, report.raw) == ("c_1", Disposition.FAILED, "history")
    assert report.session in {str(one) for one in fake.sessions}
    assert await caller.find("c_2", since) is None


async def test_a_question_about_the_past_is_repeatable(caller: Caller, fake: VoximplantFake, world: WorldClock) -> None:
    fake.faults.add(Fault("drop"))
    with pytest.raises(Temporary):
        await caller.find("c_1", world.now())


async def test_stopping_a_session_that_is_over_is_fine(caller: Caller, fake: VoximplantFake) -> None:
    started = await caller.start("c_1")
    await fake.history.wait_for(lambda: fake.history.find("voximplant", "ended"))
    await caller.stop(started.stop_address)
    await fake.unplug()
    for _ in range(10):
        await caller.stop(started.stop_address)


async def test_a_stop_that_is_not_confirmed_is_tried_again(caller: Caller, fake: VoximplantFake) -> None:
    started = await caller.start("c_1")
    fake.faults.add(Fault("drop", match="SessionRequest"))
    with pytest.raises(Temporary):
        await caller.stop(started.stop_address)


async def test_dead_sessions_close_neither_the_line_to_the_api_nor_to_a_live_one(
    caller: Caller, fake: VoximplantFake
) -> None:
    for _ in range(6):
        await caller.stop("http://127.0.0.1:9/request/a/b")
    started = await caller.start("c_1")
    await caller.stop(started.stop_address)
    assert fake.history.find("voximplant", "request", operation="SessionRequest")


async def test_health_shows_balance_caller_id_and_rule(caller: Caller) -> None:
    health = await caller.check()
    assert health.ok
    assert health.balance is not None
    assert health.balance.amount == Decimal("1000.0")
    assert "caller id …0000 is verified until 2027-08-04; rule 1234567 is there" in health.detail
    assert "vox-api-key" not in health.detail


@pytest.mark.parametrize(
    ("changes", "detail"),
    [
        ({"low_balance": "2000"}, "less than 2000"),
        ({"caller_id": "74950000001"}, "caller id …0001 is neither rented nor verified"),
        ({"rule_id": 5}, "there is no rule 5"),
    ],
)
async def test_health_names_what_is_wrong(
    make_section: Make, around: Surroundings, changes: dict[str, object], detail: str
) -> None:
    caller = build(make_section(**changes), around).caller
    assert caller is not None
    health = await caller.check()
    assert not health.ok
    assert detail in health.detail


async def test_health_knows_a_rented_number_and_an_expired_one(
    make_section: Make, around: Surroundings, world: WorldClock
) -> None:
    rented = build(make_section(caller_id="+7 495 111-22-33"), around).caller
    verified = build(make_section(), around).caller
    assert rented is not None
    assert verified is not None
    world.jump(timedelta(days=400).total_seconds())
    assert (await rented.check()).ok
    assert "no longer verified" in (await verified.check()).detail


async def test_health_minds_an_empty_account_and_an_empty_rule(caller: Caller, fake: VoximplantFake) -> None:
    fake.account.balance = 0
    fake.rule.scenarios.clear()
    health = await caller.check()
    assert not health.ok
    assert "nothing left" in health.detail
    assert "has no scenario" in health.detail


async def test_checks_without_the_right_only_say_so(caller: Caller, fake: VoximplantFake) -> None:
    for match in ("GetCallerIDs", "GetRules"):
        fake.faults.add(Fault("status", match=match, status=200, body='{"error":{"code":104,"msg":"no"}}'))
    health = await caller.check()
    assert health.ok
    assert "could not be checked (104)" in health.detail


async def test_many_starts_at_once_are_many_sessions(caller: Caller, fake: VoximplantFake) -> None:
    started = await asyncio.gather(*(caller.start(f"c_{number}") for number in range(20)))
    assert len({one.provider_id for one in started}) == len(fake.sessions) == 20

"""F-07: what protects us and the neighbour at the one door: memory, breaker, and the pause that was asked for."""

import gc
import random
import tracemalloc
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from desk.errors import DeskError, Temporary
from integrations.http import Answer, Breaker, retry_after
from sandbox.kit.faults import Fault, Kind
from scheduler.retry import RetryPolicy
from tests.faults.line import Line
from tests.faults.neighbours.errands import ERRANDS, Do, Market, open_market
from tests.faults.neighbours.mishaps import MEGABYTE, RETRY_AFTER

SECONDS = 900
HEAP = 20 * MEGABYTE  # more than twice the biggest answer, and far below what the bomb would take
BOMBS: tuple[Kind, ...] = ("flood", "bomb")
DATE = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@pytest.fixture
async def market() -> AsyncIterator[Market]:
    async with AsyncExitStack() as held:
        yield await open_market(held)


async def test_f_07_no_answer_balloons_in_our_memory(line: Line, market: Market) -> None:
    """Every client, an answer without an end and a bomb of 64 MB; the fake's own share is small."""
    worst = 0
    for kind in BOMBS:
        for opener in ERRANDS[:: line.pick(15, 1)]:
            errand = await opener(market)
            fake = market.fake(errand.who)
            fake.faults.add(Fault(kind, times=None, size=64 * MEGABYTE))
            worst = max(worst, await weigh(line, f"{errand.name}: {kind}", errand.do))
            fake.faults.clear()
            await market.close_lines()
            line.case()
    line.note("peak of the heap, MB", round(worst / MEGABYTE, 1))


async def weigh(line: Line, case: str, do: Do) -> int:
    gc.collect()
    tracemalloc.start()
    try:
        await do()
    except DeskError:
        pass
    else:
        line.violate(f"{case}: taken for an answer")
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    line.expect(peak < HEAP, f"{case}: {peak / MEGABYTE:.0f} MB")
    return peak


JUNK = {
    "500": Fault("status", times=None, status=500),
    "200 with HTML": Fault("status", times=None, status=200, body="<html>"),
    "empty": Fault("status", times=None, status=200),
    "429": Fault("status", times=None, status=429),
    "redirect": Fault("redirect", times=None, status=302, to="http://localhost:9"),
    "down": Fault("drop", times=None),
    "bomb": Fault("bomb", times=None, size=MEGABYTE * 64),
}


async def test_f_07_a_neighbour_that_talks_nonsense_is_asked_less_and_less(line: Line, market: Market) -> None:
    """Somebody wants something every second for a quarter of an hour; then the neighbour is well again."""
    for opener in ERRANDS[:: line.pick(29, 7)]:
        for name, fault in JUNK.items():
            errand = await opener(market)
            assert errand.name != "renew_token", "its lines are new at every renewal"
            fake, case = market.fake(errand.who), f"{errand.name}: {name}"
            fake.faults.add(Fault(**{it: getattr(fault, it) for it in fault.__slots__}))
            before = len(market.town.history.find(errand.who, "request"))
            for _ in range(SECONDS):
                await fail(line, case, errand.do)
                market.clock.turn(1)
            asked = len(market.town.history.find(errand.who, "request")) - before
            line.expect(5 <= asked <= 45, f"{case}: asked {asked} times in a quarter of an hour")
            fake.faults.clear()
            market.clock.turn(61)
            try:
                await errand.do()
            except DeskError as error:
                line.violate(f"{case}: the breaker does not close: {error!r}")
            await market.close_lines()
            line.case()


async def fail(line: Line, case: str, do: Do) -> None:
    try:
        await do()
    except DeskError:
        return
    line.violate(f"{case}: taken for an answer")


async def test_f_07_nobody_asks_before_the_moment_that_was_named(line: Line, market: Market) -> None:
    for opener in ERRANDS[:: line.pick(3, 1)]:
        errand = await opener(market)
        if errand.name == "renew_token":  # a line of its own at every renewal
            continue
        fake = market.fake(errand.who)
        fake.faults.add(Fault("status", times=1, status=429, headers={"Retry-After": str(RETRY_AFTER)}))
        with pytest.raises(Temporary):
            await errand.do()
        before = len(market.town.history.find(errand.who, "request"))
        for _ in range(RETRY_AFTER - 1):
            market.clock.turn(1)
            with pytest.raises(Temporary) as early:
                await errand.do()
            line.expect(early.value.blameless, f"{errand.name}: a pause uses up a try")
        line.expect(len(market.town.history.find(errand.who, "request")) == before, f"{errand.name}: asked too soon")
        market.clock.turn(2)
        await errand.do()
        await market.close_lines()
        line.case()


def test_f_07_any_retry_after_is_read_or_left_alone(line: Line, seed: int) -> None:
    dice = random.Random(seed)
    letters = "0123456789-+.eE ²٣½:,GMTJan"
    known = ["", "0", "30", "-5", "1e3", "²", "٣", "9" * 400, "1" * 5000, "never", "Mon, 99 Foo 2026 25:61:61 GMT"]
    for number in range(line.pick(2_000, 50_000)):
        value = known[number] if number < len(known) else "".join(dice.choices(letters, k=dice.randint(1, 30)))
        dated = {"date": format_datetime(DATE, usegmt=True)} if dice.random() < 0.5 else {"date": value}
        seconds = retry_after(Answer(429, {"retry-after": value} | dated, b""))
        line.expect(seconds is None or 0 <= seconds <= 3600, f"{value!r}: {seconds}")
        line.case()
    for ahead, zone in ((30, True), (30, False), (-30, True), (10**8, True)):
        moment = format_datetime(DATE + timedelta(seconds=ahead), usegmt=zone)
        seconds = retry_after(Answer(429, {"retry-after": moment, "date": format_datetime(DATE, usegmt=True)}, b""))
        line.expect(seconds == min(max(ahead, 0), 3600), f"{moment}: {seconds}")
    for odd in ("Mon, 23 Nov 2026 09:00:30 -0000", "Mon, 23 Nov 0001 00:00:00 +2359"):
        answer = Answer(429, {"retry-after": odd, "date": format_datetime(DATE, usegmt=True)}, b"")
        line.expect(retry_after(answer) in (None, 0.0), odd)


def test_f_07_pauses_between_tries_grow_with_jitter(line: Line, seed: int) -> None:
    dice, policy = random.Random(seed), RetryPolicy()
    for tries in range(1, policy.attempts):
        pauses = [policy.pause(tries, None, dice).total_seconds() for _ in range(line.pick(200, 2_000))]
        full = min(900.0, 5.0 * 2 ** (tries - 1))
        line.expect(all(0.8 * full <= it <= full for it in pauses), f"try {tries}: {min(pauses)}…{max(pauses)}")
        line.expect(len(set(pauses)) > len(pauses) // 2, f"try {tries}: all come back at once")
        asked = [policy.pause(tries, 7.0, dice).total_seconds() for _ in pauses]
        line.expect(min(asked) >= 7.0, f"try {tries}: back after {min(asked)} s of 7")
        line.case(len(pauses))


def test_f_07_what_was_under_way_when_the_breaker_opened_does_not_lengthen_its_pause(line: Line) -> None:
    breaker = Breaker("crm")
    for _ in range(50):
        breaker.fail(100.0)
    with pytest.raises(Temporary) as refused:
        breaker.check(100.0)
    line.expect(refused.value.retry_after == breaker.first_pause, f"{refused.value.retry_after} s")
    breaker.check(105.0)
    breaker.fail(105.0)
    with pytest.raises(Temporary) as again:
        breaker.check(105.0)
    line.expect(again.value.retry_after == 2 * breaker.first_pause, f"{again.value.retry_after} s")
    line.case(50)

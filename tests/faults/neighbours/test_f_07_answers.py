"""F-07: whatever comes in place of an answer, at whichever request, the desk knows what it may conclude."""

import random
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from itertools import product

import pytest

from desk.errors import DeskError, Temporary, Unauthorised, Unknown
from tests.faults.line import FULL, Line
from tests.faults.neighbours.errands import ERRANDS, PATIENCE, Errand, Market, Open, open_market
from tests.faults.neighbours.mishaps import REFUSED, Mishap, list_mishaps, list_shapes
from tests.faults.neighbours.retail_errands import RETAIL
from tests.faults.neighbours.tracker_errands import TRACKER

EVERY = (*ERRANDS, *RETAIL, *TRACKER)
INNER = {
    "bitrix24": '{"error":"INTERNAL_SERVER_ERROR","error_description":"Internal server error"}',
    "retailcrm": '{"success":false,"errorMsg":"Internal Server Error"}',
    "smsc": '{"error":"duplicate request, wait a minute","error_code":9}',
    "twilio": '{"code":20500,"message":"Internal Server Error","status":500}',
    "voximplant": '{"error":{"code":1,"msg":"Internal error"}}',
    "calltouch": '{"message":"Internal error"}',
    "smsaero": "",  # has no such words: a refusal in its envelope is one
}
SILENT = "silent"
HASTE = 0.6  # real seconds of silence that are too long
AT_ONCE = 40  # open lines
SETTLED = 120.0  # seconds after which every pause and breaker is over


@pytest.fixture
async def market() -> AsyncIterator[Market]:
    async with AsyncExitStack() as held:
        yield await open_market(held)


async def test_f_07_every_fault_at_every_request_lands_in_our_vocabulary(line: Line, seed: int, market: Market) -> None:
    dice, cases = random.Random(seed), []
    for opener in EVERY:
        errand, requests = await count_requests(market, opener)
        found = [it for it in list_mishaps(INNER[errand.who]) if INNER[errand.who] or "an error" not in it.name]
        cases += [(opener, place, mishap) for place, mishap in product(range(requests), found)]
    line.note("requests × faults", len(cases))
    if not FULL:
        quick = [it for it in cases if SILENT not in it[2].name]
        cases = [*dice.sample(quick, 50), *dice.sample([it for it in cases if SILENT in it[2].name], 2)]
    for opener, place, mishap in cases:
        await try_one(line, market, opener, place, mishap)
        line.case()
    line.expect(market.stranger.received == [], f"credentials went to a stranger: {market.stranger.received[:3]}")


async def test_f_07_json_of_another_shape_is_no_answer(line: Line, seed: int, market: Market) -> None:
    dice, cases = random.Random(seed), []
    for opener in EVERY:
        _, requests = await count_requests(market, opener)
        cases += list(product([opener], range(requests), list_shapes()))
    for opener, place, mishap in dice.sample(cases, line.pick(18, 1000)):
        errand = await opener(market)
        case = f"{errand.name}, request {place + 1}: {mishap.name}"
        outcome = await meet(market, errand, place, mishap)
        line.expect(outcome is None or isinstance(outcome, DeskError), f"{case}: not in our vocabulary: {outcome!r}")
        done = errand.done()
        line.expect(outcome or not errand.writes or done == 1, f"{case}: it is not done, and nobody says so")
        if not errand.again:
            surely_not = isinstance(outcome, DeskError) and not isinstance(outcome, Unknown)
            line.expect(done == 0 or not surely_not or "error" in case, f"{case}: {outcome!r}, and yet it is done")
        await market.close_lines(AT_ONCE)
        line.case()


async def count_requests(market: Market, opener: Open) -> tuple[Errand, int]:
    """How many requests the untouched errand makes."""
    errand = await opener(market)
    before = len(market.town.history.find(errand.who, "request"))
    await errand.do()
    await market.close_lines(AT_ONCE)
    return errand, len(market.town.history.find(errand.who, "request")) - before


async def try_one(line: Line, market: Market, opener: Open, place: int, mishap: Mishap) -> None:
    market.patience = HASTE if SILENT in mishap.name else PATIENCE
    errand = await opener(market)
    case = f"{errand.name}, request {place + 1}: {mishap.name}"
    outcome = await meet(market, errand, place, mishap)
    judge(line, case, errand, mishap, outcome)
    if errand.again and outcome is not None:
        await repeat(line, case, market, errand, mishap)
    await market.close_lines(AT_ONCE)


async def meet(market: Market, errand: Errand, place: int, mishap: Mishap) -> BaseException | None:
    """The errand while the fault lasts for this one request; its error."""
    fake = market.fake(errand.who)
    if mishap.name == REFUSED:
        market.gate = unplug_at(market, errand, place)
    else:
        fake.faults.add(mishap.script("*", place, 1, market.stranger.url))
    try:
        await errand.do()
    except Exception as error:  # noqa: BLE001 - what is no word of ours is a violation
        return error
    finally:
        fake.faults.clear()
        market.gate = None
        if not fake.plugged:
            await fake.start()
    return None


def unplug_at(market: Market, errand: Errand, place: int):
    left = place

    async def gate(point: str) -> None:
        nonlocal left
        if point.startswith("before"):
            left -= 1
            if left == -1:
                await market.fake(errand.who).unplug()

    return gate


def judge(line: Line, case: str, errand: Errand, mishap: Mishap, outcome: BaseException | None) -> None:
    done = errand.done()
    line.expect(done <= 1, f"{case}: done {done} times")
    if outcome is None:
        line.expect(not errand.writes or done == 1, f"{case}: it is not done, and nobody says so")
        return
    line.expect(not mishap.harmless, f"{case}: {outcome!r} though the answer came in time")
    line.expect(isinstance(outcome, DeskError), f"{case}: not in our vocabulary: {outcome!r}")
    if errand.name == "renew_token" and mishap.done:  # the token is spent; a person installs anew
        line.expect(isinstance(outcome, Unauthorised | Temporary), f"{case}: {outcome!r}")
        return
    fitting = Temporary | Unknown if errand.writes and not mishap.certain else Temporary
    line.expect(isinstance(outcome, fitting), f"{case}: {outcome!r}")
    if not errand.again:
        line.expect(isinstance(outcome, Unknown) or done == 0, f"{case}: {outcome!r}, and yet it is done")
    if mishap.name == "429" and isinstance(outcome, Temporary):
        line.expect((outcome.retry_after or 7) >= 7, f"{case}: back after {outcome.retry_after} s")


async def repeat(line: Line, case: str, market: Market, errand: Errand, mishap: Mishap) -> None:
    """The next try, after the pauses, is done and not doubled."""
    market.clock.turn(SETTLED)
    try:
        await errand.do()
    except Exception as error:  # noqa: BLE001
        line.violate(f"{case}: the next try ends in {error!r}")
    done = errand.done()
    line.expect(not errand.writes or done == 1, f"{case}: done {done} times after the next try")

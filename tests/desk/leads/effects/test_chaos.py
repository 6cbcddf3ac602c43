"""Whatever the neighbours answer, and wherever the process dies: nobody is called or written to twice."""

import asyncio
import contextlib
import itertools
import shutil
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desk.errors import DeskError, Rejected, Temporary, Unauthorised, Unknown
from desk.leads import events
from desk.leads.effects.calls import CheckCall, PlaceCall, StopCall
from desk.leads.effects.messages import CheckSms, SendSms
from desk.ports import CallReport, Disposition, SmsReport, SmsStatus
from storage.books import Store
from storage.database import Database
from tests.clocks import TurnedClock
from tests.desk.leads.conftest import ANNA, make_order
from tests.desk.leads.effects.conftest import DeathError, Room

Chance = tuple[str, type[BaseException]] | None
FAILURES = (Temporary, Rejected, Unauthorised, Unknown, ValueError, DeathError)
CHANCES: st.SearchStrategy[Chance] = st.one_of(
    st.none(),
    st.tuples(st.just("before"), st.sampled_from(FAILURES)),
    st.tuples(st.just("after"), st.sampled_from([Unknown, ValueError, DeathError])),  # done, but nobody can say so
)
JOBS = ("place", "send", "check", "stop")
FACTS = ("turn", "claim", "release", "retry", "report", "give up")
Step = tuple[str, Chance]
STEPS = st.lists(
    st.tuples(st.sampled_from(JOBS), CHANCES) | st.tuples(st.sampled_from(FACTS), st.none()), min_size=4, max_size=14
)
WISHES = {"claim": events.Claimed, "release": events.Released, "retry": events.RetryAsked}
REFS = itertools.count(1)


class Storm:
    """One lead, its jobs run in any order and as often as you like, as a worker would after any failure."""

    def __init__(self, room: Room) -> None:
        self.room = room

    async def do(self, act: str, chance: Chance) -> None:
        """The act, and after a failure once more, as a worker would."""
        for turns in (self.room.caller.turns, self.room.gateway.turns):
            turns.before, turns.after = [], []
            if chance:
                getattr(turns, chance[0]).append(chance[1]("by chance"))
        for _ in range(2):
            with contextlib.suppress(DeskError, ValueError, DeathError):
                await self._act(act)

    async def _act(self, act: str) -> None:
        room, bench = self.room, self.room.bench
        lead = await room.lead()
        number, refs = len(lead.calls), [it.ref for it in lead.messages]
        match act:
            case "place":
                await PlaceCall(bench, room.caller)(lead.id, number)
            case "send":
                for ref in refs:
                    await SendSms(bench, room.gateway, lambda _lead, kind: kind.value)(lead.id, ref)
            case "check":
                await self._know()
                await CheckCall(bench, room.caller)(lead.id, number)
                for ref in refs:
                    await CheckSms(bench, room.gateway)(lead.id, ref)
            case "stop":
                await StopCall(bench, room.caller)(lead.id, number)
            case "turn":
                room.clock.turn(1800)
                await room.tell(events.TimeCame())
            case "claim" | "release" | "retry":
                await room.tell(WISHES[act](ANNA))
            case "report":
                report = CallReport(lead.calls[-1].token if lead.calls else "", "s", Disposition.ANSWERED)
                await room.tell(events.CallEnded(number, report))
            case "give up":
                await PlaceCall(bench, room.caller).give_up(lead.id, number, "too often")
                for ref in refs:
                    await SendSms(bench, room.gateway, lambda _lead, kind: kind.value).give_up(
                        lead.id, ref, "too often"
                    )

    async def _know(self) -> None:
        """The neighbours know what they took."""
        for sms in self.room.gateway.accepted:
            self.room.gateway.reports[sms.ref] = SmsReport(sms.ref, "id", SmsStatus.SENT)
        for token in self.room.caller.accepted:
            self.room.caller.reports[token] = CallReport(token, "s", Disposition.NO_ANSWER)


@pytest.fixture(scope="module")
def ground(empty_database: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[asyncio.Runner, Store]]:
    """One memory for all storms; each has a lead of its own."""
    file = tmp_path_factory.mktemp("storm") / "desk.db"
    shutil.copyfile(empty_database, file)
    with asyncio.Runner() as runner:
        store = Store(Database(f"sqlite+aiosqlite:///{file}"))
        yield runner, store
        runner.run(store.database.close())


async def live(store: Store, steps: list[Step]) -> Room:
    room = Room(store, TurnedClock())
    await room.open(events.Registered("paper", "1"), order=replace(make_order(), ref=f"ref {next(REFS)}"))
    storm = Storm(room)
    for step in steps:
        await storm.do(*step)
    return room


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(steps=STEPS)
def test_s0_53_f_05_at_most_one_call_per_attempt_and_one_sms_per_message(
    ground: tuple[asyncio.Runner, Store], steps: list[Step]
) -> None:
    runner, store = ground
    room = runner.run(live(store, steps))
    attempts = Counter(token.rsplit("-", 1)[0] for token in room.caller.accepted)
    messages = Counter(sms.ref for sms in room.gateway.accepted)
    assert all(count == 1 for count in attempts.values()), attempts
    assert all(count == 1 for count in messages.values()), messages

"""F-05: one robot call and whatever telephony may say of it, in any order, beside what must come of it."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta
from typing import ClassVar

from desk.errors import Conflict, Ignored, Temporary
from desk.leads import events
from desk.leads.effects.calls import CheckCall
from desk.leads.model import FINAL, ROBOT, Lead
from desk.leads.work import SHOW_CRM
from desk.ports import CallReport, Disposition
from tests.clocks import TurnedClock
from tests.desk.leads.conftest import ANNA, make_order, make_rules
from tests.faults.rules.engine import Engine, run
from tests.faults.rules.expected_call import ANSWERS, MANUAL, PLANS, PUSH_BACK, REACHED, REPORTS, VOICEMAIL, Expected
from tests.faults.rules.memory import MemoryFile
from tests.faults.rules.paper import SLOW

PAST = "SELECT what FROM history WHERE lead_id = ? ORDER BY id"
OWED = "SELECT key FROM job WHERE status <> 'failed' AND lane <> 'chat' AND kind <> ?"
LONGEST_LIFE = 6  # announced moments


@dataclass
class Call:
    """A lead whose first call was asked for; the answer to that request is still under way."""

    engine: Engine
    lead_id: int
    token: str
    expected: Expected = field(default_factory=Expected)
    dials: set[str] = field(default_factory=set)
    told: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    starts: int = 0  # requests to start a call that telephony had taken when it dialled
    vague: bool = False  # the neighbour contradicted itself: only what must never happen is looked at

    def meet(self, event: str) -> None:
        """One event, and whatever the desk does about it at once."""
        if (event in ANSWERS or event == PUSH_BACK) and self.expected.answer:
            return  # a request is answered once
        self.told.append(event)
        before, past, owed = self.lead(), self.past(), self.owed()
        late = self.is_late(event)
        self.happen(event)
        self.engine.work()
        after = self.lead()
        if not self.vague:
            self.expect(after.status is self.expected.status, f"{after.status}, not {self.expected.status}")
            self.expect(len(after.calls) == self.expected.calls, f"{len(after.calls)} calls")
            self.expect(after.calls[0].result is self.expected.result, f"result {after.calls[0].result}")
        self.expect(rank(after) >= rank(before) or event == PUSH_BACK, f"back from {rank(before)} to {rank(after)}")
        self.expect(past == self.past()[: len(past)], "the history was rewritten")
        if late:
            self.expect(len(self.past()) > len(past), "nobody wrote it down")
            self.expect(not moved(before, after), "it came late and moved the lead")
            self.expect(not self.owed() - owed, f"it came late and started {self.owed() - owed}")

    def is_late(self, event: str) -> bool:
        if event not in REPORTS or self.vague:
            return False
        return not self.expected.current() or not self.expected.counts(REPORTS[event][1])

    def happen(self, event: str) -> None:
        try:
            if event in REPORTS:
                self.report(*REPORTS[event])
            elif event in PLANS:
                self.ask_plan(PLANS[event])
            elif event in ANSWERS:
                self.expected.answer = event
                self.engine.answer(ANSWERS[event])
            else:
                self.steps[event](self)
        except Ignored:
            return  # nothing new to the desk

    def report(self, result: Disposition, session: str) -> None:
        if self.expected.counts(session):
            self.expected.settle(result, session)
        self.engine.report(CallReport(self.token, session, result, result.value))

    def ask_plan(self, session: str) -> None:
        may = self.expected.give_plan(session)
        try:
            self.engine.ask_plan(self.token, session)
        except Conflict:
            self.expect(not may or self.vague, f"the plan was refused to {session}")
            return
        self.expect(may or self.vague, f"the plan was handed to {session}")
        self.dials.add(session)
        self.starts = len(self.engine.telephony.taken_at)

    def look_up(self) -> None:
        """The provider's own record says that somebody answered."""
        self.engine.telephony.sessions[0].result = Disposition.ANSWERED
        if self.expected.result is None:
            self.expected.settle(Disposition.ANSWERED, "s1")
        run(CheckCall(self.engine.bench, self.engine.telephony)(self.lead_id, 1))  # type: ignore[arg-type]
        self.engine.telephony.sessions[0].result = None

    def claim(self) -> None:
        self.expected.claim()
        self.engine.tell(self.lead_id, events.Claimed(ANNA))

    def release(self) -> None:
        self.expected.owner = False
        self.engine.tell(self.lead_id, events.Released(ANNA))

    def turn(self) -> None:
        """To the announced moment, or an hour on where none is."""
        self.expected.time_passes()
        clock = self.engine.clock
        clock.turn_to(max(self.lead().next.at or clock.now() + timedelta(hours=1), clock.now()))

    def push_back(self) -> None:
        self.expected.answer = PUSH_BACK
        self.vague = True
        self.engine.answer(Temporary("busy", retry_after=20))

    steps: ClassVar = {"history": look_up, "claim": claim, "release": release, "timer": turn, PUSH_BACK: push_back}

    def end(self, crash: bool) -> None:
        """The request is answered at last, or the process dies over it; then time passes and nobody says a word."""
        if not self.expected.answer and crash:
            self.engine.restart()
        elif not self.expected.answer:
            self.meet("started")
        for _ in range(LONGEST_LIFE):
            if self.lead().status in (*FINAL, MANUAL):
                break
            self.meet("timer")
        else:
            self.expect(False, f"it still waits, {self.lead().status}")
        self.expect(not self.engine.broken, f"{self.engine.broken}")
        self.check_doubles()
        stopped = self.engine.telephony.sessions[0].stopped
        if self.expected.must_stop and self.expected.answer == "started" and self.expected.result is None:
            self.expect(stopped, "a call that nobody wants was not stopped")

    def check_doubles(self) -> None:
        starts = Counter(token for token, _at in self.engine.telephony.taken_at)
        self.expect(self.vague or max(starts.values()) == 1, f"asked for twice: {starts}")
        self.expect(len(self.dials) <= 1, f"dialled by {self.dials}")
        late = [token for token, _at in self.engine.telephony.taken_at[self.starts :]] if self.dials else []
        self.expect(self.token not in late, "asked for again while it rang")
        texts = [sms.ref.split("-")[1] for sms, _at in self.engine.gateway.taken]
        wanted = {REACHED: ["reached"], VOICEMAIL: ["voicemail"]}.get(self.expected.status, [])
        self.expect(texts == wanted if not self.vague else len(texts) <= 1, f"the customer read {texts}")

    def expect(self, held: object, what: str) -> None:
        if not held:
            self.faults.append(f"{' · '.join(self.told)}: {what}")

    def lead(self) -> Lead:
        return self.engine.lead(self.lead_id)

    def past(self) -> list[str]:
        return [what for (what,) in self.engine.file.look(PAST, self.lead_id)]

    def owed(self) -> Counter[str]:
        return Counter(key for (key,) in self.engine.file.look(OWED, SHOW_CRM))


def ring(file: MemoryFile) -> Call:
    """A lead in the CRM, its first call asked for at noon."""
    engine = Engine(file, make_rules(max_attempts=2), TurnedClock())
    engine.telephony.weather.coming.append(SLOW)
    lead_id = engine.receive(make_order()).lead_id
    engine.work()
    return Call(engine, lead_id, engine.lead(lead_id).calls[0].token)


def rank(lead: Lead) -> tuple[int, int, int]:
    """How far a lead has come: the robot's, then a person's, then at its end; with each call, and each known result."""
    stage = 0 if lead.status in ROBOT else 2 if lead.status in FINAL else 1
    return stage, len(lead.calls), sum(call.result is not None for call in lead.calls)


def moved(before: Lead, after: Lead) -> bool:
    kept = ("status", "next", "messages", "assignee", "calls_allowed", "trouble")
    return len(before.calls) != len(after.calls) or any(getattr(before, it) != getattr(after, it) for it in kept)

"""F-12: a shop in the middle of everything when the clock jumps, and what must be so by the seconds that passed."""

import random
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import orjson

from desk.hours import Calendar, parse_hours
from desk.leads import events
from desk.leads.model import Lead, LeadStatus, Person
from desk.leads.policy import ConsentRule, ContactHours, Rules, StaffRules
from desk.model import Consent, Customer, Order
from desk.ports import Disposition
from scheduler.timekeeper import A_STEP, LOOK_EVERY, TOLD, Timekeeper
from tests.faults.checker.evidence import PastRow, Terms
from tests.faults.checker.leases import Watch, follow, judge_rest, judge_row
from tests.faults.rules.engine import Engine, run
from tests.faults.rules.machine import Machine
from tests.faults.rules.memory import MemoryFile
from tests.faults.rules.paper import Session

MOSCOW, FAR = "Europe/Moscow", "Asia/Vladivostok"
HOURS, OPENS, CLOSES = "09:00-21:00", 9, 21
ANNA, BORIS = Person(1, "Анна"), Person(2, "Борис")
RULES = Rules(
    ContactHours(Calendar(parse_hours(HOURS)), MOSCOW),
    max_attempts=3,
    consent=ConsentRule.REQUIRED,
    staff=StaffRules(
        answer_within=timedelta(minutes=40),
        warn_before=timedelta(minutes=10),
        lease=timedelta(minutes=60),
        remind_before=timedelta(minutes=20),
    ),
)
STARTS = tuple(
    datetime(2026, 11, 23, hour, minute, tzinfo=UTC) for hour, minute in ((6, 5), (9, 0), (12, 30), (17, 40), (20, 0))
)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
JUMPS = ("+1 h", "-1 h", "+1 day", "-1 day", "1970", "asleep for 10 h", "drift", "a blink", "there and back")
ASLEEP = timedelta(hours=10)
DRIFT = 0.0005  # of the worst quartz
LIFE = 4 * 3600.0  # seconds of the pace that follow
CHUNK = 600.0
LATE = timedelta(seconds=2)
ROUGH = timedelta(minutes=1)  # open time is counted in minutes of a wall that may be out of step with the pace
WRITTEN = "SELECT id, lead_id, what, why, who, data FROM history ORDER BY id"
ALARM = "SELECT count(*) FROM job WHERE kind = 'chat.alarm_admins' AND key LIKE '%:clock'"


@dataclass
class Case:
    """One jump. ``wrong`` collects what must not be."""

    file: MemoryFile
    dice: random.Random
    jump: str
    wrong: list[str] = field(default_factory=list)
    stamps: dict[int, datetime] = field(default_factory=dict)  # of a row of a history, by the pace
    rung: int = 0

    def __post_init__(self) -> None:
        self.machine = Machine(self.dice.choice(STARTS))
        self.engine = Engine(self.file, RULES, self.machine)  # type: ignore[arg-type]
        self.timekeeper = Timekeeper(self.engine.store, self.engine.service, self.machine, "this run")  # type: ignore[arg-type]
        run(self.timekeeper.begin())

    # --- the story ---------------------------------------------------------------------------------------------

    def play(self) -> None:
        self.fill()
        self.live(self.dice.choice((0, 5, 90, 700, 1500)))
        self.leap()
        self.live(LIFE)
        self.check()

    def fill(self) -> None:
        """A pause, a night, a call without a result, a claim, one that nobody takes, and one that was put off."""
        for number, zone in enumerate((MOSCOW, FAR, FAR, "America/New_York")):
            self.order(f"A-{number}", zone, agreed=True)
        for number in range(3):
            self.order(f"B-{number}", MOSCOW, agreed=False)
        by_ref = {lead.ref: lead.id for lead in self.engine.leads()}
        self.engine.tell(by_ref["B-0"], events.Claimed(ANNA))
        self.engine.tell(by_ref["B-1"], events.Postponed(BORIS, self.machine.now() + 2 * HOUR))
        self.stamp()

    def order(self, ref: str, zone: str, *, agreed: bool) -> None:
        customer = Customer("Мария", "89161234567", timezone=zone)
        self.engine.receive(Order("site", ref, customer, order_id=ref, consent=Consent(agreed, True)))
        self.work()

    def live(self, seconds: float) -> None:
        """From one due moment to the next, with a look at the clock now and then, as the desk's loops do."""
        end = self.machine.passed + seconds
        while self.machine.passed < end:
            due = self.engine.next_due()
            wait = max(0.0, (due - self.machine.now()).total_seconds()) if due else CHUNK
            self.machine.turn(min(wait, CHUNK, end - self.machine.passed))
            run(self.timekeeper.look())
            self.work()
            if not wait:
                self.machine.turn(LOOK_EVERY)

    def leap(self) -> None:
        machine, shown = self.machine, self.machine.shown
        back = self.jump == "there and back"
        match self.jump:
            case "drift":
                machine.drift = self.dice.choice((DRIFT, -DRIFT))
            case "asleep for 10 h":
                machine.sleep_through(ASLEEP)
            case "a blink":
                machine.set(shown + timedelta(seconds=self.dice.uniform(-1.9, 1.9)))
            case "1970":
                machine.set(datetime(1970, 1, 1, 0, self.dice.randint(0, 59), tzinfo=UTC))
            case _:
                span = self.dice.choice((HOUR, DAY)) if back else {"h": HOUR, "y": DAY}[self.jump[-1]]
                machine.set(shown - span if self.jump.startswith("-") else shown + span)
        step = machine.astray()
        self.notice(step)
        if back:
            self.live(self.dice.choice((0, 60, 2400)))
            machine.set(machine.shown - span)
            self.notice(machine.astray())

    def notice(self, step: timedelta) -> None:
        """Nothing is begun until it is clear what time it is, and then everybody knows."""
        self.expect(self.timekeeper.doubt() is (abs(step) > A_STEP), "it is not in doubt")
        self.work()
        for _ in range(2):
            run(self.timekeeper.look())
            self.machine.turn(LOOK_EVERY)
        self.expect(not self.timekeeper.doubt(), "it is still in doubt")
        self.expect(abs(self.machine.astray()) <= A_STEP, f"the desk is {self.machine.astray()} behind the wall")
        if abs(step) >= TOLD:
            self.expect(self.engine.file.look(ALARM) == [(1,)], "nobody is told")
            self.expect_marks()
        self.check_spread()

    def expect_marks(self) -> None:
        """What waited for its moment says that the moment was moved."""
        told = {lead for _, lead, what, *_ in self.engine.file.look(WRITTEN) if what == "clock_set"}
        for lead in self.engine.leads():
            if lead.status is LeadStatus.WAITING_RETRY or (lead.patience and lead.ref != "B-1"):
                self.expect(lead.id in told, f"{lead.ref} is {lead.status}, and was not marked")

    def check_spread(self) -> None:
        """Those that slept through their opening do not ring all at once."""
        now = self.machine.now()
        slept = [it for it in self.engine.leads() if it.status is LeadStatus.WAITING_HOURS and it.next.at]
        soon = Counter(it.next.at for it in slept if it.next.at and it.next.at <= now + timedelta(minutes=2))
        self.expect(not soon or max(soon.values()) == 1, f"at once: {soon}")
        self.expect(not soon or min(soon) >= now - LATE, f"overdue: {soon}")

    def work(self) -> None:
        """As the worker, which begins nothing while it is in doubt; then the robot's customers do not answer."""
        if self.timekeeper.doubt():
            return
        self.engine.work()
        for session in self.engine.telephony.sessions[self.rung :]:
            self.rung += 1
            self.answer_phone(session)
        self.stamp()

    def answer_phone(self, session: Session) -> None:
        """Nobody picks up; of the third lead nothing is heard at all."""
        lead = self.engine.lead(int(session.token.partition("-")[0]))
        wall = self.machine.shown.astimezone(ZoneInfo(lead.zone))
        self.expect(OPENS <= wall.hour < CLOSES, f"{lead.ref} was called at {wall:%H:%M} in {lead.zone}")
        if lead.ref == "A-2":
            return
        self.engine.ask_plan(session.token, session.id)
        session.dialled_at, session.result = self.machine.now(), Disposition.NO_ANSWER
        self.engine.report(session.report())
        self.engine.work()

    def stamp(self) -> None:
        for row_id, *_ in self.engine.file.look(WRITTEN):
            self.stamps.setdefault(row_id, self.machine.pace)

    # --- what came of it ---------------------------------------------------------------------------------------

    def check(self) -> None:
        self.expect(not self.engine.broken, f"{self.engine.broken}")
        for lead in self.engine.leads():
            rows = [
                PastRow(row_id, lead_id, self.stamps[row_id], what, why, who, orjson.loads(data))
                for row_id, lead_id, what, why, who, data in self.engine.file.look(WRITTEN)
                if lead_id == lead.id
            ]
            self.check_pauses(lead, rows)
            self.check_people(lead, rows)
            once = Counter(row.data["number"] for row in rows if row.what == "call_asked")
            self.expect(not once or max(once.values()) == 1, f"{lead.ref}: a call was asked for twice")

    def check_pauses(self, lead: Lead, rows: list[PastRow]) -> None:
        """A pause between two calls, and the wait for a result, last as long as they should by the pace."""
        for row in rows:
            after = next((it for it in rows if it.id > row.id and it.what not in ("clock_set", "call_started")), None)
            span = {"retry_planned": RULES.retry_after, "call_asked": RULES.result_timeout}.get(row.what)
            if span is None or (row.what == "call_asked" and lead.ref != "A-2"):
                continue
            passed = (after.at if after else self.machine.pace) - row.at
            drifted = span * DRIFT * 2
            self.expect(
                after is None or passed >= span - drifted - LATE, f"{lead.ref}: {row.what}, and {after} after {passed}"
            )
            self.expect(passed <= span + drifted + LATE, f"{lead.ref}: {row.what} lasted {passed}, not {span}")

    def check_people(self, lead: Lead, rows: list[PastRow]) -> None:
        staff, watch = RULES.staff, Watch()
        assert staff.lease and staff.answer_within
        soon = Terms(
            self.opens, staff.lease - ROUGH, staff.remind_before, staff.answer_within - ROUGH, staff.warn_before
        )
        in_wall = [self._put_off(row) for row in rows]
        for row, before, after in follow(in_wall):
            watch = after
            if wrong := judge_row(row, before, soon):
                self.wrong.append(f"{lead.ref}: {wrong}")
        if lead.status is LeadStatus.MANUAL and not watch.until:
            terms = Terms(self.opens, staff.lease, staff.remind_before, staff.answer_within, staff.warn_before)
            self.expect(not (wrong := judge_rest(watch, self.machine.pace, terms)), f"{lead.ref}: {wrong}")
        if lead.patience and watch.until:
            self.expect(lead.patience.at and lead.patience.at > self.machine.now(), f"{lead.ref} is overdue")

    def _put_off(self, row: PastRow) -> PastRow:
        """A person's moment counts by the wall: it is told when it comes, whatever the pace says."""
        if row.what != "postponed":
            return row
        return PastRow(row.id, row.lead, row.at, row.what, row.why, row.who, {"at": row.at.isoformat()})

    def opens(self, pace: datetime) -> bool:
        """By the shop's wall, as it was at this moment of the pace."""
        return OPENS <= self.machine.wall_at(pace).astimezone(ZoneInfo(MOSCOW)).hour < CLOSES

    def expect(self, held: object, what: str) -> None:
        if not held:
            self.wrong.append(what)

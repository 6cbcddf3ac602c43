"""F-11: a lead's whole life across a change of the clocks: every call at its moment, one night SMS."""

import random
from datetime import datetime, timedelta
from zoneinfo import available_timezones

from desk.errors import Ignored
from desk.leads import events
from desk.leads.commands import PlaceCall
from desk.leads.model import LeadStatus
from desk.leads.policy import ConsentRule, ContactHours, HoursOf, Rules
from desk.leads.records import SmsKind
from desk.ports import CallReport, Disposition
from tests.desk.leads.conftest import Story, make_order
from tests.faults.line import FULL, Line
from tests.faults.rules.test_f_11_clocks import ODD, calendar_of, changes_of, midnight_before
from tests.faults.rules.walls import DAY, USUAL_TABLES, Timetable, Wall, draw_timetable

SECOND = timedelta(seconds=1)
RINGING = timedelta(seconds=40)
WATCHED = 12  # days


class Watch:
    """What must come of an order, by the wall alone."""

    def __init__(self, wall: Wall, table: Timetable) -> None:
        self.wall = wall
        self.seen = table.watch(wall)

    def first_open(self, moment: datetime) -> datetime | None:
        index = self.seen.find(1, self.wall.index(moment))
        return None if index < 0 else max(moment, self.wall.moment(index))

    def calls(self, ordered: datetime, rules: Rules) -> list[tuple[datetime, datetime]]:
        """When a call is due to somebody who never answers, and when the wall allows it."""
        found: list[tuple[datetime, datetime]] = []
        due = ordered
        while len(found) < rules.max_attempts and (call := self.first_open(due)):
            found.append((due, call))
            due = call + RINGING + rules.retry_after
        return found


def test_f_11_each_call_at_its_moment_and_one_night_sms(line: Line, seed: int) -> None:
    """Timers that wake early or twice do nothing, none is lost in the hour that is missing or comes twice."""
    dice = random.Random(seed)
    zones = sorted(available_timezones()) if FULL else ODD
    slept = 0
    for zone in zones:
        change = dice.choice(changes_of(zone))
        wall = Wall(zone, midnight_before(change, 1), WATCHED)
        for _ in range(line.pick(20, 10)):
            table = dice.choice(USUAL_TABLES) if dice.random() < 0.6 else draw_timetable(dice, change.date())
            ordered = change + timedelta(seconds=dice.randint(-DAY * 60, DAY * 30))
            slept += try_life(line, dice, Watch(wall, table), table, ordered)
    line.note("lives with a night", slept)


def try_life(line: Line, dice: random.Random, watch: Watch, table: Timetable, ordered: datetime) -> bool:
    recheck = dice.choice((None, None, timedelta(hours=2), timedelta(minutes=35)))
    spread = timedelta(seconds=dice.choice((0, 0, 45)))
    hours = ContactHours(calendar_of(table), "Europe/Moscow", HoursOf.CUSTOMER, spread)
    pause = timedelta(minutes=dice.choice((10, 30, 60, 95)))
    rules = Rules(hours, crm=False, max_attempts=3, retry_after=pause, recheck=recheck, consent=ConsentRule.ASSUMED)
    story = Story(rules, ordered)
    life = Life(line, story, watch, f"{watch.wall.zone} {table} ordered {ordered.isoformat()} {rules.recheck} {pause}")
    expected = watch.calls(ordered, rules)
    if not expected:
        return False
    story.open(make_order(timezone=watch.wall.zone))
    line.case()
    lived = expected[:1] if spread else expected  # what is spread once moves all that follows
    for _due, moment in lived:
        life.sleep_to(moment, spread, dice)
        if story.lead.status is not LeadStatus.CALLING:
            return False
        life.check_nights(any(call > due for due, call in expected[: len(story.lead.calls)]))
        life.ring()
    return life.nights() > 0


class Life:
    def __init__(self, line: Line, story: Story, watch: Watch, name: str) -> None:
        self.line, self.story, self.watch, self.name = line, story, watch, name

    def sleep_to(self, moment: datetime, spread: timedelta, dice: random.Random) -> None:
        """Through every announced moment to the call that is expected at ``moment``, or up to ``spread`` after it."""
        story = self.story
        while story.lead.status in (LeadStatus.WAITING_HOURS, LeadStatus.WAITING_RETRY):
            announced = story.lead.next.at
            if announced is None or not story.now < announced <= moment + spread:
                self.line.violate(f"{self.name}: {announced} is announced, not {moment.isoformat()}")
                return
            self.wake_early(announced, dice)
            story.wake()
        in_time = moment <= story.now <= moment + spread
        placed = sum(isinstance(it, PlaceCall) for it in story.commands)
        if story.lead.status is not LeadStatus.CALLING or not in_time or placed != 1:
            self.line.violate(f"{self.name}: {placed} calls at {story.now}, expected at {moment.isoformat()}")
        self.wake_twice()

    def wake_early(self, announced: datetime, dice: random.Random) -> None:
        left = announced - self.story.now
        for moment in (announced - SECOND, announced - left * dice.random() - timedelta(microseconds=1)):
            self.expect_nothing(moment, "early")

    def wake_twice(self) -> None:
        self.expect_nothing(self.story.now, "twice")

    def expect_nothing(self, moment: datetime, how: str) -> None:
        story = self.story
        before, now = story.lead, story.now
        if moment < now:
            return
        story.now = moment
        try:
            story.tell(events.TimeCame())
        except Ignored:
            pass
        else:
            self.line.violate(f"{self.name}: a timer that fired {how} at {moment} did something")
        story.now, story.lead = now, before

    def ring(self) -> None:
        """The robot calls while the wall still shows open hours, and nobody answers."""
        story, number = self.story, len(self.story.lead.calls)
        index = self.watch.wall.index(story.now)
        self.line.expect(self.watch.seen[index], f"{self.name}: call {number} at {story.now}, closed there")
        story.tell(events.CallAsked(number)).tell(events.PlanTaken(number, "s"))
        story.now += RINGING
        story.tell(events.CallEnded(number, CallReport("", "s", Disposition.NO_ANSWER)))

    def nights(self) -> int:
        return sum(it.kind is SmsKind.NIGHT for it in self.story.lead.messages)

    def check_nights(self, slept: bool) -> None:
        self.line.expect(self.nights() == int(slept), f"{self.name}: {self.nights()} night SMS, asleep: {slept}")

"""F-06: lives of one lead among people, by a state machine of hypothesis: whatever they tap together, one has it."""

import asyncio
from datetime import timedelta
from pathlib import Path
from typing import Any, ClassVar

import hypothesis
import orjson
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test
from sqlalchemy import select

from bench.leaping import LeapingLoop
from bot.cards.card import Action
from desk.leads.policy import StaffRules
from storage.books import Books
from storage.tables import history, lead
from tests.faults.checker.evidence import Evidence, House, LeadRow, PastRow, Rows, Terms
from tests.faults.checker.leases import find_broken_terms
from tests.faults.checker.owners import find_two_owners
from tests.faults.line import Line
from tests.faults.people.rush import ADMINS, SELLERS, Rush, Tap, open_rush, owners_in
from tests.faults.people.test_f_06_rush import find_wrong

STEPS = 6
CROWD = SELLERS[:4]
LEASE = timedelta(minutes=1)  # short: the worker looks for jobs every two seconds of this world
STAFF = StaffRules(
    answer_within=timedelta(seconds=50),
    warn_before=timedelta(seconds=15),
    lease=LEASE,
    remind_before=timedelta(seconds=20),
)
TERMS = Terms(lambda _moment: True, STAFF.lease, STAFF.remind_before, STAFF.answer_within, STAFF.warn_before)
PEOPLE = st.sampled_from(CROWD)
TAPS: st.SearchStrategy[Tap] = st.one_of(
    st.tuples(PEOPLE, st.just(Action.CLAIM), st.just(0)),
    st.tuples(PEOPLE, st.sampled_from((Action.CLAIM, Action.RELEASE, Action.ATTEND, Action.BY_HAND)), st.just(0)),
    st.tuples(st.sampled_from(ADMINS), st.sampled_from((Action.RELEASE, Action.CLAIM)), st.just(0)),
    st.tuples(st.sampled_from((*ADMINS, *CROWD)), st.just(Action.HAND_TO), PEOPLE),
)
WAITS = st.sampled_from([1, 10, 36, 41, 61])  # world seconds
QUIET = 25.0


class Life(RuleBasedStateMachine):
    """``rush`` is open all the time; each life has a lead of its own."""

    rush: ClassVar[Rush]
    runner: ClassVar["asyncio.Runner"]
    wrong: ClassVar[list[str]]
    lives: ClassVar[int] = 0
    taps: ClassVar[int] = 0

    lead_id: int
    card: int

    @initialize(copies=st.lists(PEOPLE, max_size=2, unique=True))
    def a_lead_comes(self, copies: list[int]) -> None:
        type(self).lives += 1
        self.lead_id, self.card = self.run(self.rush.sell())
        self.run(self.rush.copy(self.lead_id, copies))

    @rule(taps=st.lists(TAPS, min_size=1, max_size=6), twice=st.booleans())
    def they_tap(self, taps: list[Tap], twice: bool) -> None:
        self.tap([tap for tap in taps for _ in range(1 + twice)])

    @rule(taps=st.lists(TAPS, min_size=1, max_size=3))
    def the_desk_is_restarted_over_taps(self, taps: list[Tap]) -> None:
        """They tap while nobody is there; the next process answers."""
        self.run(self.rush.restart())
        self.tap(taps)

    @rule(seconds=WAITS)
    def time_passes(self, seconds: float) -> None:
        self.run(self.rush.desk.clock.sleep(seconds))
        self.look()

    def tap(self, taps: list[Tap]) -> None:
        presses = self.run(self.rush.tap(self.lead_id, self.card, taps))
        type(self).taps += len(taps)
        story = self.run(self.rush.story(self.lead_id))
        wrong = find_wrong(taps, presses, story, once=False)
        assert not wrong, f"lead {self.lead_id}, {taps}: {wrong}"
        self.look()

    def look(self) -> None:
        agreed = self.run(self.rush.settle(self.lead_id))
        assert agreed is not None, f"the copies of lead {self.lead_id} do not agree: {self.past()}"
        rows = self.run(self.rush.desk.store.read(self.read))
        evidence = Evidence([], rows, House(terms=TERMS), settled=False)
        broken = [*find_two_owners(evidence), *find_broken_terms(evidence)]
        assert not broken, "\n".join(map(str, broken))

    def past(self) -> list[str]:
        return owners_in(self.run(self.rush.story(self.lead_id)))

    def read(self, books: Books) -> Rows:
        """This lead's rows, as the checker reads them from a file."""
        db = books.leads._db
        body = orjson.loads(db.execute(select(lead.c.body).where(lead.c.id == self.lead_id)).scalar_one())
        found = db.execute(select(history).where(history.c.lead_id == self.lead_id).order_by(history.c.id))
        past = [PastRow(it.id, it.lead_id, it.at, it.what, it.why, it.who, orjson.loads(it.data)) for it in found]
        return Rows({self.lead_id: LeadRow(self.lead_id, "site", "", body["status"], None, "", body)}, past)

    def run(self, work: Any) -> Any:
        return self.runner.run(work)

    def teardown(self) -> None:
        """Whoever has it does nothing any more: it does not stay with them."""
        if hasattr(self, "card"):
            self.time_passes(LEASE.total_seconds() + 5)
            assert self.past()[-1] == "", f"it is still {self.past()[-1]}'s"
            self.run(self.rush.desk.clock.sleep(QUIET))  # a group may be sent twenty messages a minute


def test_f_06_one_owner_in_every_life_of_a_lead(line: Line, seed: int, tmp_path: Path, database_url: str) -> None:
    """N-01, X-16: taps side by side, twice, over a restart; leases run out in between."""
    with asyncio.Runner(loop_factory=LeapingLoop) as runner:
        opened = runner.run(begin(line, seed, tmp_path, database_url))
        Life.runner, Life.rush, Life.lives, Life.taps = runner, opened[1], 0, 0
        try:
            live(line, seed)
            for told in Life.rush.said_unchanged():
                line.violate(f"somebody is told {told!r}")
        finally:
            runner.run(opened[0].__aexit__(None, None, None))
    line.case(Life.lives)
    line.note("taps in lives", Life.taps)


async def begin(line: Line, seed: int, folder: Path, database: str) -> Any:
    held = open_rush(line, seed, folder, database, STAFF)
    return held, await held.__aenter__()


def live(line: Line, seed: int) -> None:
    chosen = settings(
        max_examples=line.pick(2, 600),
        stateful_step_count=STEPS,
        deadline=None,
        database=None,
        phases=(Phase.generate,),  # nothing is shrunk: the world goes on from life to life
        suppress_health_check=list(HealthCheck),
    )
    try:
        run_state_machine_as_test(hypothesis.seed(seed)(Life), settings=chosen)
    except AssertionError as error:
        line.violate(f"{error}\n" + "\n".join(getattr(error, "__notes__", ())))

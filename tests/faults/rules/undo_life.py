"""F-31: the life of a desk where thumbs slip: wishes are held for some seconds, taken back, or carried out (N-08)."""

from datetime import datetime

from hypothesis import strategies as st
from hypothesis.stateful import initialize, precondition, rule

from desk.errors import DeskError
from desk.leads import events
from desk.leads.model import Lead, Person
from tests.faults.rules.desk_life import DeskLife
from tests.faults.rules.engine import run
from tests.faults.rules.judge import Shop
from tests.faults.rules.shops import ANNA, BORIS, FATES, ORDERS, STARTS, STORMS, Asked, Fates, Storms, shops

PEOPLE = st.sampled_from([ANNA, BORIS])
HELD = ("retry", "won", "lost", "answer")
MOMENTS = st.sampled_from([None, None, None, -1, -0.001, 0, 0.001, 1])  # seconds from the end of a hold; None: at once
POINTS = st.integers(0, 8)  # at which commit or request from then on the desk dies; 0: it does not
Slip = tuple[str, Person, str, float | None, int]
SLIPS = st.tuples(st.sampled_from(HELD), PEOPLE, st.sampled_from(["", "back", "back", "out"]), MOMENTS, POINTS)
Opening = tuple[Shop, datetime, Asked]
OPENINGS: st.SearchStrategy[Opening] = st.tuples(shops(), STARTS, ORDERS)


class UndoLife(DeskLife):
    """Whoever asked may have thought better of it, others have their own wishes meanwhile, and the desk may die."""

    @initialize(opening=OPENINGS, storms=STORMS, fates=FATES, slips=st.lists(SLIPS, max_size=2))
    def open_the_shop(self, opening: Opening, storms: Storms, fates: Fates, slips: list[Slip]) -> None:
        shop, start, order = opening
        super().open_the_shop(shop, start, order, storms, fates)
        if shop.rules.staff.undo:
            self.thumbs_slip(slips)

    @rule(slips=st.lists(SLIPS, min_size=1, max_size=3))
    @precondition(lambda self: self.judge.holds.undo)
    def thumbs_slip(self, slips: list[Slip]) -> None:
        """And mostly somebody notices."""
        for name, anybody, then, moment, points in slips:
            leads = self.engine.leads()[:1]
            by = next((it.assignee for it in leads if it.assignee), anybody)
            self.a_person_wishes(name, by, newest=True)
            if then == "back" and self.judge.holds.waiting:
                self.it_is_taken_back(by, force=False, moment=moment, worked=False)
            elif then == "out" and self.judge.holds.waiting:
                self.its_time_runs_out(moment, points)

    @rule(by=PEOPLE, force=st.booleans(), moment=MOMENTS, worked=st.booleans())
    @precondition(lambda self: self.judge.holds.waiting)
    def it_is_taken_back(self, by: Person, force: bool, moment: float | None, worked: bool) -> None:
        """In time or not; ``worked``: what was due by then was done before the tap."""
        lead = self._to_the_end(moment)
        if worked:
            self.time_passes(0)
            lead = self.engine.lead(lead.id)
        with self.act(by_person=True):
            may = self.judge.holds.may_take_back(lead.held, by, force=force)
            try:
                self.engine.insist(lead.id, events.WishUndone(by, by_force=force))
            except DeskError:
                assert not may, f"{by.name} cannot take back {lead.held}"
                raise
            assert may, f"{by.name} took back {lead.held} at {self.engine.clock.now()}"
            self.judge.holds.take_back(lead)
        self.time_passes(0)

    @rule(moment=MOMENTS, points=POINTS)
    @precondition(lambda self: self.judge.holds.waiting)
    def its_time_runs_out(self, moment: float | None, points: int) -> None:
        self._to_the_end(moment)
        if points:
            self.death_is_arranged(points)
        self.time_passes(0)

    @rule(name=st.sampled_from(["claim", "by hand", "force", "release", "won", "retry", "number", "note"]), by=PEOPLE)
    @precondition(lambda self: self.judge.holds.waiting)
    def somebody_else_wishes_something_meanwhile(self, name: str, by: Person) -> None:
        self.a_person_wishes(name, by, newest=True)

    @rule()
    @precondition(lambda self: self.judge.holds.waiting)
    def who_asked_may_no_more(self) -> None:
        """It ends before they may again; nobody dies over it."""
        self.engine.fate.fatal = 0
        held = self._to_the_end(0).held
        assert held
        self._appoint(held.by, "viewer")
        self.judge.holds.barred.add(held.by.name)
        self.time_passes(0)
        self._appoint(held.by, "seller")
        self.time_passes(0)
        self.judge.holds.barred.clear()

    def _to_the_end(self, moment: float | None) -> Lead:
        """Of the first hold, give or take; the lead."""
        lead_id, pledge = next(iter(self.judge.holds.waiting.items()))
        clock = self.engine.clock
        if moment is not None:
            clock.turn(max(0.0, (pledge.until - clock.now()).total_seconds() + moment))
        return self.engine.lead(lead_id)

    def _appoint(self, who: Person, role: str) -> None:
        now = self.engine.clock.now()
        with self.act():
            run(self.engine.store.write(lambda books: books.people.change(who.id, now, role=role)))

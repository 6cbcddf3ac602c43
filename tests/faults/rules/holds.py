"""F-31: who watches what is held (N-08): what was taken back has no effect, what was not has one, and in its time."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import ClassVar

from desk.leads.model import Held, Lead, Person
from desk.leads.wishes import Deed
from desk.leads.work import CARRY_OUT
from desk.values import replace
from storage.jobs import FAILED
from tests.faults.checker.evidence import PastRow
from tests.faults.rules.engine import Engine, Owed

ENDS = {Deed.RETRY: "retry_asked", Deed.ANSWER: "answered"}
OUTCOME = "outcome_set"
EFFECTS = frozenset({*ENDS.values(), OUTCOME})
# What people wish, the robot begins or whoever gives leads does, which is not to be done while something is held.
WAITS = frozenset(
    {"claimed", "by_hand", "released", "handed_to", "given", "postponed", "phone_corrected", "call_asked"}
)
MAY_NO_MORE = "does not work leads here"
ENDINGS = frozenset({"won", "lost"})  # what only people say


@dataclass(frozen=True, slots=True)
class Pledge:
    """What is held, by the history."""

    deed: Deed
    who: str
    until: datetime


@dataclass
class Holds:
    """``undo`` is the rule of the shop. Raises AssertionError with what was violated.

    ``waiting`` is held now, by lead; ``calls`` are those that people were granted in the end. ``barred`` are the names
    of those who work no leads. ``carried_out``: leads of which something was, since the last check.
    """

    judged: ClassVar[Counter[str]] = Counter()  # what was seen of each kind, in all lives

    engine: Engine
    undo: timedelta | None
    waiting: dict[int, Pledge] = field(default_factory=dict)
    calls: Counter[int] = field(default_factory=Counter)
    barred: set[str] = field(default_factory=set)
    carried_out: set[int] = field(default_factory=set)
    granted: Counter[tuple[str, int]] = field(default_factory=Counter)  # as people were told
    written: Counter[tuple[str, int]] = field(default_factory=Counter)  # as the history says
    outcomes: set[tuple[int, str]] = field(default_factory=set)
    shown: int = 0

    # --- what people were told ---------------------------------------------------------------------------------------

    def grant(self, before: Lead, deed: Deed, by: Person) -> None:
        """Somebody's wish was not refused."""
        after = self.engine.lead(before.id)
        if self.undo is None:
            assert after.held is None, "it is held, and this shop holds nothing"
            self.calls[before.id] += deed is Deed.RETRY
            return
        held, until = after.held, self.engine.clock.now() + self.undo
        assert held and (held.deed, held.by.id, held.until) == (deed, by.id, until), f"{deed} is not held: {held}"
        assert same(before, after), f"{deed} is held, and has changed the lead already"
        self.granted["held", before.id] += 1

    def may_take_back(self, held: Held | None, by: Person, *, force: bool) -> bool:
        return held is not None and self.engine.clock.now() < held.until and (force or held.by.id == by.id)

    def take_back(self, before: Lead) -> None:
        """It was granted."""
        after = self.engine.lead(before.id)
        assert after.held is None, "it was taken back, and is held"
        assert same(before, after), "it was taken back, and has changed the lead"
        self.granted["undone", before.id] += 1

    # --- what the history says ---------------------------------------------------------------------------------------

    def see(self, row: PastRow, owners: dict[int, int | None], people: dict[str, int]) -> None:
        """The rows of one lead in their order. Whoever sets an outcome takes the lead, if nobody has it."""
        assert row.what not in WAITS or row.lead not in self.waiting, f"{row}, while {self.waiting[row.lead]}"
        if row.what == "held":
            assert self.undo and row.lead not in self.waiting, f"{row}, while {self.waiting.get(row.lead)}"
            self.waiting[row.lead] = Pledge(Deed(row.data["deed"]), row.who, row.at + self.undo)
        elif row.what == "undone":
            assert row.at < self._end(row).until, f"{row}: too late"
        elif row.what == "hold_dropped":
            dropped = self._end(row)
            assert row.at >= dropped.until, f"{row}: too early"
            assert (MAY_NO_MORE in row.why) == (dropped.who in self.barred), f"{row}, and barred are {self.barred}"
        elif row.what in EFFECTS:
            self._see_effect(row, owners, people)
        else:
            return
        self.judged[row.what] += 1
        self.written[row.what, row.lead] += row.what in ("held", "undone")

    def _see_effect(self, row: PastRow, owners: dict[int, int | None], people: dict[str, int]) -> None:
        if row.what == OUTCOME:
            self.outcomes.add((row.lead, row.data["status"]))
            owners[row.lead] = owners.get(row.lead) or people[row.who]
        if self.undo is None:
            return
        pledge = self._end(row)
        assert row.at >= pledge.until, f"{row}: too early for {pledge}"
        assert ENDS.get(pledge.deed, OUTCOME) == row.what, f"{row} instead of {pledge}"
        assert row.data.get("status", pledge.deed) == pledge.deed, f"{row} instead of {pledge}"
        assert row.who == pledge.who and row.who not in self.barred, f"{row} by {pledge}, and barred are {self.barred}"
        self.carried_out.add(row.lead)
        self.calls[row.lead] += pledge.deed is Deed.RETRY

    def _end(self, row: PastRow) -> Pledge:
        """Each was held before, and ends once."""
        assert row.lead in self.waiting, f"{row}, and nothing is held"
        return self.waiting.pop(row.lead)

    # --- what the file and the CRM say -------------------------------------------------------------------------------

    def check(self, leads: Sequence[Lead], owed: Sequence[Owed]) -> None:
        """After ``see``."""
        assert self.granted == self.written, f"told {self.granted}, written {self.written}"
        for lead in leads:
            held, pledge = lead.held, self.waiting.get(lead.id)
            assert (held and (held.deed, held.by.name, held.until)) == (
                pledge and (pledge.deed, pledge.who, pledge.until)
            ), f"{held} is held, and {pledge} by its history"
            if held:
                self._check_time(held, [it for it in owed if it.lead_id == lead.id])
        self._check_pictures()
        self.carried_out.clear()

    def _check_time(self, held: Held, owed: Sequence[Owed]) -> None:
        timers = [it for it in owed if it.kind == CARRY_OUT and it.status != FAILED]
        assert any(it.run_at <= held.until for it in timers), f"nobody carries out {held}: {timers}"
        rested = self.engine.rested_at
        assert rested is None or rested < held.until, f"at {rested} everything was done, and there is {held}"

    def _check_pictures(self) -> None:
        """The CRM never saw an end that nobody has set."""
        office = self.engine.office
        for number, status in office.shown[self.shown :]:
            lead_id = int(office.drafts[int(number) - 1].origin.partition("-")[0])
            assert status not in ENDINGS or (lead_id, status) in self.outcomes, f"the CRM saw {status} of {lead_id}"
        self.shown = len(office.shown)

    def check_rest(self, leads: Sequence[Lead]) -> None:
        """Everything was done: nothing is held, and the CRM shows what came of it."""
        assert not self.waiting, f"held for ever: {self.waiting}"
        seen = dict(self.engine.office.shown)
        for lead in leads:
            assert lead.status.value not in ENDINGS or not lead.crm_id or seen.get(lead.crm_id) == lead.status.value, (
                f"the CRM shows {seen.get(lead.crm_id)}, and lead {lead.id} is {lead.status}"
            )


def same(before: Lead, after: Lead) -> bool:
    """But for what is held, and the time that a sign of their owner gives them."""
    return replace(after, held=before.held, changed_at=before.changed_at, patience=before.patience) == before

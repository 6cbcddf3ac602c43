"""F-31: who watches the people: nobody is hurried early or twice, and what nobody does anything with goes on."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import ClassVar

import orjson

from desk.leads.model import Lead, LeadStatus, Person, Trouble
from desk.leads.work import ASSIGN, PATIENCE
from tests.faults.checker.evidence import PastRow, Terms, moment
from tests.faults.checker.leases import Watch, follow, judge_rest, judge_row
from tests.faults.rules.engine import Engine, Owed
from tests.faults.rules.holds import Holds

WRITTEN = "SELECT id, lead_id, at, what, why, who, data FROM history ORDER BY id"
LAST = "SELECT coalesce(max(id), 0) FROM history"


@dataclass
class Foreman:
    """``away`` are the names of those who are not there. Raises AssertionError with what was violated."""

    judged: ClassVar[Counter[str]] = Counter()  # what was seen of each kind, in all lives

    engine: Engine
    terms: Terms
    holds: Holds
    away: set[str] = field(default_factory=set)
    people: dict[str, int] = field(default_factory=dict)
    watches: dict[int, Watch] = field(default_factory=dict)
    seen: int = 0

    def hire(self, *people: Person) -> None:
        self.people = {it.name: it.id for it in people}

    def look(self, owners: dict[int, int | None]) -> None:
        """What was written down since the last look; whoever was given a lead by turns, or lost it, in ``owners``."""
        ((last,),) = self.engine.file.look(LAST)
        if last == self.seen:
            return
        past = defaultdict[int, list[PastRow]](list)
        for row_id, lead, at, what, why, who, data in self.engine.file.look(WRITTEN):
            past[lead].append(PastRow(row_id, lead, moment(at), what, why, who, orjson.loads(data)))
        for lead, rows in past.items():
            for row, before, after in follow(rows):
                self.watches[lead] = after
                if row.id > self.seen:
                    self._judge(row, before, owners)
        self.seen = last

    def _judge(self, row: PastRow, before: Watch, owners: dict[int, int | None]) -> None:
        self.judged[row.what] += 1
        wrong = judge_row(row, before, self.terms)
        assert not wrong, f"lead {row.lead}: {wrong}"
        if row.what == "taken_back":
            owners[row.lead] = None
        elif row.what == "given":
            assert not before.owner, f"given to {row.who}, and {before.owner} has it"
            assert row.who not in self.away, f"given to {row.who}, who is not there"
            owners[row.lead] = self.people[row.who]
        self.holds.see(row, owners, self.people)

    def check_clock(self, lead: Lead, jobs: list[Owed]) -> None:
        """Whoever is watched has a timer, and what is to be given somebody who gives it."""
        if lead.patience and lead.patience.at:
            due = lead.patience.at
            assert any(job.kind == PATIENCE and job.run_at <= due for job in jobs), f"nobody looks at {lead.patience}"
        waits = lead.status is LeadStatus.MANUAL and not lead.assignee and lead.trouble is not Trouble.CRM_TOKEN
        if waits and self.engine.rules.staff.gives:
            assert any(job.kind == ASSIGN for job in jobs), "nobody gives it to anybody"

    def check_rest(self) -> None:
        """Everything that is due was done: nobody sits on a lead, and nobody waits unheard."""
        for lead in self.engine.leads():
            if lead.status is LeadStatus.MANUAL:
                wrong = judge_rest(self.watches.get(lead.id, Watch()), self.engine.clock.now(), self.terms)
                assert not wrong or not self.ever_opens(), f"lead {lead.id}: {wrong}"

    def ever_opens(self) -> bool:
        return self.engine.rules.hours.opening(self.engine.rules.hours.shop_zone, self.engine.clock.now()) is not None

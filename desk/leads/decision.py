"""What a decision is made of, and in which circumstances it is made."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from desk.leads.commands import Command
from desk.leads.model import Action, Lead, LeadStatus, Next, Trouble
from desk.leads.policy import Rules
from desk.leads.wishes import Word
from desk.values import replace

ROBOT = "robot"


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a lead's history. ``what`` is a stable code, ``why`` the cause in plain words."""

    what: str
    why: str
    who: str = ROBOT
    data: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Situation:
    """``nonce`` is unguessable and fresh for every decision: tokens of calls are made of it."""

    now: datetime
    rules: Rules
    nonce: str


@dataclass(frozen=True, slots=True)
class Decision:
    """The new lead, what to do, and what to remember."""

    lead: Lead
    commands: tuple[Command, ...] = ()
    entries: tuple[Entry, ...] = ()

    def then(self, step: Callable[[Lead], "Decision"]) -> "Decision":
        """Go on deciding from here; commands and entries add up."""
        more = step(self.lead)
        return Decision(more.lead, self.commands + more.commands, self.entries + more.entries)


def noted(lead: Lead, what: str, why: str, who: str = ROBOT, **data: Any) -> Decision:
    """The lead as it is, with one entry more."""
    return Decision(lead, entries=(Entry(what, why, who, data),))


def overrule(decision: Decision, word: Word | None, *, went: bool) -> Decision:
    """The neighbour's record came after a person's word, and wins; where they differ the history says so."""
    if word is None or (word is Word.WENT) is went:
        return decision
    return decision.then(
        lambda it: noted(it, "word_overruled", "the provider's record counts more than a person's word")
    )


def hand_over(lead: Lead, trouble: Trouble, reason: str, *commands: Command) -> Decision:
    """To a person: machines are at a loss."""
    changed = replace(
        lead,
        status=LeadStatus.MANUAL,
        trouble=trouble,
        trouble_text=reason,
        next=Next(Action.PERSON, None, reason),
    )
    entry = Entry("handed_over", reason, data={"trouble": trouble.value})
    return Decision(changed, commands, (entry,))


def close(lead: Lead, status: LeadStatus, why: str, *commands: Command) -> Decision:
    """To a final status."""
    changed = replace(lead, status=status, trouble=None, trouble_text="", next=Next(Action.NOTHING, None, why))
    return Decision(changed, commands, (Entry("closed", why, data={"status": status.value}),))

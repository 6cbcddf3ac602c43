"""Promise 2: at most one call for an attempt, and at most one SMS for a message."""

from collections import defaultdict
from collections.abc import Iterator

from tests.faults.checker.evidence import Evidence, Happening, Violation


def find_doubled_calls(evidence: Evidence) -> Iterator[Violation]:
    """By token, and by what the token stands for: a fresh token for an attempt that rang is a second call too."""
    rang: dict[tuple[int, int], list[Happening]] = defaultdict(list)
    for it in evidence.of("voximplant", "dialled"):
        rang[attempt_of(it.data["token"])].append(it)
    for (lead, number), calls in rang.items():
        if len(calls) > 1:
            yield Violation(2, f"attempt {number} was called {len(calls)} times", lead, tuple(calls))


def find_doubled_texts(evidence: Evidence) -> Iterator[Violation]:
    """By our reference at the gateway, and by the call it is about; for the night SMS see promise 6."""
    about = messages_of(evidence)
    sent: dict[tuple[int, str, str], list[Happening]] = defaultdict(list)
    for it in evidence.of("smsc", "sms"):
        ref = str(it.data["id"])
        lead, kind, call = about.get(ref, (0, "unknown", 0))
        sent[lead, kind, ref if not lead or kind == "night" else str(call)].append(it)
    for (lead, kind, ref), texts in sent.items():
        if len(texts) > 1:
            yield Violation(2, f"the {kind} message was sent {len(texts)} times", lead, tuple(texts))
        if not lead:
            yield Violation(2, f"nobody here owes the message {ref}", None, tuple(texts))


def messages_of(evidence: Evidence) -> dict[str, tuple[int, str, int]]:
    """Lead, kind and call of every message that a lead owes or owed, by the reference the gateway knows."""
    return {
        record["ref"]: (lead.id, record["kind"], record["about_call"])
        for lead in evidence.rows.leads.values()
        for record in lead.body.get("messages", ())
    }


def attempt_of(token: str) -> tuple[int, int]:
    """A call's token begins with the lead's and the call's number."""
    lead, number, _ = token.split("-", 2)
    return int(lead), int(number)

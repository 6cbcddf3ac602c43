"""Promise 9: orders are taken while a neighbour is down or faulty."""

from collections.abc import Iterator

from tests.faults.checker.evidence import Evidence, Violation
from tests.faults.checker.orders import Delivery, deliveries
from tests.faults.checker.timeline import Span, Timeline

NEIGHBOURS = frozenset({"bitrix24", "voximplant", "smsc", "telegram"})
AFTERMATH = 5.0  # real seconds for which a failure is held responsible


def find_refused(evidence: Evidence) -> Iterator[Violation]:
    """Of the orders that came while the desk itself was up and a neighbour was not."""
    timeline, troubles = Timeline(evidence.happenings), list(find_troubles(evidence))
    for it in deliveries(evidence):
        start, end = it.asked.real, it.answer.real
        if it.taken or timeline.downtime(start, end) > 0:
            continue
        if trouble := next((name for name, span in troubles if span.shared(start, end) > 0), ""):
            yield Violation(9, f"{_said(it)} while {trouble} was in trouble", it.lead or None, (it.asked, it.answer))


def find_troubles(evidence: Evidence) -> Iterator[tuple[str, Span]]:
    """Outages from their beginning to their end, and every answer that a fault had spoilt."""
    since: dict[str, float] = {}
    for it in evidence.happenings:
        if it.who == "world" and it.what == "outage":
            since[it.data["of"]] = it.real
        elif it.who == "world" and it.what == "recovery" and it.data["of"] in since:
            yield it.data["of"], Span(since.pop(it.data["of"]), it.real)
        elif it.who in NEIGHBOURS and it.what == "answer" and it.data.get("fault"):
            yield it.who, Span(it.real, it.real + AFTERMATH)
    for name, start in since.items():
        yield name, Span(start, float("inf"))


def _said(it: Delivery) -> str:
    status = int(it.answer.data["status"])
    return f"the order {it.ref} was answered {status}" if status else f"the order {it.ref} had no answer"

"""What any call attempt goes through, the robot's and those of bridges: it was taken, it ended, by whose word."""

from desk.leads.decision import Situation
from desk.leads.events import CallEnded, CallStarted
from desk.leads.records import CallAttempt
from desk.values import replace


def begin(attempt: CallAttempt, fact: CallStarted, situation: Situation) -> CallAttempt:
    return replace(
        attempt,
        started_at=situation.now,
        provider_id=fact.started.provider_id or attempt.provider_id,
        stop_address=fact.started.stop_address,
    )


def is_foreign(attempt: CallAttempt, fact: CallEnded) -> bool:
    """A second session of the same attempt was refused the plan; its report says nothing about the call."""
    return bool(attempt.session and fact.source == "report" and fact.report.session != attempt.session)


def settle(attempt: CallAttempt, fact: CallEnded, situation: Situation) -> CallAttempt:
    report = fact.report
    return replace(
        attempt,
        ended_at=situation.now,
        session=attempt.session or report.session,
        provider_id=attempt.provider_id or report.session,
        result=report.disposition,
        raw=report.raw,
        reason=report.reason,
        talk_seconds=report.talk_seconds,
        key=report.key,
        cost=report.cost,
        priced=report.cost is not None and report.priced,
        unknown_at=None,
        word=None,
    )

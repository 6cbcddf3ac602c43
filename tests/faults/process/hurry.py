"""A shop that hurries its people: as its settings say it, and as the checker knows it."""

from datetime import timedelta

from tests.faults.checker.contact import is_open
from tests.faults.checker.evidence import Terms

HOURS, ZONE = "Mon-Sun 09:00-21:00", "Europe/Moscow"
HURRIED = {"lease": "2h", "remind_before": "30m", "answer_within": "45m", "warn_before": "15m"}
TERMS = Terms(
    opens=lambda at: is_open(HOURS, ZONE, at),
    lease=timedelta(hours=2),
    remind_before=timedelta(minutes=30),
    answer_within=timedelta(minutes=45),
    warn_before=timedelta(minutes=15),
)

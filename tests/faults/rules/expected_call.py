"""F-05: what the rules say of one robot call, worked out beside the desk."""

from dataclasses import dataclass

from desk.errors import Unknown
from desk.leads.model import ROBOT, LeadStatus
from desk.ports import Disposition, StartedCall

REACHED, VOICEMAIL, RETRY = LeadStatus.REACHED, LeadStatus.VOICEMAIL, LeadStatus.WAITING_RETRY
INVALID, MANUAL, CALLING = LeadStatus.INVALID_NUMBER, LeadStatus.MANUAL, LeadStatus.CALLING
OUTCOMES = {
    Disposition.ANSWERED: REACHED,
    Disposition.VOICEMAIL: VOICEMAIL,
    Disposition.NO_ANSWER: RETRY,
    Disposition.BUSY: RETRY,
    Disposition.UNAVAILABLE: RETRY,
    Disposition.REJECTED: RETRY,
    Disposition.INVALID_NUMBER: INVALID,
    Disposition.FAILED: MANUAL,
    Disposition.UNKNOWN: MANUAL,
    Disposition.CANCELLED: MANUAL,
}
# Reports by what they say, and the session that says it.
REPORTS = {
    "answered": (Disposition.ANSWERED, "s1"),
    "answered again": (Disposition.ANSWERED, "s1"),
    "no answer": (Disposition.NO_ANSWER, "s1"),
    "voicemail": (Disposition.VOICEMAIL, "s1"),
    "invalid": (Disposition.INVALID_NUMBER, "s1"),
    "unknown": (Disposition.UNKNOWN, "s1"),
    "busy": (Disposition.BUSY, "s1"),
    "failed elsewhere": (Disposition.FAILED, "s2"),
}
PLANS = {"plan": "s1", "other plan": "s2"}
ANSWERS = {"started": StartedCall("s1", "https://stop.example/s1"), "lost": Unknown("no answer")}
CORE = ("answered", "answered again", "no answer", "failed elsewhere", "plan", "other plan", "started", "lost")
REST = ("claim", "timer", "history")
MORE = ("voicemail", "invalid", "unknown", "busy", "release")
PUSH_BACK = "taken back"  # the provider certainly did not take the request, it says


@dataclass
class Expected:
    """What the rules say of the first call, worked out beside the desk."""

    status: LeadStatus = CALLING
    calls: int = 1
    result: Disposition | None = None
    holder: str = ""  # the session that has the plan
    owner: bool = False
    answer: str = ""  # of the start request
    must_stop: bool = False

    def counts(self, session: str) -> bool:
        return self.result is None and self.holder in ("", session)

    def current(self) -> bool:
        return self.status is CALLING and self.calls == 1

    def settle(self, result: Disposition, session: str) -> None:
        if self.current():
            self.status = OUTCOMES[result]
        self.result, self.holder = result, self.holder or session

    def give_plan(self, session: str) -> bool:
        """Whether the session may dial."""
        if not self.current() or not self.counts(session):
            return False
        self.holder = session
        return True

    def claim(self) -> None:
        if not self.owner and self.status in ROBOT:
            self.must_stop |= self.current() and self.result is None
            self.status = MANUAL
        self.owner = True

    def time_passes(self) -> None:
        if self.status is CALLING:
            self.status = MANUAL
        elif self.status is RETRY:
            self.status, self.calls = CALLING, self.calls + 1

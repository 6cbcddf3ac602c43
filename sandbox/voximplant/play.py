"""The session simulator: what every run of a scenario has, from its start to its report."""

import asyncio
from abc import ABC, abstractmethod

from sandbox.voximplant.cloud import Cloud
from sandbox.voximplant.desk import Desk, Result
from sandbox.voximplant.fate import FAILURES, Fate
from sandbox.voximplant.params import is_e164, strip_number
from sandbox.voximplant.session import Call, Session, Usage

DETECTION_S = 3.0  # an answering machine is recognised after so many seconds
NORMAL, SCRIPT_ERROR = "Normal termination", "JS session error"
SILENT = ("bad_number", "unavailable")  # nothing rings there


class Play(ABC):
    """``run`` never raises for what the desk does: the session ends, reported or not."""

    def __init__(self, cloud: Cloud, session: Session, result: Result) -> None:
        self._cloud = cloud
        self._session = session
        self._result = result
        self._fate = Fate()  # of whoever is called first: theirs is the fate of the report

    async def run(self) -> None:
        try:
            await self._play()
        finally:
            self._session.answer_free.set()

    @abstractmethod
    async def perform(self, desk: Desk) -> int | None:
        """Fetch the plan and make the calls. The status of a plan that could not be had or read; None: it was."""

    async def _play(self) -> None:
        desk = self._open_desk()
        if desk is None:
            self._cloud.close_session(self._session, NORMAL)
            return
        status = await self.perform(desk)
        if status is not None:
            self._result.reason = f"plan http {status}" if status != 200 else "plan unreadable"
        crashed = status is None and self._fate.outcome == "crash"
        self._cloud.close_session(self._session, SCRIPT_ERROR if crashed else NORMAL)
        if not crashed:
            await self._deliver(desk)

    def _open_desk(self) -> Desk | None:
        secrets = self._session.rule.application.secrets
        url, secret = secrets.get("RINGDESK_URL"), secrets.get("RINGDESK_SECRET")
        if not (url and secret and self._session.token and self._cloud.client):
            return None
        return Desk(self._cloud.client, self._cloud.clock, url, secret)

    def _note_plan(self, status: int) -> None:
        self._cloud.note("plan", session=self._session.session_id, token=self._session.token, status=status)

    def _begin(self, number: str) -> None:
        """The fate of the first call is taken, and with it that of the report."""
        self._fate = self._cloud.fates.take(number)
        if self._fate.report != "before_answer":
            self._session.answer_free.set()

    def _open_call(
        self, number: str, caller: str, fate: Fate, *, text: str = "", mp3: str = "", voice: str = ""
    ) -> Call:
        call = Call(
            call_id=5123456789 + len(self._cloud.calls),
            session_id=self._session.session_id,
            token=self._session.token,
            number=strip_number(number),
            caller_id=strip_number(caller),
            text="" if mp3 else text,
            mp3=mp3,
            voice=voice,
            fate=fate,
            started_at=self._cloud.clock.now(),
        )
        self._cloud.calls.append(call)
        self._session.calls.append(call)
        return call

    async def _ring(self, call: Call, limit: float) -> bool:
        """Whether somebody, or something, picks up; otherwise the failure is noted."""
        fate = call.fate
        if refusal := self._refuse(call):
            self._fail(call, *refusal)
            return False
        self._cloud.note(
            "dialled",
            number=call.number,
            session=call.session_id,
            token=call.token,
            caller_id=call.caller_id,
            rings=fate.outcome not in SILENT,
        )
        if not await self._passes(min(fate.ring_s, limit)):
            self._fail(call, 487, "stopped", "cancelled")
        elif fate.ring_s >= limit:
            self._fail(call, 487, "ring limit", "no_answer")
        elif fate.outcome in FAILURES:
            code, details = FAILURES[fate.outcome]
            self._fail(call, code, details, fate.outcome)
        elif fate.outcome == "crash" and not fate.talk_s:
            self._end(call)
        else:
            return True
        return False

    def _refuse(self, call: Call) -> tuple[int, str, str] | None:
        """What the platform itself declines, before any carrier hears of it."""
        if not self._cloud.account.solvent or call.fate.outcome == "no_money":
            return *FAILURES["no_money"], "no_money"
        if not self._cloud.may_call_from(call.caller_id):
            return 403, "Caller ID is not allowed", "failed"
        if not is_e164(call.number):
            return *FAILURES["bad_number"], "bad_number"
        return None

    def _answer(self, call: Call, amd: str) -> None:
        call.state, call.answered_at = "talking", self._cloud.clock.now()
        call.code, call.details = 200, "OK"
        self._cloud.note("answered", number=call.number, session=call.session_id, amd=amd)

    def _detect(self, call: Call, *, wanted: bool) -> str:
        if not wanted:
            return "NOT_RUN"
        return "VOICEMAIL" if call.fate.outcome == "voicemail" else call.fate.amd

    def _fail(self, call: Call, code: int, details: str, status: str) -> None:
        self._result.status = call.status = status
        self._result.code = call.code = code
        self._result.reason = call.details = details
        self._end(call)

    def _end(self, call: Call) -> None:
        call.state, call.ended_at = "ended", self._cloud.clock.now()

    def _bill(self, call: Call) -> None:
        tariff = self._cloud.account.tariff
        invoice = self._cloud.charge("PSTN_OUT", call.talk_s / 60 * tariff.minute, call.session_id)
        call.cost, call.transaction_id = invoice.amount, invoice.transaction_id
        self._result.cost = round(self._result.cost + call.cost, 6)

    def _use(self, kind: str, price: float, call: Call) -> None:
        invoice = self._cloud.charge(kind, price, call.session_id)
        self._session.usage.append(Usage(kind, price, invoice.at, invoice.transaction_id, call.call_id))

    async def _deliver(self, desk: Desk) -> None:
        if self._fate.report == "lost":
            return
        if self._fate.report == "late":
            await self._cloud.clock.sleep(self._fate.late_s)
        for _ in range(2 if self._fate.report == "twice" else 1):
            status, tries = await desk.report(self._result)
            self._cloud.note(
                "reported",
                session=self._session.session_id,
                token=self._session.token,
                result=self._result.status,
                status=status,
                tries=tries,
                accepted=200 <= status < 300,
            )

    async def _passes(self, seconds: float) -> bool:
        """Let world time pass; False as soon as somebody stops the session."""
        sleep = asyncio.ensure_future(self._cloud.clock.sleep(seconds))
        stop = asyncio.ensure_future(self._session.stop.wait())
        try:
            await asyncio.wait((sleep, stop), return_when=asyncio.FIRST_COMPLETED)
        finally:
            sleep.cancel()
            stop.cancel()
        return not self._session.stop.is_set()

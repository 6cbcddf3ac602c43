"""The session simulator: one run of the dial-up scenario, from its start to its report."""

import asyncio

from sandbox.voximplant.cloud import Cloud
from sandbox.voximplant.desk import Desk, Plan, Result
from sandbox.voximplant.fate import FAILURES, Fate
from sandbox.voximplant.params import is_e164, strip_number
from sandbox.voximplant.session import Call, Session, Usage

RING_LIMIT_S = 35.0  # the scenario hangs up by itself; the carrier would ring for 60 s
DETECTION_S = 3.0  # an answering machine is recognised after so many seconds

NORMAL, SCRIPT_ERROR = "Normal termination", "JS session error"


class Player:
    """``run`` never raises for what the desk does: the session ends, reported or not."""

    def __init__(self, cloud: Cloud, session: Session) -> None:
        self._cloud = cloud
        self._session = session
        self._result = Result(session.token, session.session_id)
        self._fate = Fate()

    async def run(self) -> None:
        try:
            await self._play()
        finally:
            self._session.answer_free.set()

    async def _play(self) -> None:
        desk = self._open_desk()
        if desk is None:
            self._cloud.close_session(self._session, NORMAL)
            return
        status, plan = await desk.fetch_plan(self._session.token, self._session.session_id)
        self._cloud.note("plan", session=self._session.session_id, token=self._session.token, status=status)
        if plan is None:
            self._result.reason = f"plan http {status}" if status != 200 else "plan unreadable"
        elif self._session.stop.is_set():
            self._result.status = "cancelled"
        else:
            await self._dial(plan)
        crashed = plan is not None and self._fate.outcome == "crash"
        self._cloud.close_session(self._session, SCRIPT_ERROR if crashed else NORMAL)
        if not crashed:
            await self._deliver(desk)

    def _open_desk(self) -> Desk | None:
        secrets = self._session.rule.application.secrets
        url, secret = secrets.get("RINGDESK_URL"), secrets.get("RINGDESK_SECRET")
        if not (url and secret and self._session.token and self._cloud.client):
            return None
        return Desk(self._cloud.client, self._cloud.clock, url, secret)

    async def _dial(self, plan: Plan) -> None:
        cloud = self._cloud
        self._fate = fate = cloud.fates.take(plan.to)
        if fate.report != "before_answer":
            self._session.answer_free.set()
        call = self._open_call(plan)
        refusal = self._refuse(call)
        if refusal:
            self._fail(call, *refusal)
            return
        cloud.note(
            "dialled",
            number=call.number,
            session=call.session_id,
            token=call.token,
            caller_id=call.caller_id,
            rings=fate.outcome not in ("bad_number", "unavailable"),
        )
        if not await self._passes(min(fate.ring_s, RING_LIMIT_S)):
            self._fail(call, 487, "stopped", "cancelled")
        elif fate.ring_s >= RING_LIMIT_S:
            self._fail(call, 487, "ring limit", "no_answer")
        elif fate.outcome in FAILURES:
            code, details = FAILURES[fate.outcome]
            self._fail(call, code, details, fate.outcome)
        elif fate.outcome != "crash" or fate.talk_s:
            await self._talk(call, plan)
        else:
            self._end(call)

    def _open_call(self, plan: Plan) -> Call:
        call = Call(
            call_id=5123456789 + len(self._cloud.calls),
            session_id=self._session.session_id,
            token=self._session.token,
            number=strip_number(plan.to),
            caller_id=strip_number(plan.caller),
            text="" if plan.mp3 else plan.text,
            mp3=plan.mp3,
            voice=plan.voice,
            fate=self._fate,
            started_at=self._cloud.clock.now(),
        )
        self._cloud.calls.append(call)
        self._session.calls.append(call)
        return call

    def _refuse(self, call: Call) -> tuple[int, str, str] | None:
        """What the platform itself declines, before any carrier hears of it."""
        if not self._cloud.account.solvent or self._fate.outcome == "no_money":
            return *FAILURES["no_money"], "no_money"
        if not self._cloud.may_call_from(call.caller_id):
            return 403, "Caller ID is not allowed", "failed"
        if not is_e164(call.number):
            return *FAILURES["bad_number"], "bad_number"
        return None

    async def _talk(self, call: Call, plan: Plan) -> None:
        call.state, call.answered_at = "talking", self._cloud.clock.now()
        self._result.amd = self._detect(plan)
        self._cloud.note("answered", number=call.number, session=call.session_id, amd=self._result.amd)
        if self._result.amd == "VOICEMAIL":
            status, lasts = "voicemail", DETECTION_S
        elif self._fate.outcome == "playback_error":
            status, lasts = "playback_error", 1.0
            self._result.reason = "404"
        else:
            status, lasts = "answered", self._fate.talk_s
            self._result.played = self._fate.played
        if not await self._passes(lasts):
            status, self._result.reason, self._result.played = "cancelled", "stopped", False
        elif status == "answered" and plan.wait_key_s > 0:
            call.key = self._result.dtmf = self._fate.key
        self._result.status = call.status = status
        call.code, call.details = 200, "OK"
        self._end(call)
        self._bill(call, plan)

    def _detect(self, plan: Plan) -> str:
        if not plan.amd:
            return "NOT_RUN"
        return "VOICEMAIL" if self._fate.outcome == "voicemail" else self._fate.amd

    def _fail(self, call: Call, code: int, details: str, status: str) -> None:
        self._result.status = call.status = status
        self._result.code = call.code = code
        self._result.reason = call.details = details
        self._end(call)

    def _end(self, call: Call) -> None:
        call.state, call.ended_at = "ended", self._cloud.clock.now()

    def _bill(self, call: Call, plan: Plan) -> None:
        tariff = self._cloud.account.tariff
        invoice = self._cloud.charge("PSTN_OUT", call.talk_s / 60 * tariff.minute, call.session_id)
        call.cost, call.transaction_id = invoice.amount, invoice.transaction_id
        self._result.talk_s, self._result.cost = call.talk_s, call.cost
        if plan.amd:
            self._use("VOICEMAILDETECTION", tariff.amd, call)
        if call.text and call.status == "answered":
            self._use("TTS_YANDEX", tariff.speech, call)

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

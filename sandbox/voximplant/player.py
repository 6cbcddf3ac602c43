"""One run of the dial-up scenario: the robot calls one number."""

from sandbox.voximplant.cloud import Cloud
from sandbox.voximplant.desk import Desk, Plan, RobotResult, read_plan
from sandbox.voximplant.play import DETECTION_S, Play
from sandbox.voximplant.session import Call, Session

RING_LIMIT_S = 35.0  # the scenario hangs up by itself; the carrier would ring for 60 s


class Player(Play):
    def __init__(self, cloud: Cloud, session: Session) -> None:
        self._said = RobotResult(session.token, session.session_id)
        super().__init__(cloud, session, self._said)

    async def perform(self, desk: Desk) -> int | None:
        status, plan = await desk.fetch_plan(self._session.token, self._session.session_id, read_plan)
        self._note_plan(status)
        if plan is None:
            return status
        if self._session.stop.is_set():
            self._said.status = "cancelled"
        else:
            await self._dial(plan)
        return None

    async def _dial(self, plan: Plan) -> None:
        self._begin(plan.to)
        call = self._open_call(plan.to, plan.caller, self._fate, text=plan.text, mp3=plan.mp3, voice=plan.voice)
        if await self._ring(call, RING_LIMIT_S):
            await self._talk(call, plan)

    async def _talk(self, call: Call, plan: Plan) -> None:
        said, fate = self._said, call.fate
        said.amd = self._detect(call, wanted=plan.amd)
        self._answer(call, said.amd)
        if said.amd == "VOICEMAIL":
            status, lasts = "voicemail", DETECTION_S
        elif fate.outcome == "playback_error":
            status, lasts = "playback_error", 1.0
            said.reason = "404"
        else:
            status, lasts = "answered", fate.talk_s
            said.played = fate.played
        if not await self._passes(lasts):
            status, said.reason, said.played = "cancelled", "stopped", False
        elif status == "answered" and plan.wait_key_s > 0:
            call.key = said.dtmf = fate.key
        said.status = call.status = status
        self._end(call)
        self._bill_all(call, plan)

    def _bill_all(self, call: Call, plan: Plan) -> None:
        tariff = self._cloud.account.tariff
        self._bill(call)
        self._said.talk_s = call.talk_s
        if plan.amd:
            self._use("VOICEMAILDETECTION", tariff.amd, call)
        if call.text and call.status == "answered":
            self._use("TTS_YANDEX", tariff.speech, call)

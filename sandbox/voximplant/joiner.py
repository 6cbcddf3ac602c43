"""One run of the connecting scenario: the seller is called, then the customer, then both are joined.

The fate of the seller's number is also that of the report. ``played``: they hear the words to their end, otherwise
they hang up before. Once joined, the two talk for as long as the more impatient one likes.
"""

from sandbox.voximplant.cloud import Cloud
from sandbox.voximplant.desk import BridgePlan, BridgeResult, Desk, read_bridge_plan
from sandbox.voximplant.play import DETECTION_S, Play
from sandbox.voximplant.session import Call, Session

NAME = "ringdesk-connect"  # of the scenario that is run so
SELLER_RING_S, CUSTOMER_RING_S = 30.0, 45.0  # the scenario hangs up by itself
WORDS_S = 4.0


class Joiner(Play):
    def __init__(self, cloud: Cloud, session: Session) -> None:
        self._told = BridgeResult(session.token, session.session_id)
        super().__init__(cloud, session, self._told)

    async def perform(self, desk: Desk) -> int | None:
        status, plan = await desk.fetch_plan(self._session.token, self._session.session_id, read_bridge_plan)
        self._note_plan(status)
        if plan is None:
            return status
        if self._session.stop.is_set():
            self._told.status = "cancelled"
        else:
            await self._call_seller(plan, desk)
        return None

    async def _call_seller(self, plan: BridgePlan, desk: Desk) -> None:
        self._begin(plan.seller)
        seller = self._open_call(plan.seller, plan.caller, self._fate, text=plan.text, voice=plan.voice)
        if not await self._ring(seller, SELLER_RING_S):
            return
        self._told.amd = self._detect(seller, wanted=plan.amd)
        self._answer(seller, self._told.amd)
        if self._told.amd == "VOICEMAIL":
            await self._passes(DETECTION_S)
            self._told.status = "voicemail"
        elif not await self._passes(WORDS_S) or not seller.fate.played:
            self._told.status, self._told.leg, self._told.reason = "cancelled", "customer", "the seller hung up"
        else:
            await self._call_customer(plan, desk, seller)
        seller.status = "answered"
        self._end(seller)
        self._bill(seller)
        self._use("TTS_YANDEX", self._cloud.account.tariff.speech, seller)
        if plan.amd:
            self._use("VOICEMAILDETECTION", self._cloud.account.tariff.amd, seller)

    async def _call_customer(self, plan: BridgePlan, desk: Desk, seller: Call) -> None:
        await self._tell(desk, "customer")
        customer = self._open_call(plan.customer, plan.caller, self._cloud.fates.take(plan.customer))
        if not await self._ring(customer, CUSTOMER_RING_S):
            return
        self._answer(customer, "NOT_RUN")
        self._told.status = customer.status = "answered"
        await self._tell(desk, "talk")
        await self._passes(min(seller.fate.talk_s, customer.fate.talk_s))
        self._end(customer)
        self._bill(customer)
        self._told.talk_s = customer.talk_s

    async def _tell(self, desk: Desk, leg: str) -> None:
        self._told.leg = leg
        status = await desk.tell_leg(self._session.token, self._session.session_id, leg)
        self._cloud.note(
            "progress", session=self._session.session_id, token=self._session.token, leg=leg, status=status
        )

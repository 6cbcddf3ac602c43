"""A scenario's question before it dials: whom to call, and what to say."""

import re
from typing import Any

import orjson

from desk.errors import Rejected
from desk.model import InboundRequest
from desk.ports import PlanAsked
from desk.telephony import BridgePlan, CallPlan, Speech
from integrations.voximplant.config import VoximplantSection
from integrations.voximplant.numbers import strip_digits
from integrations.voximplant.signature import verify_signature
from integrations.voximplant.vocabulary import name_model

_WORD = re.compile(r"[\x21-\x7e]{1,64}")
NO_SESSION = frozenset({"0", "undefined", "null", "NaN"})  # what JavaScript writes for want of an id


class VoximplantPlanHook:
    """``GET /hooks/voximplant/plan?j=<token>&s=<session>``, ``X-Sign`` over the token."""

    def __init__(self, section: VoximplantSection) -> None:
        self._secret = section.callback_secret
        self._caller_id = section.caller_id

    def ask(self, request: InboundRequest) -> PlanAsked:
        """Raises Unauthorised, or Rejected naming the parameter.

        A session without an id is refused: the plan belongs to the first one that asks, and it could be any.
        """
        token, session = request.query.get("j", ""), request.query.get("s", "")
        verify_signature(request, token.encode("utf-8", "replace"), self._secret.get_secret_value())
        if not _WORD.fullmatch(token):
            raise Rejected("the token of the call attempt is missing", field="j")
        if not _WORD.fullmatch(session) or session in NO_SESSION:
            raise Rejected("the session's id is missing", field="s")
        return PlanAsked(token, session)

    def answer(self, plan: CallPlan | BridgePlan) -> bytes:
        """JSON for the scenario; numbers as digits, which ``callPSTN`` takes.

        Neither scenario understands the plan of the other: a rule that starts the wrong one calls nobody.
        """
        heard_by = plan.seller if isinstance(plan, BridgePlan) else plan.phone
        whole = {
            **_whom(plan),
            "from": self._caller_id,
            **_say(plan.speech),
            "amd": plan.detect_machine,
            "amd_model": name_model(heard_by),
        }
        return orjson.dumps(whole)


def _whom(plan: CallPlan | BridgePlan) -> dict[str, Any]:
    if isinstance(plan, BridgePlan):
        return {"mode": "connect", "seller": strip_digits(plan.seller), "customer": strip_digits(plan.customer)}
    return {"to": strip_digits(plan.phone), "wait_key_s": plan.key_wait_seconds}


def _say(speech: Speech) -> dict[str, Any]:
    """A recording goes before words; with both the scenario falls back to the words when it cannot be had."""
    recording = {"mp3": speech.recording} if speech.recording else {}
    if not speech.text:
        return recording
    return {
        **recording,
        "text": speech.text,
        "language": speech.language,
        "voice": speech.voice,
        "speed": speech.speed,
        "volume": speech.volume,
    }

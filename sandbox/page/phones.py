"""The customer's phone: calls heard as text, and what lies in the inbox."""

from collections.abc import Iterator
from typing import Any

from sandbox.kit.sms_fates import PhoneSms
from sandbox.voximplant.session import Call
from sandbox.voximplant.sms import DELIVERED
from sandbox.world.town import Town

LATEST = 12
Json = dict[str, Any]


def phone_key(number: str) -> str:
    """The national part: the shop's forms write one number in many ways."""
    return "".join(sign for sign in number if sign.isdecimal())[-10:]


def show_calls(town: Town, key: str) -> list[Json]:
    """Oldest first. Everything in world time; the page lets the text run while the call lasts."""
    return [_show_call(call) for call in town.voximplant.calls if phone_key(call.number) == key][-LATEST:]


def show_texts(town: Town, key: str) -> list[Json]:
    """SMS of all gateways, oldest first; ``arrived`` ones are on the screen, the others on their way or lost."""
    return sorted(_texts(town, key), key=lambda one: str(one["at"]))[-LATEST:]


def _show_call(call: Call) -> Json:
    return {
        "id": call.call_id,
        "from": call.caller_id,
        "state": call.state,
        "started": call.started_at.isoformat(),
        "answered": call.answered_at.isoformat() if call.answered_at else None,
        "ended": call.ended_at.isoformat() if call.ended_at else None,
        "text": call.text,
        "recording": call.mp3,
        "talks": call.fate.talk_s,
        "rings": call.fate.outcome not in ("bad_number", "unavailable", "no_money"),
        "fate": call.fate.outcome,
        "report": call.fate.report,
        "status": call.status,
        "key": call.key,
    }


def _texts(town: Town, key: str) -> Iterator[Json]:
    for gateway in (town.smsc, town.smsaero, town.twilio):
        numbers = {message.number for message in gateway.messages if phone_key(message.number) == key}
        for number in sorted(numbers):
            yield from (_show_text(one) for one in gateway.inbox(number))
    now = town.clock.now()
    for sms in town.voximplant.messages:
        if phone_key(sms.destination) == key:
            at, arrived = sms.at.isoformat(), sms.delivery(now) == DELIVERED
            yield {"from": sms.source, "text": sms.text, "at": at, "arrived": arrived, "parts": sms.fragments}


def _show_text(sms: PhoneSms) -> Json:
    return {
        "from": sms.sender,
        "text": sms.text,
        "at": sms.at.isoformat(),
        "arrived": sms.arrived,
        "parts": sms.parts,
    }

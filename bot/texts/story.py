"""The history of a lead, one short line an entry. ``LINES`` knows every code that the core writes."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from bot.texts.catalogue import Speaker, mark
from bot.texts.cleaning import cut
from bot.texts.lines import LONGEST_LINE, LONGEST_VALUE, Lenient
from bot.texts.recognition import explain
from bot.texts.words import DISPOSITIONS, REASONS, SMS_KINDS, STATUSES, SYSTEMS, TROUBLES, deed_words
from desk.leads.view import PastEntry

PLAIN = {
    "order_received": mark("order from “{source}”"),
    "order_attached": mark("one more order with the same reference: {order_id}"),
    "partner_found": mark("partner {name} ({code})"),
    "partner_unknown": mark("the CRM knows no partner {code}"),
    "registered": mark("lead {crm_id} in {system}"),
    "registration_planned": mark("the lead is being created in the CRM"),
    "registration_postponed": mark("the CRM cannot take the lead now: {why}"),
    "registration_failed": mark("the CRM did not accept the lead: {why}"),
    "hours_closed": mark("outside business hours, sleeps until {at} in {zone}"),
    "call_planned": mark("call {number} is planned"),
    "call_asked": mark("call {number}: telephony is asked for it"),
    "call_started": mark("call {number}: telephony took it"),
    "call_dialling": mark("call {number}: the robot dials"),
    "call_postponed": mark("call {number} is put off: {why}"),
    "call_held": mark("call {number} waits for money: {why}"),
    "call_unsure": mark("call {number}: nobody knows whether it rings ({why})"),
    "call_ended": mark("call {number}: {disposition}"),
    "call_late": mark("call {number}, reported late: {disposition}"),
    "call_repeated": mark("call {number}: one more report ({disposition}), it changes nothing"),
    "call_doubled": mark("call {number}: a second session was turned away"),
    "retry_planned": mark("the next call is planned for {at}"),
    "sms_owed": mark("SMS “{kind}” is due"),
    "sms_sending": mark("SMS “{kind}” is on its way"),
    "sms_sent": mark("SMS “{kind}” was sent"),
    "sms_delivered": mark("SMS “{kind}” was delivered"),
    "sms_failed": mark("SMS “{kind}” was not delivered: {why}"),
    "sms_held": mark("SMS “{kind}” waits for money: {why}"),
    "sms_unsure": mark("SMS “{kind}”: nobody knows whether it was sent"),
    "handed_over": mark("to a person: {trouble}"),
    "closed": mark("outcome: {status}"),
    "claimed": mark("{who} takes the lead"),
    "released": mark("{who} gives the lead back"),
    "by_hand": mark("{who} takes it by hand"),
    "retry_asked": mark("{who} asks to try again"),
    "connect_asked": mark("{who} asks to be connected with the customer"),
    "connect_sent": mark("telephony is asked to connect {name}"),
    "connect_started": mark("telephony took the request to connect {name}"),
    "connect_ringing": mark("telephony calls {name}"),
    "connect_customer": mark("{name} answered, telephony calls the customer"),
    "connect_talk": mark("{name} is connected with the customer"),
    "connect_talked": mark("{name} talked with the customer"),
    "connect_no_customer": mark("{name} was not connected, the customer: {disposition}"),
    "connect_no_seller": mark("{name} was not connected, their own phone: {disposition}"),
    "connect_failed": mark("{name} could not be connected: {why}"),
    "connect_unknown": mark("nobody knows what came of connecting {name}"),
    "connect_went": mark("{who}: it rang when {name} was to be connected"),
    "connect_not_made": mark("{who}: it did not ring when {name} was to be connected"),
    "connect_postponed": mark("telephony cannot connect {name} yet: {why}"),
    "connect_unsure": mark("nobody knows whether {name} is being called ({why})"),
    "connect_repeated": mark("one more report about the connection, it changes nothing"),
    "connect_doubled": mark("a second session for the connection was turned away"),
    "outcome_set": mark("{who}: {status}"),
    "phone_corrected": mark("{who} corrects the number"),
    "given": mark("it is {who}'s turn"),
    "handed_to": mark("{who} hands it to {name}"),
    "postponed": mark("{who} comes back to it {at}"),
    "postponed_over": mark("{name} is called back to it"),
    "note": mark("{who}: “{text}”"),
    "answered": mark("{who} writes to the customer: “{name}”"),
    "written": mark("{who} writes to the customer: “{text}”"),
    "stage_asked": mark("{who} moves the deal to “{stage}”"),
    "order_asked": mark("{who} has an order made in the store"),
    "macro_run": mark("{who} runs the macro “{name}”"),
    "attended": mark("{who} is at it"),
    "outcome_explained": mark("{who}: the reason is “{reason}”"),
    "answer_due": mark("nobody has taken it yet: the sellers are warned"),
    "answer_overdue": mark("nobody took it in time: the admins are told"),
    "reminded": mark("{name} is reminded of it"),
    "clock_set": mark("the clock was set: planned moments were moved along"),
    "taken_back": mark("{name} did nothing with it in time: it is free again"),
    "held": mark("{who} asks for: {deed}"),
    "undone": mark("{who} takes it back: {deed}"),
    "hold_dropped": mark("not done for {who}: {deed} ({why})"),
    "call_lost": mark("call {number}: nobody knows whether it went out"),
    "call_went": mark("{who}: call {number} went out"),
    "call_not_made": mark("{who}: call {number} did not go out"),
    "sms_lost": mark("SMS “{kind}”: nobody knows whether it went out"),
    "sms_went": mark("{who}: SMS “{kind}” went out"),
    "sms_not_sent": mark("{who}: SMS “{kind}” did not go out"),
    "sms_repeated": mark("{who} has SMS “{kind}” sent once more"),
    "word_overruled": mark("it was otherwise than a person said: the service's own record counts"),
}
CODES: Mapping[str, Mapping[str, str]] = {
    "disposition": {code.value: words for code, words in DISPOSITIONS.items()},
    "kind": {code.value: words for code, words in SMS_KINDS.items()},
    "status": {code.value: words for code, words in STATUSES.items()},
    "trouble": {code.value: words for code, words in TROUBLES.items()},
    "system": SYSTEMS,
    "reason": REASONS,
}


@dataclass(frozen=True, slots=True)
class Story:
    """``zone`` is the IANA zone of the reader's clock."""

    speaker: Speaker
    zone: str

    def line(self, entry: PastEntry) -> str:
        """What happened, without the time; plain text. A code of a later version is told by its cause."""
        why = explain(self.speaker, entry.why)
        if entry.what not in PLAIN:
            return cut(why, LONGEST_LINE)
        values = {name: self._value(name, value, entry) for name, value in entry.data.items()}
        known = Lenient(values | {"who": entry.who, "why": why})
        return cut(self.speaker.fill(PLAIN[entry.what], known) + self._tail(entry), LONGEST_LINE)

    def _value(self, name: str, value: Any, entry: PastEntry) -> str:
        text = cut(str(value), LONGEST_VALUE)
        if name == "at":
            zone = str(entry.data.get("zone") or self.zone)
            return self.speaker.stamp(datetime.fromisoformat(text), zone, entry.at)
        if name == "zone":
            return self.speaker.place(text)
        if name == "deed":
            return deed_words(self.speaker, text, str(entry.data.get("name", "")))
        words = CODES.get(name, {}).get(text)
        return self.speaker.say(words) if words else text or "—"

    def _tail(self, entry: PastEntry) -> str:
        """How long they talked, and which key was pressed."""
        extras = []
        if seconds := _whole(entry.data.get("seconds")):
            extras.append(self.speaker.duration(timedelta(seconds=seconds)))
        if key := str(entry.data.get("key") or ""):
            extras.append(self.speaker.say("key {key}", key=cut(key, 8)))
        return f" ({', '.join(extras)})" if extras else ""


def _whole(value: Any) -> int:
    return value if isinstance(value, int) and value > 0 else 0

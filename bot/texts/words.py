"""The desk's own codes in words: statuses, results, troubles and what to do about them, for ``Speaker.say``."""

from bot.texts.catalogue import Speaker, mark
from bot.texts.cleaning import cut
from desk.leads.model import LeadStatus, Trouble
from desk.leads.records import SmsKind
from desk.leads.wishes import Deed, StepKind
from desk.phone import PhoneProblem
from desk.ports import Disposition, SmsStatus

STATUSES = {
    LeadStatus.NEW: mark("new"),
    LeadStatus.WAITING_HOURS: mark("waits for business hours"),
    LeadStatus.CALLING: mark("the robot is calling"),
    LeadStatus.WAITING_RETRY: mark("waits for call {number}"),
    LeadStatus.REACHED: mark("reached"),
    LeadStatus.VOICEMAIL: mark("answering machine"),
    LeadStatus.UNREACHABLE: mark("not reached"),
    LeadStatus.INVALID_NUMBER: mark("wrong number"),
    LeadStatus.MANUAL: mark("needs a person"),
    LeadStatus.WON: mark("sold"),
    LeadStatus.LOST: mark("refused"),
}
DISPOSITIONS = {
    Disposition.ANSWERED: mark("answered"),
    Disposition.VOICEMAIL: mark("an answering machine"),
    Disposition.NO_ANSWER: mark("no answer"),
    Disposition.BUSY: mark("busy"),
    Disposition.UNAVAILABLE: mark("phone is off"),
    Disposition.REJECTED: mark("call declined"),
    Disposition.INVALID_NUMBER: mark("no such number"),
    Disposition.CANCELLED: mark("stopped by us"),
    Disposition.FAILED: mark("the call failed"),
    Disposition.UNKNOWN: mark("unclear who answered"),
}
SMS_KINDS = {
    SmsKind.NIGHT: mark("we will call in business hours"),
    SmsKind.RECEIVED: mark("order received"),
    SmsKind.REACHED: mark("order confirmed"),
    SmsKind.VOICEMAIL: mark("we could not get through"),
    SmsKind.ANSWER: mark("a seller's words"),
}
SMS_STATUSES = {
    None: mark("is queued"),
    SmsStatus.SENDING: mark("is being sent"),
    SmsStatus.SENT: mark("sent"),
    SmsStatus.DELIVERED: mark("delivered"),
    SmsStatus.FAILED: mark("not delivered"),
    SmsStatus.UNKNOWN: mark("nobody knows whether it was sent"),
}
TROUBLES = {
    Trouble.NO_PHONE: mark("the order has no phone number"),
    Trouble.BAD_PHONE: mark("the number cannot be called"),
    Trouble.UNREADABLE: mark("the order could not be understood"),
    Trouble.NO_CONSENT: mark("the customer did not agree to a robot's call"),
    Trouble.CALLS_OFF: mark("robot calls are switched off"),
    Trouble.NEVER_OPEN: mark("by the settings it is never open"),
    Trouble.CRM_REFUSED: mark("the CRM did not accept the lead"),
    Trouble.CRM_TOKEN: mark("the CRM does not accept our access key"),
    Trouble.CRM_DOWN: mark("the CRM has not answered for too long"),
    Trouble.CALL_FAILED: mark("the robot's call failed"),
    Trouble.CALL_TOKEN: mark("telephony does not accept our access key"),
    Trouble.NO_RESULT: mark("the call brought no result in time"),
    Trouble.UNCLEAR: mark("somebody picked up, but it is unclear who"),
}
REMEDIES = {
    Trouble.NO_PHONE: mark("write to the customer, or press “Correct number”"),
    Trouble.BAD_PHONE: mark("find out the number and press “Correct number”"),
    Trouble.UNREADABLE: mark("an admin can see the raw request; check the form on the site"),
    Trouble.NO_CONSENT: mark("press “Claim” and call yourself"),
    Trouble.CALLS_OFF: mark("press “Claim” and call yourself"),
    Trouble.NEVER_OPEN: mark("press “Claim” and call yourself; an admin should check the business hours"),
    Trouble.CRM_REFUSED: mark("an admin should look at the reason; then press “Retry”"),
    Trouble.CRM_TOKEN: mark("an admin has to renew the access; then the lead goes on by itself"),
    Trouble.CRM_DOWN: mark("press “Claim” and call yourself, or “Retry” when the CRM works"),
    Trouble.CALL_FAILED: mark("press “Retry”, or “Claim” and call yourself"),
    Trouble.CALL_TOKEN: mark("an admin has to renew the access; then press “Retry”, or call yourself"),
    Trouble.NO_RESULT: mark("the customer may have been called: press “Claim” and call yourself, or “Retry”"),
    Trouble.UNCLEAR: mark("press “Claim” and call yourself, or “Retry”"),
}
TELLING_DETAIL = frozenset({Trouble.CRM_REFUSED, Trouble.CRM_DOWN, Trouble.CALL_FAILED})  # the neighbour said why
DEEDS = {  # what a person asked for
    Deed.RETRY: mark("the robot's next step now"),
    Deed.REACHED: mark("reached"),
    Deed.WON: mark("sold"),
    Deed.LOST: mark("refused"),
    Deed.RESEND: mark("the message once more"),
    Deed.ANSWER: mark("a message to the customer"),
    Deed.MACRO: mark("a macro"),
    Deed.STAGE: mark("another stage of the deal"),
    Deed.ORDER: mark("an order in the store"),
}
STEPS = {  # of a macro
    StepKind.NOTE: mark("note"),
    StepKind.POSTPONE: mark("postpone"),
    StepKind.ANSWER: mark("write to the customer"),
    StepKind.WON: mark("sold"),
    StepKind.LOST: mark("refused"),
    StepKind.RELEASE: mark("give back"),
}
REASONS = {  # why a lead was lost
    "price": mark("too expensive"),
    "elsewhere": mark("bought elsewhere"),
    "mind": mark("changed their mind"),
    "stock": mark("not in stock"),
    "contact": mark("could not be reached"),
    "wrong": mark("not a real order"),
}
ZONE_SOURCES = {
    "order": mark("as the order says"),
    "city": mark("by the city"),
    "ip": mark("by the IP address"),
    "phone": mark("by the number"),
}
PHONE_PROBLEMS = {
    PhoneProblem.EMPTY: mark("no number"),
    PhoneProblem.TOO_LONG: mark("too many digits"),
    PhoneProblem.TOO_SHORT: mark("too few digits"),
    PhoneProblem.NOT_A_NUMBER: mark("not a phone number"),
    PhoneProblem.FOREIGN: mark("a number of another country"),
}
SYSTEMS = {"bitrix24": mark("Bitrix24"), "retailcrm": mark("RetailCRM")}


def deed_words(speaker: Speaker, deed: str, name: str = "") -> str:
    """What a person asked for; ``name``: of which answer, macro or stage."""
    told = speaker.say(DEEDS[Deed(deed)]) if deed in set(Deed) else deed
    return speaker.say("{step} “{words}”", step=told, words=cut(name, 40)) if name else told

"""Whom or what a wish is about, beside its lead, as the table of acts names it."""

from desk.leads.events import BridgeSettled, CallSettled, Event, HandedTo, SmsSettled


def subject_of(wish: Event) -> str:
    """Empty where there is nothing but the lead."""
    match wish:
        case HandedTo(to):
            return to.name
        case CallSettled(number=number):
            return f"call {number}"
        case BridgeSettled(number=number):
            return f"bridge {number}"
        case SmsSettled(ref=ref):
            return ref
        case _:
            return ""

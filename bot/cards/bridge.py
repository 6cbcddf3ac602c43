"""The living line of a lead whose owner is being connected with its customer: who rings, who talks, what came of it."""

from collections.abc import Iterator
from datetime import timedelta

from bot.cards.facts import Reader
from bot.cards.markup import Line, line
from bot.texts.catalogue import mark
from bot.texts.privacy import quote, short_name
from bot.texts.recognition import explain
from bot.texts.words import DISPOSITIONS
from desk.leads.bridging import name_end
from desk.leads.model import Bridge, Lead
from desk.telephony import Leg

SIGN = "📞"
GOES_ON = {
    None: mark("telephony is asked to connect {name}"),
    Leg.SELLER: mark("telephony calls {name}…"),
    Leg.CUSTOMER: mark("{name} answered, the customer's phone rings…"),
    Leg.TALK: mark("{name} talks with the customer"),
}
ENDED = {
    "connect_talked": mark("{name} talked with the customer: {duration}"),
    "connect_no_customer": mark("{name} was not connected, the customer: {disposition}"),
    "connect_no_seller": mark("{name} was not connected, their own phone: {disposition}"),
    "connect_failed": mark("{name} could not be connected: {why}"),
    "connect_unknown": mark("nobody knows what came of connecting {name}"),
    "connect_went": mark("by a person's word it rang when {name} was to be connected"),
    "connect_not_made": mark("by a person's word it did not ring when {name} was to be connected"),
}


def tell_bridge(lead: Lead, reader: Reader) -> Iterator[Line]:
    """Of the latest one, while somebody works on the lead. Names no number."""
    if lead.bridge and not lead.final:
        yield line(f"{SIGN} ", _tell(lead.bridge, reader))


def _tell(bridge: Bridge, reader: Reader) -> str:
    speaker, call = reader.speaker, bridge.call
    name = quote(short_name(bridge.by.name), 30)
    if call.result is None:
        return speaker.say(GOES_ON[bridge.leg], name=name)
    return speaker.say(
        ENDED[name_end(bridge)],
        name=name,
        duration=speaker.duration(timedelta(seconds=call.talk_seconds)),
        disposition=speaker.say(DISPOSITIONS[call.result]),
        why=reader.quote(explain(speaker, call.reason or "the call failed"), 80),
    )

"""Call tracking being connected: how far it is, and the one notice of how it ended (CR-04, CR-06, CR-07)."""

from collections.abc import Iterator
from datetime import timedelta

from bot.cards.card import Action, Button, Card, Style, pack
from bot.cards.incident import shown_reason
from bot.cards.labels import LABELS
from bot.cards.markup import Line, Look, Page, Span, bold, code, line
from bot.texts.catalogue import Speaker, mark
from bot.texts.recognition import explain
from desk.tracking.connection import STEPS, TIMEOUT, Connection, State, Step

TITLE = "Calltouch → RetailCRM"
WORDS = {
    Step.KEY: mark("RetailCRM accepts the API key"),
    Step.TRACKER: mark("Calltouch accepts the token"),
    Step.FIELDS: mark("orders have the fields for calls and advertisement"),
    Step.REFERENCES: mark("stores and statuses of orders are known"),
}
FAILED = {
    Step.KEY: mark("RetailCRM does not let us in with this address and API key."),
    Step.TRACKER: mark("Calltouch does not let us in with this cabinet and token."),
    Step.FIELDS: mark("The fields of orders could not be made in RetailCRM."),
    Step.REFERENCES: mark("Stores and statuses of RetailCRM could not be read."),
}
REMEDIES = {
    Step.KEY: mark(
        "See the address, and the API key in RetailCRM: Settings, Integration, API access keys. It needs the rights to "
        "read and write customers and orders, and to read references."
    ),
    Step.TRACKER: mark("See the number of the cabinet, and the token in Calltouch: Integrations, API."),
    Step.FIELDS: mark("Give the key the right to read and write additional fields, in RetailCRM: API access keys."),
    Step.REFERENCES: mark("Give the key the right to read references, and at least one store, in RetailCRM."),
}
NEXT = mark("Store, status and managers of new orders are chosen in /settings.")
LATE = mark("It was not set up within {duration}.")


def render_connection(it: Connection, stamp: str, limit: timedelta, *, language: str) -> Card:
    """``stamp``: of the wish, for the button. ``limit``: how much time it had (CR-05)."""
    speaker = Speaker(language)
    head = line("📞 ", bold(TITLE), " · ", code(it.keys.url))
    if it.under_way:
        return Page([head, *_progress(it, speaker)]).card()
    if it.state is State.FAILED:
        again = Button(speaker.say(LABELS[Action.LINK_AGAIN]), pack(Action.LINK_AGAIN, stamp), style=Style.PRIMARY)
        return Page([head, *_failure(it, limit, speaker)]).card(((again,),))
    return Page([head, *_success(speaker)]).card()


def _progress(it: Connection, speaker: Speaker) -> Iterator[Line]:
    place = STEPS.index(it.step)
    for n, step in enumerate(STEPS):
        sign = "✅" if n < place else "⏳" if n == place else "▫️"
        yield line(f"{sign} ", speaker.say(WORDS[step]))
    if it.reason:
        reason = shown_reason(explain(speaker, it.reason))
        yield line(Span(speaker.say("It did not work yet, and is tried again: {reason}", reason=reason), Look.ITALIC))
    yield line(speaker.say("You need not wait: you are told how it ended."))


def _failure(it: Connection, limit: timedelta, speaker: Speaker) -> Iterator[Line]:
    late = it.reason == TIMEOUT
    told = speaker.say(LATE, duration=speaker.duration(limit)) if late else speaker.say(FAILED[it.step])
    yield line("🔴 ", bold(speaker.say("Call tracking is not connected.")))
    yield line(told)
    if not late:
        yield line(Span(speaker.say("“{text}”", text=shown_reason(explain(speaker, it.reason))), Look.ITALIC))
    yield line(f"→ {speaker.say(REMEDIES[it.step])}")
    if it.in_use:
        yield line(speaker.say("What was connected before goes on as it was."))


def _success(speaker: Speaker) -> Iterator[Line]:
    yield line("🟢 ", bold(speaker.say("Call tracking is connected.")))
    yield line(speaker.say("Calls, requests and chats become orders of RetailCRM, and its orders deals of Calltouch."))
    yield line(f"→ {speaker.say(NEXT)}")

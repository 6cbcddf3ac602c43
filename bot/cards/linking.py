"""The dialog that connects Calltouch with RetailCRM: how it stands, the four questions, and what support would need."""

from bot.cards.card import Action, Button, Card, Rows, Style, pack
from bot.cards.connection import TITLE
from bot.cards.incident import shown_reason
from bot.cards.labels import LABELS
from bot.cards.markup import Line, Look, Page, Span, bold, code, line
from bot.texts.catalogue import Speaker, mark
from bot.texts.recognition import explain

URL, KEY, SITE, TOKEN = "url", "key", "site", "token"
QUESTIONS = {
    URL: mark("The address of your RetailCRM, as the browser shows it"),
    KEY: mark("The API key of RetailCRM"),
    SITE: mark("The number of the Calltouch cabinet (site ID)"),
    TOKEN: mark("The API token of Calltouch"),
}
HINTS = {
    URL: mark("Any page of it will do; what is not needed is cut off."),
    KEY: mark("RetailCRM: Settings, Integration, API access keys."),
    SITE: mark("Calltouch: Integrations, API. It is a number."),
    TOKEN: mark("Calltouch: Integrations, API."),
}
SECRET = mark("Your message is taken out of this chat as soon as it is read.")
STATES = {
    "new": mark("Not connected."),
    "authorising": mark("The keys are being tried…"),
    "configuring": mark("It is being set up…"),
    "active": mark("Connected, and working."),
    "failed": mark("The last try failed."),
    "broken": mark("Connected, but not working at present."),
    "disabled": mark("Disconnected."),
}
SUPPORT = (
    mark("To have it set up for you, hand these to whoever supports you:"),
    mark("• access to RetailCRM as an administrator;"),
    mark("• which fields of customers and orders are to be filled, and with what;"),
    mark("• who is responsible for new customers and orders;"),
    mark("• the store in which new orders are made."),
)
APART = "page"  # asked for from another dialog, whose message stays
EXAMPLE = "https://shop.retailcrm.ru/orders/"


def render_link(state: str, url: str, detail: str, stamp: str, *, connected: bool, language: str) -> Card:
    """``stamp``: of the latest wish; empty: there was none. ``connected``: here, and not by the settings file."""
    speaker = Speaker(language)
    lines = [line("📞 ", bold(TITLE), *((" · ", code(url)) if url else ())), line(speaker.say(STATES[state]))]
    if detail and state in ("failed", "broken"):
        lines.append(line(Span(speaker.say("“{text}”", text=shown_reason(explain(speaker, detail))), Look.ITALIC)))
    lines.append(line(speaker.say("Two values of RetailCRM are enough: its address and an API key.")))
    begin = Button(speaker.say(LABELS[Action.LINK_VALUE]), pack(Action.LINK_VALUE, URL), style=Style.PRIMARY)
    rows: list[tuple[Button, ...]] = [(begin,)]
    if stamp and state in ("failed", "disabled"):
        rows.append((Button(speaker.say(LABELS[Action.LINK_AGAIN]), pack(Action.LINK_AGAIN, stamp)),))
    if stamp and connected:
        rows.append((Button(speaker.say(LABELS[Action.UNLINK]), pack(Action.UNLINK, stamp), style=Style.DANGER),))
    rows.append((Button(speaker.say("By support"), pack(Action.LINK, "support")),))
    return Page(lines).card(tuple(rows))


def render_support(language: str) -> Card:
    """Text only (CR-11)."""
    speaker = Speaker(language)
    lines = [line("📞 ", bold(TITLE)), *(line(speaker.say(it)) for it in SUPPORT)]
    return Page(lines).card(((Button(speaker.say("« Back"), pack(Action.LINK)),),))


def ask_link(step: str, back: str, url: str, asker: int, *, language: str, again: str = "") -> Card:
    """``back``: the question before. ``url``: what was understood. ``again``: why the answer could not be taken."""
    speaker = Speaker(language)
    lines: list[Line] = [line("⚠️ ", shown_reason(explain(speaker, again)))] if again else []
    lines += [line("📞 ", bold(TITLE), *((" · ", code(url)) if url else ()))]
    lines += [line(bold(speaker.say(QUESTIONS[step]))), line(speaker.say(HINTS[step]))]
    if step == URL:
        lines.append(line(speaker.say("For example: "), code(EXAMPLE)))
    if step in (KEY, TOKEN):
        lines.append(line(Span(speaker.say(SECRET), Look.ITALIC)))
    lines.append(line(speaker.say("Answer this message.")))
    former = pack(Action.LINK_VALUE, back) if back else pack(Action.LINK)
    cancel = Button(speaker.say(LABELS[Action.CANCEL]), pack(Action.CANCEL, asker))
    rows: Rows = ((Button(speaker.say("« Back"), former), cancel),)
    return Page(lines).card(rows)

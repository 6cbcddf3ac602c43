"""What the bot says about itself: /start, /help, /health and /sellers, each for the one who asks."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from bot.cards.card import Card
from bot.cards.legend import tell_legend
from bot.cards.markup import Line, Page, Span, bold, join, line
from bot.texts.catalogue import Speaker, mark
from bot.texts.cleaning import cut, defuse, flatten
from bot.texts.privacy import quote, redact
from storage.people import Known


class Role(StrEnum):
    ADMIN = "admin"
    SELLER = "seller"
    STRANGER = ""


ROLES = {Role.ADMIN: mark("admin"), Role.SELLER: mark("seller"), Role.STRANGER: mark("no role")}
STAFF = frozenset({Role.ADMIN, Role.SELLER})
ADMINS = frozenset({Role.ADMIN})


@dataclass(frozen=True, slots=True)
class Command:
    """``/name`` and what it does; ``values`` are shown behind the name."""

    name: str
    does: str
    roles: frozenset[Role] = STAFF
    values: str = ""


COMMANDS = (
    Command("leads", mark("leads in progress")),
    Command("mine", mark("leads that you have")),
    Command("lead", mark("one lead's card"), values="1042"),
    Command("find", mark("search by number, phone, name or order"), values="4567"),
    Command("errors", mark("what is broken, and leads that need a person")),
    Command("health", mark("whether the neighbours work"), ADMINS),
    Command("sellers", mark("who works here"), ADMINS),
    Command("help", mark("this help"), STAFF),
)


@dataclass(frozen=True, slots=True)
class Check:
    """One row of /health. ``ok`` None: not in use."""

    name: str
    ok: bool | None
    detail: str = ""


def commands_of(role: Role, language: str) -> list[tuple[str, str]]:
    """Names and descriptions, for Telegram's menu."""
    speaker = Speaker(language)
    return [(it.name, speaker.say(it.does)) for it in COMMANDS if role in it.roles]


def render_start(role: Role, *, language: str, shop_name: str) -> Card:
    """The greeting; for a stranger a polite refusal without a word about the shop's business."""
    speaker = Speaker(language)
    if role not in STAFF:
        return Page([line(speaker.say("This bot is for the shop's own people. Ask an admin to add you."))]).card()
    shop = quote(shop_name, 60) or "Ringdesk"
    greeting = speaker.say("You are connected to {shop} as: {role}.", shop=shop, role=speaker.say(ROLES[role]))
    hint = speaker.say("Customers' full numbers and urgent notices come here, privately. /help tells the rest.")
    return Page([line(bold(greeting)), line(hint)]).card()


def render_help(role: Role, *, language: str) -> Card:
    speaker = Speaker(language)
    if role not in STAFF:
        return render_start(role, language=language, shop_name="")
    lines = [line(bold(speaker.say("Commands")))]
    lines += [_command(it, speaker) for it in COMMANDS if role in it.roles]
    lines += [line(), line(bold(speaker.say("Colours"))), *(line(it) for it in tell_legend(speaker))]
    lines += [
        line(),
        line(speaker.say("A lead belongs to whoever pressed “Claim” first; the robot then stays silent.")),
    ]
    return Page(lines).card()


def render_health(checks: Iterable[Check], *, language: str) -> Card:
    """A row a neighbour, broken ones first."""
    speaker = Speaker(language)
    ranked = sorted(checks, key=lambda it: (it.ok is None, bool(it.ok)))
    rows = [_check(it, speaker) for it in ranked] or [line(speaker.say("Nobody is connected yet."))]
    return Page([line(bold(speaker.say("Neighbours"))), *rows]).card()


def render_sellers(people: Sequence[Known], *, language: str) -> Card:
    """Who works here; whoever has not opened the private chat cannot be sent a number."""
    speaker = Speaker(language)
    rows = [_person(it, speaker) for it in people]
    return Page([line(bold(speaker.say("Who works here"))), *(rows or [line(speaker.say("Nobody yet."))])]).card()


def _command(it: Command, speaker: Speaker) -> Line:
    values = f" {it.values}" if it.values else ""
    return line(f"/{it.name}{values} — {speaker.say(it.does)}")


def _check(it: Check, speaker: Speaker) -> Line:
    sign = {True: "🟢", False: "🔴", None: "⚪"}[it.ok]
    detail = it.detail or ("" if it.ok is not None else speaker.say("not in use"))
    told = cut(defuse(redact(flatten(detail, 300))), 150)
    return line(f"{sign} ", bold(quote(it.name, 30)), Span(f" · {told}" if told else ""))


def _person(it: Known, speaker: Speaker) -> Line:
    name = quote(it.name, 60) or str(it.id)
    role = speaker.say(ROLES[Role(it.role)]) if it.role in set(Role) else quote(it.role, 20)
    silent = None if it.reachable else speaker.say("has not pressed /start: cannot be written to")
    return join((name, role, silent))

"""What the bot says about itself: /start and /help, each for the one who asks."""

from dataclasses import dataclass
from enum import StrEnum

from bot.cards.card import Card
from bot.cards.legend import tell_legend
from bot.cards.markup import Line, Page, bold, code, join, line
from bot.texts.catalogue import Speaker, mark
from bot.texts.privacy import quote


class Role(StrEnum):
    """Who is asking: a stranger is told nothing of the shop."""

    ADMIN = "admin"
    SELLER = "seller"
    STRANGER = ""


ROLES = {Role.ADMIN: mark("admin"), Role.SELLER: mark("seller")}


@dataclass(frozen=True, slots=True)
class Command:
    """``/name`` and what it does; ``example`` is a whole command. ``admin``: for admins only."""

    name: str
    does: str
    example: str = ""
    admin: bool = False


COMMANDS = (
    Command("leads", mark("leads in progress")),
    Command("mine", mark("leads that you have")),
    Command("lead", mark("one lead's card"), "/lead 1042"),
    Command("find", mark("search by number, phone, name or order"), "/find 4567"),
    Command("errors", mark("what is broken, and leads that need a person")),
    Command("help", mark("this help")),
    Command("health", mark("whether the neighbours work, and what waits"), admin=True),
    Command("sellers", mark("who works here; add and remove"), "/sellers add @anna", admin=True),
    Command("pause", mark("stop robot calls, SMS or all of it"), "/pause calls", admin=True),
    Command("resume", mark("let it go on"), "/resume calls", admin=True),
)


def commands_of(role: Role, language: str) -> list[tuple[str, str]]:
    """Names and descriptions, for Telegram's menu."""
    speaker = Speaker(language)
    return [(it.name, speaker.say(it.does)) for it in _shown(role)]


def render_start(role: Role, *, language: str, shop_name: str) -> Card:
    """The greeting; for a stranger a polite refusal without a word about the shop's business."""
    speaker = Speaker(language)
    if role is Role.STRANGER:
        return Page([line(speaker.say("This bot is for the shop's own people. Ask an admin to add you."))]).card()
    shop = quote(shop_name, 60) or "Ringdesk"
    greeting = speaker.say("You are connected to {shop} as: {role}.", shop=shop, role=speaker.say(ROLES[role]))
    hint = speaker.say("Customers' full numbers and urgent notices come here, privately. /help tells the rest.")
    return Page([line(bold(greeting)), line(hint)]).card()


def render_help(role: Role, *, language: str) -> Card:
    """Commands and colours."""
    if role is Role.STRANGER:
        return render_start(role, language=language, shop_name="")
    speaker = Speaker(language)
    owner = speaker.say("A lead belongs to whoever pressed “Claim” first; the robot then stays silent.")
    lines = [line(bold(speaker.say("Commands"))), *(_command(it, speaker) for it in _shown(role))]
    lines += [line(""), line(bold(speaker.say("Colours"))), *(line(it) for it in tell_legend(speaker))]
    return Page([*lines, line(""), line(owner)]).card()


def _shown(role: Role) -> list[Command]:
    if role is Role.STRANGER:
        return []
    return [it for it in COMMANDS if role is Role.ADMIN or not it.admin]


def _command(it: Command, speaker: Speaker) -> Line:
    return join((f"/{it.name} — {speaker.say(it.does)}", code(it.example) if it.example else None), ": ")

"""What the bot says about itself: /start and /help, each for the one who asks."""

from dataclasses import dataclass

from bot.cards.card import Card
from bot.cards.legend import tell_legend
from bot.cards.markup import Line, Page, bold, code, join, line
from bot.texts.catalogue import Speaker, mark
from bot.texts.privacy import quote
from desk.staff.roles import Role

ROLES = {
    Role.OWNER: mark("owner"),
    Role.ADMIN: mark("admin"),
    Role.SELLER: mark("seller"),
    Role.VIEWER: mark("viewer"),
}


@dataclass(frozen=True, slots=True)
class Command:
    """``/name`` and what it does; ``example`` is a whole command. ``least``: who may."""

    name: str
    does: str
    example: str = ""
    least: Role = Role.VIEWER


COMMANDS = (
    Command("leads", mark("leads in progress")),
    Command("mine", mark("leads that you have"), least=Role.SELLER),
    Command("lead", mark("one lead's card"), "/lead 1042"),
    Command("shift", mark("when I work, and what I take"), least=Role.SELLER),
    Command("away", mark("I am away for a while"), "/away 2h", least=Role.SELLER),
    Command("back", mark("I am back"), least=Role.SELLER),
    Command("phone", mark("where telephony calls me"), "/phone +79161234567", least=Role.SELLER),
    Command("find", mark("search by number, phone, name or order"), "/find 4567"),
    Command("errors", mark("what is broken, and leads that need a person")),
    Command("failed", mark("what was given up; try it again or drop it"), least=Role.SELLER),
    Command("unknown", mark("calls and messages of which nobody knows whether they went out"), least=Role.SELLER),
    Command("orders", mark("orders of the store and their deals: what is not in step"), least=Role.SELLER),
    Command("tracking", mark("calls, requests and chats: what became of each"), least=Role.SELLER),
    Command("version", mark("which version runs, and since when")),
    Command("board", mark("how many leads stand where, and their lists")),
    Command("flow", mark("the same as a picture of the process")),
    Command("stats", mark("figures of a day, a week or a month"), "/stats week", least=Role.SELLER),
    Command("language", mark("in which language I write to you"), "/language ru"),
    Command("help", mark("this help")),
    Command("health", mark("whether the neighbours work, and what to do when not"), least=Role.ADMIN),
    Command("sellers", mark("who works here; add, invite and remove"), "/sellers invite seller", least=Role.ADMIN),
    Command("audit", mark("who did what"), "/audit 1042", least=Role.ADMIN),
    Command("pause", mark("stop robot calls, SMS, a source or all of it"), "/pause calls 2h", least=Role.ADMIN),
    Command("resume", mark("let it go on"), "/resume calls", least=Role.ADMIN),
    Command("settings", mark("hours, calls, times and texts; one tap back"), least=Role.ADMIN),
    Command("connect", mark("connect the store with the CRM; which stage is which status"), least=Role.ADMIN),
    Command("calltouch", mark("connect Calltouch with RetailCRM"), least=Role.ADMIN),
    Command("spending", mark("what calls and SMS cost, and the limit of a day"), least=Role.ADMIN),
    Command("export", mark("leads or the log as a file"), "/export leads xlsx month", least=Role.ADMIN),
    Command("backup", mark("copy the database on its machine"), least=Role.OWNER),
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
    return [it for it in COMMANDS if role.reaches(it.least)]


def _command(it: Command, speaker: Speaker) -> Line:
    return join((f"/{it.name} — {speaker.say(it.does)}", code(it.example) if it.example else None), ": ")

"""Greetings, refusals, and what Telegram itself tells of a chat."""

from aiogram import F, Router
from aiogram.filters import Command, CommandStart
from aiogram.types import ChatMemberUpdated, Message

from bot.cards.markup import Page, line
from bot.cards.notices import answer_stranger
from desk.staff.roles import Role
from handlers.telegram import phrases
from handlers.telegram.desk import Guest, Pages, SellersDesk, Spot, Voice
from handlers.telegram.rights import Allowed, spot_of, visitor_of

EVERYBODY = Allowed(Role.STRANGER)


def greetings() -> Router:
    router = Router(name="greetings")
    router.message.register(start, CommandStart(), EVERYBODY)
    router.message.register(tell_help, Command("help"), EVERYBODY)
    router.message.register(move, F.migrate_to_chat_id)
    router.my_chat_member.register(notice, F.chat.type == "private")
    return router


def refusals() -> Router:
    """The last of all: commands that nobody took."""
    router = Router(name="refusals")
    router.message.register(refuse, F.text.startswith("/"), F.chat.type == "private", EVERYBODY)
    router.message.register(refuse, Command("leads", "mine", "lead", "find", "errors"), EVERYBODY)
    router.message.register(refuse, Command("board", "flow", "stats"), EVERYBODY)
    router.message.register(refuse, Command("pause", "resume", "health", "sellers", "audit"), EVERYBODY)
    return router


async def start(message: Message, guest: Guest, pages: Pages, voice: Voice) -> None:
    spot = spot_of(message)
    await voice.say(spot, pages.start(guest.role, guest.language))
    if spot.private:
        await voice.menu(spot, guest.role)


async def tell_help(message: Message, guest: Guest, pages: Pages, voice: Voice) -> None:
    await voice.say(spot_of(message), pages.help(guest.role, guest.language))


async def move(message: Message, desk: SellersDesk) -> None:
    """A group became a supergroup: https://core.telegram.org/bots/api#message"""
    if message.migrate_to_chat_id:
        await desk.migrate(message.chat.id, message.migrate_to_chat_id)


async def notice(change: ChatMemberUpdated, desk: SellersDesk) -> None:
    """Somebody blocked the bot in their private chat, or let it in again."""
    if change.new_chat_member.status in ("kicked", "left"):
        await desk.part(change.chat.id)
    else:
        await desk.meet(visitor_of(change.from_user), Spot(change.chat.id))


async def refuse(message: Message, guest: Guest, voice: Voice) -> None:
    if guest.role is Role.STRANGER:
        card = Page([line(answer_stranger(language=guest.language))]).card()
    elif guest.admin:
        card = phrases.note(guest.language, phrases.NOT_PARSED)
    else:
        card = phrases.note(guest.language, phrases.ADMINS_ONLY)
    await voice.say(spot_of(message), card)

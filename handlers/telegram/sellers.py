"""Commands of sellers: lists, one card, looking for somebody."""

from aiogram import F, Router
from aiogram.filters import Command, CommandObject
from aiogram.types import Message

from bot.cards.listing import Kind
from desk.errors import NotFound
from desk.staff.roles import Role
from handlers.telegram import phrases
from handlers.telegram.desk import Guest, Pages, Voice
from handlers.telegram.rights import Allowed, spot_of

SELLERS, VIEWERS = Allowed(Role.SELLER), Allowed(Role.VIEWER)


def commands() -> Router:
    router = Router(name="sellers")
    router.message.register(list_open, Command("leads"), VIEWERS)
    router.message.register(list_mine, Command("mine"), SELLERS)
    router.message.register(show_lead, Command("lead"), VIEWERS)
    router.message.register(find, Command("find"), VIEWERS)
    router.message.register(list_errors, Command("errors"), VIEWERS)
    router.message.register(find_words, F.chat.type == "private", F.text, ~F.text.startswith("/"), VIEWERS)
    return router


async def list_open(message: Message, guest: Guest, pages: Pages, voice: Voice) -> None:
    await voice.say(spot_of(message), await pages.listing(Kind.OPEN, guest.person, guest.language))


async def list_mine(message: Message, guest: Guest, pages: Pages, voice: Voice) -> None:
    await voice.say(spot_of(message), await pages.listing(Kind.MINE, guest.person, guest.language))


async def list_errors(message: Message, guest: Guest, pages: Pages, voice: Voice) -> None:
    await voice.say(spot_of(message), await pages.errors(guest.language))


async def show_lead(message: Message, guest: Guest, command: CommandObject, voice: Voice) -> None:
    number = (command.args or "").strip().lstrip("#№")
    if not number.isdecimal() or len(number) > 15:
        await voice.say(spot_of(message), phrases.note(guest.language, phrases.WHICH_LEAD))
        return
    try:
        await voice.open(int(number), spot_of(message))
    except NotFound:
        await voice.say(spot_of(message), phrases.note(guest.language, phrases.UNKNOWN_LEAD, number=int(number)))


async def find(message: Message, guest: Guest, command: CommandObject, pages: Pages, voice: Voice) -> None:
    words = (command.args or "").strip()
    if not words:
        await voice.say(spot_of(message), phrases.note(guest.language, phrases.WHAT_TO_FIND))
        return
    await voice.say(spot_of(message), await pages.listing(Kind.FOUND, guest.person, guest.language, words))


async def find_words(message: Message, guest: Guest, pages: Pages, voice: Voice) -> None:
    """In the private chat plain words are looked for, as with /find."""
    words = (message.text or "").strip()[:100]
    await voice.say(spot_of(message), await pages.listing(Kind.FOUND, guest.person, guest.language, words))

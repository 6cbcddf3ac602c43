"""Commands of admins: pause and resume, the neighbours' health, who is a seller (D-10)."""

from aiogram import Router
from aiogram.filters import Command, CommandObject
from aiogram.types import Message, MessageOriginUser

from bot.cards.card import Card
from bot.cards.help import Role
from desk.leads.model import Person
from handlers.telegram import phrases
from handlers.telegram.desk import SWITCHES, Guest, Pages, SellersDesk, Voice
from handlers.telegram.rights import Allowed, spot_of

ADMINS = Allowed(Role.ADMIN)
ADD, REMOVE = ("add", "добавить"), ("remove", "delete", "убрать", "удалить")
NAMES = {"звонки": "calls", "смс": "sms", "всё": "all", "все": "all"}


def commands() -> Router:
    router = Router(name="admins")
    router.message.register(pause, Command("pause"), ADMINS)
    router.message.register(resume, Command("resume"), ADMINS)
    router.message.register(tell_health, Command("health"), ADMINS)
    router.message.register(change_sellers, Command("sellers"), ADMINS)
    return router


async def pause(message: Message, guest: Guest, command: CommandObject, desk: SellersDesk, voice: Voice) -> None:
    await voice.say(spot_of(message), await _turn(desk, guest, command.args, on=False))


async def resume(message: Message, guest: Guest, command: CommandObject, desk: SellersDesk, voice: Voice) -> None:
    await voice.say(spot_of(message), await _turn(desk, guest, command.args, on=True))


async def tell_health(message: Message, guest: Guest, pages: Pages, voice: Voice) -> None:
    await voice.say(spot_of(message), await pages.health(guest.language))


async def change_sellers(
    message: Message, guest: Guest, command: CommandObject, desk: SellersDesk, pages: Pages, voice: Voice
) -> None:
    """Alone: the list. With ``add`` or ``remove``: whoever was answered, forwarded, or is named behind it."""
    spot, language = spot_of(message), guest.language
    word, _, words = (command.args or "").strip().partition(" ")
    if word.lower() not in (*ADD, *REMOVE):
        await voice.say(spot, await pages.sellers(language))
        await voice.say(spot, phrases.note(language, phrases.HOW_TO_APPOINT))
        return
    person = _meant(message) or await desk.find_person(words)
    if person is None:
        await voice.say(spot, phrases.note(language, phrases.NOBODY_FOUND))
        return
    seller = word.lower() in ADD
    await desk.appoint(person, seller=seller)
    told = phrases.APPOINTED if seller else phrases.DISMISSED
    await voice.say(spot, phrases.note(language, told, name=person.name))


def _meant(message: Message) -> Person | None:
    """The author of the answered message; of a forwarded one, whoever wrote it first."""
    answered = message.reply_to_message
    if answered is None:
        return None
    if isinstance(answered.forward_origin, MessageOriginUser):
        author = answered.forward_origin.sender_user
        return None if author.is_bot else Person(author.id, author.full_name)
    user = answered.from_user
    return None if user is None or user.is_bot else Person(user.id, user.full_name)


async def _turn(desk: SellersDesk, guest: Guest, words: str | None, *, on: bool) -> Card:
    word = (words or "all").strip().lower()
    switch = NAMES.get(word, word)
    if switch not in SWITCHES:
        return phrases.note(guest.language, phrases.WHICH_SWITCH)
    if not await desk.turn(switch, on=on, by=guest.person):
        return phrases.note(guest.language, phrases.AS_BEFORE)
    told = phrases.RESUMED if on else phrases.PAUSED
    return phrases.note(guest.language, told, what=phrases.switch_name(guest.language, switch))

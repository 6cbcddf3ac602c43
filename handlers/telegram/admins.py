"""Commands of admins: pause and resume, the neighbours' health, who is a seller (D-10)."""

from aiogram import Router
from aiogram.filters import Command, CommandObject
from aiogram.types import Message, MessageOriginUser, Update

from bot.cards.card import Card
from bot.cards.markup import Page, line
from bot.cards.notices import answer_refused
from desk.errors import Rejected
from desk.leads.model import Person
from desk.staff.roles import Role
from handlers.telegram import phrases
from handlers.telegram.desk import SWITCHES, Guest, Pages, SellersDesk, Voice
from handlers.telegram.rights import Allowed, spot_of

ADMINS = Allowed(Role.ADMIN)
ADD, REMOVE = ("add", "добавить"), ("remove", "delete", "убрать", "удалить")
ROLES = {
    Role.OWNER: ("owner", "владелец"),
    Role.ADMIN: ("admin", "админ", "администратор"),
    Role.SELLER: ("seller", "продавец"),
    Role.VIEWER: ("viewer", "наблюдатель"),
}
REFUSED = ("refused", "отказы", "отказано")
NAMES = {"звонки": "calls", "смс": "sms", "всё": "all", "все": "all"}


def commands() -> Router:
    router = Router(name="admins")
    router.message.register(pause, Command("pause"), ADMINS)
    router.message.register(resume, Command("resume"), ADMINS)
    router.message.register(tell_health, Command("health"), ADMINS)
    router.message.register(change_sellers, Command("sellers"), ADMINS)
    router.message.register(tell_acts, Command("audit"), ADMINS)
    return router


async def pause(
    message: Message, guest: Guest, command: CommandObject, desk: SellersDesk, voice: Voice, event_update: Update
) -> None:
    await voice.say(spot_of(message), await _turn(desk, guest, command.args, event_update, on=False))


async def resume(
    message: Message, guest: Guest, command: CommandObject, desk: SellersDesk, voice: Voice, event_update: Update
) -> None:
    await voice.say(spot_of(message), await _turn(desk, guest, command.args, event_update, on=True))


async def tell_health(message: Message, guest: Guest, pages: Pages, voice: Voice) -> None:
    await voice.say(spot_of(message), await pages.health(guest.language))


async def tell_acts(
    message: Message, guest: Guest, command: CommandObject, desk: SellersDesk, pages: Pages, voice: Voice
) -> None:
    """Alone: the latest acts. With a lead's number: what was done to it; with a name: what they did.

    With ``refused``: what somebody tried, and was not allowed or came too late for.
    """
    spot, words = spot_of(message), (command.args or "").strip()
    number = words.lstrip("#№")
    if number.isdecimal() and len(number) < 16:
        await voice.say(spot, await pages.audit(guest.language, lead_id=int(number)))
        return
    if words.lower() in REFUSED:
        await voice.say(spot, await pages.audit(guest.language, refused=True))
        return
    person = await desk.find_person(words) if words else None
    if words and person is None:
        await voice.say(spot, phrases.note(guest.language, phrases.NOBODY_FOUND))
        return
    await voice.say(spot, await pages.audit(guest.language, person))


async def change_sellers(
    message: Message,
    guest: Guest,
    command: CommandObject,
    desk: SellersDesk,
    pages: Pages,
    voice: Voice,
    event_update: Update,
) -> None:
    """Alone: the list. With ``add`` or ``remove``: whoever was answered, forwarded, or is named behind it."""
    spot, language = spot_of(message), guest.language
    word, _, words = (command.args or "").strip().partition(" ")
    if word.lower() not in (*ADD, *REMOVE):
        await voice.say(spot, await pages.sellers(language))
        await voice.say(spot, phrases.note(language, phrases.HOW_TO_APPOINT))
        return
    words, role = _take_role(words)
    person = _meant(message) or await desk.find_person(words)
    if person is None:
        await voice.say(spot, phrases.note(language, phrases.NOBODY_FOUND))
        return
    role = role if word.lower() in ADD else Role.STRANGER
    try:
        await desk.appoint(guest, person, role, f"telegram:{event_update.update_id}")
    except Rejected as error:
        await voice.say(spot, Page([line(answer_refused(error.reason, language=language))]).card())
        await desk.refuse(guest, "/sellers", "role")
        return
    await voice.say(spot, phrases.appointed(person.name, role, language))


def _take_role(words: str) -> tuple[str, Role]:
    """``@anna admin``: the last word may be a role; without one it is a seller."""
    before, _, last = words.strip().rpartition(" ")
    named = next((role for role, names in ROLES.items() if last.lower() in names), None)
    return (before, named) if named else (words, Role.SELLER)


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


async def _turn(desk: SellersDesk, guest: Guest, words: str | None, update: Update, *, on: bool) -> Card:
    word = (words or "all").strip().lower()
    switch = NAMES.get(word, word)
    if switch not in SWITCHES:
        return phrases.note(guest.language, phrases.WHICH_SWITCH)
    if not await desk.turn(guest, switch, f"telegram:{update.update_id}", on=on):
        return phrases.note(guest.language, phrases.AS_BEFORE)
    told = phrases.RESUMED if on else phrases.PAUSED
    return phrases.note(guest.language, told, what=phrases.switch_name(guest.language, switch))

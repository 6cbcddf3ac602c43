"""Commands of admins: the neighbours' health, who did what, who works here (D-10)."""

from aiogram import Router
from aiogram.filters import Command, CommandObject
from aiogram.types import Message, MessageOriginUser

from bot.cards.card import Card
from desk.errors import NotFound, Rejected
from desk.leads.model import Person
from desk.staff.roles import Role
from handlers.telegram import phrases
from handlers.telegram.desk import Guest, Pages, SellersDesk, Spot, Voice
from handlers.telegram.fellows import Fellows
from handlers.telegram.joining import invite
from handlers.telegram.rights import Allowed, spot_of

ADMINS = Allowed(Role.ADMIN)
ADD, REMOVE = ("add", "добавить"), ("remove", "delete", "убрать", "удалить")
REFUSED = ("refused", "отказы", "отказано")
INVITE, LINKS = ("invite", "пригласить"), ("invites", "приглашения")


def commands() -> Router:
    router = Router(name="admins")
    router.message.register(tell_health, Command("health"), ADMINS)
    router.message.register(change_sellers, Command("sellers"), ADMINS)
    router.message.register(tell_acts, Command("audit"), ADMINS)
    return router


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
    fellows: Fellows,
    voice: Voice,
    key: str,
) -> None:
    """With ``add`` or ``remove``: whoever was answered, forwarded, or is named behind it."""
    spot, language = spot_of(message), guest.language
    word, _, words = (command.args or "").strip().partition(" ")
    if word.lower() in INVITE:
        await invite(words, guest, spot, desk, fellows, voice, key)
        return
    if word.lower() not in (*ADD, *REMOVE):
        await _show(command.args or "", guest, spot, desk, fellows, voice)
        return
    words, role = _take_role(words)
    person = _meant(message) or await desk.find_person(words)
    if person is None:
        await voice.say(spot, phrases.note(language, phrases.NOBODY_FOUND))
        return
    role = role if word.lower() in ADD else Role.STRANGER
    try:
        await desk.appoint(guest, person, role, key)
    except Rejected as error:
        await voice.say(spot, phrases.refused(error.reason, language))
        await desk.refuse(guest, "/sellers", "role")
        return
    await voice.say(spot, phrases.appointed(person.name, role, language))


async def _show(words: str, guest: Guest, spot: Spot, desk: SellersDesk, fellows: Fellows, voice: Voice) -> None:
    """The card of whoever is named, the links that work, or the list with the ways to bring in somebody."""
    if words.lower().strip() in LINKS:
        await voice.say(spot, await fellows.links(guest))
        return
    person = await desk.find_person(words) if words else None
    if words and person is None:
        await voice.say(spot, phrases.note(guest.language, phrases.NOBODY_FOUND))
        return
    if person:
        await voice.say(spot, await _card(person.id, guest, spot, fellows))
        return
    await voice.say(spot, await fellows.listing(guest.language, 0, private=spot.private))


async def _card(person_id: int, guest: Guest, spot: Spot, fellows: Fellows) -> Card:
    try:
        return await fellows.card(guest, person_id, private=spot.private)
    except NotFound:
        return phrases.note(guest.language, phrases.NOBODY_FOUND)


def _take_role(words: str) -> tuple[str, Role]:
    """``@anna admin``: the last word may be a role; without one it is a seller."""
    before, _, last = words.strip().rpartition(" ")
    named = next((role for role, names in phrases.ROLE_WORDS.items() if last.lower() in names), None)
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

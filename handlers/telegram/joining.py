"""How somebody is brought in: by a link, by a contact, by a forwarded message, from the admin's own contacts."""

from aiogram import F, Router
from aiogram.filters import CommandObject, CommandStart, Filter
from aiogram.types import Message, MessageOriginUser, SharedUser

from bot.cards.card import Action, is_number
from bot.cards.fellow import AUTO
from bot.cards.invitations import NEW
from bot.cards.labels import LABELS
from bot.cards.markup import line
from desk.errors import NotFound, Rejected
from desk.staff.invitations import PREFIX
from desk.staff.roles import Role, role_of
from handlers.telegram import phrases
from handlers.telegram.desk import Guest, Pages, SellersDesk, Spot, Visitor, Voice
from handlers.telegram.fellows import LANGUAGES, Fellows
from handlers.telegram.pressing import Asks, Pressed
from handlers.telegram.questions import show
from handlers.telegram.rights import Allowed, spot_of, visitor_of
from handlers.telegram.serving import reason_of

EVERYBODY, ADMINS = Allowed(Role.STRANGER), Allowed(Role.ADMIN)
PRIVATE = F.chat.type == "private"


class Somebodys(Filter):
    """Lets contacts of others through; one's own tells one's number, see ``numbers``."""

    async def __call__(self, message: Message) -> bool:
        contact, author = message.contact, message.from_user
        return contact is not None and author is not None and contact.user_id != author.id


def doors() -> Router:
    router = Router(name="joining")
    router.message.register(join, CommandStart(deep_link=True, magic=F.args.startswith(PREFIX)), PRIVATE, EVERYBODY)
    router.message.register(take_contact, Somebodys(), PRIVATE, ADMINS)
    router.message.register(take_chosen, F.users_shared, PRIVATE, ADMINS)
    router.message.register(take_forwarded, F.forward_origin, PRIVATE, ADMINS)
    router.callback_query.register(choose, Asks(Action.INVITE))
    router.callback_query.register(list_links, Asks(Action.INVITES))
    router.callback_query.register(take_back, Asks(Action.UNINVITE))
    router.callback_query.register(pick, Asks(Action.PICK))
    return router


async def join(
    message: Message,
    guest: Guest,
    command: CommandObject,
    desk: SellersDesk,
    pages: Pages,
    fellows: Fellows,
    voice: Voice,
    key: str,
) -> None:
    """Somebody pressed *Start* after a link of ours, or after what looks like one."""
    spot, payload = spot_of(message), command.args or ""
    if message.from_user is None:
        return
    entrance = await fellows.admit(visitor_of(message.from_user), payload, key)
    if entrance.refused:
        again = line(phrases.say(guest.language, phrases.ASK_FOR_A_LINK))
        await voice.say(spot, phrases.refused(entrance.refused.reason, guest.language, again))
        return
    guest = await desk.meet(visitor_of(message.from_user), spot)  # in the language and the role of the link
    await voice.say(spot, pages.start(guest.role, guest.language))
    await voice.menu(spot, guest.role)


async def take_contact(message: Message, guest: Guest, fellows: Fellows, voice: Voice, key: str) -> None:
    """It is shown as a card with roles on it."""
    contact, spot = message.contact, spot_of(message)
    if contact is None:
        return
    if contact.user_id is None:
        await voice.say(spot, phrases.note(guest.language, phrases.NO_ACCOUNT))
        return
    name = " ".join(it for it in (contact.first_name, contact.last_name) if it)
    visitor = Visitor(contact.user_id, name)
    await fellows.show(guest, visitor, contact.phone_number, key)
    await voice.say(spot, await fellows.card(guest, visitor.id, private=True))


async def take_chosen(message: Message, guest: Guest, fellows: Fellows, voice: Voice, key: str) -> None:
    """Of several chosen ones the first: a card has the roles of one person on it."""
    spot, users = spot_of(message), message.users_shared.users if message.users_shared else []
    await voice.conclude(spot, phrases.note(guest.language, phrases.WHICH_ROLE))
    for user in users[:1]:
        await fellows.show(guest, _chosen(user), "", key)
        await voice.say(spot, await fellows.card(guest, user.user_id, private=True))


async def take_forwarded(message: Message, guest: Guest, fellows: Fellows, voice: Voice, key: str) -> None:
    spot, origin = spot_of(message), message.forward_origin
    if not isinstance(origin, MessageOriginUser) or origin.sender_user.is_bot:
        await voice.say(spot, phrases.note(guest.language, phrases.HIDDEN_AUTHOR))
        return
    author = visitor_of(origin.sender_user)
    await fellows.show(guest, author, "", key)
    await voice.say(spot, await fellows.card(guest, author.id, private=True))


async def invite(
    words: str, guest: Guest, spot: Spot, desk: SellersDesk, fellows: Fellows, voice: Voice, key: str
) -> None:
    """``/sellers invite``: asks what is not said. A link is shown to whoever made it, and to nobody else."""
    role, language = _read_wish(words)
    card = fellows.roles(guest) if role is None else None
    private = spot if spot.private else Spot(guest.person.id)
    try:
        shown = card or await fellows.invite(guest, role or Role.SELLER, language, key)
    except Rejected as error:
        await voice.say(spot, phrases.refused(error.reason, guest.language))
        await desk.refuse(guest, "/sellers", reason_of(error))
        return
    if await voice.say(private, shown) is None:
        await voice.say(spot, phrases.note(guest.language, phrases.OPEN_PRIVATE_CHAT))
    elif not spot.private:
        await voice.say(spot, phrases.note(guest.language, phrases.SENT_PRIVATELY))


async def choose(it: Pressed, fellows: Fellows) -> None:
    """``new``, ``seller``, ``seller.ru``: which role, which language, and then the link."""
    word, _, language = it.asked.subject.partition(".")
    role = role_of(word)
    if it.asked.subject == NEW:
        await show(it, fellows.roles(it.guest))
    elif role is Role.STRANGER or (language and language not in LANGUAGES):
        raise NotFound("there is no such role")
    elif not language:
        await show(it, fellows.tongues(it.guest, role))
    else:
        await show(it, await fellows.invite(it.guest, role, "" if language == AUTO else language, it.key))


async def list_links(it: Pressed, fellows: Fellows) -> None:
    await show(it, await fellows.links(it.guest))


async def take_back(it: Pressed, fellows: Fellows) -> None:
    if not is_number(it.asked.subject):
        raise NotFound("this link works no more")
    await fellows.uninvite(it.guest, int(it.asked.subject), it.key)
    await show(it, await fellows.links(it.guest))


async def pick(it: Pressed) -> None:
    words = [phrases.say(it.language, LABELS[action]) for action in (Action.PICK, Action.CANCEL)]
    question = phrases.note(it.language, phrases.PICK_SOMEBODY)
    await it.answer_reached(await it.voice.pick(it.private, question, *words))


def _read_wish(words: str) -> tuple[Role | None, str]:
    """``seller ru``, in any order. The language is empty where none is named."""
    said = words.lower().split()
    role = next((role for role, names in phrases.ROLE_WORDS.items() if set(names) & set(said)), None)
    language = next((it for it, names in LANGUAGES.items() if set(names) & set(said)), AUTO)
    return role, "" if language == AUTO else language


def _chosen(user: SharedUser) -> Visitor:
    name = " ".join(it for it in (user.first_name, user.last_name) if it)
    return Visitor(user.user_id, name or user.username or str(user.user_id), user.username or "")

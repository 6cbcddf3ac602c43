"""How somebody is brought in: by a link, by a contact, by a forwarded message, from the admin's own contacts."""

from collections.abc import Awaitable, Callable, Mapping

from aiogram import F, Router
from aiogram.filters import CommandObject, CommandStart, Filter
from aiogram.types import CallbackQuery, Message, MessageOriginUser, SharedUser, Update

from bot.cards.card import Action, Press, is_number
from bot.cards.fellow import AUTO
from bot.cards.invitations import NEW
from bot.cards.markup import Page, line
from bot.cards.notices import answer_refused
from bot.cards.offers import LABELS
from desk.errors import NotFound, Rejected
from desk.staff.invitations import PREFIX
from desk.staff.roles import Role, role_of
from handlers.telegram import phrases
from handlers.telegram.admission import Asks
from handlers.telegram.desk import Guest, Overviews, Pages, SellersDesk, Spot, Visitor, Voice
from handlers.telegram.fellows import LANGUAGES, Fellows
from handlers.telegram.pressing import Pressed
from handlers.telegram.questions import reason_of, serve, show
from handlers.telegram.rights import Allowed, spot_of, visitor_of

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
    router.callback_query.register(press, Asks(*PRESSES))
    return router


async def join(
    message: Message,
    guest: Guest,
    command: CommandObject,
    desk: SellersDesk,
    pages: Pages,
    fellows: Fellows,
    voice: Voice,
    event_update: Update,
) -> None:
    """Somebody pressed *Start* after a link of ours, or after what looks like one."""
    spot, payload = spot_of(message), command.args or ""
    if message.from_user is None:
        return
    entrance = await fellows.admit(visitor_of(message.from_user), payload, f"telegram:{event_update.update_id}")
    if entrance.refused:
        told = answer_refused(entrance.refused.reason, language=guest.language)
        await voice.say(spot, Page([line(told), line(phrases.say(guest.language, phrases.ASK_FOR_A_LINK))]).card())
        return
    guest = await desk.meet(visitor_of(message.from_user), spot)  # in the language and the role of the link
    await voice.say(spot, pages.start(guest.role, guest.language))
    await voice.menu(spot, guest.role)


async def take_contact(message: Message, guest: Guest, fellows: Fellows, voice: Voice, event_update: Update) -> None:
    """It is shown as a card with roles on it."""
    contact, spot = message.contact, spot_of(message)
    if contact is None:
        return
    if contact.user_id is None:
        await voice.say(spot, phrases.note(guest.language, phrases.NO_ACCOUNT))
        return
    name = " ".join(it for it in (contact.first_name, contact.last_name) if it)
    visitor, key = Visitor(contact.user_id, name), f"telegram:{event_update.update_id}"
    await fellows.show(guest, visitor, contact.phone_number, key)
    await voice.say(spot, await fellows.card(guest, visitor.id, private=True))


async def take_chosen(message: Message, guest: Guest, fellows: Fellows, voice: Voice, event_update: Update) -> None:
    """Of several chosen ones the first: a card has the roles of one person on it."""
    spot, users = spot_of(message), message.users_shared.users if message.users_shared else []
    await voice.conclude(spot, phrases.note(guest.language, phrases.WHICH_ROLE))
    for user in users[:1]:
        await fellows.show(guest, _chosen(user), "", f"telegram:{event_update.update_id}")
        await voice.say(spot, await fellows.card(guest, user.user_id, private=True))


async def take_forwarded(message: Message, guest: Guest, fellows: Fellows, voice: Voice, event_update: Update) -> None:
    spot, origin = spot_of(message), message.forward_origin
    if not isinstance(origin, MessageOriginUser) or origin.sender_user.is_bot:
        await voice.say(spot, phrases.note(guest.language, phrases.HIDDEN_AUTHOR))
        return
    author = visitor_of(origin.sender_user)
    await fellows.show(guest, author, "", f"telegram:{event_update.update_id}")
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
        await voice.say(spot, Page([line(answer_refused(error.reason, language=guest.language))]).card())
        await desk.refuse(guest, "/sellers", reason_of(error))
        return
    if await voice.say(private, shown) is None:
        await voice.say(spot, phrases.note(guest.language, phrases.OPEN_PRIVATE_CHAT))
    elif not spot.private:
        await voice.say(spot, phrases.note(guest.language, phrases.SENT_PRIVATELY))


async def press(
    callback: CallbackQuery,
    asked: Press,
    desk: SellersDesk,
    pages: Pages,
    glance: Overviews,
    fellows: Fellows,
    voice: Voice,
    event_update: Update,
) -> None:
    async def do(it: Pressed) -> None:
        await PRESSES[asked.action](it, fellows)

    await serve(callback, asked, desk, pages, glance, voice, event_update, do)


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


async def pick(it: Pressed, _fellows: Fellows) -> None:
    words = [phrases.say(it.language, LABELS[action]) for action in (Action.PICK, Action.CANCEL)]
    asked = await it.voice.pick(it.private, phrases.note(it.language, phrases.PICK_SOMEBODY), *words)
    if asked is None:
        await it.answer(phrases.say(it.language, phrases.OPEN_PRIVATE_CHAT), alert=True)
    else:
        await it.answer()


def _read_wish(words: str) -> tuple[Role | None, str]:
    """``seller ru``, in any order. The language is empty where none is named."""
    said = words.lower().split()
    role = next((role for role, names in phrases.ROLE_WORDS.items() if set(names) & set(said)), None)
    language = next((it for it, names in LANGUAGES.items() if set(names) & set(said)), AUTO)
    return role, "" if language == AUTO else language


def _chosen(user: SharedUser) -> Visitor:
    name = " ".join(it for it in (user.first_name, user.last_name) if it)
    return Visitor(user.user_id, name or user.username or str(user.user_id), user.username or "")


PRESSES: Mapping[Action, Callable[[Pressed, Fellows], Awaitable[None]]] = {
    Action.INVITE: choose,
    Action.INVITES: list_links,
    Action.UNINVITE: take_back,
    Action.PICK: pick,
}

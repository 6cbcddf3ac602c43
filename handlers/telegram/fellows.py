"""The people of the shop: their list, the card of each, and what is changed there (X-17, X-39, X-54)."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Protocol

from aiogram import Router
from aiogram.filters import Command, CommandObject
from aiogram.types import CallbackQuery, Message, Update

from bot.cards.card import Action, Card, Press, is_number
from bot.cards.fellow import AUTO, QUESTIONS
from bot.cards.markup import Page, line
from bot.cards.notices import answer_refused
from desk.errors import NotFound, Rejected
from desk.leads.model import Person
from desk.staff.invitations import Entrance
from desk.staff.moments import UNREADABLE
from desk.staff.roles import Role, role_of
from desk.staff.wishes import NOTHING, Wish
from handlers.telegram import phrases
from handlers.telegram.admission import Asks
from handlers.telegram.desk import Guest, Overviews, Pages, Prompt, SellersDesk, Spot, Visitor, Voice
from handlers.telegram.pressing import Pressed
from handlers.telegram.questions import Answers, Pending, ask, serve, show
from handlers.telegram.rights import Allowed, spot_of

VIEWERS, ADMINS = Allowed(Role.VIEWER), Allowed(Role.ADMIN)
LANGUAGES = {
    "ru": ("ru", "russian", "русский"),
    "en": ("en", "english", "английский"),
    AUTO: ("auto", "автоматически", "авто"),
}


class Fellows(Protocol):
    """Pages raise NotFound for whom nobody knows; acts raise Rejected for what the giver does not hold."""

    async def listing(self, language: str, page: int, *, private: bool) -> Card: ...
    async def card(self, guest: Guest, person_id: int, *, private: bool) -> Card: ...
    async def dismissal(self, guest: Guest, person_id: int) -> Card: ...
    async def question(self, guest: Guest, person_id: int, wish: Wish, *, again: bool = False) -> Card: ...
    async def languages(self, guest: Guest) -> Card: ...
    def roles(self, guest: Guest) -> Card: ...
    def tongues(self, guest: Guest, role: Role) -> Card: ...
    async def links(self, guest: Guest) -> Card: ...
    async def named(self, person_id: int) -> Person: ...

    async def speak(self, guest: Guest, person_id: int, language: str, key: str) -> str:
        """The language in which they read from now on; an empty one asks for that of their client."""
        ...

    async def show(self, guest: Guest, visitor: Visitor, phone: str, key: str) -> None: ...
    async def invite(self, guest: Guest, role: Role, language: str, key: str) -> Card: ...
    async def uninvite(self, guest: Guest, number: int, key: str) -> None: ...
    async def admit(self, visitor: Visitor, payload: str, key: str) -> Entrance: ...


def commands() -> Router:
    router = Router(name="fellows")
    router.message.register(choose_language, Command("language"), VIEWERS)
    router.message.register(take_duty, ADMINS, Answers(Action.DUTY))
    router.callback_query.register(press, Asks(*PRESSES))
    return router


async def choose_language(
    message: Message, guest: Guest, command: CommandObject, fellows: Fellows, voice: Voice, event_update: Update
) -> None:
    """Alone: the question. With a language behind it: that one."""
    word, spot = (command.args or "").strip().lower(), spot_of(message)
    language = next((it for it, words in LANGUAGES.items() if word in words), None)
    if language is None:
        await voice.say(spot, await fellows.languages(guest))
        return
    key = f"telegram:{event_update.update_id}"
    spoken = await fellows.speak(guest, guest.person.id, "" if language == AUTO else language, key)
    await voice.say(spot, phrases.note(spoken, phrases.SPOKEN))


async def take_duty(
    message: Message,
    guest: Guest,
    pending: Pending,
    desk: SellersDesk,
    fellows: Fellows,
    voice: Voice,
    event_update: Update,
) -> None:
    """What cannot be read is asked again, with an example; a refusal leaves the question open."""
    here, key = spot_of(message), f"telegram:{event_update.update_id}"
    try:
        person, wish = await _duty(pending.prompt.subject, fellows)
        words = _words(wish, message.text or "")
        await desk.shifts.change(guest, person, wish, words, key)
    except Rejected as error:
        if error.code == UNREADABLE:
            question = await fellows.question(guest, person.id, wish, again=True)
            await ask(pending.prompt, question, here, desk, voice)
            return
        await voice.say(here, Page([line(answer_refused(error.reason, language=guest.language))]).card())
        return
    except NotFound:
        await voice.say(here, phrases.note(guest.language, phrases.NOBODY_FOUND))
        return
    await voice.say(here, await fellows.card(guest, person.id, private=here.private))
    await desk.forget_prompt(pending.prompt, pending.spot)


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


async def turn(it: Pressed, fellows: Fellows) -> None:
    page = int(it.asked.subject) if is_number(it.asked.subject) else 0
    await it.answer()
    card = await fellows.listing(it.language, page, private=it.spot.private)
    await it.voice.change(it.spot, card)


async def show_fellow(it: Pressed, fellows: Fellows) -> None:
    await show(it, await fellows.card(it.guest, _number(it.asked.subject), private=True))


async def appoint(it: Pressed, fellows: Fellows) -> None:
    number, _, word = it.asked.subject.partition(".")
    person, role = await fellows.named(_number(number)), role_of(word)
    if role is Role.STRANGER:
        raise NotFound("there is no such role")
    await it.desk.appoint(it.guest, person, role, it.key)
    await show(it, await fellows.card(it.guest, person.id, private=True))


async def ask_to_dismiss(it: Pressed, fellows: Fellows) -> None:
    await show(it, await fellows.dismissal(it.guest, _number(it.asked.subject)))


async def dismiss(it: Pressed, fellows: Fellows) -> None:
    person = await fellows.named(_number(it.asked.subject))
    await it.desk.appoint(it.guest, person, Role.STRANGER, it.key)
    await show(it, await fellows.card(it.guest, person.id, private=True))


async def speak(it: Pressed, fellows: Fellows) -> None:
    """One's own, or an admin for somebody else; rights are checked with the change."""
    number, _, language = it.asked.subject.partition(".")
    if language not in LANGUAGES:
        raise NotFound("there are no texts in this language")
    spoken = await fellows.speak(it.guest, _number(number), "" if language == AUTO else language, it.key)
    if _number(number) != it.guest.person.id:
        await show(it, await fellows.card(it.guest, _number(number), private=True))
        return
    await it.answer(phrases.say(spoken, phrases.SPOKEN))
    if it.spot.private:
        await it.voice.change(it.spot, phrases.note(spoken, phrases.SPOKEN))


async def ask_duty(it: Pressed, fellows: Fellows) -> None:
    """Asked in the private chat; that somebody is back needs no question."""
    person, wish = await _duty(it.asked.subject, fellows)
    if wish is Wish.BACK:
        await it.desk.shifts.change(it.guest, person, wish, "", it.key)
        await show(it, await fellows.card(it.guest, person.id, private=True))
        return
    question = await fellows.question(it.guest, person.id, wish)
    spot = it.spot if it.spot.private else Spot(it.guest.person.id)
    if await ask(Prompt(Action.DUTY, it.asked.subject), question, spot, it.desk, it.voice):
        await it.answer("" if it.spot.private else phrases.say(it.language, phrases.ASKED_IN_PRIVATE))
    else:
        await it.answer(phrases.say(it.language, phrases.OPEN_PRIVATE_CHAT), alert=True)


def _number(text: str) -> int:
    """Raises NotFound."""
    if not is_number(text):
        raise NotFound("there is no such person")
    return int(text)


async def _duty(subject: str, fellows: Fellows) -> tuple[Person, Wish]:
    """``111.hours``. Raises NotFound."""
    number, _, word = subject.partition(".")
    wish = next((it for it in (*QUESTIONS, Wish.BACK) if it.value == word), None)
    if wish is None:
        raise NotFound("there is no such person")
    return await fellows.named(_number(number)), wish


def _words(wish: Wish, text: str) -> str:
    """Nothing, where a moment is asked for: until they are back."""
    return "" if wish is Wish.AWAY and text.strip().lower() in NOTHING else text


PRESSES: Mapping[Action, Callable[[Pressed, Fellows], Awaitable[None]]] = {
    Action.CREW: turn,
    Action.FELLOW: show_fellow,
    Action.APPOINT: appoint,
    Action.DISMISS: ask_to_dismiss,
    Action.DISMISS_SURE: dismiss,
    Action.SPEAK: speak,
    Action.DUTY: ask_duty,
}

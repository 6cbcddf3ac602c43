"""The people of the shop: their list, the card of each, and what is changed there (X-17, X-39, X-54)."""

from typing import Protocol

from aiogram import Router
from aiogram.filters import Command, CommandObject
from aiogram.types import Message

from bot.cards.card import Action, Card, is_number
from bot.cards.fellow import AUTO, QUESTIONS
from desk.errors import NotFound, Rejected
from desk.leads.model import Person
from desk.staff.invitations import Entrance
from desk.staff.moments import UNREADABLE
from desk.staff.roles import Role, role_of
from desk.staff.wishes import NOTHING, Wish
from handlers.telegram import phrases
from handlers.telegram.desk import Guest, Prompt, SellersDesk, Visitor, Voice
from handlers.telegram.pressing import Asks, Pressed
from handlers.telegram.questions import Answers, Pending, ask, show
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
    router.callback_query.register(turn, Asks(Action.CREW))
    router.callback_query.register(show_fellow, Asks(Action.FELLOW))
    router.callback_query.register(appoint, Asks(Action.APPOINT))
    router.callback_query.register(ask_to_dismiss, Asks(Action.DISMISS))
    router.callback_query.register(dismiss, Asks(Action.DISMISS_SURE))
    router.callback_query.register(speak, Asks(Action.SPEAK))
    router.callback_query.register(ask_duty, Asks(Action.DUTY))
    return router


async def choose_language(
    message: Message, guest: Guest, command: CommandObject, fellows: Fellows, voice: Voice, key: str
) -> None:
    """Alone: the question. With a language behind it: that one."""
    word, spot = (command.args or "").strip().lower(), spot_of(message)
    language = next((it for it, words in LANGUAGES.items() if word in words), None)
    if language is None:
        await voice.say(spot, await fellows.languages(guest))
        return
    spoken = await fellows.speak(guest, guest.person.id, "" if language == AUTO else language, key)
    await voice.say(spot, phrases.note(spoken, phrases.SPOKEN))


async def take_duty(
    message: Message, guest: Guest, pending: Pending, desk: SellersDesk, fellows: Fellows, voice: Voice, key: str
) -> None:
    """What cannot be read is asked again, with an example; a refusal leaves the question open."""
    here = spot_of(message)
    try:
        person, wish = await _duty(pending.prompt.subject, fellows)
        words = _words(wish, message.text or "")
        await desk.shifts.change(guest, person, wish, words, key)
    except Rejected as error:
        if error.code == UNREADABLE:
            question = await fellows.question(guest, person.id, wish, again=True)
            await ask(pending.prompt, question, here, desk, voice)
            return
        await voice.say(here, phrases.refused(error.reason, guest.language))
        return
    except NotFound:
        await voice.say(here, phrases.note(guest.language, phrases.NOBODY_FOUND))
        return
    await voice.say(here, await fellows.card(guest, person.id, private=here.private))
    await desk.forget_prompt(pending.prompt, pending.spot)


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
    prompt = Prompt(Action.DUTY, it.asked.subject)
    await it.answer_reached(await ask(prompt, question, it.private, it.desk, it.voice))


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

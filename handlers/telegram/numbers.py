"""Sellers' own numbers: telephony calls them there, then the customer. Said in the private chat only."""

from dataclasses import dataclass

from aiogram import F, Router
from aiogram.filters import Command, CommandObject, Filter
from aiogram.types import Message

from bot.cards.card import Action, Button, Card, pack
from bot.cards.labels import LABELS
from bot.cards.markup import Page, line
from bot.texts.catalogue import Speaker
from desk.errors import Conflict, Ignored, NotFound, Rejected
from desk.staff.roles import Role
from handlers.telegram import phrases
from handlers.telegram.desk import Guest, Prompt, SellersDesk, Spot, Voice
from handlers.telegram.pressing import Asks, Pressed
from handlers.telegram.rights import Allowed, spot_of

SELLERS = Allowed(Role.SELLER)
QUESTIONS = frozenset({Action.CONNECT, Action.PHONE})  # what leads to the question for it
LEAST_DIGITS = 7  # what has fewer is looked for, and no number


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody said their number is; ``shared``: as their own contact. ``prompt``: the question they answered."""

    guest: Guest
    here: Spot
    words: str
    key: str
    shared: bool = False
    prompt: Prompt | None = None


class Awaited(Filter):
    """Lets plain words through that look like a number, right after they were asked for."""

    async def __call__(self, message: Message, desk: SellersDesk) -> bool:
        digits = sum(it.isdecimal() for it in message.text or "")
        return digits >= LEAST_DIGITS and bool(await desk.numbers.asked(message.chat.id))


def commands() -> Router:
    router = Router(name="numbers")
    router.message.register(tell_number, Command("phone"), SELLERS)
    router.message.register(take_contact, F.chat.type == "private", F.contact, SELLERS)
    router.message.register(take_words, F.chat.type == "private", F.text, ~F.text.startswith("/"), Awaited(), SELLERS)
    router.callback_query.register(ask, Asks(Action.PHONE))
    return router


async def tell_number(
    message: Message, guest: Guest, command: CommandObject, desk: SellersDesk, voice: Voice, key: str
) -> None:
    """Alone: which it is, or the question for it. With a number: takes it; with ``-``: forgets it."""
    here, words = spot_of(message), (command.args or "").strip()
    if not here.private:
        await voice.say(here, phrases.note(guest.language, phrases.NUMBER_PRIVATELY))
        if words:  # what was typed does not stay where everybody reads it
            await voice.remove(here)
    elif words:
        await take(Said(guest, here, words, key), desk, voice)
    elif known := await desk.numbers.of(guest.person):
        await voice.say(here, _known(known, guest.language))
    else:
        await _ask(Prompt(Action.PHONE, str(guest.person.id)), guest.language, here, desk, voice)


async def take_contact(message: Message, guest: Guest, desk: SellersDesk, voice: Voice, key: str) -> None:
    """One's own only: with somebody else's, telephony would ring at a stranger's."""
    here, contact = spot_of(message), message.contact
    if contact is None or contact.user_id != guest.person.id:
        await voice.say(here, phrases.note(guest.language, phrases.NOT_YOUR_CONTACT))
        return
    await take(Said(guest, here, contact.phone_number, key, shared=True), desk, voice)


async def take_words(message: Message, guest: Guest, desk: SellersDesk, voice: Voice, key: str) -> None:
    await take(Said(guest, spot_of(message), message.text or "", key), desk, voice)


async def take(said: Said, desk: SellersDesk, voice: Voice) -> None:
    """What cannot be a number is asked again, and the question stays open. Then what it was asked for goes on."""
    language = said.guest.language
    if not said.here.private:  # an answer to a message that was asked privately cannot come from here
        await voice.say(said.here, phrases.note(language, phrases.NUMBER_PRIVATELY))
        return
    try:
        number = await desk.numbers.keep(said.guest, said.words, said.key, shared=said.shared)
    except Rejected as error:
        again = line(phrases.say(language, phrases.WHICH_OWN_NUMBER))
        await voice.say(said.here, phrases.refused(error.reason, language, again))
        return
    questions = list(await desk.numbers.asked(said.here.chat_id))
    if said.prompt:
        questions = [said.prompt, *(it for it in questions if it != said.prompt)]
    await voice.conclude(said.here, _kept(number, language))
    lead_id = next((it.lead_id for it in questions if it.action is Action.CONNECT), 0)
    if number and lead_id:
        await voice.say(said.here, await _connect(said, lead_id, desk))
    for prompt in questions:
        await desk.forget_prompt(prompt, said.here)


async def ask(it: Pressed) -> None:
    """Before they are connected, or to change it. Where their private chat is closed nobody is asked."""
    about = it.lead_id if it.asked.action is Action.CONNECT else it.guest.person.id
    prompt = Prompt(it.asked.action, str(about))
    await it.answer_reached(await _ask(prompt, it.language, it.private, it.desk, it.voice))


async def _ask(prompt: Prompt, language: str, spot: Spot, desk: SellersDesk, voice: Voice) -> bool:
    question = phrases.note(language, phrases.WHICH_OWN_NUMBER)
    asked = await voice.ask_to_share(spot, question, phrases.say(language, phrases.SHARE_NUMBER))
    if asked:
        await desk.remember_prompt(prompt, Spot(spot.chat_id, None, asked))
    return bool(asked)


async def _connect(said: Said, lead_id: int, desk: SellersDesk) -> Card:
    """Rights and hours are looked at now: the question may be old."""
    language = said.guest.language
    try:
        lead = await desk.act(said.guest, lead_id, Action.CONNECT, said.key)
    except (Conflict, Ignored, NotFound) as error:
        return phrases.refused(error.reason, language)
    return phrases.note(language, phrases.CONNECTING, number=lead.id)


def _known(number: str, language: str) -> Card:
    speaker = Speaker(language)
    told = speaker.say(phrases.MY_NUMBER, phone=speaker.phone(number, full=True))
    return Page([line(told)]).card(((Button(speaker.say(LABELS[Action.PHONE]), pack(Action.PHONE)),),))


def _kept(number: str, language: str) -> Card:
    if not number:
        return phrases.note(language, phrases.NUMBER_GONE)
    return phrases.note(language, phrases.NUMBER_KEPT, phone=Speaker(language).phone(number, full=True))

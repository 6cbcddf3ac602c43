"""Writing to a customer, and macros: chosen and seen in the private chat, done with one tap (X-18)."""

from collections.abc import Awaitable, Callable
from typing import Protocol

from aiogram import Router
from aiogram.types import Message

from bot.cards.card import Action, Card
from bot.cards.choices import OTHER
from desk.errors import Conflict, Ignored, NotFound
from desk.leads.model import Lead
from desk.staff.roles import Role
from handlers.telegram import phrases
from handlers.telegram.desk import Guest, SellersDesk, Spot, Voice
from handlers.telegram.pressing import Asks, Pressed
from handlers.telegram.questions import Answers, Pending, show
from handlers.telegram.rights import Allowed, spot_of
from handlers.telegram.shows import ask_by_typing

SELLERS = Allowed(Role.SELLER)


class Writing(Protocol):
    """Everything raises NotFound, and Conflict for what cannot be."""

    async def answers(self, guest: Guest, lead_id: int) -> Card: ...
    async def preview(self, guest: Guest, lead_id: int, stamp: str, key: str) -> Card: ...
    async def preview_own(self, guest: Guest, lead_id: int, typed: str, key: str) -> Card: ...
    async def send(self, guest: Guest, lead_id: int, detail: str, key: str) -> Lead: ...
    async def macros(self, guest: Guest, lead_id: int, key: str) -> Card: ...
    async def run(self, guest: Guest, lead_id: int, detail: str, key: str) -> Lead: ...


def commands() -> Router:
    router = Router(name="writing")
    router.message.register(take_words, SELLERS, Answers(Action.ANSWER))
    router.callback_query.register(show_answers, Asks(Action.WRITE))
    router.callback_query.register(choose, Asks(Action.ANSWER))
    router.callback_query.register(send, Asks(Action.SEND))
    router.callback_query.register(show_macros, Asks(Action.MACROS))
    router.callback_query.register(run, Asks(Action.MACRO))
    return router


async def take_words(
    message: Message, guest: Guest, pending: Pending, desk: SellersDesk, writing: Writing, voice: Voice, key: str
) -> None:
    """Somebody's own words. What cannot be sent is said, and the question stays open."""
    here = spot_of(message)
    try:
        card = await writing.preview_own(guest, pending.prompt.lead_id, message.text or "", key)
    except (Conflict, NotFound) as error:
        await voice.say(here, phrases.refused(error.reason, guest.language))
        return
    if not here.private:  # what was typed, and for whom, does not stay where everybody reads it
        await voice.remove(here)
    if await voice.say(here if here.private else Spot(guest.person.id), card) is None:
        await voice.say(here, phrases.note(guest.language, phrases.OPEN_PRIVATE_CHAT))
    await desk.forget_prompt(pending.prompt, pending.spot)


async def show_answers(it: Pressed, writing: Writing) -> None:
    card = await writing.answers(it.guest, it.lead_id)
    await it.answer_reached(await it.voice.say(it.private, card))


async def choose(it: Pressed, writing: Writing) -> None:
    """Without a choice: the list once more. A group never sees either."""
    choice = it.asked.detail
    if choice == OTHER:
        await ask_by_typing(it)
        await it.put_away()
        return
    if choice:
        card = await writing.preview(it.guest, it.lead_id, choice, it.key)
    else:
        card = await writing.answers(it.guest, it.lead_id)
    await show(it, card)


async def send(it: Pressed, writing: Writing) -> None:
    await _do(it, writing.send, phrases.ANSWERED)


async def show_macros(it: Pressed, writing: Writing) -> None:
    card = await writing.macros(it.guest, it.lead_id, it.key)
    await it.answer_reached(await it.voice.say(it.private, card))


async def run(it: Pressed, writing: Writing) -> None:
    await _do(it, writing.run, phrases.MACRO_RAN)


async def _do(it: Pressed, act: Callable[[Guest, int, str, str], Awaitable[Lead]], done: str) -> None:
    """The question has served its turn when it was granted; where it was refused it stays, with the reason."""
    try:
        lead = await act(it.guest, it.lead_id, it.asked.detail, it.key)
    except (Conflict, Ignored) as error:
        await it.refuse_for(error)
        await it.desk.refresh(it.lead_id)
        return
    told = phrases.HELD if lead.held else done
    await it.answer(phrases.say(it.language, told, number=lead.id))
    await it.put_away()

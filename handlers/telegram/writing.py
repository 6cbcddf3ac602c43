"""Writing to a customer, and macros: chosen and seen in the private chat, done with one tap (X-18)."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Protocol

from aiogram import Router
from aiogram.types import CallbackQuery, Message, Update

from bot.cards.card import Action, Card, Press
from bot.cards.choices import OTHER
from bot.cards.markup import Page, line
from bot.cards.notices import answer_outdated, answer_refused
from desk.errors import Conflict, Ignored, NotFound
from desk.leads.model import Lead
from desk.staff.roles import Role
from handlers.telegram import phrases
from handlers.telegram.admission import Asks
from handlers.telegram.desk import Guest, Overviews, Pages, SellersDesk, Spot, Voice
from handlers.telegram.pressing import Pressed
from handlers.telegram.questions import Answers, Pending, serve, show
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
    router.callback_query.register(press, Asks(*PRESSES))
    return router


async def take_words(
    message: Message,
    guest: Guest,
    pending: Pending,
    desk: SellersDesk,
    writing: Writing,
    voice: Voice,
    event_update: Update,
) -> None:
    """Somebody's own words. What cannot be sent is said, and the question stays open."""
    here, key = spot_of(message), f"telegram:{event_update.update_id}"
    try:
        card = await writing.preview_own(guest, pending.prompt.lead_id, message.text or "", key)
    except (Conflict, NotFound) as error:
        await voice.say(here, Page([line(answer_refused(error.reason, language=guest.language))]).card())
        return
    if not here.private:  # what was typed, and for whom, does not stay where everybody reads it
        await voice.remove(here)
    if await voice.say(here if here.private else Spot(guest.person.id), card) is None:
        await voice.say(here, phrases.note(guest.language, phrases.OPEN_PRIVATE_CHAT))
    await desk.forget_prompt(pending.prompt, pending.spot)


async def press(
    callback: CallbackQuery,
    asked: Press,
    desk: SellersDesk,
    pages: Pages,
    glance: Overviews,
    writing: Writing,
    voice: Voice,
    event_update: Update,
) -> None:
    async def do(it: Pressed) -> None:
        await PRESSES[asked.action](it, writing)

    await serve(callback, asked, desk, pages, glance, voice, event_update, do)


async def show_answers(it: Pressed, writing: Writing) -> None:
    if await _is_card(it):
        await _say_privately(it, await writing.answers(it.guest, it.lead_id))


async def choose(it: Pressed, writing: Writing) -> None:
    """Without a choice: the list once more. A group never sees either."""
    choice = it.asked.detail
    if choice == OTHER:
        await ask_by_typing(it)
        await _put_away(it)
        return
    if choice:
        card = await writing.preview(it.guest, it.lead_id, choice, it.key)
    else:
        card = await writing.answers(it.guest, it.lead_id)
    await show(it, card)


async def send(it: Pressed, writing: Writing) -> None:
    await _do(it, writing.send, phrases.ANSWERED)


async def show_macros(it: Pressed, writing: Writing) -> None:
    if await _is_card(it):
        await _say_privately(it, await writing.macros(it.guest, it.lead_id, it.key))


async def run(it: Pressed, writing: Writing) -> None:
    await _do(it, writing.run, phrases.MACRO_RAN)


async def _do(it: Pressed, act: Callable[[Guest, int, str, str], Awaitable[Lead]], done: str) -> None:
    """The question has served its turn when it was granted; where it was refused it stays, with the reason."""
    try:
        lead = await act(it.guest, it.lead_id, it.asked.detail, it.key)
    except (Conflict, Ignored) as error:
        await it.refuse("state", answer_refused(error.reason, language=it.language))
        await it.desk.refresh(it.lead_id)
        return
    told = phrases.HELD if lead.held else done
    await it.answer(phrases.say(it.language, told, number=lead.id))
    await _put_away(it)


async def _put_away(it: Pressed) -> None:
    """What was asked privately; a button that was carried elsewhere takes nothing away."""
    if it.spot.private:
        await it.voice.remove(it.spot)


async def _is_card(it: Pressed) -> bool:
    """Buttons of cards are good on the present card only."""
    if await it.desk.is_current(it.lead_id, it.spot):
        return True
    await it.refuse("stale", answer_outdated(language=it.language))
    if not await it.desk.hangs_at(it.spot):
        await it.voice.remove(it.spot)
    await it.desk.refresh(it.lead_id)
    return False


async def _say_privately(it: Pressed, card: Card) -> None:
    """So that the group is not filled with questions."""
    if await it.voice.say(it.private, card) is None:
        await it.answer(phrases.say(it.language, phrases.OPEN_PRIVATE_CHAT), alert=True)
        return
    await it.answer("" if it.spot.private else phrases.say(it.language, phrases.ASKED_IN_PRIVATE))


PRESSES: Mapping[Action, Callable[[Pressed, Writing], Awaitable[None]]] = {
    Action.WRITE: show_answers,
    Action.ANSWER: choose,
    Action.SEND: send,
    Action.MACROS: show_macros,
    Action.MACRO: run,
}

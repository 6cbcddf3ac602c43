"""What calls and SMS cost, and the brake: for admins, never in a group (N-09)."""

from typing import Protocol

from aiogram import Router
from aiogram.filters import Command
from aiogram.types import Message

from bot.cards.card import Action, Card
from desk.errors import Conflict
from desk.staff.roles import Role
from handlers.telegram import phrases
from handlers.telegram.desk import Guest, Spot, Voice
from handlers.telegram.pressing import Asks, Pressed
from handlers.telegram.rights import Allowed, spot_of

ADMINS = Allowed(Role.ADMIN)
TOLD = {
    Action.SPEND_MORE: phrases.APPROVED,
    Action.SPEND_FREE: phrases.WITHOUT_LIMIT,
    Action.SPEND_STOP: phrases.STOPPED,
}


class Spending(Protocol):
    """``decide`` raises Conflict when the button is about another day or an earlier allowance."""

    async def page(self, language: str) -> Card: ...
    async def decide(self, guest: Guest, what: str, subject: str, key: str) -> None: ...


def commands() -> Router:
    router = Router(name="spending")
    router.message.register(show, Command("spending"), ADMINS)
    router.callback_query.register(turn, Asks(Action.SPENDING))
    router.callback_query.register(decide, Asks(*TOLD))
    return router


async def show(message: Message, guest: Guest, spending: Spending, voice: Voice) -> None:
    spot = spot_of(message)
    shown = await voice.say(Spot(guest.person.id), await spending.page(guest.language))
    if not spot.private:
        await voice.say(
            spot, phrases.note(guest.language, phrases.STATS_PRIVATELY if shown else phrases.OPEN_PRIVATE_CHAT)
        )


async def turn(it: Pressed, spending: Spending) -> None:
    await it.answer()
    await _redraw(it, spending)


async def decide(it: Pressed, spending: Spending) -> None:
    """Granted or refused, the page then shows how things are."""
    action = it.asked.action
    try:
        await spending.decide(it.guest, action.name.lower(), it.asked.subject, it.key)
    except Conflict as error:
        await it.refuse_for(error)
    else:
        await it.answer(phrases.say(it.language, TOLD[action]))
    await _redraw(it, spending)


async def _redraw(it: Pressed, spending: Spending) -> None:
    if it.spot.private:
        await it.voice.redraw(it.spot, await spending.page(it.language))

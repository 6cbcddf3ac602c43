"""What calls and SMS cost, and the brake: for admins, never in a group (N-09)."""

from typing import Protocol

from aiogram import Router
from aiogram.filters import Command
from aiogram.types import CallbackQuery, Message, Update

from bot.cards.card import Action, Card, Press
from bot.cards.notices import answer_refused
from desk.errors import Conflict, Temporary
from desk.staff.roles import Role
from handlers.telegram import phrases
from handlers.telegram.admission import Asks, admit
from handlers.telegram.desk import Guest, Overviews, Pages, SellersDesk, Spot, Voice
from handlers.telegram.pressing import Pressed
from handlers.telegram.rights import Allowed, spot_of, spot_of_press

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
    router.callback_query.register(press, Asks(Action.SPENDING, *TOLD))
    return router


async def show(message: Message, guest: Guest, spending: Spending, voice: Voice) -> None:
    spot = spot_of(message)
    shown = await voice.say(Spot(guest.person.id), await spending.page(guest.language))
    if not spot.private:
        await voice.say(
            spot, phrases.note(guest.language, phrases.STATS_PRIVATELY if shown else phrases.OPEN_PRIVATE_CHAT)
        )


async def press(
    callback: CallbackQuery,
    asked: Press,
    desk: SellersDesk,
    pages: Pages,
    glance: Overviews,
    spending: Spending,
    voice: Voice,
    event_update: Update,
) -> None:
    guest = await admit(callback, asked, desk, voice)
    if guest is None:
        return
    spot, key = spot_of_press(callback), f"telegram:{event_update.update_id}"
    it = Pressed(callback.id, asked, guest, spot, key, desk, pages, voice, glance)
    try:
        if asked.action in TOLD:
            await spending.decide(guest, asked.action.name.lower(), asked.subject, key)
            await it.answer(phrases.say(it.language, TOLD[asked.action]))
        else:
            await it.answer()
    except Conflict as error:
        await it.refuse("state", answer_refused(error.reason, language=it.language))
    except Temporary:
        await it.answer(phrases.say(it.language, phrases.TRY_AGAIN), alert=True)
        return
    if spot.private:
        await voice.redraw(spot, await spending.page(guest.language))

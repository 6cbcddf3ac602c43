"""/tracking: calls, requests and chats with what became of them, the journal of deals, and what to do on failure."""

from typing import Protocol

from aiogram import Router
from aiogram.filters import Command
from aiogram.types import Message

from bot.cards.card import Action, Card, is_number
from desk.errors import NotFound
from desk.staff.roles import Role
from handlers.telegram import phrases
from handlers.telegram.desk import Guest, SellersDesk, Voice
from handlers.telegram.pressing import Asks, Pressed
from handlers.telegram.rights import Allowed, spot_of

SELLERS = Allowed(Role.SELLER)


class TrackingDesk(Protocol):
    """Acts raise Conflict with the reason, and NotFound. ``key`` makes two tellings of one wish the same."""

    async def page(self, language: str, subject: str, *, full: bool) -> Card: ...
    async def retry(self, guest: Guest, number: int, key: str) -> None: ...
    async def by_hand(self, guest: Guest, number: int, key: str) -> None: ...
    async def retry_deal(self, guest: Guest, number: int, key: str) -> None: ...
    async def deal_by_hand(self, guest: Guest, number: int, key: str) -> None: ...


def commands() -> Router:
    router = Router(name="tracking")
    router.message.register(show_tracking, Command("tracking"), SELLERS)
    router.callback_query.register(turn, Asks(Action.TRACKING))
    router.callback_query.register(retry, Asks(Action.TOUCH_RETRY))
    router.callback_query.register(by_hand, Asks(Action.TOUCH_BY_HAND))
    router.callback_query.register(retry_deal, Asks(Action.TOLD_RETRY))
    router.callback_query.register(deal_by_hand, Asks(Action.TOLD_BY_HAND))
    return router


async def show_tracking(
    message: Message, guest: Guest, desk: SellersDesk, tracking: TrackingDesk, voice: Voice
) -> None:
    """Whole numbers are for admins alone, privately."""
    spot = spot_of(message)
    language = guest.language if spot.private else desk.language
    await voice.say(spot, await tracking.page(language, "", full=spot.private and guest.admin))


async def turn(it: Pressed, tracking: TrackingDesk) -> None:
    await it.answer()
    await _show(it, tracking, it.asked.subject)


async def retry(it: Pressed, tracking: TrackingDesk) -> None:
    await tracking.retry(it.guest, _number(it), it.key)
    await it.answer(phrases.say(it.language, phrases.TRACKED_AGAIN))
    await _refresh(it, tracking)


async def by_hand(it: Pressed, tracking: TrackingDesk) -> None:
    await tracking.by_hand(it.guest, _number(it), it.key)
    await it.answer(phrases.say(it.language, phrases.TRACKED_BY_HAND))
    await _refresh(it, tracking)


async def retry_deal(it: Pressed, tracking: TrackingDesk) -> None:
    await tracking.retry_deal(it.guest, _number(it), it.key)
    await it.answer(phrases.say(it.language, phrases.TRACKED_AGAIN))


async def deal_by_hand(it: Pressed, tracking: TrackingDesk) -> None:
    await tracking.deal_by_hand(it.guest, _number(it), it.key)
    await it.answer(phrases.say(it.language, phrases.TRACKED_BY_HAND))


def _number(it: Pressed) -> int:
    """Raises NotFound."""
    number = it.asked.subject.partition(".")[0]
    if not is_number(number):
        raise NotFound("there is no such thing here")
    return int(number)


async def _refresh(it: Pressed, tracking: TrackingDesk) -> None:
    """A card is kept at the present state by itself; the page is not."""
    if it.asked.detail:
        await _show(it, tracking, "")


async def _show(it: Pressed, tracking: TrackingDesk, subject: str) -> None:
    private = it.spot.private
    language = it.language if private else it.desk.language
    await it.voice.change(it.spot, await tracking.page(language, subject, full=private and it.guest.admin))

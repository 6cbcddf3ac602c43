"""The shop at a glance: /board, /flow, /stats, /unknown and /orders, and the buttons on them (S0-58, X-37, N-07)."""

from aiogram import Router
from aiogram.filters import Command, CommandObject
from aiogram.types import Message

from bot.cards.card import Action
from bot.cards.statistics import View, unpack_view
from desk.staff.roles import Role
from desk.statistics.period import Span
from handlers.telegram import phrases
from handlers.telegram.desk import Guest, Overviews, SellersDesk, Spot, Voice
from handlers.telegram.pressing import Asks, Pressed
from handlers.telegram.rights import Allowed, spot_of

VIEWERS, SELLERS = Allowed(Role.VIEWER), Allowed(Role.SELLER)
SPANS = {
    Span.DAY: ("day", "today", "день", "сегодня"),
    Span.WEEK: ("week", "неделя"),
    Span.MONTH: ("month", "месяц"),
}


def commands() -> Router:
    router = Router(name="overviews")
    router.message.register(show_board, Command("board"), VIEWERS)
    router.message.register(show_unknown, Command("unknown"), SELLERS)
    router.message.register(show_orders, Command("orders"), SELLERS)
    router.message.register(show_flow, Command("flow"), VIEWERS)
    router.message.register(show_stats, Command("stats"), SELLERS)
    router.callback_query.register(turn_to_board, Asks(Action.BOARD))
    router.callback_query.register(turn_page, Asks(Action.SHELF))
    router.callback_query.register(show_flow_here, Asks(Action.FLOW))
    router.callback_query.register(show_orders_here, Asks(Action.ORDERS))
    router.callback_query.register(show_stats_here, Asks(Action.STATS))
    return router


async def show_board(message: Message, guest: Guest, desk: SellersDesk, glance: Overviews) -> None:
    spot = spot_of(message)
    await glance.board(spot, _language(spot, guest, desk))


async def show_unknown(message: Message, guest: Guest, desk: SellersDesk, glance: Overviews) -> None:
    spot = spot_of(message)
    await glance.unknown(spot, _language(spot, guest, desk))


async def show_orders(message: Message, guest: Guest, desk: SellersDesk, glance: Overviews) -> None:
    spot = spot_of(message)
    await glance.orders(spot, _language(spot, guest, desk), anew=True)


async def show_flow(message: Message, guest: Guest, desk: SellersDesk, glance: Overviews) -> None:
    spot = spot_of(message)
    await glance.flow(spot, _language(spot, guest, desk), anew=True)


async def show_stats(message: Message, guest: Guest, command: CommandObject, glance: Overviews, voice: Voice) -> None:
    """Never in a group: what a shop sells, and who sells it, is not everybody's business."""
    word, spot = (command.args or "").strip().lower(), spot_of(message)
    span = next((it for it, names in SPANS.items() if word in names), Span.DAY)
    shown = await glance.stats(guest, span, View.LEADS, anew=True)
    if not shown:
        await voice.say(spot, phrases.note(guest.language, phrases.OPEN_PRIVATE_CHAT))
    elif not spot.private:
        await voice.say(spot, phrases.note(guest.language, phrases.STATS_PRIVATELY))


async def turn_to_board(it: Pressed) -> None:
    await it.answer()
    await it.glance.turn(it.spot, _language(it.spot, it.guest, it.desk))


async def turn_page(it: Pressed) -> None:
    await it.answer()
    await it.glance.turn(it.spot, _language(it.spot, it.guest, it.desk), it.asked.subject)


async def show_orders_here(it: Pressed) -> None:
    await it.answer()
    await it.glance.orders(it.spot, _language(it.spot, it.guest, it.desk), anew=False)


async def show_flow_here(it: Pressed) -> None:
    """A new one, or the same once more in its place."""
    await it.answer()
    await it.glance.flow(it.spot, _language(it.spot, it.guest, it.desk), anew=not it.asked.subject)


async def show_stats_here(it: Pressed) -> None:
    await it.answer()
    span, view = unpack_view(it.asked.subject)
    await it.glance.stats(it.guest, span, view, anew=False)


def _language(spot: Spot, guest: Guest, desk: SellersDesk) -> str:
    """What everybody sees speaks the language of the group, whoever presses it."""
    return guest.language if spot.private else desk.language

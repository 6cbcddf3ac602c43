"""Calltouch and RetailCRM are connected with each other."""

from typing import Protocol

from aiogram import Router

from bot.cards.card import Action
from handlers.telegram.desk import Guest, Spot
from handlers.telegram.pressing import Asks, Pressed


class LinkDesk(Protocol):
    """Acts raise Conflict and Rejected with the reason. ``key`` makes two tellings of one wish the same."""

    async def retry(self, guest: Guest, stamp: str, spot: Spot, key: str) -> None: ...


def commands() -> Router:
    router = Router(name="linking")
    router.callback_query.register(retry, Asks(Action.LINK_AGAIN))
    return router


async def retry(it: Pressed, links: LinkDesk) -> None:
    await links.retry(it.guest, it.asked.subject, it.spot, it.key)
    await it.answer()

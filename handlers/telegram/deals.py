"""The deal of a lead in the chat: to which stage it goes, and what becomes of a refused or a deleted one (S2-16)."""

from dataclasses import dataclass
from typing import Protocol

from aiogram import Router

from bot.cards.card import Action, Card
from handlers.telegram import phrases
from handlers.telegram.desk import Guest
from handlers.telegram.pressing import Asks, Pressed


@dataclass(frozen=True, slots=True)
class Moving:
    """``stands``: the deal is at that stage already. ``later``: the CRM does not answer now. ``held``: nothing is done
    yet, and it may be taken back."""

    stage: str
    stands: bool = False
    later: bool = False
    held: bool = False


class DealDesk(Protocol):
    """Raises Conflict with the reason, and NotFound. ``key`` makes two tellings of one wish the same."""

    async def question(self, guest: Guest, lead_id: int) -> Card: ...
    async def move(self, guest: Guest, lead_id: int, stage: str, key: str) -> Moving: ...
    async def retry(self, guest: Guest, lead_id: int, key: str, *, anew: bool) -> None: ...
    async def make_order(self, guest: Guest, lead_id: int, key: str) -> bool:
        """Whether it is held."""
        ...

    async def fix(self, guest: Guest, stamp: str, key: str) -> int: ...


def buttons() -> Router:
    router = Router(name="deals")
    router.callback_query.register(ask, Asks(Action.STAGE))
    router.callback_query.register(move, Asks(Action.MOVE))
    router.callback_query.register(retry, Asks(Action.DEAL_RETRY))
    router.callback_query.register(make_anew, Asks(Action.DEAL_ANEW))
    router.callback_query.register(make_order, Asks(Action.MAKE_ORDER))
    router.callback_query.register(fix, Asks(Action.FIX))
    return router


async def ask(it: Pressed, deals: DealDesk) -> None:
    """Privately, so that the group is not filled with questions."""
    card = await deals.question(it.guest, it.lead_id)
    await it.answer_reached(await it.voice.say(it.private, card))


async def move(it: Pressed, deals: DealDesk) -> None:
    """The question goes when it is answered, and not otherwise: another stage may still be chosen."""
    moving = await deals.move(it.guest, it.lead_id, it.asked.detail, it.key)
    await it.answer(_tell(moving, it.language), alert=moving.later and not moving.held)
    await it.put_away()


def _tell(moving: Moving, language: str) -> str:
    if moving.held:
        return phrases.say(language, phrases.HELD)
    words = phrases.STANDS_THERE if moving.stands else phrases.MOVES_LATER if moving.later else phrases.MOVES
    return phrases.say(language, words, stage=moving.stage)


async def retry(it: Pressed, deals: DealDesk) -> None:
    await deals.retry(it.guest, it.lead_id, it.key, anew=False)
    await it.answer(phrases.say(it.language, phrases.EXCHANGE_REPEATED))


async def make_anew(it: Pressed, deals: DealDesk) -> None:
    await deals.retry(it.guest, it.lead_id, it.key, anew=True)
    await it.answer(phrases.say(it.language, phrases.DEAL_MADE_ANEW))


async def make_order(it: Pressed, deals: DealDesk) -> None:
    held = await deals.make_order(it.guest, it.lead_id, it.key)
    await it.answer(phrases.say(it.language, phrases.HELD if held else phrases.ORDER_ASKED))


async def fix(it: Pressed, deals: DealDesk) -> None:
    """What a comparison found, as it was shown."""
    count = await deals.fix(it.guest, it.asked.subject, it.key)
    await it.answer(phrases.put_right(count, it.language))

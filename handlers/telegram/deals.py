"""The deal of a lead in the chat: to which stage it goes, and what becomes of a refused or a deleted one (S2-16)."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

from aiogram import Router
from aiogram.types import CallbackQuery, Update

from bot.cards.card import LONGEST_NUMBER, Action, Card, Press
from bot.cards.notices import answer_refused
from desk.errors import Conflict, Ignored, NotFound, Temporary
from handlers.telegram import phrases
from handlers.telegram.admission import Asks, admit
from handlers.telegram.desk import Guest, Overviews, Pages, SellersDesk, Voice
from handlers.telegram.presses import drop_stray
from handlers.telegram.pressing import Pressed
from handlers.telegram.rights import spot_of_press

ASKED_ELSEWHERE = (Action.MOVE, Action.FIX)  # than on a lead's card
TAKEN = "taken"  # the code of a refusal: somebody else has the lead


@dataclass(frozen=True, slots=True)
class Moving:
    """``stands``: the deal is at that stage already. ``later``: the CRM does not answer now."""

    stage: str
    stands: bool = False
    later: bool = False


class DealDesk(Protocol):
    """Raises Conflict with the reason, and NotFound. ``key`` makes two tellings of one wish the same."""

    async def question(self, guest: Guest, lead_id: int) -> Card: ...
    async def move(self, guest: Guest, lead_id: int, stage: str, key: str) -> Moving: ...
    async def retry(self, guest: Guest, lead_id: int, key: str, *, anew: bool) -> None: ...
    async def fix(self, guest: Guest, stamp: str, key: str) -> int: ...


def buttons() -> Router:
    router = Router(name="deals")
    router.callback_query.register(press, Asks(*PRESSES))
    return router


async def press(
    callback: CallbackQuery,
    asked: Press,
    desk: SellersDesk,
    pages: Pages,
    glance: Overviews,
    deals: DealDesk,
    voice: Voice,
    event_update: Update,
) -> None:
    guest = await admit(callback, asked, desk, voice)
    if guest is None:
        return
    spot, key = spot_of_press(callback), f"telegram:{event_update.update_id}"
    it = Pressed(callback.id, asked, guest, spot, key, desk, pages, voice, glance)
    try:
        if asked.action not in ASKED_ELSEWHERE and not await desk.is_current(it.lead_id, spot):
            await drop_stray(it)
        else:
            await PRESSES[asked.action](it, deals)
    except NotFound:
        number = asked.subject[:LONGEST_NUMBER]
        await it.refuse("missing", phrases.say(it.language, phrases.UNKNOWN_LEAD, number=number))
    except (Conflict, Ignored) as error:
        reason = TAKEN if error.code == TAKEN else "state"
        await it.refuse(reason, answer_refused(error.reason, language=it.language))
    except Temporary:
        await it.answer(phrases.say(it.language, phrases.TRY_AGAIN), alert=True)


async def ask(it: Pressed, deals: DealDesk) -> None:
    """Privately, so that the group is not filled with questions."""
    card = await deals.question(it.guest, it.lead_id)
    if await it.voice.say(it.private, card) is None:
        await it.answer(phrases.say(it.language, phrases.OPEN_PRIVATE_CHAT), alert=True)
        return
    await it.answer("" if it.spot.private else phrases.say(it.language, phrases.ASKED_IN_PRIVATE))


async def move(it: Pressed, deals: DealDesk) -> None:
    """The question goes when it is answered, and not otherwise: another stage may still be chosen."""
    moving = await deals.move(it.guest, it.lead_id, it.asked.detail, it.key)
    words = phrases.STANDS_THERE if moving.stands else phrases.MOVES_LATER if moving.later else phrases.MOVES
    await it.answer(phrases.say(it.language, words, stage=moving.stage), alert=moving.later)
    if it.spot.private and not await it.desk.hangs_at(it.spot):
        await it.voice.remove(it.spot)


async def retry(it: Pressed, deals: DealDesk) -> None:
    await deals.retry(it.guest, it.lead_id, it.key, anew=False)
    await it.answer(phrases.say(it.language, phrases.EXCHANGE_REPEATED))


async def make_anew(it: Pressed, deals: DealDesk) -> None:
    await deals.retry(it.guest, it.lead_id, it.key, anew=True)
    await it.answer(phrases.say(it.language, phrases.DEAL_MADE_ANEW))


async def fix(it: Pressed, deals: DealDesk) -> None:
    """What a comparison found, as it was shown."""
    count = await deals.fix(it.guest, it.asked.subject, it.key)
    await it.answer(phrases.put_right(count, it.language))


PRESSES: Mapping[Action, Callable[[Pressed, DealDesk], Awaitable[None]]] = {
    Action.STAGE: ask,
    Action.MOVE: move,
    Action.DEAL_RETRY: retry,
    Action.DEAL_ANEW: make_anew,
    Action.FIX: fix,
}

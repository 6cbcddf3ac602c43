"""The trouble desk in the chat: one message, changed in place, about all that was given up (X-06, X-08)."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol

from aiogram import Router
from aiogram.filters import Command
from aiogram.types import CallbackQuery, Message, Update

from bot.cards.card import Action, Card, Press, is_number
from bot.cards.failed import tell_retried
from bot.cards.notices import answer_refused
from desk.errors import Conflict, NotFound, Temporary
from desk.staff.roles import Role
from desk.staff.trouble import time_for
from handlers.telegram import phrases
from handlers.telegram.admission import Asks, admit
from handlers.telegram.desk import Guest, Overviews, Pages, SellersDesk, Voice
from handlers.telegram.pressing import Pressed
from handlers.telegram.rights import Allowed, spot_of, spot_of_press
from handlers.telegram.shows import ask_number

SELLERS = Allowed(Role.SELLER)


@dataclass(frozen=True, slots=True)
class Retried:
    """How many are tried again, by lane; the first at once, the others one every ``pace``."""

    counts: Mapping[str, int]
    pace: timedelta


class TroubleDesk(Protocol):
    """Acts raise Conflict when what they are about is gone."""

    async def page(self, number: int, language: str, *, may_act: bool) -> Card: ...
    async def question(self, language: str) -> Card | None: ...
    async def retry(self, guest: Guest, job_id: int, key: str) -> None: ...
    async def drop(self, guest: Guest, job_id: int, key: str) -> None: ...
    async def retry_all(self, guest: Guest, key: str) -> Retried: ...
    async def drop_all(self, guest: Guest, stamp: str, key: str) -> None: ...


def commands() -> Router:
    router = Router(name="trouble")
    router.message.register(tell_failed, Command("failed"), SELLERS)
    router.callback_query.register(press, Asks(*PRESSES))
    return router


async def tell_failed(message: Message, guest: Guest, trouble: TroubleDesk, voice: Voice) -> None:
    spot = spot_of(message)
    may_act = guest.admin or not spot.private  # in a group somebody else may press; rights are checked then
    await voice.say(spot, await trouble.page(0, guest.language, may_act=may_act))


async def press(
    callback: CallbackQuery,
    asked: Press,
    desk: SellersDesk,
    pages: Pages,
    glance: Overviews,
    trouble: TroubleDesk,
    voice: Voice,
    event_update: Update,
) -> None:
    guest = await admit(callback, asked, desk, voice)
    if guest is None:
        return
    spot, key = spot_of_press(callback), f"telegram:{event_update.update_id}"
    it = Pressed(callback.id, asked, guest, spot, key, desk, pages, voice, glance)
    try:
        await PRESSES[asked.action](it, trouble)
    except (Conflict, NotFound) as error:
        await it.refuse("state", answer_refused(error.reason, language=it.language))
        await _show(it, trouble, 0)
    except Temporary:
        await it.answer(phrases.say(it.language, phrases.TRY_AGAIN), alert=True)


async def turn(it: Pressed, trouble: TroubleDesk) -> None:
    page = _read_number(it.asked.subject)
    await it.answer()
    await _show(it, trouble, page)


async def retry(it: Pressed, trouble: TroubleDesk) -> None:
    job_id, page = _read_job(it.asked.subject)
    await trouble.retry(it.guest, job_id, it.key)
    await it.answer(tell_retried(1, timedelta(0), timedelta(0), language=it.language))
    await _show(it, trouble, page)


async def drop(it: Pressed, trouble: TroubleDesk) -> None:
    job_id, page = _read_job(it.asked.subject)
    await trouble.drop(it.guest, job_id, it.key)
    await it.answer(phrases.say(it.language, phrases.DROPPED))
    await _show(it, trouble, page)


async def retry_all(it: Pressed, trouble: TroubleDesk) -> None:
    retried = await trouble.retry_all(it.guest, it.key)
    count, takes = sum(retried.counts.values()), time_for(retried.counts, retried.pace)
    await it.answer(tell_retried(count, retried.pace, takes, language=it.language), alert=True)
    await _show(it, trouble, 0)


async def ask_to_drop(it: Pressed, trouble: TroubleDesk) -> None:
    card = await trouble.question(it.language)
    await it.answer()
    if card is None:
        await _show(it, trouble, 0)
    else:
        await it.voice.change(it.spot, card)


async def drop_all(it: Pressed, trouble: TroubleDesk) -> None:
    await trouble.drop_all(it.guest, it.asked.subject, it.key)
    await it.answer(phrases.say(it.language, phrases.DROPPED))
    await _show(it, trouble, 0)


async def correct(it: Pressed, _trouble: TroubleDesk) -> None:
    await ask_number(it)


async def _show(it: Pressed, trouble: TroubleDesk, page: int) -> None:
    may_act = it.guest.admin or not it.spot.private
    await it.voice.change(it.spot, await trouble.page(page, it.language, may_act=may_act))


def _read_job(subject: str) -> tuple[int, int]:
    """``17.2``: the job, and the page to come back to. Raises NotFound."""
    job_id, _, page = subject.partition(".")
    return _read_number(job_id), _read_number(page)


def _read_number(text: str) -> int:
    if not is_number(text):
        raise NotFound("this was tried again or dropped already")
    return int(text)


PRESSES: Mapping[Action, Callable[[Pressed, TroubleDesk], Awaitable[None]]] = {
    Action.JOBS: turn,
    Action.JOB_RETRY: retry,
    Action.JOB_DROP: drop,
    Action.JOB_NUMBER: correct,
    Action.JOBS_RETRY: retry_all,
    Action.JOBS_DROP: ask_to_drop,
    Action.JOBS_DROP_SURE: drop_all,
}

"""The trouble desk in the chat: one message, changed in place, about all that was given up (X-06, X-08)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Protocol

from aiogram import Router
from aiogram.filters import Command
from aiogram.types import Message

from bot.cards.card import Action, Card, is_number
from bot.cards.failed import tell_retried
from desk.errors import Conflict, NotFound
from desk.staff.roles import Role
from desk.staff.trouble import time_for
from handlers.telegram import phrases
from handlers.telegram.desk import Guest, Voice
from handlers.telegram.pressing import Asks, Handler, Pressed
from handlers.telegram.rights import Allowed, spot_of
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
    router.callback_query.middleware(show_what_is_left)
    router.callback_query.register(turn, Asks(Action.JOBS))
    router.callback_query.register(retry, Asks(Action.JOB_RETRY))
    router.callback_query.register(drop, Asks(Action.JOB_DROP))
    router.callback_query.register(ask_number, Asks(Action.JOB_NUMBER))
    router.callback_query.register(retry_all, Asks(Action.JOBS_RETRY))
    router.callback_query.register(ask_to_drop, Asks(Action.JOBS_DROP))
    router.callback_query.register(drop_all, Asks(Action.JOBS_DROP_SURE))
    return router


async def tell_failed(message: Message, guest: Guest, trouble: TroubleDesk, voice: Voice) -> None:
    spot = spot_of(message)
    may_act = guest.admin or not spot.private  # in a group somebody else may press; rights are checked then
    await voice.say(spot, await trouble.page(0, guest.language, may_act=may_act))


async def show_what_is_left(handler: Handler, it: Any, data: dict[str, Any]) -> None:
    """After a refusal: somebody else has tried it again, or dropped it."""
    try:
        await handler(it, data)
    except (Conflict, NotFound) as error:
        await it.refuse_for(error)
        await _show(it, data["trouble"], 0)


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

"""/calltouch: Calltouch and RetailCRM are connected with each other. Admins, in their own chat."""

from contextlib import suppress
from typing import Protocol

from aiogram import Router
from aiogram.filters import Command
from aiogram.types import Message

from bot.cards.card import Action, Card
from desk.errors import DeskError, NotFound, Rejected, Temporary
from desk.staff.roles import Role
from handlers.telegram import phrases
from handlers.telegram.desk import Guest, Prompt, SellersDesk, Spot, Voice
from handlers.telegram.pressing import Asks, Pressed
from handlers.telegram.questions import Answers, Pending, ask, show
from handlers.telegram.rights import Allowed, spot_of

ADMINS = Allowed(Role.ADMIN)


class LinkDesk(Protocol):
    """Acts raise Conflict, Rejected and NotFound with the reason. ``key`` makes two tellings of one wish the same."""

    async def page(self, language: str, subject: str) -> Card: ...
    async def question(self, guest: Guest, step: str, again: str = "") -> Card: ...
    async def take(self, guest: Guest, step: str, typed: str, key: str) -> str:
        """The next question; empty: there is none."""
        ...

    async def retry(self, guest: Guest, stamp: str, spot: Spot, key: str) -> None: ...
    async def disconnect(self, guest: Guest, stamp: str, key: str) -> None: ...
    async def forget(self, key: str) -> None: ...


def commands() -> Router:
    router = Router(name="linking")
    router.message.register(open_page, Command("calltouch"), ADMINS)
    router.message.register(take, ADMINS, Answers(Action.LINK_VALUE))
    router.callback_query.register(turn, Asks(Action.LINK))
    router.callback_query.register(ask_value, Asks(Action.LINK_VALUE))
    router.callback_query.register(retry, Asks(Action.LINK_AGAIN))
    router.callback_query.register(disconnect, Asks(Action.UNLINK))
    return router


async def open_page(message: Message, guest: Guest, links: LinkDesk, voice: Voice) -> None:
    """Keys are typed in their own chat only, wherever it is asked for."""
    spot = spot_of(message)
    there = await voice.say(Spot(guest.person.id), await links.page(guest.language, ""))
    if not spot.private:
        told = phrases.SENT_PRIVATELY if there else phrases.OPEN_PRIVATE_CHAT
        await voice.say(spot, phrases.note(guest.language, told))


async def turn(it: Pressed, links: LinkDesk) -> None:
    await show(it, await links.page(it.language, it.asked.subject))


async def ask_value(it: Pressed, links: LinkDesk) -> None:
    """In place of what was pressed."""
    prompt = Prompt(Action.LINK_VALUE, it.asked.subject)
    question = await links.question(it.guest, prompt.subject)
    asked = await ask(prompt, question, it.private, it.desk, it.voice)
    await it.answer_reached(asked)
    if asked and it.spot.private:
        await it.voice.remove(it.spot)


async def take(
    message: Message, guest: Guest, pending: Pending, desk: SellersDesk, links: LinkDesk, voice: Voice, key: str
) -> None:
    """The next question takes the place of the one that was answered; a message with a secret goes away."""
    spot, step = spot_of(message), pending.prompt.subject
    try:
        following = await links.take(guest, step, message.text or "", key)
    except Rejected as error:
        await _ask_on(step, guest, pending, desk, links, voice, error.reason)
    except Temporary:
        raise
    except DeskError as error:
        await desk.forget_prompt(pending.prompt, pending.spot)
        await voice.say(spot, phrases.refused(error.reason, guest.language))
    else:
        await _ask_on(following, guest, pending, desk, links, voice)
    await voice.remove(spot)
    await links.forget(key)


async def retry(it: Pressed, links: LinkDesk) -> None:
    await links.retry(it.guest, it.asked.subject, it.spot, it.key)
    await it.answer()


async def disconnect(it: Pressed, links: LinkDesk) -> None:
    await links.disconnect(it.guest, it.asked.subject, it.key)
    await show(it, await links.page(it.language, ""))


async def _ask_on(
    step: str, guest: Guest, pending: Pending, desk: SellersDesk, links: LinkDesk, voice: Voice, again: str = ""
) -> None:
    """Told once more after a restart, what was asked before may be gone: then there is nothing left to ask."""
    with suppress(NotFound):
        if step:
            prompt, here = Prompt(Action.LINK_VALUE, step), Spot(pending.spot.chat_id, pending.spot.thread_id)
            await ask(prompt, await links.question(guest, step, again), here, desk, voice)
    if step != pending.prompt.subject:
        await desk.forget_prompt(pending.prompt, pending.spot)
    await voice.remove(pending.spot)

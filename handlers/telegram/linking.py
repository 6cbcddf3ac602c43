"""/calltouch: Calltouch and RetailCRM are connected with each other. Admins, in their own chat."""

from contextlib import suppress
from typing import Protocol

from aiogram import Router
from aiogram.filters import Command
from aiogram.types import Message

from bot.cards.card import Action, Card
from bot.cards.linking import APART
from desk.errors import Conflict, DeskError, NotFound, Rejected, Temporary
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
    async def is_asked(self, step: str, answer: Spot) -> bool:
        """Whether that question was asked since this answer came."""
        ...

    async def conclude(self, key: str, answered: Pending, again: int | None = None) -> None:
        """In one step: what was answered is asked no more, or by the message ``again``, and the update that brought the
        answer is kept without it."""
        ...


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
    """From another dialog in a message of its own: the other's goes on."""
    card = await links.page(it.language, it.asked.subject)
    if it.asked.subject == APART:
        await it.answer_reached(await it.voice.say(it.private, card), phrases.SENT_PRIVATELY)
    else:
        await show(it, card)


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
    """A message with a secret goes away, and the next question takes the place of the one that was answered.

    The desk may die at any line, and hears the answer again: until the last one it has to know what was asked.
    """
    spot, step = spot_of(message), pending.prompt.subject
    try:
        following = await links.take(guest, step, message.text or "", key)
    except Rejected as error:
        await voice.remove(spot)
        await _ask_again(guest, pending, links, voice, key, error.reason)
        return
    except Temporary:
        raise
    except DeskError as error:
        following = ""
        await voice.say(spot, phrases.refused(error.reason, guest.language))
    await voice.remove(spot)
    if following and not await links.is_asked(following, spot):
        await _ask_on(following, guest, pending, desk, links, voice)
    await voice.remove(pending.spot)
    await links.conclude(key, pending)


async def retry(it: Pressed, links: LinkDesk) -> None:
    await links.retry(it.guest, it.asked.subject, it.spot, it.key)
    await it.answer()


async def disconnect(it: Pressed, links: LinkDesk) -> None:
    await links.disconnect(it.guest, it.asked.subject, it.key)
    await show(it, await links.page(it.language, ""))


async def _ask_on(step: str, guest: Guest, pending: Pending, desk: SellersDesk, links: LinkDesk, voice: Voice) -> None:
    """Told once more after a restart, what was asked before may be gone: then there is nothing left to ask."""
    with suppress(NotFound, Conflict):
        await ask(Prompt(Action.LINK_VALUE, step), await links.question(guest, step), _chat_of(pending), desk, voice)


async def _ask_again(guest: Guest, pending: Pending, links: LinkDesk, voice: Voice, key: str, reason: str) -> None:
    """Both questions have one name: as soon as the new one is known the old one is not, nor need it be."""
    asked = None
    with suppress(NotFound, Conflict):
        asked = await voice.ask(_chat_of(pending), await links.question(guest, pending.prompt.subject, reason))
    await links.conclude(key, pending, asked)
    await voice.remove(pending.spot)


def _chat_of(pending: Pending) -> Spot:
    return Spot(pending.spot.chat_id, pending.spot.thread_id)

"""/connect: store and CRM, what is missing between them, and which stage is which status. Admins, in their own chat."""

from typing import Any, Protocol

from aiogram import Router
from aiogram.filters import Command
from aiogram.types import Message

from bot.cards.card import Action, Card, is_number
from bot.cards.mapping import OTHER
from bot.cards.notices import answer_outdated
from bot.cards.set_up import ANEW
from desk.errors import DeskError, Rejected, Temporary
from desk.staff.roles import Role
from handlers.telegram import phrases
from handlers.telegram.desk import Guest, Prompt, SellersDesk, Spot, Voice
from handlers.telegram.pressing import Asks, Handler, Pressed
from handlers.telegram.questions import Answers, Pending, ask
from handlers.telegram.rights import Allowed, spot_of

ADMINS = Allowed(Role.ADMIN)


class MappingDesk(Protocol):
    """Pages take the place of the dialog's message. ``stamp`` stands for a stage, ``word`` for a status.

    Raises NotFound for what is there no more, Rejected and Conflict with the reason for whoever pressed or typed.
    """

    async def table(self, guest: Guest, page: int) -> None: ...
    async def choice(self, guest: Guest, stamp: str, page: int = 0) -> None: ...
    async def map(self, guest: Guest, stamp: str, word: str, key: str) -> None: ...
    async def question(self, guest: Guest, stamp: str, again: str = "") -> Card: ...
    async def take(self, guest: Guest, stamp: str, typed: str, key: str) -> None: ...
    async def take_back(self, guest: Guest, act_id: int, key: str) -> None: ...


class SetUpDesk(Protocol):
    """Raises like ``MappingDesk``. Of two wishes with one ``key`` the second changes nothing."""

    @property
    def mapping(self) -> MappingDesk: ...

    async def open(self, guest: Guest, key: str) -> bool:
        """False where their own chat is closed."""
        ...

    async def is_open(self, guest: Guest, spot: Spot, key: str) -> bool:
        """Whether this message is their dialog."""
        ...

    async def overview(self, guest: Guest) -> None: ...
    async def look(self, guest: Guest, key: str) -> None: ...
    async def confirm(self, guest: Guest) -> None: ...
    async def make(self, guest: Guest, stamp: str, key: str) -> None: ...
    async def try_out(self, guest: Guest, stamp: str, key: str) -> None: ...
    async def close(self, guest: Guest, key: str) -> None: ...
    def question(self, guest: Guest, short: str, again: str = "") -> Card: ...
    async def take(self, guest: Guest, short: str, typed: str, key: str) -> None: ...


def commands() -> Router:
    router = Router(name="set-up")
    router.message.register(connect, Command("connect"), ADMINS)
    router.message.register(take, ADMINS, Answers(Action.SET_UP_VALUE, Action.MAP))
    router.callback_query.middleware(only_here)
    router.callback_query.register(show, Asks(Action.SET_UP))
    router.callback_query.register(ask_value, Asks(Action.SET_UP_VALUE))
    router.callback_query.register(confirm, Asks(Action.SET_UP_MAKE))
    router.callback_query.register(make, Asks(Action.SET_UP_MAKE_SURE))
    router.callback_query.register(try_out, Asks(Action.SET_UP_TRY))
    router.callback_query.register(close, Asks(Action.SET_UP_END))
    router.callback_query.register(show_table, Asks(Action.STAGES))
    router.callback_query.register(show_choice, Asks(Action.MAP_STAGE))
    router.callback_query.register(map_stage, Asks(Action.MAP))
    router.callback_query.register(take_back, Asks(Action.MAP_BACK))
    return router


async def connect(message: Message, guest: Guest, set_up: SetUpDesk, voice: Voice, key: str) -> None:
    """Always in their own chat, wherever it is asked for."""
    spot = spot_of(message)
    there = await set_up.open(guest, key)
    if not spot.private:
        told = phrases.SENT_PRIVATELY if there else phrases.OPEN_PRIVATE_CHAT
        await voice.say(spot, phrases.note(guest.language, told))


async def take(
    message: Message,
    guest: Guest,
    pending: Pending,
    desk: SellersDesk,
    set_up: SetUpDesk,
    voice: Voice,
    key: str,
) -> None:
    """What cannot be is asked again, with the reason and an example."""
    spot, prompt = spot_of(message), pending.prompt
    taking = set_up.mapping.take if prompt.action is Action.MAP else set_up.take
    try:
        await taking(guest, prompt.subject, message.text or "", key)
    except Rejected as error:
        await ask(prompt, await _question(set_up, guest, prompt, error.reason), spot, desk, voice)
        return
    except Temporary:
        raise
    except DeskError as error:
        await voice.say(spot, phrases.refused(error.reason, guest.language))
    await desk.forget_prompt(prompt, pending.spot)


async def only_here(handler: Handler, it: Any, data: dict[str, Any]) -> Any:
    """Buttons are good on the dialog's present message only."""
    if await data["set_up"].is_open(it.guest, it.spot, it.key):
        return await handler(it, data)
    return await it.refuse("stale", answer_outdated(language=it.language))


async def show(it: Pressed, set_up: SetUpDesk) -> None:
    if it.asked.subject == ANEW:
        await set_up.look(it.guest, it.key)
    else:
        await set_up.overview(it.guest)
    await it.answer()


async def ask_value(it: Pressed, set_up: SetUpDesk) -> None:
    await _ask(it, set_up, Prompt(Action.SET_UP_VALUE, it.asked.subject))


async def confirm(it: Pressed, set_up: SetUpDesk) -> None:
    await set_up.confirm(it.guest)
    await it.answer()


async def make(it: Pressed, set_up: SetUpDesk) -> None:
    await set_up.make(it.guest, it.asked.subject, it.key)
    await it.answer()


async def try_out(it: Pressed, set_up: SetUpDesk) -> None:
    await set_up.try_out(it.guest, it.asked.subject, it.key)
    await it.answer()


async def close(it: Pressed, set_up: SetUpDesk) -> None:
    await set_up.close(it.guest, it.key)
    await it.answer()


async def show_table(it: Pressed, set_up: SetUpDesk) -> None:
    await set_up.mapping.table(it.guest, _page(it.asked.subject))
    await it.answer()


async def show_choice(it: Pressed, set_up: SetUpDesk) -> None:
    stamp, _, page = it.asked.subject.partition(".")
    await set_up.mapping.choice(it.guest, stamp, _page(page))
    await it.answer()


async def map_stage(it: Pressed, set_up: SetUpDesk) -> None:
    stamp, _, word = it.asked.subject.partition(".")
    if word == OTHER:
        await _ask(it, set_up, Prompt(Action.MAP, stamp))
        return
    await set_up.mapping.map(it.guest, stamp, word, it.key)
    await it.answer(phrases.say(it.language, phrases.DONE))


async def take_back(it: Pressed, set_up: SetUpDesk) -> None:
    number = int(it.asked.subject) if is_number(it.asked.subject) else 0
    await set_up.mapping.take_back(it.guest, number, it.key)
    await it.answer(phrases.say(it.language, phrases.DONE))


async def _ask(it: Pressed, set_up: SetUpDesk, prompt: Prompt) -> None:
    question = await _question(set_up, it.guest, prompt)
    await it.answer()
    await ask(prompt, question, it.spot, it.desk, it.voice)


async def _question(set_up: SetUpDesk, guest: Guest, prompt: Prompt, again: str = "") -> Card:
    if prompt.action is Action.MAP:
        return await set_up.mapping.question(guest, prompt.subject, again)
    return set_up.question(guest, prompt.subject, again)


def _page(text: str) -> int:
    return int(text) if is_number(text) else 0

"""/pause and /resume: calls, SMS, everything, or a source; for a while or until somebody resumes it (X-02)."""

from collections.abc import Collection
from datetime import datetime
from typing import Protocol

from aiogram import Router
from aiogram.filters import Command, CommandObject
from aiogram.types import Message

from bot.cards.card import Action, Card
from bot.cards.pauses import LENGTHS, OTHER
from desk.errors import NotFound, Rejected
from desk.staff.moments import UNREADABLE
from desk.staff.pauses import ALL, NO_SWITCH, known_switches, read_switch
from desk.staff.roles import Role
from handlers.telegram import phrases
from handlers.telegram.desk import Guest, Pages, Prompt, SellersDesk, Spot, Voice
from handlers.telegram.pressing import Asks, Pressed
from handlers.telegram.questions import Answers, Pending, ask
from handlers.telegram.rights import Allowed, spot_of

ADMINS = Allowed(Role.ADMIN)


class PauseDesk(Protocol):
    """Raises NotFound for what cannot be paused; of two wishes with one ``key`` the second changes nothing."""

    @property
    def sources(self) -> Collection[str]: ...

    async def panel(self, spot: Spot, language: str, *, instead: bool = False) -> None:
        """At the end of the chat; ``instead`` of the message at this spot, where that is a question."""
        ...

    def lengths(self, switch: str, language: str) -> Card: ...
    def question(self, guest: Guest, switch: str, *, again: bool = False) -> Card: ...
    async def pause(self, guest: Guest, switch: str, until: datetime | None, key: str) -> bool: ...
    async def resume(self, guest: Guest, switch: str, key: str) -> bool: ...
    def end(self, words: str) -> datetime | None: ...
    def end_after(self, minutes: int) -> datetime: ...


def commands() -> Router:
    router = Router(name="pausing")
    router.message.register(pause, Command("pause"), ADMINS)
    router.message.register(resume, Command("resume"), ADMINS)
    router.message.register(take_end, ADMINS, Answers(Action.PAUSE))
    router.callback_query.register(show_panel, Asks(Action.PAUSES))
    router.callback_query.register(ask_or_pause, Asks(Action.PAUSE))
    router.callback_query.register(go_on, Asks(Action.RESUME))
    return router


async def pause(
    message: Message,
    guest: Guest,
    command: CommandObject,
    desk: SellersDesk,
    pauses: PauseDesk,
    pages: Pages,
    voice: Voice,
    key: str,
) -> None:
    """Alone: the panel. ``calls``, ``sms until 14:00``, ``source site 2h``."""
    spot, language = spot_of(message), guest.language
    if not command.args:
        await pauses.panel(spot, language if spot.private else desk.language)
        return
    try:
        switch, words = read_switch(command.args, pauses.sources)
        until = pauses.end(words)
        turned = await pauses.pause(guest, switch, until, key)
    except Rejected as error:
        await voice.say(spot, _refusal(error, pauses, language))
        return
    told = _paused(switch, until, language, pages) if turned else phrases.note(language, phrases.AS_BEFORE)
    await voice.say(spot, told)


async def resume(
    message: Message, guest: Guest, command: CommandObject, pauses: PauseDesk, voice: Voice, key: str
) -> None:
    """Alone: everything."""
    spot, language = spot_of(message), guest.language
    try:
        switch, _ = read_switch(command.args or ALL, pauses.sources)
        turned = await pauses.resume(guest, switch, key)
    except Rejected as error:
        await voice.say(spot, _refusal(error, pauses, language))
        return
    told = phrases.resumed(switch, language) if turned else phrases.note(language, phrases.AS_BEFORE)
    await voice.say(spot, told)


async def take_end(
    message: Message,
    guest: Guest,
    pending: Pending,
    desk: SellersDesk,
    pauses: PauseDesk,
    pages: Pages,
    voice: Voice,
    key: str,
) -> None:
    """The typed moment at which a pause ends; what is none is asked again, with an example."""
    spot, switch, language = spot_of(message), pending.prompt.subject, guest.language
    try:
        until = pauses.end(message.text or "")
        await pauses.pause(guest, switch, until, key)
    except NotFound:
        await voice.say(spot, phrases.note(language, phrases.NOT_PARSED))
    except Rejected as error:
        if error.code == UNREADABLE:
            await ask(pending.prompt, pauses.question(guest, switch, again=True), spot, desk, voice)
            return
        await voice.say(spot, _refusal(error, pauses, language))
        return
    else:
        await voice.say(spot, _paused(switch, until, language, pages))
    await desk.forget_prompt(pending.prompt, pending.spot)


async def show_panel(it: Pressed, pauses: PauseDesk) -> None:
    await it.answer()
    await pauses.panel(it.spot, it.language if it.spot.private else it.desk.language, instead=True)


async def ask_or_pause(it: Pressed, pauses: PauseDesk) -> None:
    """``calls`` asks for how long, ``calls.60`` is the answer; the panel then says so by itself."""
    switch, _, length = it.asked.subject.rpartition(".")
    if it.asked.subject in known_switches(pauses.sources):
        length = ""
    if length == OTHER:
        question = pauses.question(it.guest, switch)
        await it.answer()
        await ask(Prompt(Action.PAUSE, switch), question, it.spot, it.desk, it.voice)
        return
    if length not in map(str, (0, *LENGTHS)):
        card = pauses.lengths(it.asked.subject, it.language)
        await it.answer()
        await it.voice.change(it.spot, card)
        return
    until = pauses.end_after(int(length)) if int(length) else None
    turned = await pauses.pause(it.guest, switch, until, it.key)
    await it.answer(phrases.say(it.language, phrases.DONE if turned else phrases.AS_BEFORE))
    await it.voice.change(it.spot, _paused(switch, until, it.language, it.pages))


async def go_on(it: Pressed, pauses: PauseDesk) -> None:
    turned = await pauses.resume(it.guest, it.asked.subject, it.key)
    await it.answer(phrases.say(it.language, phrases.DONE if turned else phrases.AS_BEFORE))


def _paused(switch: str, until: datetime | None, language: str, pages: Pages) -> Card:
    return phrases.paused(switch, until, now=pages.now, language=language, shop_zone=pages.zone)


def _refusal(error: Rejected, pauses: PauseDesk, language: str) -> Card:
    if error.code == NO_SWITCH:
        return phrases.which_switch(pauses.sources, language)
    if error.code == UNREADABLE:
        return phrases.note(language, phrases.HOW_LONG)
    return phrases.refused(error.reason, language)

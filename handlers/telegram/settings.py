"""/settings: what admins change while the desk runs. Buttons lead there and back; values are chosen or typed."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace

from aiogram import Router
from aiogram.filters import Command
from aiogram.types import Message

from bot.cards.card import Action
from bot.cards.fellow import cancel_rows
from bot.cards.markup import Page, line
from bot.cards.notices import answer_refused
from desk.errors import Rejected
from desk.staff.roles import Role
from handlers.telegram import phrases
from handlers.telegram.desk import Guest, Prompt, SellersDesk, Spot, Voice
from handlers.telegram.pressing import Pressed
from handlers.telegram.rights import Allowed, spot_of

ADMINS = Allowed(Role.ADMIN)


def commands() -> Router:
    router = Router(name="settings")
    router.message.register(show_settings, Command("settings"), ADMINS)
    return router


async def show_settings(message: Message, guest: Guest, desk: SellersDesk, voice: Voice) -> None:
    await voice.say(spot_of(message), await desk.settings.group("", guest.language))


async def press_group(it: Pressed) -> None:
    card = await it.desk.settings.group(it.asked.subject, it.language)
    await it.answer()
    await it.voice.redraw(it.spot, card)


async def press_setting(it: Pressed) -> None:
    card = await it.desk.settings.setting(it.asked.subject, it.language)
    await it.answer()
    await it.voice.redraw(it.spot, card)


async def press_change(it: Pressed) -> None:
    """``name`` asks, ``name=value`` sets, ``name=`` goes back to the file."""
    name, equals, value = it.asked.subject.partition("=")
    if not equals:
        await _ask(it, name)
        return
    await it.desk.settings.change(it.guest, name, value or None, it.key)
    await it.answer(phrases.say(it.language, phrases.DONE))
    await _redraw(it, name)


async def press_back(it: Pressed) -> None:
    """One tap back."""
    number = it.asked.subject
    act_id = int(number) if number.isdecimal() and len(number) < 16 else 0
    name = await it.desk.settings.take_back(it.guest, act_id, it.key)
    await it.answer(phrases.say(it.language, phrases.DONE))
    await _redraw(it, name)


async def take_value(
    guest: Guest, prompt: Prompt, text: str, here: Spot, desk: SellersDesk, voice: Voice, key: str
) -> bool:
    """A typed value; whether it was taken. What cannot be is said, and the question stays open."""
    try:
        name = await desk.settings.change(guest, prompt.subject, text, key)
    except Rejected as error:
        await voice.say(here, Page([line(answer_refused(error.reason, language=guest.language))]).card())
        return False
    await voice.say(here, await desk.settings.setting(name, guest.language))
    return True


async def _ask(it: Pressed, name: str) -> None:
    question = it.desk.settings.question(name, it.language)
    question = replace(question, rows=cancel_rows(it.guest.person.id, it.language))
    await it.answer()
    asked = await it.voice.ask(it.spot, question)
    if asked:
        spot = Spot(it.spot.chat_id, it.spot.thread_id, asked)
        await it.desk.remember_prompt(Prompt(Action.CHANGE, name), spot)


async def _redraw(it: Pressed, name: str) -> None:
    await it.voice.redraw(it.spot, await it.desk.settings.setting(name, it.language))


PRESSES: Mapping[Action, Callable[[Pressed], Awaitable[None]]] = {
    Action.SETTINGS: press_group,
    Action.SETTING: press_setting,
    Action.CHANGE: press_change,
    Action.TAKE_BACK: press_back,
}

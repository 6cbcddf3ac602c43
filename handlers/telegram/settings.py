"""/settings: what admins change while the desk runs. Buttons lead there and back; values are chosen or typed."""

from aiogram import Router
from aiogram.filters import Command
from aiogram.types import Message

from bot.cards.card import Action
from desk.errors import Rejected
from desk.staff.roles import Role
from handlers.telegram import phrases
from handlers.telegram.desk import Guest, Prompt, SellersDesk, Spot, Voice
from handlers.telegram.pressing import Asks, Pressed
from handlers.telegram.questions import ask_for_words
from handlers.telegram.rights import Allowed, spot_of

ADMINS = Allowed(Role.ADMIN)


def commands() -> Router:
    router = Router(name="settings")
    router.message.register(show_settings, Command("settings"), ADMINS)
    router.callback_query.register(press_group, Asks(Action.SETTINGS))
    router.callback_query.register(press_setting, Asks(Action.SETTING))
    router.callback_query.register(press_change, Asks(Action.CHANGE))
    router.callback_query.register(press_back, Asks(Action.TAKE_BACK))
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
        question = it.desk.settings.question(name, it.language)
        await it.answer()
        await ask_for_words(it, Prompt(Action.CHANGE, name), question, it.spot)
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
        await voice.say(here, phrases.refused(error.reason, guest.language))
        return False
    await voice.say(here, await desk.settings.setting(name, guest.language))
    return True


async def _redraw(it: Pressed, name: str) -> None:
    await it.voice.redraw(it.spot, await it.desk.settings.setting(name, it.language))

"""Typed answers to questions of the bot. The question stands in the message answered, so it survives restarts."""

from datetime import datetime
from zoneinfo import ZoneInfo

from aiogram import F, Router
from aiogram.types import Message

from bot.cards.card import Action, Card
from bot.cards.markup import Page, line
from bot.texts.catalogue import Speaker
from desk.errors import Conflict, Ignored, NotFound, Rejected
from desk.leads.model import Lead
from desk.staff.moments import UNREADABLE, read_until
from desk.staff.roles import Role
from desk.staff.shift import Shift
from handlers.telegram import numbers, phrases
from handlers.telegram.desk import Guest, Pages, Prompt, SellersDesk, Spot, Voice
from handlers.telegram.rights import Allowed, spot_of
from handlers.telegram.sellers import find_words
from handlers.telegram.settings import take_value

SELLERS = Allowed(Role.SELLER)
UNCLEAR = {Action.PUT_OFF: phrases.NO_MOMENT}


def answers() -> Router:
    router = Router(name="answers")
    router.message.register(answer, F.reply_to_message.from_user.is_bot, F.text, ~F.text.startswith("/"), SELLERS)
    return router


async def answer(message: Message, guest: Guest, desk: SellersDesk, voice: Voice, pages: Pages, key: str) -> None:
    """What cannot be understood is asked again, with an example; the question stays open."""
    here, text = spot_of(message), message.text or ""
    asked = Spot(
        here.chat_id, here.thread_id, message.reply_to_message.message_id if message.reply_to_message else None
    )
    prompt = await desk.prompted(asked)
    if prompt is None:
        if here.private:
            await find_words(message, guest, pages, voice)
        return
    if prompt.action in numbers.QUESTIONS:
        await numbers.take(numbers.Said(guest, here, text, key, prompt=prompt), desk, voice)
        return
    if prompt.action is Action.CHANGE:
        if await take_value(guest, prompt, text, here, desk, voice, key):
            await desk.forget_prompt(prompt, asked)
        return
    try:
        moment = _moment(prompt, text, pages)
        lead = await desk.answer(guest, prompt, text, key, moment)
    except (Conflict, Ignored, NotFound, Rejected) as error:
        await voice.say(here, _refusal(error, prompt, guest.language))
        return
    if not here.private:  # what was typed does not stay where everybody reads it
        await voice.remove(here)
        await voice.remove(asked)
    await voice.say(here, _told(prompt, lead, guest.language, pages, full=here.private))
    await desk.forget_prompt(prompt, asked)  # not earlier: then an answer told once more would answer nothing


def _moment(prompt: Prompt, text: str, pages: Pages) -> datetime | None:
    """By the shop's clock. Raises Rejected for what is no moment."""
    if prompt.action is not Action.PUT_OFF:
        return None
    if not text.strip():
        raise Rejected("no moment", code=UNREADABLE)
    return read_until(text, Shift(), ZoneInfo(pages.zone), pages.now)


def _refusal(error: Conflict | Ignored | NotFound | Rejected, prompt: Prompt, language: str) -> Card:
    if error.code == UNREADABLE and prompt.action in UNCLEAR:
        return phrases.note(language, UNCLEAR[prompt.action])
    return phrases.refused(error.reason, language)


def _told(prompt: Prompt, lead: Lead, language: str, pages: Pages, *, full: bool) -> Card:
    match prompt.action:
        case Action.CORRECT_NUMBER:
            phone = Speaker(language).phone(lead.phone, full=full)
            return phrases.note(language, phrases.CORRECTED, number=lead.id, phone=phone)
        case Action.PUT_OFF:
            return Page([line(phrases.postponed(lead, language, pages.zone, pages.now))]).card()
        case Action.REASON:
            return phrases.note(language, phrases.EXPLAINED, number=lead.id)
        case _:
            return phrases.note(language, phrases.NOTED, number=lead.id)

"""Pressed buttons. Every press is answered; rights and the state are checked now, not when the card was drawn."""

from aiogram import Router
from aiogram.types import CallbackQuery, Update

from bot.cards.card import LONGEST_NUMBER, Action, unpack
from bot.cards.choices import OTHER
from bot.cards.notices import answer_claimed, answer_outdated, answer_refused
from desk.errors import Conflict, DeskError, Ignored, NotFound, Temporary
from desk.leads.model import Lead
from desk.leads.wishes import Deed
from desk.staff.numbers import NO_NUMBER
from handlers.telegram import numbers, phrases, settings, shifts
from handlers.telegram.admission import Asks, admit
from handlers.telegram.desk import STRAY, Overviews, Pages, SellersDesk, Voice
from handlers.telegram.pressing import CHANGES, CHOICES, Pressed
from handlers.telegram.rights import spot_of_press
from handlers.telegram.shows import SHOWS, ask_by_typing

ASKED_ON_CARDS = frozenset({Action.CORRECT_NUMBER, Action.NOTE, Action.HAND_ON, Action.POSTPONE})
TOLD = {
    Action.ATTEND: phrases.ATTENDED,
    Action.REASON: phrases.EXPLAINED,
    Action.CONNECT: phrases.CONNECTING,
    Action.UNDO: phrases.UNDONE,
    Action.RESEND: phrases.RESENT,
}
SETTLING = (Action.WENT, Action.WENT_NOT)
DEEDS = {
    Action.CALL_NOW: Deed.RETRY,
    Action.RETRY: Deed.RETRY,
    Action.REACHED: Deed.REACHED,
    Action.WON: Deed.WON,
    Action.LOST: Deed.LOST,
    Action.RESEND: Deed.RESEND,
}
SERVED = {**SHOWS, **shifts.PRESSES, **settings.PRESSES, **numbers.PRESSES}


def of_leads() -> Router:
    """Asked first: they are most of all presses, and every router on the way costs some."""
    router = Router(name="presses of leads")
    router.callback_query.register(press, Asks(*CHANGES))
    return router


def buttons() -> Router:
    router = Router(name="presses")
    router.callback_query.register(press)
    return router


async def press(
    callback: CallbackQuery, desk: SellersDesk, pages: Pages, voice: Voice, glance: Overviews, event_update: Update
) -> None:
    asked = unpack(callback.data or "")
    guest = await admit(callback, asked, desk, voice)
    if guest is None or asked is None:
        return
    spot, key = spot_of_press(callback), f"telegram:{event_update.update_id}"
    await _serve(Pressed(callback.id, asked, guest, spot, key, desk, pages, voice, glance))


async def _serve(it: Pressed) -> None:
    try:
        if it.asked.action in ASKED_ON_CARDS and not await it.desk.is_current(it.lead_id, it.spot):
            await drop_stray(it)
        elif it.asked.action in CHOICES and it.asked.detail == OTHER:
            await ask_by_typing(it)
            await it.voice.remove(it.spot)
        elif it.asked.action in CHANGES:
            await _change(it)
        else:
            await SERVED[it.asked.action](it)
    except NotFound:
        number = it.asked.subject[:LONGEST_NUMBER]
        await it.refuse("missing", phrases.say(it.language, phrases.UNKNOWN_LEAD, number=number))
    except DeskError as error:
        if isinstance(error, Temporary):
            await it.answer(phrases.say(it.language, phrases.TRY_AGAIN), alert=True)
            return
        await it.refuse("state", answer_refused(error.reason, language=it.language))


async def _change(it: Pressed) -> None:
    action, on = it.asked.action, None if it.asked.action in CHOICES else it.spot
    try:
        lead = await it.desk.act(it.guest, it.lead_id, action, it.key, it.asked.detail, on)
    except (Conflict, Ignored) as error:
        if error.code == STRAY:
            await drop_stray(it)
            return
        if error.code == NO_NUMBER:
            await numbers.ask(it)
            return
        await _refuse(it, error)
        await it.desk.refresh(it.lead_id)
    else:
        await it.answer(_told(lead, it), alert=action is Action.CLAIM)
        if action is Action.LOST:
            await it.voice.say(it.private, await it.pages.question(Action.LOST, lead.id, it.language))
    if action in CHOICES:
        await it.voice.remove(it.spot)


async def _refuse(it: Pressed, error: DeskError) -> None:
    """Kindly, with the winner's name; whoever has the lead already gets its number once more."""
    lead = await it.desk.lead(it.lead_id)
    holder = lead.assignee
    if lead.held and isinstance(error, Ignored) and _is_held(lead, it):  # the same tap once more
        await it.answer(phrases.say(it.language, phrases.HELD), alert=False)
    elif lead.held and it.asked.action is not Action.UNDO:
        await it.refuse("state", answer_refused(error.reason, language=it.language))
    elif holder and holder.id != it.guest.person.id:
        await it.refuse("taken", answer_claimed(holder.name, language=it.language))
    elif holder and it.asked.action is Action.CLAIM:
        await it.answer(phrases.taken(lead, it.language), alert=True)
    else:
        await it.refuse("state", answer_refused(error.reason, language=it.language))


def _told(lead: Lead, it: Pressed) -> str:
    """``lead`` as it is now: when the press is told once more, somebody else may have it, and its number, by then."""
    action, language = it.asked.action, it.language
    mine = lead.assignee is not None and lead.assignee.id == it.guest.person.id
    if _is_held(lead, it):
        return phrases.say(language, phrases.HELD)
    if action in SETTLING:
        return phrases.settled(action, it.asked.detail, language)
    if action in (Action.CLAIM, Action.BY_HAND) and mine:
        return phrases.taken(lead, language)
    if action is Action.RELEASE:
        return phrases.say(language, phrases.RELEASED, number=lead.id)
    if action in (Action.RETRY, Action.CALL_NOW):
        return phrases.say(language, phrases.ROBOT_CALLS)
    if action is Action.HAND_TO:
        return phrases.handed(lead, language)
    if action is Action.PUT_OFF:
        return phrases.postponed(lead, language, it.pages.zone, it.pages.now)
    if action in TOLD:
        return phrases.say(language, TOLD[action], number=lead.id)
    return phrases.closed(lead, language)


def _is_held(lead: Lead, it: Pressed) -> bool:
    """Whether this press is what waits to be carried out."""
    deed = DEEDS.get(it.asked.action)
    return lead.held is not None and lead.held.by.id == it.guest.person.id and lead.held.deed is deed


async def drop_stray(it: Pressed) -> None:
    """An old message of a card that hangs elsewhere by now, or a doubled one whose sending had no answer (X-57).

    What is another lead's card stays: then the button was made up.
    """
    await it.refuse("stale", answer_outdated(language=it.language))
    if not await it.desk.hangs_at(it.spot):
        await it.voice.remove(it.spot)
    await it.desk.refresh(it.lead_id)

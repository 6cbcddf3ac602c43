"""Buttons that change a lead."""

from aiogram import Router

from bot.cards.card import Action
from bot.cards.choices import OTHER
from bot.cards.notices import answer_claimed
from desk.errors import Conflict, DeskError, Ignored
from desk.leads.model import Lead
from desk.leads.wishes import Deed
from desk.staff.numbers import NO_NUMBER
from handlers.telegram import numbers, phrases
from handlers.telegram.desk import STRAY
from handlers.telegram.pressing import CHANGES, CHOICES, Asks, Pressed
from handlers.telegram.shows import ask_by_typing

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


def of_leads() -> Router:
    """Asked first: they are most of all presses, and every router on the way costs some."""
    router = Router(name="presses of leads")
    router.callback_query.register(press, Asks(*CHANGES))
    return router


async def press(it: Pressed) -> None:
    if it.asked.action in CHOICES and it.asked.detail == OTHER:
        await ask_by_typing(it)
        await it.put_away()
    else:
        await _change(it)


async def _change(it: Pressed) -> None:
    action, on = it.asked.action, None if it.asked.action in CHOICES else it.spot
    try:
        lead = await it.desk.act(it.guest, it.lead_id, action, it.key, it.asked.detail, on)
    except (Conflict, Ignored) as error:
        if error.code == STRAY:
            await it.drop_stray()
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
        await it.put_away()


async def _refuse(it: Pressed, error: DeskError) -> None:
    """Kindly, with the winner's name; whoever has the lead already gets its number once more."""
    lead = await it.desk.lead(it.lead_id)
    holder = lead.assignee
    if lead.held and isinstance(error, Ignored) and _is_held(lead, it):  # the same tap once more
        await it.answer(phrases.say(it.language, phrases.HELD), alert=False)
    elif lead.held and it.asked.action is not Action.UNDO:
        await it.refuse_for(error)
    elif holder and holder.id != it.guest.person.id:
        await it.refuse("taken", answer_claimed(holder.name, language=it.language))
    elif holder and it.asked.action is Action.CLAIM:
        await it.answer(phrases.taken(lead, it.language), alert=True)
    else:
        await it.refuse_for(error)


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

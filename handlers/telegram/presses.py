"""Pressed buttons. Every press is answered; rights and the state are checked now, not when the card was drawn."""

from aiogram import Router
from aiogram.types import CallbackQuery, Update

from bot.cards.card import Action, unpack
from bot.cards.notices import answer_claimed, answer_outdated, answer_refused, answer_stranger
from desk.errors import Conflict, DeskError, Ignored, NotFound, Temporary
from desk.leads.model import Lead
from desk.staff.roles import Role
from handlers.telegram import phrases
from handlers.telegram.desk import Overviews, Pages, SellersDesk, Voice
from handlers.telegram.pressing import Pressed
from handlers.telegram.rights import spot_of_press, visitor_of
from handlers.telegram.shows import SHOWS

CHANGES = frozenset(
    {
        Action.CLAIM,
        Action.RELEASE,
        Action.CALL_NOW,
        Action.RETRY,
        Action.BY_HAND,
        Action.REACHED,
        Action.WON,
        Action.LOST,
    }
)
FOR_VIEWERS = frozenset({Action.WHY, Action.OPEN, Action.BOARD, Action.SHELF, Action.FLOW})
ON_CARDS = CHANGES | {Action.CORRECT_NUMBER}


def buttons() -> Router:
    router = Router(name="presses")
    router.callback_query.register(press)
    return router


async def press(
    callback: CallbackQuery, desk: SellersDesk, pages: Pages, voice: Voice, glance: Overviews, event_update: Update
) -> None:
    spot = spot_of_press(callback)
    try:
        guest = await desk.meet(visitor_of(callback.from_user), spot)
    except Temporary:
        await voice.answer(callback.id, phrases.say(desk.language, phrases.TRY_AGAIN), alert=True)
        return
    if guest.role is Role.STRANGER:
        await voice.answer(callback.id, answer_stranger(language=guest.language), alert=True)
        return
    asked = unpack(callback.data or "")
    if asked is None:
        await voice.answer(callback.id, answer_outdated(language=guest.language), alert=True)
        return
    key = f"telegram:{event_update.update_id}"
    await _serve(Pressed(callback.id, asked, guest, spot, key, desk, pages, voice, glance))


async def _serve(it: Pressed) -> None:
    if it.asked.action not in FOR_VIEWERS and not it.guest.role.reaches(Role.SELLER):
        await it.answer(phrases.say(it.language, phrases.ONLY_SELLERS), alert=True)
        return
    try:
        if it.asked.action in ON_CARDS and not await it.desk.is_current(it.lead_id, it.spot):
            await _drop_stray(it)
        elif it.asked.action in CHANGES:
            await _change(it)
        else:
            await SHOWS[it.asked.action](it)
    except NotFound:
        await it.answer(phrases.say(it.language, phrases.UNKNOWN_LEAD, number=it.asked.subject), alert=True)
    except DeskError as error:
        if isinstance(error, Temporary):
            await it.answer(phrases.say(it.language, phrases.TRY_AGAIN), alert=True)
            return
        await it.answer(answer_refused(error.reason, language=it.language), alert=True)


async def _change(it: Pressed) -> None:
    action = it.asked.action
    try:
        lead = await it.desk.act(it.guest, it.lead_id, action, it.key)
    except (Conflict, Ignored) as error:
        await it.answer(await _refusal(it, error), alert=True)
        await it.desk.refresh(it.lead_id)
        return
    await it.answer(_told(lead, it), alert=action is Action.CLAIM)


async def _refusal(it: Pressed, error: DeskError) -> str:
    """Kindly, with the winner's name; whoever has the lead already gets its number once more."""
    lead = await it.desk.lead(it.lead_id)
    holder = lead.assignee
    if holder and holder.id != it.guest.person.id:
        return answer_claimed(holder.name, language=it.language)
    if holder and it.asked.action is Action.CLAIM:
        return phrases.taken(lead, it.language)
    return answer_refused(error.reason, language=it.language)


def _told(lead: Lead, it: Pressed) -> str:
    """``lead`` as it is now: when the press is told once more, somebody else may have it, and its number, by then."""
    action, language = it.asked.action, it.language
    mine = lead.assignee is not None and lead.assignee.id == it.guest.person.id
    if action in (Action.CLAIM, Action.BY_HAND) and mine:
        return phrases.taken(lead, language)
    if action is Action.RELEASE:
        return phrases.say(language, phrases.RELEASED, number=lead.id)
    if action in (Action.RETRY, Action.CALL_NOW):
        return phrases.say(language, phrases.ROBOT_CALLS)
    return phrases.closed(lead, language)


async def _drop_stray(it: Pressed) -> None:
    """An old message of a card that hangs elsewhere by now, or a doubled one whose sending had no answer (X-57)."""
    await it.answer(answer_outdated(language=it.language), alert=True)
    await it.voice.remove(it.spot)
    await it.desk.refresh(it.lead_id)

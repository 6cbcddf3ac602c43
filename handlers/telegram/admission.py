"""Who may press what. A button is refused kindly, and the refusal is written down (X-39, X-57)."""

from collections.abc import Mapping

from aiogram.types import CallbackQuery

from bot.cards.card import Action, Press
from bot.cards.notices import answer_outdated, answer_stranger
from desk.errors import Temporary
from desk.staff.roles import Role
from handlers.telegram import phrases
from handlers.telegram.desk import Guest, SellersDesk, Voice
from handlers.telegram.rights import spot_of_press, visitor_of

# Whoever is not named here needs to be a seller.
LEAST: Mapping[Action, Role] = {
    Action.WHY: Role.VIEWER,
    Action.OPEN: Role.VIEWER,
    Action.BOARD: Role.VIEWER,
    Action.SHELF: Role.VIEWER,
    Action.FLOW: Role.VIEWER,
    Action.RAW: Role.ADMIN,
    Action.JOB_RETRY: Role.ADMIN,
    Action.JOB_DROP: Role.ADMIN,
    Action.JOBS_RETRY: Role.ADMIN,
    Action.JOBS_DROP: Role.ADMIN,
    Action.JOBS_DROP_SURE: Role.ADMIN,
    Action.CHECK_ALL: Role.ADMIN,
    Action.SETTINGS: Role.ADMIN,
    Action.SETTING: Role.ADMIN,
    Action.CHANGE: Role.ADMIN,
    Action.TAKE_BACK: Role.ADMIN,
    Action.SPENDING: Role.ADMIN,
    Action.SPEND_MORE: Role.ADMIN,
    Action.SPEND_FREE: Role.ADMIN,
    Action.SPEND_STOP: Role.ADMIN,
    Action.CREW: Role.ADMIN,
    Action.FELLOW: Role.ADMIN,
    Action.APPOINT: Role.ADMIN,
    Action.DISMISS: Role.ADMIN,
    Action.DISMISS_SURE: Role.ADMIN,
    Action.SPEAK: Role.VIEWER,
    Action.DUTY: Role.ADMIN,
    Action.INVITE: Role.ADMIN,
    Action.INVITES: Role.ADMIN,
    Action.UNINVITE: Role.ADMIN,
    Action.PICK: Role.ADMIN,
    Action.CANCEL: Role.VIEWER,
    Action.PAUSES: Role.ADMIN,
    Action.PAUSE: Role.ADMIN,
    Action.RESUME: Role.ADMIN,
    Action.FIX: Role.ADMIN,
    Action.LINK: Role.ADMIN,
    Action.LINK_VALUE: Role.ADMIN,
    Action.UNLINK: Role.ADMIN,
    Action.LINK_AGAIN: Role.ADMIN,
    Action.SET_UP: Role.ADMIN,
    Action.SET_UP_VALUE: Role.ADMIN,
    Action.SET_UP_MAKE: Role.ADMIN,
    Action.SET_UP_MAKE_SURE: Role.ADMIN,
    Action.SET_UP_TRY: Role.ADMIN,
    Action.SET_UP_END: Role.ADMIN,
    Action.STAGES: Role.ADMIN,
    Action.MAP_STAGE: Role.ADMIN,
    Action.MAP: Role.ADMIN,
    Action.MAP_BACK: Role.ADMIN,
}
TOO_LOW = {
    Role.VIEWER: phrases.ONLY_SELLERS,
    Role.SELLER: phrases.ONLY_SELLERS,
    Role.ADMIN: phrases.ADMINS_ONLY,
    Role.OWNER: phrases.OWNERS_ONLY,
}
UNREADABLE = "unknown"  # instead of an action's name: it was made up, or by another version


async def admit(callback: CallbackQuery, asked: Press | None, desk: SellersDesk, voice: Voice) -> Guest | None:
    """The presser, if they may; otherwise they have been answered."""
    try:
        guest = await desk.meet(visitor_of(callback.from_user), spot_of_press(callback))
    except Temporary:
        await voice.answer(callback.id, phrases.say(desk.language, phrases.TRY_AGAIN), alert=True)
        return None
    least = LEAST.get(asked.action, Role.SELLER) if asked else Role.VIEWER
    if guest.role is Role.STRANGER:
        reason, text = "stranger", answer_stranger(language=guest.language)
    elif asked is None:
        reason, text = "forged", answer_outdated(language=guest.language)
    elif not guest.role.reaches(least):
        reason, text = "role", phrases.say(guest.language, TOO_LOW[least])
    else:
        return guest
    await voice.answer(callback.id, text, alert=True)
    await desk.refuse(guest, asked.action.name.lower() if asked else UNREADABLE, reason)
    return None

"""How presses are served, all of them: whoever may not, or came too late, is told so kindly, and it is written down."""

from typing import Any

from bot.cards.card import LONGEST_NUMBER, Action, unpack
from desk.errors import DeskError, NotFound, Temporary, Unknown
from handlers.telegram import phrases
from handlers.telegram.admission import admit
from handlers.telegram.desk import TAKEN
from handlers.telegram.pressing import ABOUT_LEADS, ON_CARDS, WRITING, Handler, Pressed
from handlers.telegram.rights import spot_of_press

# When something is not found they speak of a lead; others say what it is: a person, a link, a prepared answer.
SPEAK_OF_LEADS = (ABOUT_LEADS - WRITING) | {Action.MENDED}
# Codes of refusals that are not a matter of the state, as the log has them.
REASONS = {TAKEN: "taken", "not_admin": "role", "not_owner": "role", "settings": "role"}


async def add_key(handler: Handler, update: Any, data: dict[str, Any]) -> Any:
    """Middleware of all updates. ``key`` is the same when one is told once more."""
    return await handler(update, {**data, "key": f"telegram:{update.update_id}"})


async def serve(handler: Handler, callback: Any, data: dict[str, Any]) -> Any:
    """Middleware of all presses: filters and handlers get a ``Pressed`` in place of the query.

    Rights and the state are checked now, not when the card was drawn.
    """
    desk, voice, asked = data["desk"], data["voice"], unpack(callback.data or "")
    guest = await admit(callback, asked, desk, voice)
    if guest is None or asked is None:
        return None
    spot = spot_of_press(callback)
    it = Pressed(callback.id, asked, guest, spot, data["key"], desk, data["pages"], voice, data["glance"])
    try:
        if asked.action in ON_CARDS and not await desk.is_current(it.lead_id, spot):
            return await it.drop_stray()
        return await handler(it, data)
    except Unknown:  # nobody knows whether they were told: the press comes again
        raise
    except Temporary:
        return await it.answer(phrases.say(it.language, phrases.TRY_AGAIN), alert=True)
    except DeskError as error:
        return await _refuse(it, error)


async def _refuse(it: Pressed, error: DeskError) -> None:
    if isinstance(error, NotFound) and it.asked.action in SPEAK_OF_LEADS:
        number = it.asked.subject[:LONGEST_NUMBER]
        await it.refuse("missing", phrases.say(it.language, phrases.UNKNOWN_LEAD, number=number))
    else:
        await it.refuse_for(error, reason_of(error))


def reason_of(error: DeskError) -> str:
    """The word of the log for a refusal."""
    return "missing" if isinstance(error, NotFound) else REASONS.get(error.code, "state")

"""One press, with everything that is needed to serve it."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from aiogram.filters import Filter

from bot.cards.card import Action, Press
from bot.cards.notices import answer_outdated, answer_refused
from desk.errors import DeskError, NotFound
from handlers.telegram import phrases
from handlers.telegram.desk import Guest, Overviews, Pages, SellersDesk, Spot, Voice

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
        Action.ATTEND,
        Action.CONNECT,
        Action.HAND_TO,
        Action.PUT_OFF,
        Action.REASON,
        Action.UNDO,
        Action.WENT,
        Action.WENT_NOT,
        Action.RESEND,
    }
)
ABOUT_DEALS = frozenset({Action.STAGE, Action.MOVE, Action.DEAL_RETRY, Action.DEAL_ANEW, Action.MAKE_ORDER})
CHOICES = frozenset({Action.HAND_TO, Action.PUT_OFF, Action.REASON})  # buttons of questions, asked privately
WRITING = frozenset({Action.WRITE, Action.ANSWER, Action.SEND, Action.MACROS, Action.MACRO})
# Good on the present card only. What changes the lead by itself is checked in the transaction of the change.
ON_CARDS = frozenset(
    {
        Action.CORRECT_NUMBER,
        Action.NOTE,
        Action.HAND_ON,
        Action.POSTPONE,
        Action.WRITE,
        Action.MACROS,
        Action.STAGE,
        Action.DEAL_RETRY,
        Action.DEAL_ANEW,
        Action.MAKE_ORDER,
    }
)
# They alone say more than the lead's number: what was chosen for it, or which call or message is meant.
DETAILED = CHOICES | {
    Action.WENT,
    Action.WENT_NOT,
    Action.RESEND,
    Action.MOVE,
    Action.ANSWER,
    Action.SEND,
    Action.MACRO,
}
# The subject of other buttons is a page, a job, or a cause.
ABOUT_LEADS = (
    CHANGES
    | ABOUT_DEALS
    | WRITING
    | {
        Action.CORRECT_NUMBER,
        Action.JOB_NUMBER,
        Action.WHY,
        Action.RAW,
        Action.OPEN,
        Action.HAND_ON,
        Action.POSTPONE,
        Action.NOTE,
    }
)
Handler = Callable[[Any, dict[str, Any]], Awaitable[Any]]  # what a middleware wraps


@dataclass(frozen=True, slots=True)
class Pressed:
    """``key`` is the same when the press is told once more."""

    id: str
    asked: Press
    guest: Guest
    spot: Spot
    key: str
    desk: SellersDesk
    pages: Pages
    voice: Voice
    glance: Overviews

    @property
    def lead_id(self) -> int:
        """Raises NotFound when the button is not about a lead, or says more than buttons of its kind do."""
        if self.asked.lead_id is None or (self.asked.detail and self.asked.action not in DETAILED):
            raise NotFound("no lead")
        return self.asked.lead_id

    @property
    def language(self) -> str:
        return self.guest.language

    @property
    def private(self) -> Spot:
        """The presser's own chat with the bot."""
        return self.spot if self.spot.private else Spot(self.guest.person.id)

    async def answer(self, text: str = "", *, alert: bool = False) -> None:
        await self.voice.answer(self.id, text, alert=alert)

    async def answer_reached(self, reached: object, told: str = phrases.ASKED_IN_PRIVATE) -> None:
        """``told`` to whoever pressed elsewhere than in their own chat with the bot, or that this one is closed."""
        if not reached:
            await self.answer(phrases.say(self.language, phrases.OPEN_PRIVATE_CHAT), alert=True)
        else:
            await self.answer("" if self.spot.private else phrases.say(self.language, told))

    async def refuse(self, reason: str, text: str) -> None:
        """Answered kindly, and written down; ``reason`` is a word of ours."""
        lead_id = self.asked.lead_id if self.asked.action in ABOUT_LEADS else None
        await self.answer(text, alert=True)
        await self.desk.refuse(self.guest, self.asked.action.name.lower(), reason, lead_id)

    async def refuse_for(self, error: DeskError, reason: str = "state") -> None:
        await self.refuse(reason, answer_refused(error.reason, language=self.language))

    async def drop_stray(self) -> None:
        """An old message of a card that hangs elsewhere by now, or a doubled one whose sending had no answer (X-57).

        What is another lead's card stays: then the button was made up.
        """
        await self.refuse("stale", answer_outdated(language=self.language))
        if not await self.desk.hangs_at(self.spot):
            await self.voice.remove(self.spot)
        await self.desk.refresh(self.lead_id)

    async def put_away(self) -> None:
        """The question, which was asked privately; a card, and what was carried elsewhere, stays."""
        if self.spot.private and not await self.desk.hangs_at(self.spot):
            await self.voice.remove(self.spot)


class Asks(Filter):
    """Lets presses through that ask for one of these."""

    def __init__(self, *actions: Action) -> None:
        self._actions = frozenset(actions)

    async def __call__(self, it: Pressed) -> bool:
        return it.asked.action in self._actions

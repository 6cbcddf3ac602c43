"""One press, with everything that is needed to serve it."""

from dataclasses import dataclass

from bot.cards.card import Action, Press
from desk.errors import NotFound
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
ABOUT_DEALS = frozenset({Action.STAGE, Action.MOVE, Action.DEAL_RETRY, Action.DEAL_ANEW})
CHOICES = frozenset({Action.HAND_TO, Action.PUT_OFF, Action.REASON})  # buttons of questions, asked privately
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
    | {
        Action.CORRECT_NUMBER,
        Action.JOB_NUMBER,
        Action.WHY,
        Action.RAW,
        Action.OPEN,
        Action.HAND_ON,
        Action.POSTPONE,
        Action.NOTE,
        Action.WRITE,
        Action.ANSWER,
        Action.SEND,
        Action.MACROS,
        Action.MACRO,
    }
)


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

    async def refuse(self, reason: str, text: str) -> None:
        """Answered kindly, and written down; ``reason`` is a word of ours."""
        lead_id = self.asked.lead_id if self.asked.action in ABOUT_LEADS else None
        await self.answer(text, alert=True)
        await self.desk.refuse(self.guest, self.asked.action.name.lower(), reason, lead_id)

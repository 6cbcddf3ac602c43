"""One press, with everything that is needed to serve it."""

from dataclasses import dataclass

from bot.cards.card import Press
from desk.errors import NotFound
from handlers.telegram.desk import Guest, Overviews, Pages, SellersDesk, Spot, Voice


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
        """Raises NotFound when the button is not about a lead."""
        subject = self.asked.subject
        if not subject.isdecimal() or len(subject) > 15:
            raise NotFound("no lead")
        return int(subject)

    @property
    def language(self) -> str:
        return self.guest.language

    @property
    def private(self) -> Spot:
        """The presser's own chat with the bot."""
        return self.spot if self.spot.private else Spot(self.guest.person.id)

    async def answer(self, text: str = "", *, alert: bool = False) -> None:
        await self.voice.answer(self.id, text, alert=alert)

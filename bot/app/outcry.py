"""A word to the admins that needs nothing but Telegram: for the day the database cannot be used."""

from dataclasses import dataclass

from bot.cards.card import Card
from bot.cards.notices import render_alarm, render_mended
from bot.courier.courier import Courier
from bot.courier.methods import SendMessage
from desk.errors import DeskError, Rejected
from scheduler.pulse import MENDED


@dataclass(frozen=True, slots=True)
class Outcry:
    """To the admins of the settings, in the desk's language: whatever else is known of people is in the database.

    ``group``: the sellers' chat, which hears of it where no admin can be reached; 0: there is none.
    """

    courier: Courier
    admins: frozenset[int]
    language: str
    group: int = 0

    async def cry(self, cause: str, reason: str) -> None:
        """Raises DeskError when nobody was reached. A closed chat is passed over when another one is open.

        The courier's ``deliver`` would first ask the database how full the chats are.
        """
        mended = cause == MENDED
        card = render_mended(language=self.language) if mended else render_alarm(cause, reason, language=self.language)
        failures = [it for admin in sorted(self.admins) if (it := await self._tell(admin, card))]
        if len(failures) < len(self.admins):
            return
        if self.group and all(isinstance(it, Rejected) for it in failures):
            failures = [it for it in [await self._tell(self.courier.moves.follow(self.group), card)] if it]
        if failures:
            raise failures[0]

    async def _tell(self, chat_id: int, card: Card) -> DeskError | None:
        try:
            await self.courier.ask(SendMessage(chat_id=chat_id, text=card.html, parse_mode="HTML"), chat_id=chat_id)
        except DeskError as error:
            return error
        return None

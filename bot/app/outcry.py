"""A word to the admins that needs nothing but Telegram: for the day the database cannot be used."""

from dataclasses import dataclass

from bot.cards.notices import render_alarm, render_mended
from bot.courier.courier import Courier
from bot.courier.methods import SendMessage
from desk.errors import DeskError, Rejected
from scheduler.pulse import MENDED


@dataclass(frozen=True, slots=True)
class Outcry:
    """To the admins of the settings, in the desk's language: whatever else is known of people is in the database."""

    courier: Courier
    admins: frozenset[int]
    language: str

    async def cry(self, cause: str, reason: str) -> None:
        """Raises DeskError when nobody was reached. A closed private chat is passed over.

        The courier's ``deliver`` would first ask the database how full the chats are.
        """
        mended = cause == MENDED
        card = render_mended(language=self.language) if mended else render_alarm(cause, reason, language=self.language)
        failures: list[DeskError] = []
        for admin in sorted(self.admins):
            try:
                await self.courier.ask(SendMessage(chat_id=admin, text=card.html, parse_mode="HTML"), chat_id=admin)
            except DeskError as error:
                failures.append(error)
        if failures and len(failures) == len(self.admins) and not all(isinstance(it, Rejected) for it in failures):
            raise failures[0]

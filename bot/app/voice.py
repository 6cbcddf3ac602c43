"""The chat's voice: answers go through the courier like everything else."""

from dataclasses import dataclass

import structlog

from bot.board.board import Board
from bot.cards.card import Card
from bot.courier.letter import Letter
from bot.courier.menu import Menu
from bot.courier.messages import Messages
from desk.errors import NotFound, Rejected, Unknown
from desk.staff.roles import Role
from handlers.telegram.desk import Spot

PATIENCE = 20.0  # real seconds: somebody waits for it
log = structlog.get_logger("telegram")


@dataclass(frozen=True, slots=True)
class DeskVoice:
    """Closed chats are normal and are reported as None or False. Temporary is raised, and Unknown where nobody knows
    whether it was said: then the update comes again."""

    messages: Messages
    board: Board
    menus: Menu

    async def answer(self, press_id: str, text: str = "", *, alert: bool = False) -> None:
        await self.messages.answer(press_id, text, alert=alert)

    async def say(self, spot: Spot, card: Card) -> int | None:
        return await self._send(
            Letter(spot.chat_id, card, spot.thread_id, patience=PATIENCE, answer_to=_group_reply(spot))
        )

    async def ask_to_share(self, spot: Spot, card: Card, button: str) -> int | None:
        letter = Letter(spot.chat_id, card, patience=PATIENCE, answer_to=spot.message_id, shares=button)
        return await self._send(letter)

    async def conclude(self, spot: Spot, card: Card) -> None:
        await self._send(Letter(spot.chat_id, card, patience=PATIENCE, clears=True))

    async def change(self, spot: Spot, card: Card) -> None:
        """A message that cannot be changed any more is followed by a new one, and so is a card of the board."""
        letter = Letter(spot.chat_id, card, spot.thread_id, patience=PATIENCE)
        if await self.board.hangs_at(spot.chat_id, spot.message_id or 0):
            await self._send(letter)
            return
        try:
            await self.messages.edit(letter, spot.message_id or 0)
        except NotFound:
            await self._send(letter)
        except Rejected as error:
            log.warning("a message was not changed", chat=spot.chat_id, reason=error.reason)

    async def ask(self, spot: Spot, card: Card) -> int | None:
        letter = Letter(spot.chat_id, card, spot.thread_id, patience=PATIENCE, answer_to=spot.message_id, prompts=True)
        return await self._send(letter)

    async def pick(self, spot: Spot, card: Card, choose: str, cancel: str) -> int | None:
        return await self._send(Letter(spot.chat_id, card, patience=PATIENCE, picker=(choose, cancel)))

    async def redraw(self, spot: Spot, card: Card) -> None:
        """Change what the message there says; where that is not possible, say it anew."""
        letter = Letter(spot.chat_id, card, spot.thread_id, patience=PATIENCE)
        try:
            if spot.message_id:
                await self.messages.edit(letter, spot.message_id)
                return
        except NotFound:
            log.info("a message cannot be changed any more", chat=spot.chat_id, message=spot.message_id)
        except Rejected as error:
            log.warning("a message was not changed", chat=spot.chat_id, reason=error.reason)
            return
        await self._send(letter)

    async def open(self, lead_id: int, spot: Spot) -> bool:
        """A card whose sending had no answer is sent once more: nothing could change what may hang there."""
        try:
            await self.board.open(lead_id, spot.chat_id, spot.thread_id)
        except Unknown as error:
            log.warning("nobody knows whether a card was opened", chat=spot.chat_id, reason=error.reason)
            await self.board.refresh(lead_id)
        except Rejected as error:
            log.warning("a card was not opened", chat=spot.chat_id, reason=error.reason)
            return False
        return True

    async def remove(self, spot: Spot) -> None:
        if spot.message_id:
            await self.messages.remove(spot.chat_id, spot.message_id)

    async def menu(self, spot: Spot, role: Role) -> None:
        await self.menus.offer(spot.chat_id, role)

    async def _send(self, letter: Letter) -> int | None:
        try:
            return (await self.messages.send(letter)).message_id
        except Rejected as error:
            log.warning("nothing could be said", chat=letter.chat_id, reason=error.reason)
            return None


def _group_reply(spot: Spot) -> int | None:
    """In a group an answer shows to whom; in a private chat that is plain."""
    return None if spot.private else spot.message_id

"""Pauses, as the chat shows and turns them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import structlog

from bot.board.pauses import PausePanels
from bot.cards.card import Card
from bot.cards.pauses import ask_end, ask_length
from desk.errors import NotFound, Rejected
from desk.ports import Clock
from desk.staff.pauses import known_switches, read_end
from handlers.telegram.desk import Guest, Spot
from scheduler.switches import Switches

log = structlog.get_logger("telegram")


@dataclass(frozen=True, slots=True)
class DeskPauses:
    """``zone`` (IANA) is the shop's."""

    clock: Clock
    switches: Switches
    panels: PausePanels
    sources: Collection[str]
    zone: str

    async def panel(self, spot: Spot, language: str, *, instead: bool = False) -> None:
        try:
            await self.panels.hang(spot.chat_id, spot.thread_id, language, spot.message_id or 0 if instead else 0)
        except Rejected as error:
            log.warning("the pauses were not shown", chat=spot.chat_id, reason=error.reason)

    def lengths(self, switch: str, language: str) -> Card:
        """The question for how long. Raises NotFound."""
        self._check(switch)
        return ask_length(switch, now=self.clock.now(), language=language, shop_zone=self.zone)

    def question(self, guest: Guest, switch: str, *, again: bool = False) -> Card:
        """To be answered by typing. Raises NotFound."""
        self._check(switch)
        return ask_end(switch, guest.person.id, language=guest.language, again=again)

    async def pause(self, guest: Guest, switch: str, until: datetime | None, key: str) -> bool:
        """False when it was so already. Raises NotFound, and Rejected for whoever may not."""
        self._check(switch)
        _only_admins(guest)
        return await self.switches.turn(switch, on=False, by=guest.person, until=until, key=key)

    async def resume(self, guest: Guest, switch: str, key: str) -> bool:
        """False when it was so already. A source that the settings name no more goes on as well."""
        if switch not in self.switches.pauses:
            self._check(switch)
        _only_admins(guest)
        return await self.switches.turn(switch, on=True, by=guest.person, key=key)

    def end(self, words: str) -> datetime | None:
        """Raises Rejected, with the code ``UNREADABLE`` for what means no moment."""
        return read_end(words, ZoneInfo(self.zone), self.clock.now())

    def end_after(self, minutes: int) -> datetime:
        return self.clock.now() + timedelta(minutes=minutes)

    def _check(self, switch: str) -> None:
        if switch not in known_switches(self.sources):
            raise NotFound("there is no such thing to pause")


def _only_admins(guest: Guest) -> None:
    if not guest.admin:
        raise Rejected("only admins pause and resume", code="not_admin")

"""The chat: put together here, run beside the worker and the inbox."""

import asyncio
from collections.abc import Mapping
from typing import Protocol

import structlog

from bot.app.carrying import Standing
from bot.app.comparing import SHOW_COMPARISON
from bot.app.gallery import SHOW_PICTURE
from bot.app.invitations import TELL_INVITER
from bot.app.line import Line
from bot.app.outcry import Outcry
from bot.app.set_up import SHOW_SET_UP
from bot.app.tools import BACKUP, EXPORT
from bot.app.updates import Updates, order_of
from bot.board.digest import DIGEST
from bot.courier.courier import Courier
from desk.errors import Ignored
from desk.leads.effects.outcome import Done, Outcome
from desk.leads.work import (
    ALARM_ADMINS,
    HIDE_NUMBER,
    REMIND,
    SHOW_CARD,
    SHOW_UNKNOWN,
    SHOW_WAITING,
    TELL_DROPPED,
    TELL_NUMBER,
)
from desk.staff.roles import Role
from desk.tracking.work import SHOW_CONNECTION, SHOW_TRACKED
from scheduler.handlers import Handler
from scheduler.spending import SHOW_SPENDING
from scheduler.switches import SHOW_PAUSES
from scheduler.watch import SHOW_INCIDENT
from storage.inbox import Kept
from storage.jobs import Job

KINDS = (
    SHOW_CARD,
    TELL_NUMBER,
    HIDE_NUMBER,
    REMIND,
    SHOW_WAITING,
    SHOW_UNKNOWN,
    TELL_DROPPED,
    ALARM_ADMINS,
    SHOW_INCIDENT,
    DIGEST,
    EXPORT,
    BACKUP,
    SHOW_PICTURE,
    SHOW_SPENDING,
    TELL_INVITER,
    SHOW_PAUSES,
    SHOW_COMPARISON,
    SHOW_SET_UP,
    SHOW_TRACKED,
    SHOW_CONNECTION,
)
log = structlog.get_logger("telegram")


class Chat(Protocol):
    """``run`` takes updates in until ``stop``; ``read`` understands one of them."""

    def handlers(self) -> Mapping[str, Handler]: ...
    def order_of(self, row: Kept) -> str: ...
    async def read(self, row: Kept) -> str | None: ...
    async def standing(self, person_id: int) -> Role: ...
    async def report_unreadable(self, row: Kept, reason: str) -> None: ...
    async def cry(self, cause: str, reason: str) -> None: ...
    async def run(self) -> None: ...
    async def stop(self) -> None: ...
    async def close(self) -> None: ...


class NoChat:
    """Without a token: what is owed to the chat is settled at once, everything else works."""

    def __init__(self) -> None:
        self._stopped = asyncio.Event()

    def handlers(self) -> Mapping[str, Handler]:
        return dict.fromkeys(KINDS, Handler(_nobody_reads_it))

    def order_of(self, row: Kept) -> str:
        return order_of(row)

    async def read(self, row: Kept) -> str:
        raise Ignored("no chat is connected")

    async def standing(self, person_id: int) -> Role:
        """Nobody can be asked who they are."""
        return Role.STRANGER

    async def report_unreadable(self, row: Kept, reason: str) -> None:
        log.error("a kept request could not be understood", source=row.source, row=row.id, reason=reason)

    async def cry(self, cause: str, reason: str) -> None:
        """The log has it already."""

    async def run(self) -> None:
        await self._stopped.wait()

    async def stop(self) -> None:
        self._stopped.set()

    async def close(self) -> None:
        """Nothing was opened."""


class TelegramChat:
    def __init__(
        self,
        handlers: Mapping[str, Handler],
        updates: Updates,
        line: Line,
        courier: Courier,
        outcry: Outcry,
        standing: Standing,
    ) -> None:
        self._handlers = handlers
        self._updates = updates
        self._line = line
        self._courier = courier
        self._outcry = outcry
        self._standing = standing

    def handlers(self) -> Mapping[str, Handler]:
        return self._handlers

    def order_of(self, row: Kept) -> str:
        return order_of(row)

    async def read(self, row: Kept) -> str:
        return await self._updates.read(row)

    async def standing(self, person_id: int) -> Role:
        return await self._standing(person_id)

    async def report_unreadable(self, row: Kept, reason: str) -> None:
        await self._updates.report_unreadable(row, reason)

    async def cry(self, cause: str, reason: str) -> None:
        await self._outcry.cry(cause, reason)

    async def run(self) -> None:
        await self._line.run()

    async def stop(self) -> None:
        self._line.stop()

    async def close(self) -> None:
        await self._courier.close()


async def _nobody_reads_it(_job: Job) -> Outcome:
    return Done("no chat is connected")

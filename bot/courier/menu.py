"""The commands that Telegram's menu offers, by role. A convenience: whatever fails here stops nothing.

https://core.telegram.org/bots/api#botcommandscope
"""

import structlog
from aiogram.types import BotCommand, BotCommandScopeAllPrivateChats, BotCommandScopeChat, BotCommandScopeUnion

from bot.cards.help import commands_of
from bot.courier.courier import Courier
from bot.courier.methods import SetCommands
from bot.texts.catalogue import LANGUAGES
from desk.errors import DeskError
from desk.staff.roles import Role

log = structlog.get_logger("telegram")
MORE = {"start", "help"}


class Menu:
    def __init__(self, courier: Courier, language: str) -> None:
        self._courier = courier
        self._language = language

    async def set_up(self, group_id: int, admins: frozenset[int]) -> None:
        await self._set(BotCommandScopeAllPrivateChats(), Role.SELLER, only=MORE)
        if group_id:
            await self._set(BotCommandScopeChat(chat_id=self._courier.moves.follow(group_id)), Role.SELLER)
        for admin in sorted(admins):
            await self.offer(admin, Role.ADMIN)

    async def offer(self, chat_id: int, role: Role) -> None:
        """To one private chat, once its owner is known."""
        if role is not Role.STRANGER:
            await self._set(BotCommandScopeChat(chat_id=chat_id), role)

    async def _set(self, scope: BotCommandScopeUnion, role: Role, only: set[str] | None = None) -> None:
        """In each language, and in the shop's for everybody else."""
        for code, language in ((None, self._language), *((it, it) for it in LANGUAGES)):
            listed = commands_of(role, language)
            commands = [BotCommand(command=name, description=does) for name, does in listed if not only or name in only]
            method = SetCommands(commands=commands, scope=scope, language_code=code)
            try:
                await self._courier.ask(method)
            except DeskError as error:
                log.info("the menu of commands was not set", reason=error.reason)
                return

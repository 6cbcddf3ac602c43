"""The admins' tools: files, copies of the database, and what runs here (X-38)."""

from typing import Protocol

from aiogram import Router
from aiogram.filters import Command, CommandObject
from aiogram.types import Message

from bot.cards.card import Card
from desk.staff.exports import Wanted, read_wanted
from desk.staff.roles import Role
from handlers.telegram import phrases
from handlers.telegram.desk import Guest, Voice
from handlers.telegram.rights import Allowed, spot_of

VIEWERS, ADMINS, OWNERS = Allowed(Role.VIEWER), Allowed(Role.ADMIN), Allowed(Role.OWNER)


class Tools(Protocol):
    """What is owed is told in the private chat of whoever asked, never in a group."""

    async def version(self, language: str) -> Card: ...
    async def owe_export(self, guest: Guest, wanted: Wanted, key: str) -> None: ...
    async def owe_backup(self, guest: Guest, key: str) -> None: ...


def commands() -> Router:
    router = Router(name="tools")
    router.message.register(tell_version, Command("version"), VIEWERS)
    router.message.register(export, Command("export"), ADMINS)
    router.message.register(back_up, Command("backup"), OWNERS)
    return router


async def tell_version(message: Message, guest: Guest, tools: Tools, voice: Voice) -> None:
    await voice.say(spot_of(message), await tools.version(guest.language))


async def export(message: Message, guest: Guest, command: CommandObject, tools: Tools, voice: Voice, key: str) -> None:
    wanted = read_wanted(command.args or "")
    if wanted is None:
        await voice.say(spot_of(message), phrases.note(guest.language, phrases.WHAT_TO_EXPORT))
        return
    await tools.owe_export(guest, wanted, key)
    await voice.say(spot_of(message), phrases.note(guest.language, phrases.FILE_COMES))


async def back_up(message: Message, guest: Guest, tools: Tools, voice: Voice, key: str) -> None:
    await tools.owe_backup(guest, key)
    await voice.say(spot_of(message), phrases.note(guest.language, phrases.COPY_COMES))

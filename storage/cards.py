"""Where cards hang. A card has a name (``lead:17``) and hangs at most once in a chat."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, delete, or_, select, update

from storage.columns import moment
from storage.statements import Statement
from storage.tables import card
from storage.upserts import replacing

SEEN = select(card.c.name, card.c.chat_id, card.c.thread_id, card.c.message_id, card.c.shown, card.c.sending_at)
IN_CHAT = SEEN.where(card.c.chat_id == bindparam("chat"))
FIND = Statement(lambda _: IN_CHAT.where(card.c.name == bindparam("called")))
AT = Statement(lambda _: IN_CHAT.where(card.c.message_id == bindparam("message")))


@dataclass(frozen=True, slots=True)
class Hung:
    """``shown`` is a digest of what is on it; ``sending_at`` is set while a send has no answer yet."""

    name: str
    chat_id: int
    thread_id: int | None
    message_id: int | None
    shown: str
    sending_at: datetime | None


class Cards:
    def __init__(self, connection: Connection) -> None:
        self._db = connection

    def find(self, name: str, chat_id: int) -> Hung | None:
        row = FIND.row(self._db, {"called": name, "chat": chat_id})
        return _raw(*row) if row else None

    def at(self, chat_id: int, message_id: int) -> Hung | None:
        row = AT.row(self._db, {"chat": chat_id, "message": message_id})
        return _raw(*row) if row else None

    def named(self, prefixes: Sequence[str], chat_id: int, since: datetime) -> list[Hung]:
        """Those in a chat whose names begin so, changed since then, the latest first."""
        ways = or_(*(card.c.name.startswith(it, autoescape=True) for it in prefixes))
        found = SEEN.where(card.c.chat_id == chat_id, card.c.changed_at >= since, ways)
        return [Hung(*row) for row in self._db.execute(found.order_by(card.c.changed_at.desc()))]

    def everywhere(self, name: str) -> list[Hung]:
        return [Hung(*row) for row in self._db.execute(SEEN.where(card.c.name == name))]

    def in_chat(self, chat_id: int, kind: str) -> list[Hung]:
        """Cards whose names begin with ``kind`` that hang in one chat, the latest first."""
        found = SEEN.where(card.c.chat_id == chat_id, card.c.name.startswith(kind, autoescape=True))
        return [Hung(*row) for row in self._db.execute(found.order_by(card.c.changed_at.desc()))]

    def hang(self, name: str, chat_id: int, at: datetime, **values: Any) -> None:
        """Remember what is known of this card: message_id, thread_id, shown, sending_at."""
        row = {"name": name, "chat_id": chat_id, "changed_at": at, **values}
        replacing(card, ("name", "chat_id"), tuple(row)).run(self._db, row)

    def take_down(self, name: str, chat_id: int) -> None:
        self._db.execute(delete(card).where(card.c.name == name, card.c.chat_id == chat_id))

    def migrate(self, old_chat: int, new_chat: int, at: datetime) -> None:
        """The group became a supergroup: its old messages cannot be edited any more.

        What hangs in the new one already, since somebody was quicker there than this news, stays.
        """
        quicker = select(card.c.name).where(card.c.chat_id == new_chat)
        self._db.execute(delete(card).where(card.c.chat_id == old_chat, card.c.name.in_(quicker.scalar_subquery())))
        gone = {"chat_id": new_chat, "message_id": None, "shown": "", "sending_at": None, "changed_at": at}
        self._db.execute(update(card).where(card.c.chat_id == old_chat).values(gone))


def _raw(*row: Any) -> Hung:
    """As the driver itself gives it."""
    name, chat_id, thread_id, message_id, shown, sent = row
    return Hung(name, chat_id, thread_id, message_id, shown, None if sent is None else moment(sent))

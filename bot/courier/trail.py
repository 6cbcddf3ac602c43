"""Where a message may hang whose answer was lost: behind the last one that is known.

In a supergroup every message gets the next number, whoever writes it, and a bot can edit its own messages only. So
a message of ours that nobody told us the number of is found by trying to edit the numbers that followed: members'
messages and missing ones refuse, known ones of ours are left out. Private chats and basic groups share one row of
numbers, so there nothing is looked for. Pure, and forgotten at a restart: then what is lost stays until it is pressed.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

SUPERGROUPS = -1_000_000_000_000  # https://core.telegram.org/bots/features#supergroups: -100 and the number
REACH = 3  # numbers that are tried for each lost message: an edit costs as much as a message


@dataclass(slots=True)
class _Gap:
    """Lost cards, all of one thread, behind the message ``after``."""

    after: int
    thread_id: int | None
    lost: int = 0
    ours: set[int] = field(default_factory=set)
    missed: set[int] = field(default_factory=set)


class Trail:
    def __init__(self) -> None:
        self._last: dict[int, int] = {}
        self._gaps: dict[int, _Gap] = {}

    def note(self, chat_id: int, message_id: int) -> None:
        """A message of ours has this number."""
        self._last[chat_id] = max(message_id, self._last.get(chat_id, 0))
        if gap := self._gaps.get(chat_id):
            gap.ours.add(message_id)

    def lose_card(self, chat_id: int, thread_id: int | None) -> None:
        """A card was sent, and its answer was lost."""
        last = self._last.get(chat_id)
        if chat_id >= SUPERGROUPS or last is None:
            return
        gap = self._gaps.setdefault(chat_id, _Gap(last, thread_id))
        if gap.thread_id != thread_id:
            self.lose_other(chat_id)
        gap.lost += 1

    def lose_other(self, chat_id: int) -> None:
        """Something else was lost that must not be turned into a card: what lies before the next known is not ours."""
        self._gaps.pop(chat_id, None)
        self._last.pop(chat_id, None)

    def candidates(self, chat_id: int, thread_id: int | None) -> Sequence[int]:
        gap = self._gaps.get(chat_id)
        if gap is None or gap.thread_id != thread_id:
            return ()
        behind = range(gap.after + 1, gap.after + 1 + REACH * gap.lost + len(gap.ours))
        return [number for number in behind if number not in gap.ours | gap.missed][:REACH]

    def miss(self, chat_id: int, message_id: int) -> None:
        """This number is somebody else's, or nobody's."""
        if gap := self._gaps.get(chat_id):
            gap.missed.add(message_id)

    def settle(self, chat_id: int) -> None:
        """One lost card was found, or sent anew."""
        if gap := self._gaps.get(chat_id):
            gap.lost -= 1
            if gap.lost <= 0:
                del self._gaps[chat_id]

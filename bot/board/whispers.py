"""What the group shows to one member alone, because their private chat is closed; it is taken back like a private word.

https://core.telegram.org/bots/api#ephemeralmessageparameters
"""

from contextlib import suppress
from dataclasses import dataclass

from bot.board.group import Group
from bot.board.place import whisper_name
from bot.board.topics import Topic
from bot.courier.letter import Letter
from bot.courier.messages import Messages
from desk.errors import NotFound
from desk.ports import Clock
from storage.books import Store


@dataclass(frozen=True, slots=True)
class Whispers:
    """Its number is on disk before a whole phone number is in it, as with a card: see ``Hanger``."""

    store: Store
    messages: Messages
    clock: Clock
    group: Group

    async def tell(self, name: str, letter: Letter) -> bool:
        """False where it is not possible. Raises Temporary."""
        group, person, veiled = self.group, letter.chat_id, letter.veiled
        if not group.place.chat_id:
            return False
        await self.take_back(name, person)
        first = (veiled or letter).card
        number = await self.messages.whisper(group.chat_id, person, first, await group.thread(Topic.LEADS))
        if not number:
            return False
        now, chat_id, spoken = self.clock.now(), group.chat_id, whisper_name(name, person)
        await self.store.write(lambda books: books.cards.hang(spoken, chat_id, now, shown=str(number)))
        return not veiled or await self._unveil(letter, number)

    async def take_back(self, name: str, person: int) -> None:
        """Raises Temporary. One that is gone by itself is no trouble."""
        chat_id, spoken = self.group.chat_id, whisper_name(name, person)
        said = await self.store.read(lambda books: books.cards.find(spoken, chat_id))
        if said is None:
            return
        with suppress(NotFound):
            await self.messages.unsay(chat_id, person, int(said.shown))
        await self.store.write(lambda books: books.cards.take_down(spoken, chat_id))

    async def _unveil(self, letter: Letter, number: int) -> bool:
        try:
            await self.messages.reword(self.group.chat_id, letter.chat_id, number, letter.card)
        except NotFound:  # nobody promises that one arrives, or how long it stays
            return False
        return True

"""Cards of what call tracking could not do: one for each in the sellers' group, at the present state (CR-18, CR-82).

Without a group each admin has them privately. When many need a person at once, one message counts them instead.
"""

from dataclasses import dataclass
from datetime import timedelta

from bot.board.group import Group
from bot.board.hanger import Hanger
from bot.board.painter import Painter
from bot.board.topics import Topic
from bot.cards.card import Card
from bot.cards.facts import Reader
from bot.cards.touches import Links, render_rush, render_told, render_touch
from bot.courier.errors import ONES_OWN
from bot.courier.letter import Letter
from bot.courier.limits import Precedence
from bot.texts.catalogue import Speaker
from desk.errors import DeskError, Rejected, Temporary
from desk.leads.effects.outcome import Again, Done, Outcome
from desk.ports import Clock
from desk.tracking.case import Case
from desk.tracking.export import Export
from desk.tracking.work import RUSH, TOUCH, show_rush
from storage.books import Books, Store
from storage.jobs import Job

MANY = 10  # that need a person at once: a card each would be a flood
COUNTED = "tracked:rush"


@dataclass(frozen=True, slots=True)
class TrackedCards:
    """``links`` None: call tracking is not connected."""

    store: Store
    hanger: Hanger
    clock: Clock
    painter: Painter
    group: Group
    links: Links | None

    async def show(self, job: Job) -> Outcome:
        """Raises Temporary, NotFound."""
        if self.links is None:
            return Done("call tracking is not connected any more")
        what, number = str(job.data["what"]), int(job.data["number"])
        found, troubled, admins = await self.store.read(lambda books: self._look(books, what, number))
        name = f"tracked:{what}:{number}"
        try:
            if self.group.place.chat_id:
                await self._hang(name, found, troubled, self.group.chat_id, self.painter.language, self.links)
            else:
                for person, language in admins.items():
                    await self._hang_privately(name, found, troubled, person, language, self.links)
        except DeskError as error:
            if isinstance(error, Temporary) and error.code in ("limits", "429"):
                return Again(self.clock.now() + timedelta(seconds=error.retry_after or 1))
            raise await self.group.judge(error) from error
        return Done()

    async def _hang_privately(
        self, name: str, found: Case | Export | None, troubled: int, person: int, language: str, links: Links
    ) -> None:
        try:
            await self._hang(name, found, troubled, person, language, links)
        except Rejected as error:
            if error.code not in ONES_OWN:
                raise

    async def _hang(
        self, name: str, found: Case | Export | None, troubled: int, chat: int, language: str, links: Links
    ) -> None:
        """What was over before anybody saw it is not shown. ``found`` None: how many there are."""
        speaker = Speaker(language)
        if found is None:
            await self.hanger.hang(COUNTED, await self._letter(chat, render_rush(troubled, speaker)))
            return
        if await self.hanger.find(name, chat) is None:
            if not found.troubled:
                return
            if troubled > MANY:
                await self.store.write(lambda books: books.jobs.put(show_rush(self.clock.now())))
                return
        reader = Reader(speaker, self.painter.zone, self.clock.now(), full=chat > 0)
        draw = render_touch(found, links, reader) if isinstance(found, Case) else render_told(found, links, reader)
        await self.hanger.hang(name, await self._letter(chat, draw))

    async def _letter(self, chat: int, card: Card) -> Letter:
        thread = await self.group.thread(Topic.TROUBLE) if chat < 0 else None
        return Letter(chat, card, thread, Precedence.PRIVATE, patience=3.0)

    def _look(self, books: Books, what: str, number: int) -> tuple[Case | Export | None, int, dict[int, str]]:
        found: Case | Export | None = None
        if what != RUSH:
            found = books.touches.load(number) if what == TOUCH else books.tracker_deals.load(number)
        admins = books.people.admins(self.painter.admins)
        languages = {person: self.painter.language_of(known) for person, known in admins.items()}
        return found, books.touches.count_troubled(), languages

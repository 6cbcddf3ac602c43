"""Living cards for the admins, one for each of them: sent with a sound where it is news, and changed in its place.

Of a day's money (N-09), and of what a comparison of store and CRM has found (N-12).
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from bot.board.hanger import Hanger
from bot.board.painter import Painter
from bot.cards.card import Card
from bot.courier.errors import BLOCKED, NO_CHAT
from bot.courier.letter import Letter
from bot.courier.limits import Precedence
from desk.errors import DeskError, Rejected, Temporary
from desk.leads.effects.outcome import Again, Done, Outcome
from desk.ports import Clock
from storage.books import Books, Store
from storage.jobs import Job

Draw = Callable[[Books, str, str, datetime], Card]  # a day (ISO date, the shop's), a language, now
log = structlog.get_logger("board")


@dataclass(frozen=True, slots=True)
class Briefs:
    """``kind`` names them: there is one a day."""

    kind: str
    store: Store
    hanger: Hanger
    clock: Clock
    painter: Painter
    draw: Draw

    async def show(self, job: Job) -> Outcome:
        """A day's card that nobody has seen is not sent when the day is over."""
        day, news = str(job.data["day"]), bool(job.data["anew"])
        failures: list[DeskError] = []
        for person, language in await self.store.read(self._readers):
            try:
                if news or await self.hanger.find(self._name(day), person):
                    await self._tell(person, language, day, anew=news and not job.tries)
            except Rejected as error:
                if error.code not in (BLOCKED, NO_CHAT):
                    failures.append(error)
                log.info("a private chat is closed", person=person)
            except DeskError as error:  # the others are told all the same
                failures.append(error)
        if not failures:
            return Done()
        if isinstance(failures[0], Temporary) and failures[0].code in ("limits", "429"):
            return Again(self.clock.now() + timedelta(seconds=failures[0].retry_after or 1))
        raise failures[0]

    async def _tell(self, person: int, language: str, day: str, *, anew: bool) -> None:
        name, now = self._name(day), self.clock.now()
        card = await self.store.read(lambda books: self.draw(books, day, language, now))
        letter = Letter(person, card, precedence=Precedence.PRIVATE, patience=5.0)
        await (self.hanger.hang_anew(name, letter) if anew else self.hanger.hang(name, letter))

    def _readers(self, books: Books) -> list[tuple[int, str]]:
        admins = books.people.admins(self.painter.admins)
        return [(person, self.painter.language_of(known)) for person, known in admins.items()]

    def _name(self, day: str) -> str:
        return f"{self.kind}:{day}"

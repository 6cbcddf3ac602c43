"""Twenty sellers and two admins before one group, who press the same card within one moment."""

import logging
import random
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy.engine import make_url
from structlog.testing import capture_logs

from bench.leaping import LeapingClock
from bot.cards.card import Action
from desk.leads.policy import StaffRules
from desk.leads.view import PastEntry
from sandbox.kit.history import History
from sandbox.telegram.callbacks import Press
from sandbox.telegram.fake import TelegramFake
from sandbox.telegram.view import Seen
from storage.books import Books
from tests.faults.checker.evidence import Evidence, Violation, read_rows
from tests.faults.checker.owners import find_two_owners
from tests.faults.line import Line
from tests.faults.neighbours.telegram_desk import GROUP, OWNER, Desk, open_desk, write_settings

SELLERS = tuple(range(601, 621))
ADMINS = (OWNER, 651)
CALM = StaffRules()
UNCHANGED = "not modified"
OWNERS = {"claimed", "given", "by_hand", "handed_to"}
FREE = {"released", "taken_back"}
AGREED_WITHIN = 5.0  # world seconds
ANSWERED_WITHIN = 120.0
LOOK = 0.25

Tap = tuple[int, Action, int]  # who, what, and whom to (0: nobody)


@dataclass
class Rush:
    desk: Desk
    fake: TelegramFake
    dice: random.Random
    database: Path
    reopen: Callable[[], Desk]
    errors: list[str] = field(default_factory=list)
    sold: int = 0
    slowest: float = 0.0

    async def restart(self) -> None:
        await self.desk.stop()
        self.desk = self.reopen()
        self.desk.start()

    async def sell(self) -> tuple[int, int]:
        """A new lead, and the message that is its card in the group."""
        self.sold += 1
        lead_id = await self.desk.sell(self.sold)
        for _ in range(600):
            hung = await self.desk.store.read(lambda books: books.cards.find(f"lead:{lead_id}", GROUP))
            if hung and hung.message_id:
                return lead_id, hung.message_id
            await self.desk.clock.sleep(LOOK)
        raise AssertionError(f"lead {lead_id} hangs nowhere")

    async def copy(self, lead_id: int, people: Iterable[int]) -> None:
        """They open the card in their own chats."""
        for person in people:
            self.fake.control.say(person, person, f"/lead {lead_id}")
        await self.desk.clock.sleep(5)

    async def tap(self, lead_id: int, card: int, taps: Sequence[Tap]) -> list[Press]:
        """All within one moment; returned when each has its answer, or none will come."""
        presses = [self._press(lead_id, card, tap) for tap in taps]
        for _ in range(int(ANSWERED_WITHIN / LOOK)):
            if all(press.answer is not None for press in presses):
                break
            await self.desk.clock.sleep(LOOK)
        return presses

    def _press(self, lead_id: int, card: int, tap: Tap) -> Press:
        """Whom to hand it to is asked privately; everything else stands under the card."""
        who, action, whom = tap
        spot = (who, 1) if whom else (GROUP, card)
        return self.fake.control.press(who, *spot, data_of(action, lead_id, whom), stale=True)

    async def settle(self, lead_id: int) -> float | None:
        """World seconds until all copies of the card tell who has it; None: they do not."""
        began = self.desk.clock.monotonic()
        lead = await self.desk.lead(lead_id)
        holder = lead.assignee.name if lead.assignee else ""
        while (passed := self.desk.clock.monotonic() - began) <= AGREED_WITHIN + LOOK:
            if all(shows(copy, holder) for copy in await self.copies(lead_id)):
                self.slowest = max(self.slowest, passed)
                return passed
            await self.desk.clock.sleep(LOOK)
        return None

    async def copies(self, lead_id: int) -> list[Seen]:
        """Every message that hangs as this lead's card, wherever it does."""

        def work(books: Books) -> list[tuple[int, int]]:
            return [(it.chat_id, it.message_id) for it in books.cards.everywhere(f"lead:{lead_id}") if it.message_id]

        found = []
        for chat, message_id in await self.desk.store.read(work):
            found += [it for it in self.fake.control.transcript(chat) if it.message_id == message_id]
        return found

    async def story(self, lead_id: int) -> list[PastEntry]:
        return await self.desk.store.read(lambda books: books.leads.history(lead_id))

    def two_owners(self) -> list[Violation]:
        """By the checker that decides the promises, over all leads."""
        return list(find_two_owners(Evidence([], read_rows(self.database))))

    def said_unchanged(self) -> list[str]:
        """What people or the log were told of a card that was not changed."""
        chats = self.fake.state.chats
        told = [seen.text for chat in chats for seen in self.fake.control.transcript(chat)]
        answers = [press.answer.text for press in self.fake.state.callbacks._presses.values() if press.answer]
        return [it for it in (*told, *answers, *self.errors) if UNCHANGED in it]


def data_of(action: Action, lead_id: int, whom: int = 0) -> str:
    return f"r1:{action.value}:{lead_id}.{whom}" if whom else f"r1:{action.value}:{lead_id}"


def name_of(person: int) -> str:
    return f"Seller{person}"


def shows(card: Seen, holder: str) -> bool:
    """Whether its first line names the holder, and nobody else."""
    title = card.text.split("\n", 1)[0]
    named = [name_of(it) for it in (*SELLERS, *ADMINS) if name_of(it) in title]
    return named == ([holder] if holder else [])


def owners_in(story: Sequence[PastEntry]) -> list[str]:
    """Who had it, one after the other; empty: nobody."""
    owners = [""]
    for entry in story:
        if entry.what in OWNERS:
            owners.append(entry.data["name"] if entry.what == "handed_to" else entry.who)
        elif entry.what in FREE:
            owners.append("")
    return owners


@asynccontextmanager
async def open_rush(
    line: Line, seed: int, folder: Path, database: str, staff: StaffRules = CALM
) -> AsyncIterator[Rush]:
    """To be run in leaping time. The log must stay without errors."""
    clock = LeapingClock()
    fake = TelegramFake(clock, History(), seed=seed)
    people = {it: fake.control.add_user(name_of(it), number=it) for it in (*ADMINS, *SELLERS)}
    fake.control.add_supergroup("Продажи", people[OWNER], list(people.values())[1:], number=GROUP)
    for person in people.values():
        fake.control.open_private(person)
    await fake.start()
    try:
        with overhear() as errors:
            settings = write_settings(folder, fake.url, database)
            desk = open_desk(settings, clock, staff=staff)
            await name_all(desk)
            file = Path(make_url(database).database or "")
            rush = Rush(desk, fake, random.Random(seed), file, lambda: open_desk(settings, clock, staff=staff), errors)
            desk.start()
            try:
                yield rush
            finally:
                await rush.desk.stop()
        line.expect(not errors, f"the log has errors: {errors[:3]}")
    finally:
        await fake.stop()


async def name_all(desk: Desk) -> None:
    now = desk.clock.now()

    def work(books: Books) -> None:
        for person in (*SELLERS, *ADMINS):
            books.people.meet(person, name_of(person), "", now, reachable=True)
            books.people.change(person, now, role="admin" if person in ADMINS else "seller")

    await desk.store.write(work)


@contextmanager
def overhear() -> Iterator[list[str]]:
    """Everything that is logged as an error, ours and the libraries'."""
    errors: list[str] = []

    class Ear(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            errors.append(record.getMessage())

    ear = Ear(logging.ERROR)
    logging.getLogger().addHandler(ear)
    try:
        with capture_logs() as said:
            yield errors
            errors += [str(it) for it in said if it["log_level"] in ("error", "critical")]
    finally:
        logging.getLogger().removeHandler(ear)

"""The inbox's reader: each kept request is understood once, in order, or a person hears of it."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from typing import TypeVar

import pytest

from desk.errors import Ignored, Rejected, Temporary
from desk.model import InboundRequest
from scheduler.inbox import MOST_TRIES, InboxReader
from storage.books import Books, Store
from storage.inbox import Kept
from tests.clocks import TurnedClock, settle, soon

T = TypeVar("T")


@dataclass
class Post:
    """An inbox and who reads it. Bodies are the keys of order: ``a1`` and ``a2`` come one after the other."""

    store: Store
    clock: TurnedClock
    seen: list[str] = field(default_factory=list)
    read: list[str] = field(default_factory=list)
    given_up: list[tuple[str, str]] = field(default_factory=list)
    acts: dict[str, Callable[[], Awaitable[None]]] = field(default_factory=dict)
    reader: InboxReader = field(init=False)
    task: asyncio.Task[None] | None = None

    def __post_init__(self) -> None:
        self.reader = InboxReader(self.store, self.clock, {"*": self._read}, lambda row: name(row)[0], self._give_up)
        self.store.on_mail = self.reader.nudge

    async def _read(self, row: Kept) -> None:
        self.seen.append(name(row))
        if act := self.acts.get(name(row)):
            await act()
        await self.store.write(lambda books: books.inbox.handle(row.id, self.clock.now(), "read"))
        self.read.append(name(row))

    async def _give_up(self, row: Kept, reason: str) -> None:
        self.given_up.append((name(row), reason))

    async def keep(self, *names: str, tries: int = 0) -> None:
        def work(books: Books) -> None:
            for it in names:
                request = InboundRequest("POST", "/", {}, {}, it.encode(), "", self.clock.now())
                row = books.inbox.keep("hooks/any", it, request)
                assert row
                for _ in range(tries):
                    books.inbox.miss(row)

        await self.store.write(work)

    def fails(self, it: str, *errors: Exception) -> None:
        left = list(errors)

        async def act() -> None:
            if left:
                raise left.pop(0)

        self.acts[it] = act

    def holds(self, it: str) -> asyncio.Event:
        free = asyncio.Event()

        async def act() -> None:
            await free.wait()

        self.acts[it] = act
        return free

    async def row(self, it: str) -> Kept:
        found = await self.store.read(lambda books: books.inbox.find("hooks/any", it))
        assert found
        return found

    async def unread(self) -> list[str]:
        return [name(row) for row in await self.store.read(lambda books: books.inbox.waiting())]

    def start(self) -> None:
        self.task = asyncio.create_task(self.reader.run())


def name(row: Kept) -> str:
    return row.request.body.decode()


@pytest.fixture
async def post(store: Store, clock: TurnedClock) -> AsyncIterator[Post]:
    post = Post(store, clock)
    yield post
    await post.reader.stop(0.05)
    if post.task:
        await asyncio.wait_for(post.task, 2)


async def test_x_02_what_a_dead_process_left_unread_is_read_first_and_in_order(post: Post) -> None:
    await post.keep("a1", "a2", "a3")
    post.start()
    await post.keep("a4")
    await soon(lambda: len(post.read) == 4)
    assert post.read == ["a1", "a2", "a3", "a4"]
    assert await post.unread() == []


async def test_s0_01_a_kept_request_is_read_at_once(post: Post) -> None:
    post.start()
    await settle(0.05)
    await post.keep("a1")
    await soon(lambda: post.read, within=0.5)


async def test_rows_of_one_key_keep_their_order_and_hold_up_nobody_else(post: Post) -> None:
    free = post.holds("a1")
    post.start()
    await post.keep("a1", "a2", "b1", "b2")
    await soon(lambda: post.read == ["b1", "b2"])
    assert post.seen.count("a2") == 0
    free.set()
    await soon(lambda: post.read == ["b1", "b2", "a1", "a2"])


async def test_x_03_a_second_try_keeps_its_place_in_the_line(post: Post) -> None:
    post.fails("a1", Temporary("locked"))
    post.start()
    await post.keep("a1", "a2", "b1")
    await soon(lambda: len(post.read) == 3)
    assert post.seen.index("a2") > [i for i, it in enumerate(post.seen) if it == "a1"][1]
    assert (await post.row("a1")).tries == 1


async def test_x_08_what_cannot_be_understood_is_closed_and_a_person_hears_once(post: Post) -> None:
    post.fails("a1", Rejected("not JSON"))
    post.start()
    await post.keep("a1", "a2")
    await soon(lambda: post.read == ["a2"])
    assert post.given_up == [("a1", "not JSON")]
    assert (post.seen, await post.unread()) == (["a1", "a2"], [])


async def test_x_08_the_tries_of_a_row_have_an_end_and_survive_a_restart(post: Post) -> None:
    post.fails("a1", Temporary("503"))
    await post.keep("a1", tries=MOST_TRIES - 1)
    post.start()
    await soon(lambda: post.given_up)
    assert post.given_up == [("a1", "503")]
    assert await post.unread() == []


async def test_x_03_what_nobody_is_to_blame_for_is_tried_until_it_is_over_and_holds_up_nobody(post: Post) -> None:
    """Telegram wants a pause of a chat: whoever asked for something there is answered afterwards."""
    pause = Temporary("429", retry_after=40, blameless=True)
    post.fails("a1", *[pause] * (MOST_TRIES + 1))
    post.start()
    await post.keep("a1", "a2")
    await soon(lambda: post.read == ["a2"])
    for turn in range(2, MOST_TRIES + 3):
        await settle(0.02)
        assert post.seen.count("a1") == turn - 1, "not before the pause is over"
        post.clock.turn(40)
        await soon(lambda turn=turn: post.seen.count("a1") == turn)
    await soon(lambda: post.read == ["a2", "a1"])
    assert (post.given_up, (await post.row("a1")).tries) == ([], 0)


async def test_a_reader_that_breaks_tries_again_and_then_a_person_hears(post: Post) -> None:
    post.fails("a1", KeyError("ID"))
    post.fails("b1", KeyError("ID"))
    await post.keep("a1")
    await post.keep("b1", tries=MOST_TRIES - 1)
    post.start()
    await soon(lambda: post.read == ["a1"])
    assert post.given_up == [("b1", "KeyError: 'ID'")]


async def test_an_expected_fact_that_changes_nothing_alarms_nobody(post: Post) -> None:
    post.fails("a1", Ignored("not connected any more"))
    post.start()
    await post.keep("a1", "a2")
    await soon(lambda: post.read == ["a2"])
    assert (post.given_up, await post.unread()) == ([], [])


async def test_a_stop_leaves_what_is_unread_to_the_next_process(post: Post) -> None:
    post.holds("a1")
    post.start()
    await post.keep("a1", "a2")
    await soon(lambda: post.seen)
    await post.reader.stop(0.05)
    await settle(0.05)
    assert (post.seen, await post.unread()) == (["a1"], ["a1", "a2"])


class FullStore(Store):
    """Nothing can be written, while ``full``; and what it is asked for may take a while, as long as it is ``held``."""

    full = False
    held: asyncio.Event | None = None

    async def write(self, work: Callable[[Books], T]) -> T:
        if self.full:
            raise Temporary("the disk is full")
        return await super().write(work)

    async def read(self, work: Callable[[Books], T]) -> T:
        answer = await super().read(work)
        if self.held:
            await self.held.wait()
        return answer


async def test_x_03_what_could_not_be_written_down_comes_again_though_others_came_meanwhile(
    store: Store, clock: TurnedClock
) -> None:
    full = FullStore(store.database)
    post = Post(full, clock)
    post.start()
    await post.keep("a1")
    full.full = True
    await soon(lambda: post.seen == ["a1"])
    full.full, full.held = False, asyncio.Event()
    await post.keep("b1")
    await settle(1.3)  # by now it is to be looked for anew, and the look for the other is still under way
    full.held.set()
    full.held = None
    await soon(lambda: sorted(post.read) == ["a1", "b1"])
    await post.reader.stop()


class LateStore(Store):
    """What it answers may be older than what has happened since."""

    held: asyncio.Event | None = None
    looked = 0

    async def read(self, work: Callable[[Books], T]) -> T:
        answer = await super().read(work)
        self.looked += 1
        if self.held:
            await self.held.wait()
        return answer


async def test_a_row_that_ends_during_a_look_is_not_read_again(store: Store, clock: TurnedClock) -> None:
    late = LateStore(store.database)
    post = Post(late, clock)
    free = post.holds("a1")
    post.start()
    await post.keep("a1")
    await soon(lambda: post.seen == ["a1"])
    await settle(0.05)
    late.held, before = asyncio.Event(), late.looked
    await post.keep("b1")
    await soon(lambda: late.looked > before)  # the look saw a1 unread, and its answer is still on its way
    free.set()
    await soon(lambda: post.read == ["a1"])
    late.held.set()
    late.held = None
    await soon(lambda: "b1" in post.read)
    await post.reader.stop()
    assert post.seen == ["a1", "b1"]

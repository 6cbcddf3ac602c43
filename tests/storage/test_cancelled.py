"""Whoever is cancelled while waiting for a commit leaves the writer alive for the others."""

import asyncio
import threading

import pytest

from storage.books import Books, Store
from tests.clocks import MONDAY_NOON


def remember(books: Books, name: str) -> None:
    books.vault.keep(name, {}, MONDAY_NOON)


async def known(store: Store, name: str) -> bool:
    return await store.read(lambda books: books.vault.load(name)) is not None


async def test_what_had_not_begun_is_taken_back_and_the_writer_goes_on(store: Store) -> None:
    free = threading.Event()
    first = asyncio.create_task(store.write(lambda _books: free.wait(5)))
    await asyncio.sleep(0.02)
    second = asyncio.create_task(store.write(lambda books: remember(books, "second")))
    await asyncio.sleep(0.02)
    second.cancel()
    with pytest.raises(asyncio.CancelledError):
        await second
    free.set()
    await asyncio.wait_for(first, 2)
    await asyncio.wait_for(store.write(lambda books: remember(books, "third")), 2)
    assert (await known(store, "second"), await known(store, "third")) == (False, True)


async def test_what_had_begun_is_kept_and_the_writer_goes_on(store: Store) -> None:
    begun, free = threading.Event(), threading.Event()

    def work(books: Books) -> None:
        begun.set()
        free.wait(5)
        remember(books, "first")

    first = asyncio.create_task(store.write(work))
    await asyncio.to_thread(begun.wait, 5)
    first.cancel()
    with pytest.raises(asyncio.CancelledError):
        await first
    free.set()
    await asyncio.wait_for(store.write(lambda books: remember(books, "second")), 2)
    assert (await known(store, "first"), await known(store, "second")) == (True, True)

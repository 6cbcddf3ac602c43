from collections.abc import AsyncIterator, Callable

import pytest

from bot.app.clock import SystemClock
from bot.cards.card import Card
from bot.courier.connection import make_bot
from bot.courier.courier import Courier
from bot.courier.letter import Letter
from bot.courier.limits import Precedence
from bot.courier.memory import Memory
from bot.courier.messages import Messages
from bot.courier.moves import Moves
from sandbox.telegram.fake import TOKEN
from storage.books import Store
from tests.bot.telegram_room import Town, open_town

Write = Callable[..., Letter]


@pytest.fixture
async def town() -> AsyncIterator[Town]:
    async with open_town() as town:
        yield town


@pytest.fixture
async def messages(town: Town, store: Store) -> AsyncIterator[Messages]:
    async for messages in open_messages(town, store):
        yield messages


@pytest.fixture
async def restarted(town: Town, store: Store) -> AsyncIterator[Messages]:
    """Of a later process on the same database."""
    async for messages in open_messages(town, store):
        yield messages


async def open_messages(town: Town, store: Store) -> AsyncIterator[Messages]:
    clock = SystemClock()
    courier = Courier(make_bot(TOKEN, town.fake.url), clock, Moves(store, clock), Memory(store, clock))
    yield Messages(courier)
    await courier.close()


@pytest.fixture
def write() -> Write:
    def letter(
        chat_id: int, text: str = "Hello", precedence: Precedence = Precedence.ANSWER, **changes: float
    ) -> Letter:
        return Letter(chat_id, Card(text, text), precedence=precedence, **changes)  # type: ignore[arg-type]

    return letter

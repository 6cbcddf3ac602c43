"""Fakes on ports of their own, for as long as a test takes."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, TypeVar

from sandbox.kit.fake import Fake

FakeT = TypeVar("FakeT", bound=Fake)


@asynccontextmanager
async def serve(fake: FakeT, **how: Any) -> AsyncIterator[FakeT]:
    """``how`` as in ``Fake.start``."""
    await fake.start(**how)
    try:
        yield fake
    finally:
        await fake.stop()

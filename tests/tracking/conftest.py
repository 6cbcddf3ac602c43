"""The scenes of call tracking. The vectors run on each kind of them."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from storage.books import Store
from tests.clocks import TurnedClock
from tests.tracking.paper_tracker import PaperTracker
from tests.tracking.scene import Scene
from tests.tracking.wired import Wired, open_wired
from tests.tracking.world import PaperCrm


@pytest.fixture
def clock() -> TurnedClock:
    return TurnedClock()


@pytest.fixture
def scene(store: Store, clock: TurnedClock) -> Scene:
    return Scene(store, clock, PaperCrm(clock), PaperTracker(clock))


@pytest.fixture
async def wired(store: Store, tmp_path: Path) -> AsyncIterator[Wired]:
    async with open_wired(store, tmp_path) as found:
        yield found

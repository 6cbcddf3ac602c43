"""The scenes of call tracking. The vectors run on each kind of them."""

import pytest

from storage.books import Store
from tests.clocks import TurnedClock
from tests.tracking.paper_tracker import PaperTracker
from tests.tracking.scene import Scene
from tests.tracking.world import PaperCrm


@pytest.fixture
def clock() -> TurnedClock:
    return TurnedClock()


@pytest.fixture
def scene(store: Store, clock: TurnedClock) -> Scene:
    return Scene(store, clock, PaperCrm(clock), PaperTracker(clock))

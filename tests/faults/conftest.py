"""Every fault line writes its record; random ones print their seed.

At full size the seeds that were kept run before a fresh one. The quick size plays the same lives every time: it says
whether a change broke something, and leaves the search for what nobody has met yet to the full size.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.line import FULL, Line
from tests.faults.process.stable import Stable
from tests.faults.process.stage import Stage
from tests.faults.seeds import fresh_seed, keep_seed, kept_seeds, own_seed

FULL_TIMEOUT = 3600


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    if FULL:
        for item in items:
            item.add_marker(pytest.mark.timeout(FULL_TIMEOUT))


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "seed" in metafunc.fixturenames:
        kept = kept_seeds(metafunc.function.__name__) if FULL else []
        metafunc.parametrize("seed", [*kept, None], ids=[*(f"kept-{it}" for it in kept), "fresh"], indirect=True)


@pytest.fixture
def seed(request: pytest.FixtureRequest) -> int:
    """What a random test draws from."""
    fresh = fresh_seed() if FULL else own_seed(request.node.name)
    seed: int = fresh if request.param is None else request.param
    print(f"seed {seed}")  # noqa: T201 - the runner shows it when the test fails
    return seed


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    outcome = yield
    if outcome.get_result().failed:  # type: ignore[attr-defined]
        item.broke = True  # type: ignore[attr-defined]


@pytest.fixture
def line(request: pytest.FixtureRequest) -> Iterator[Line]:
    """The test names its row by its own name: ``test_f_11_…``. The seed of a failure is kept."""
    seed = request.getfixturevalue("seed") if "seed" in request.fixturenames else None
    number = request.function.__name__.split("_")[2]
    line = Line(f"F-{number}", request.node.name, seed)
    yield line
    finished = not getattr(request.node, "broke", False)
    if FULL and seed is not None and (line.violations or not finished):
        keep_seed(request.function.__name__, seed)
    line.close(finished)


@pytest.fixture(scope="session")
def stable() -> Iterator[Stable]:
    """One process that has imported everything; desks are forked from it."""
    stable = Stable()
    yield stable
    stable.close()


@pytest.fixture
def stage(stable: Stable, empty_database: Path) -> Stage:
    return Stage(stable, empty_database)

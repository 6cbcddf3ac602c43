"""F-16: our own description of the interface against us: generated requests, right and wrong ones, at every address."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import hypothesis
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given
from hypothesis.errors import Unsatisfiable

from handlers.web.openapi import describe
from tests.clocks import TurnedClock
from tests.faults.line import FULL, Line
from tests.faults.web.doors import API, BEARER, SETTINGS, TELEGRAM
from tests.faults.web.edge import LEAD, Edge, open_edge, read_settings
from tests.faults.web.wire import HOST

PATHS = sorted(describe()["paths"]) if FULL else ["/orders/{source}", "/telegram/{secret_path}"]
PLACES = {"source": "site", "secret": BEARER, "integration": "smsaero", "secret_path": TELEGRAM, "id": LEAD}
TOKENS = {"X-Telegram-Bot-Api-Secret-Token": TELEGRAM}
# A shop's forms are read leniently, and Corezoid's refusals are 200: a wrong request may well be answered 2xx.
LENIENT = [schemathesis.checks.negative_data_rejection]


@pytest.fixture
async def edge(tmp_path: Path) -> AsyncIterator[Edge]:
    async with open_edge(read_settings(tmp_path, SETTINGS), TurnedClock()) as one:
        yield one


@pytest.mark.parametrize("path", PATHS)
async def test_f_16_every_answer_is_one_that_was_described(edge: Edge, path: str, line: Line, seed: int) -> None:
    url = f"http://{HOST}:{edge.port}"
    document = describe(url)
    document["paths"] = {path: document["paths"][path]}
    for found in schemathesis.openapi.from_dict(document).get_all_operations():
        await asyncio.to_thread(try_out, found.ok(), url, line, seed)


def try_out(operation: Any, url: str, line: Line, seed: int) -> None:
    """With right tokens, so that the requests come as far as they can; in a thread beside the served desk."""
    how = hypothesis.settings(
        max_examples=line.pick(4, 300),
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.generate],
    )
    places = {name: value for name, value in PLACES.items() if f"{{{name}}}" in operation.path}
    token = API if operation.path.startswith("/api/leads") else BEARER
    for mode in schemathesis.GenerationMode:

        @hypothesis.seed(seed)
        @how
        @given(case=operation.as_strategy(generation_mode=mode, path_parameters=places))
        def ask(case: Any) -> None:
            line.case()
            headers = {"Authorization": f"Bearer {token}", **TOKENS}
            case.call_and_validate(base_url=url, headers=headers, excluded_checks=LENIENT)

        try:
            ask()
        except Unsatisfiable:
            assert mode is schemathesis.GenerationMode.NEGATIVE  # nothing to be wrong about: no parameters, no body

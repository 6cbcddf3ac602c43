"""The real adapter in front of the fake cloud; the world's clock is ours."""

from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest

from desk.model import InboundRequest
from integrations.voximplant.config import VoximplantSection
from sandbox.kit.clock import WorldClock
from sandbox.kit.history import History
from sandbox.voximplant.fake import VoximplantFake
from tests.integrations.conftest import START
from tests.serving import serve

FIXTURES = Path(__file__).parents[2] / "fixtures" / "voximplant"


@pytest.fixture
async def fake(world: WorldClock) -> AsyncIterator[VoximplantFake]:
    async with serve(VoximplantFake(world, History())) as found:
        yield found


@pytest.fixture
def make_section(fake: VoximplantFake) -> Callable[..., VoximplantSection]:
    def make(**changes: Any) -> VoximplantSection:
        settings = {
            "api_url": fake.url,
            "account_id": fake.account.account_id,
            "api_key": fake.account.api_key,
            "rule_id": fake.rule.rule_id,
            "caller_id": "74950000000",
            "callback_secret": "secret",
            "application_id": fake.application.application_id,
            "sms_sender": "RINGDESK",
            "requests_per_second": 0,
        }
        return VoximplantSection.model_validate({**settings, **changes})

    return make


@pytest.fixture
def fixture() -> Callable[[str], bytes]:
    return lambda name: (FIXTURES / f"{name}.json").read_bytes()


@pytest.fixture
def make_request() -> Callable[..., InboundRequest]:
    def make(path: str = "/hooks/voximplant/result", **parts: Any) -> InboundRequest:
        given: dict[str, Any] = {
            "method": "POST",
            "path": path,
            "headers": {},
            "query": {},
            "body": b"",
            "url": f"https://desk.example.com{path}",
            "received_at": START,
        }
        return InboundRequest(**{**given, **parts})

    return make

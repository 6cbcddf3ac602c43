"""Service accounts: the token and the key file."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from pydantic import SecretStr

from desk.errors import Unauthorised
from integrations.neighbour import Surroundings
from integrations.voximplant import build
from integrations.voximplant.config import VoximplantSection, find_mistakes, identify
from integrations.voximplant.identity import ServiceAccount, read_service_account
from sandbox.kit.clock import WorldClock
from sandbox.voximplant.fake import VoximplantFake

NOW = datetime(2026, 8, 4, 10, 0, tzinfo=UTC)
PRIVATE = rsa.generate_private_key(public_exponent=65537, key_size=2048)
FILE = json.dumps(
    {
        "account_id": 123456,
        "account_email": "ops@example.com",
        "key_id": "k-1",
        "private_key": PRIVATE.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        ).decode(),
    }
)


def token_at(identity: ServiceAccount, moment: datetime) -> str:
    return identity.show(moment).headers["Authorization"].removeprefix("Bearer ")


def test_the_token_is_backdated_and_lives_half_an_hour() -> None:
    token = token_at(ServiceAccount(read_service_account(FILE)), NOW)
    options = {"verify_exp": False, "verify_iat": False}
    claims = jwt.decode(token, PRIVATE.public_key(), algorithms=["RS256"], options=options)  # type: ignore[arg-type]
    assert jwt.get_unverified_header(token) == {"typ": "JWT", "alg": "RS256", "kid": "k-1"}
    assert claims["iss"] == "123456"
    assert 0 < NOW.timestamp() - claims["iat"] <= 60
    assert claims["exp"] - claims["iat"] == 1800


@pytest.mark.parametrize(("minutes", "same"), [(0, True), (24, True), (25, False), (120, False), (-1, False)])
def test_the_token_is_kept_and_renewed_before_its_end(minutes: int, same: bool) -> None:
    identity = ServiceAccount(read_service_account(FILE))
    first = token_at(identity, NOW)
    later = NOW + timedelta(minutes=minutes)
    assert (token_at(identity, later) == first) is same


@pytest.mark.parametrize(
    "text",
    ["", "{}", "not json", '{"account_id":1,"key_id":"k","private_key":"-----BEGIN PRIVATE KEY-----secret"}'],
)
def test_a_broken_key_file_is_a_mistake_that_is_not_quoted(text: str, tmp_path: Path) -> None:
    path = tmp_path / "key.json"
    path.write_text(text)
    section = VoximplantSection(
        service_account_file=str(path), rule_id=1, caller_id="7495", callback_secret=SecretStr("s")
    )
    ((key, message),) = find_mistakes(section)
    assert key == "service_account_file"
    assert "secret" not in message


def test_a_missing_key_file_is_a_mistake(tmp_path: Path) -> None:
    section = VoximplantSection(service_account_file=str(tmp_path / "none"), sms_sender="SHOP")
    assert find_mistakes(section) == [
        ("service_account_file", "the key file cannot be read: No such file or directory")
    ]


def test_a_service_account_wins_over_a_key() -> None:
    section = VoximplantSection.model_validate({"account_id": 1, "api_key": "k", "service_account": FILE})
    assert identify(section).account_id == 123456


def test_what_is_missing_is_named_together() -> None:
    assert [key for key, _ in find_mistakes(VoximplantSection())] == [
        "account_id",
        "api_key",
        "rule_id",
        "caller_id",
        "callback_secret",
    ]


def test_a_sender_name_alone_makes_a_gateway_for_sms() -> None:
    section = VoximplantSection.model_validate({"account_id": 1, "api_key": "k", "sms_sender": "SHOP"})
    assert find_mistakes(section) == []


def test_secrets_are_not_shown() -> None:
    section = VoximplantSection.model_validate({"account_id": 1, "api_key": "hush"})
    assert "hush" not in repr(section) + repr(identify(section))


async def test_the_cloud_accepts_the_token_also_after_hours(
    fake: VoximplantFake,
    world: WorldClock,
    make_section: Callable[..., VoximplantSection],
    around: Surroundings,
) -> None:
    section = make_section(api_key="", service_account=json.dumps(fake.service_account()))
    caller = build(section, around).caller
    assert caller is not None
    for _ in range(8):
        assert (await caller.check()).ok
        world.jump(10 * 60)


async def test_a_key_without_the_right_is_unauthorised(
    fake: VoximplantFake, make_section: Callable[..., VoximplantSection], around: Surroundings
) -> None:
    section = make_section(api_key="", service_account=json.dumps(fake.service_account("Supervisor")))
    caller = build(section, around).caller
    assert caller is not None
    with pytest.raises(Unauthorised):
        await caller.start("c_1")

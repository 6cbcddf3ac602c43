"""Signatures by Standard Webhooks, against the example that its own libraries are tested with."""

import json
from pathlib import Path

import pytest

from desk.signing import key_of, sign, sign_headers, unpack

VECTOR = json.loads((Path(__file__).parents[1] / "fixtures/store_webhook/vector__published.json").read_text())


def test_the_published_example_is_signed_as_published() -> None:
    body = VECTOR["body"].encode()
    assert sign(VECTOR["secret"], VECTOR["id"], str(VECTOR["timestamp"]), body) == VECTOR["signature"]
    assert sign_headers(VECTOR["secret"], VECTOR["id"], VECTOR["timestamp"], body) == {
        "webhook-id": VECTOR["id"],
        "webhook-timestamp": "1614265330",
        "webhook-signature": VECTOR["signature"],
    }


@pytest.mark.parametrize(
    ("secret", "key"),
    [
        ("whsec_a2V5", b"key"),
        ("plain text", b"plain text"),
        ("whsec_no base64", b"whsec_no base64"),
        ("whsec_ключ", "whsec_ключ".encode()),
        ("whsec_", b"whsec_"),  # never the empty key, with which anybody could sign
    ],
)
def test_a_secret_is_unpacked_or_taken_as_it_stands(secret: str, key: bytes) -> None:
    assert key_of(secret) == key


def test_only_a_packed_secret_is_unpacked() -> None:
    assert (unpack("a2V5"), unpack("whsec_a2V5"), unpack("whsec_?")) == (None, b"key", None)

"""The account's own callbacks."""

import hashlib
from collections.abc import Callable
from typing import Any

import orjson
import pytest

from desk.errors import Rejected, Unauthorised
from desk.model import InboundRequest
from desk.ports import Notice
from integrations.voximplant.config import VoximplantSection
from integrations.voximplant.webhook import VoximplantHook

Make = Callable[..., InboundRequest]
PATH = "/hooks/voximplant"


def make_hook(**changes: str) -> VoximplantHook:
    section = VoximplantSection.model_validate({"api_key": "key", "callback_salt": "salt", **changes})
    return VoximplantHook(section, 1)


def letter(*callbacks: dict[str, Any]) -> bytes:
    return orjson.dumps({"callbacks": list(callbacks)})


def callback(number: int, kind: str = "js_fail", **fields: Any) -> dict[str, Any]:
    digest = hashlib.md5(f"salt1key{number}".encode()).hexdigest()
    return {"callback_id": number, "type": kind, "hash": digest, **fields}


def test_the_published_hash_is_accepted(make_request: Make, fixture: Callable[[str], bytes]) -> None:
    make_hook().verify(make_request(PATH, body=fixture("callbacks__min_balance")))


@pytest.mark.parametrize(("missing", "known"), [("api_key", "salt1"), ("callback_salt", "1key")])
def test_without_salt_and_key_the_endpoint_is_closed(make_request: Make, missing: str, known: str) -> None:
    digest = hashlib.md5(f"{known}7".encode()).hexdigest()
    body = letter({"callback_id": 7, "type": "js_fail", "hash": digest})
    with pytest.raises(Unauthorised):
        make_hook(**{missing: ""}).verify(make_request(PATH, body=body))


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{}",
        b"[]",
        letter(),
        orjson.dumps({"callbacks": ["x"]}),
        letter({"type": "js_fail"}),
        letter({**callback(7), "hash": "0" * 32}),
        letter({**callback(7), "callback_id": 8}),
        letter(callback(7), {"callback_id": 8, "type": "js_fail"}),
    ],
)
def test_one_bad_callback_spoils_the_letter(make_request: Make, body: bytes) -> None:
    with pytest.raises(Unauthorised):
        make_hook().verify(make_request(PATH, body=body))


def test_the_ids_make_two_deliveries_the_same(make_request: Make) -> None:
    one = make_hook().delivery_id(make_request(PATH, body=letter(callback(7, balance=1), callback(8))))
    two = make_hook().delivery_id(make_request(PATH, body=letter(callback(7, balance=2), callback(8))))
    assert one == two == "callback:7+8"


def test_a_long_list_has_a_short_id(make_request: Make) -> None:
    body = letter(*(callback(number) for number in range(1000)))
    assert len(make_hook().delivery_id(make_request(PATH, body=body))) < 100


def test_a_low_balance_is_an_alarm(make_request: Make, fixture: Callable[[str], bytes]) -> None:
    (notice,) = make_hook().parse(make_request(PATH, body=fixture("callbacks__min_balance")))
    assert isinstance(notice, Notice)
    assert (notice.kind, notice.alarm) == ("min_balance", True)
    assert notice.text == "Voximplant: the balance is low: 4.2 USD"
    assert notice.data["is_repeated"] == "False"
    assert not {"hash", "account_email"} & set(notice.data)


@pytest.mark.parametrize(
    ("kind", "alarm"),
    [("account_is_frozen", True), ("js_fail", True), ("call_history_report", False), ("brand_new", False)],
)
def test_only_trouble_is_an_alarm(make_request: Make, kind: str, alarm: bool) -> None:
    (notice,) = make_hook().parse(make_request(PATH, body=letter(callback(7, kind))))
    assert isinstance(notice, Notice)
    assert (notice.kind, notice.alarm) == (kind, alarm)


@pytest.mark.parametrize("nested", [{"sms_body": "STOP"}, [{"sms_body": "STOP"}]])
def test_an_incoming_sms_is_read_from_an_object_or_a_list(make_request: Make, nested: object) -> None:
    (notice,) = make_hook().parse(make_request(PATH, body=letter(callback(7, "sms_inbound", sms_inbound=nested))))
    assert isinstance(notice, Notice)
    assert notice.data["sms_body"] == "STOP"


def test_what_is_no_list_of_callbacks_is_refused(make_request: Make) -> None:
    with pytest.raises(Rejected):
        make_hook().parse(make_request(PATH, body=b'{"callbacks":{}}'))

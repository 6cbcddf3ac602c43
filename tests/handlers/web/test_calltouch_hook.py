"""The door of Calltouch's events: an address that is a secret, by GET and POST, whatever is said there."""

import json
import random
from typing import Any
from urllib.parse import urlencode

import pytest

from desk.errors import Rejected
from desk.model import InboundRequest
from integrations.calltouch import Calltouch, CalltouchHook
from tests.handlers.web.conftest import Serve, Web

SECRET = "a-long-secret-of-ours"
DOOR = f"/hooks/calltouch/{SECRET}"
CALL = {"id": "123", "callerphone": "79001234567", "callphase": "callcompleted"}


@pytest.fixture
def hook() -> CalltouchHook:
    told = {"site_id": 12345, "token": "TOKEN", "webhook_secret": SECRET}
    return CalltouchHook(Calltouch.model_validate(told))


@pytest.fixture
async def door(start: Serve, hook: CalltouchHook) -> Web:
    return await start(hooks={"calltouch": hook})


@pytest.mark.parametrize("kind", ["call", "request", "chat", "call/"])
async def test_an_event_is_taken_by_get_and_by_post_and_counts_once(door: Web, kind: str) -> None:
    assert await door.post(f"{DOOR}/{kind}", data=CALL) == (200, "OK")
    assert await door.ask("GET", f"{DOOR}/{kind}?{urlencode(CALL)}") == (200, "OK")
    [first, second] = door.desk.events
    assert first[:2] == second[:2]


async def test_what_is_kept_does_not_hold_the_secret(door: Web, hook: CalltouchHook) -> None:
    await door.ask("GET", f"{DOOR}/call?{urlencode(CALL)}")
    await door.post(f"{DOOR}/call", json=CALL)
    for _, delivery, kept in door.desk.events:
        assert SECRET not in f"{kept}{delivery}"
        assert kept.path == "/hooks/calltouch/***/call"
        assert [getattr(it, "id", "") for it in hook.parse(kept)] == ["123"]


@pytest.mark.parametrize(
    "path",
    [
        "/hooks/calltouch",
        "/hooks/calltouch/wrong/call",
        "/hooks/calltouch//call",
        f"{DOOR[:-1]}/call",
        f"{DOOR}0/call",
        f"{DOOR.upper()}/call",
        f"{DOOR}/deal",
        f"{DOOR}%20/call",
        "/hooks/calltouch/%D1%8F/call",
    ],
)
async def test_f_15_any_other_address_keeps_nothing(door: Web, path: str) -> None:
    for method in ("GET", "POST"):
        status, told = await door.ask(method, path)
        assert status in (401, 404) and SECRET not in json.dumps(told)
    assert door.desk.events == []


async def test_a_closed_door_stays_closed(start: Serve) -> None:
    web = await start(hooks={"calltouch": CalltouchHook(Calltouch())})
    assert (await web.post("/hooks/calltouch//call", data=CALL))[0] in (401, 404)
    assert web.desk.events == []


def junk(number: int) -> bytes:
    """Bodies that no program of good will would send."""
    dice = random.Random(number)
    samples: list[Any] = [
        dice.randbytes(dice.randrange(1, 300)),
        "&".join(f"{dice.choice(list(CALL))}={dice.randbytes(9).hex()}" for _ in range(dice.randrange(1, 30))).encode(),
        json.dumps([CALL] * dice.randrange(200)).encode()[: dice.randrange(3, 900)],
        b"%" * dice.randrange(2000) + b"id=%zz&callerphone=%D0%&timestamp=" + b"9" * dice.randrange(400),
        json.dumps({name: dice.choice([None, True, -1, 1e308, [], {}, [[]], "\x00\ud800"]) for name in CALL}).encode(),
        b'{"id": ' * dice.randrange(1, 3000),
        urlencode(
            {**CALL, "id": "7" * dice.randrange(5000), "calltime": dice.choice(["99/99/9999", "-1", "∞"])}
        ).encode(),
        b"\xef\xbb\xbf" + dice.choice([b"[", b"{}", b"[[]]", b"[1]", b"{", b"null", b'"id"']),
        b"id=" + dice.choice(["٣", "<script>", "'; drop", "{id}", "\u202e1"]).encode() + b"&callerphone=+7(900)",
    ]
    return bytes(samples[number % len(samples)])


@pytest.mark.parametrize("number", range(81))
async def test_junk_is_kept_answered_and_never_a_crash(hook: CalltouchHook, door: Web, number: int) -> None:
    body = junk(number)
    assert await door.post(f"{DOOR}/call", data=body) == (200, "OK")
    [(_, _, kept)] = door.desk.events
    assert isinstance(kept, InboundRequest) and kept.body == body
    try:
        facts = hook.parse(kept)
    except Rejected:
        return
    assert len(facts) <= 100

"""What a forger tries with a right message, or without one. Each gives a request that nobody may take for genuine."""

import base64
import random
from collections.abc import Callable
from urllib.parse import parse_qsl

from tests.faults.web.doors import (
    API,
    BEARER,
    DOORS,
    OTHER_SHOP,
    PORTAL,
    SIGNED,
    SMSC,
    TELEGRAM,
    TELEPHONY,
    Door,
    Message,
    Parts,
    render_standard,
    sign_standard,
    standard,
)

TOLERANCE = 300  # seconds
KEYS = (API, BEARER, OTHER_SHOP, PORTAL, SMSC, TELEGRAM, TELEPHONY, "secret", "0", "None", "null")
Forge = Callable[[random.Random, Door, int], bytes | None]


def flip(rng: random.Random, door: Door, now: int) -> bytes | None:
    """One bit of the proof, or of what it covers."""

    def change(value: bytes) -> bytes:
        bit = rng.randrange(len(value) * 8)
        return bytes(byte ^ (1 << bit % 8) if index == bit // 8 else byte for index, byte in enumerate(value))

    return _with_one_changed(rng, door, now, change)


def cut(rng: random.Random, door: Door, now: int) -> bytes | None:
    return _with_one_changed(rng, door, now, lambda value: value[: rng.randrange(len(value))])


def drop(rng: random.Random, door: Door, now: int) -> bytes | None:
    def change(value: bytes) -> bytes:
        place = rng.randrange(len(value))
        return value[:place] + value[place + 1 :]

    return _with_one_changed(rng, door, now, change)


def grow(rng: random.Random, door: Door, now: int) -> bytes | None:
    def change(value: bytes) -> bytes:
        place = rng.randrange(len(value) + 1)
        return value[:place] + rng.choice([b"a", b"0", b"=", b"\xff", b",", b"%41", b"\xd0\x90"]) + value[place:]

    return _with_one_changed(rng, door, now, change)


def leave_out(rng: random.Random, door: Door, now: int) -> bytes | None:
    message = door.make(rng, now, door.key)
    return message.render({name: value for name, value in message.parts.items() if name != "proof"})


def wrong_key(rng: random.Random, door: Door, now: int) -> bytes | None:
    """Another shop's, another door's, a guessed one, the empty one."""
    key = rng.choice([*KEYS, "", door.key[1:], door.key[1:-1], "x" + door.key, door.key.upper()])
    return None if key in (door.key, *door.others) else door.make(rng, now, key).raw


def wrong_time(rng: random.Random, door: Door, now: int) -> bytes | None:
    """Rightly signed, but long ago or not yet."""
    off = TOLERANCE + rng.choice([1, 2, 60, 3600, 10**6, 10**8])
    return door.make(rng, now + rng.choice([-off, off]), door.key).raw if door.timed else None


def borrow(rng: random.Random, door: Door, now: int) -> bytes | None:
    """The proof of one message on another."""
    mine, theirs = door.make(rng, now, door.key), door.make(rng, now, door.key)
    if len(mine.parts) == 1 or mine.parts["proof"] == theirs.parts["proof"]:
        return None
    return mine.render(mine.parts | {"proof": theirs.parts["proof"]})


def shift_the_dot(rng: random.Random, _door: Door, now: int) -> bytes | None:
    """The signed text ``id.time.body`` of a genuine message, cut at another dot: its id has one in it."""
    inner = b'%d.{"order_id": "forged"}' % now
    genuine = {"id": b"msg_1", "at": b"%d" % (now - rng.randrange(60)), "body": inner}
    proof = sign_standard(SIGNED, genuine)
    stamp, _, body = inner.partition(b".")
    return render_standard({"proof": proof, "id": genuine["id"] + b"." + genuine["at"], "at": stamp, "body": body})


def dot_in_the_id(rng: random.Random, _door: Door, now: int) -> bytes | None:
    """Rightly signed; refused all the same, since its text could have been signed for another message."""
    parts = standard(rng, now, SIGNED).parts | {"id": rng.choice([b"a.b", b".", b"msg.", b".1"])}
    return render_standard(parts | {"proof": sign_standard(SIGNED, parts)})


def another_address(rng: random.Random, _door: Door, now: int) -> bytes | None:
    """A genuine message of one shop at the address of another."""
    return render_standard(
        standard(rng, now, SIGNED).parts, rng.choice(["other", "closed", "SITE", "site%00", "nobody"])
    )


def another_scheme(rng: random.Random, _door: Door, now: int) -> bytes | None:
    parts = standard(rng, now, SIGNED).parts
    proof = parts["proof"].removeprefix(b"v1,")
    raw_key = sign_standard(f"whsec_{base64.b64encode(SIGNED.encode()).decode()}", parts)
    forged = [proof, b"v1a," + proof, b"v2," + proof, b"V1," + proof, b"v1=" + proof, b"none", b"v1,", b"v1", raw_key]
    return render_standard(parts | {"proof": rng.choice(forged)})


FORGERIES: tuple[Forge, ...] = (
    flip,
    flip,
    flip,
    cut,
    drop,
    grow,
    leave_out,
    wrong_key,
    wrong_time,
    borrow,
    shift_the_dot,
    dot_in_the_id,
    another_address,
    another_scheme,
)


def forge(rng: random.Random, now: int) -> tuple[str, bytes]:
    """What it is, and the request."""
    while True:
        kind, door = rng.choice(FORGERIES), rng.choice(DOORS)
        if (raw := kind(rng, door, now)) is not None:
            return f"{kind.__name__} at {door.name}", raw


def _with_one_changed(rng: random.Random, door: Door, now: int, change: Callable[[bytes], bytes]) -> bytes | None:
    message = door.make(rng, now, door.key)
    name = rng.choice(list(message.parts))
    parts = message.parts | {name: change(message.parts[name])}
    return None if _means_the_same(door, message, parts, name) else message.render(parts)


def _means_the_same(door: Door, message: Message, parts: Parts, name: str) -> bool:
    """Another spelling of the same: hexadecimal digits in capitals, an escape in a form, a slash too many."""
    old, new = message.parts[name].strip(), parts[name].strip()
    if door.hexadecimal and name == "proof":
        old, new = old.lower(), new.lower()
    if name == "body" and door.name == "Twilio":
        return sorted(parse_qsl(old.decode(), True)) == sorted(parse_qsl(new.decode("utf-8", "replace"), True))
    return old == new

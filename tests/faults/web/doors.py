"""Every signed address of the desk, and right messages for it, signed by this file's own reading of the documents."""

import base64
import hashlib
import hmac
import json
import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

from tests.faults.web.edge import LEAD, PUBLIC_URL

Parts = dict[str, bytes]
SIGNING_KEY = b"a signing key of the shop"
SIGNED = "whsec_" + base64.b64encode(SIGNING_KEY).decode()
BEARER, OTHER_SHOP = "the-bearer-of-the-shop", "the-bearer-of-another-shop"
TELEGRAM, API, METRICS = "telegram_secret-1", "the-token-of-the-api", "the-token-of-metrics"
PORTAL, TELEPHONY, SALT, ACCOUNT, ACCOUNT_KEY = "portal0token", "telephony-secret", "callback-salt", 77, "account-key"
SMSC, SMSAERO, TWILIO = "smsc-secret", "smsaero-report-key", "twilio-auth-token"
CALLTOUCH = "calltouch-address"

SETTINGS: dict[str, Any] = {
    "server": {"public_url": PUBLIC_URL, "api_token": API, "metrics_token": METRICS},
    "telegram": {"mode": "webhook", "webhook_secret": TELEGRAM, "token": "1:bot"},
    "sources": {"site": {"secret": [BEARER, SIGNED]}, "other": {"secret": OTHER_SHOP}, "closed": {"secret": ""}},
    "calls": {"use": "voximplant"},
    "bitrix24": {"webhook_url": "https://portal.example.com/rest/1/secret/", "application_token": PORTAL},
    "voximplant": {
        "account_id": ACCOUNT,
        "api_key": ACCOUNT_KEY,
        "rule_id": 1,
        "caller_id": "74950000000",
        "callback_secret": TELEPHONY,
        "callback_salt": SALT,
    },
    "smsc": {"login": "shop", "password": "x", "callback_secret": SMSC},
    "smsaero": {"email": "shop@example.com", "api_key": "x", "sender": "SHOP", "report_key": SMSAERO},
    "calltouch": {"site_id": 12345, "token": "x", "webhook_secret": CALLTOUCH},
    "twilio": {"account_sid": "AC1", "auth_token": TWILIO, "from_number": "+12025550100"},
}


@dataclass(frozen=True, slots=True)
class Message:
    """``parts`` are what proves it and what the proof covers; ``render`` makes a request of any such parts."""

    parts: Parts
    render: Callable[[Parts], bytes]

    @property
    def raw(self) -> bytes:
        return self.render(self.parts)


Make = Callable[[random.Random, int, str], Message]


@dataclass(frozen=True, slots=True)
class Door:
    """``make`` signs a fresh message at a moment (unix seconds) with a key. ``others`` open the door too.

    ``hexadecimal``: the case of the proof does not matter.
    """

    name: str
    key: str
    make: Make
    timed: bool = False
    hexadecimal: bool = False
    others: tuple[str, ...] = ()


def head(method: str, target: bytes, *headers: tuple[str, bytes | None], body: bytes = b"") -> bytes:
    """Header values as they are; None leaves a header out."""
    lines = [method.encode() + b" " + target + b" HTTP/1.1", b"Host: desk.example.com"]
    lines += [name.encode() + b": " + value for name, value in headers if value is not None]
    lines.append(b"Content-Length: %d" % len(body))
    return b"\r\n".join(lines) + b"\r\n\r\n" + body


def word(rng: random.Random, length: int = 12) -> str:
    return "".join(rng.choices("abcdefghijkmnpqrstuvwxyz23456789", k=length))


def order_body(rng: random.Random) -> bytes:
    return json.dumps({"order_id": word(rng), "name": "Анна", "phone": f"+7916{rng.randrange(10**7):07}"}).encode()


def standard(rng: random.Random, now: int, key: str) -> Message:
    """https://github.com/standard-webhooks/standard-webhooks: ``v1,`` and the HMAC of ``id.timestamp.body``."""
    signed = {"id": f"msg_{word(rng)}".encode(), "at": b"%d" % now, "body": order_body(rng)}
    return Message({"proof": sign_standard(key, signed), **signed}, render_standard)


def sign_standard(key: str, parts: Parts) -> bytes:
    secret = base64.b64decode(key.removeprefix("whsec_")) if key.startswith("whsec_") else key.encode()
    text = b".".join([parts["id"], parts["at"], parts["body"]])
    return b"v1," + base64.b64encode(hmac.digest(secret, text, "sha256"))


def render_standard(parts: Parts, source: str = "site") -> bytes:
    return head(
        "POST",
        b"/orders/" + source.encode(),
        ("Content-Type", b"application/json"),
        ("webhook-id", parts.get("id")),
        ("webhook-timestamp", parts.get("at")),
        ("webhook-signature", parts.get("proof")),
        body=parts.get("body", b""),
    )


def bearer(rng: random.Random, _now: int, key: str) -> Message:
    body = order_body(rng)

    def render(parts: Parts) -> bytes:
        proof = parts.get("proof")
        authorization = None if proof is None else b"Bearer " + proof
        kind = ("Content-Type", b"application/json")
        return head("POST", b"/orders/site", kind, ("Authorization", authorization), body=body)

    return Message({"proof": key.encode()}, render)


def corezoid(rng: random.Random, _now: int, key: str) -> Message:
    task = {"type": "create", "obj": "task", "ref": word(rng), "data": json.loads(order_body(rng))}
    body = json.dumps({"ops": [task]}).encode()

    def render(parts: Parts) -> bytes:
        return head("POST", b"/api/1/json/public/5/" + parts.get("proof", b""), body=body)

    return Message({"proof": key.encode()}, render)


def telegram_path(rng: random.Random, _now: int, key: str) -> Message:
    return _telegram(rng, key, lambda proof: (proof or b"", TELEGRAM.encode()))


def telegram_header(rng: random.Random, _now: int, key: str) -> Message:
    return _telegram(rng, key, lambda proof: (TELEGRAM.encode(), proof))


def _telegram(rng: random.Random, key: str, place: Callable[[bytes | None], tuple[bytes, bytes | None]]) -> Message:
    body = b'{"update_id": %d}' % rng.randrange(2**31)

    def render(parts: Parts) -> bytes:
        path, header = place(parts.get("proof"))
        kind = ("Content-Type", b"application/json")
        return head("POST", b"/telegram/" + path, kind, ("X-Telegram-Bot-Api-Secret-Token", header), body=body)

    return Message({"proof": key.encode()}, render)


def token_of(target: bytes) -> Make:
    def make(_rng: random.Random, _now: int, key: str) -> Message:
        def render(parts: Parts) -> bytes:
            proof = parts.get("proof")
            return head("GET", target, ("Authorization", None if proof is None else b"Bearer " + proof))

        return Message({"proof": key.encode()}, render)

    return make


def report(rng: random.Random, now: int, key: str) -> Message:
    body = json.dumps({"job": f"1-1-{word(rng)}", "status": "answered", "session_id": rng.randrange(2**40)}).encode()
    stamp = b"%d" % now

    def render(parts: Parts) -> bytes:
        signed = (("X-Ts", parts.get("at")), ("X-Sign", parts.get("proof")))
        return head("POST", b"/hooks/voximplant/result", *signed, body=parts.get("body", b""))

    proof = hmac.new(key.encode(), stamp + b"." + body, "sha256").hexdigest().encode()
    return Message({"proof": proof, "at": stamp, "body": body}, render)


def plan(rng: random.Random, _now: int, key: str) -> Message:
    token = f"1-1-{word(rng)}".encode()

    def render(parts: Parts) -> bytes:
        target = b"/hooks/voximplant/plan?s=900&j=" + parts.get("token", b"")
        return head("GET", target, ("X-Sign", parts.get("proof")))

    proof = hmac.new(key.encode(), token, "sha256").hexdigest().encode()
    return Message({"proof": proof, "token": token}, render)


def account(rng: random.Random, _now: int, key: str) -> Message:
    number = b"%d" % rng.randrange(10**9)

    def render(parts: Parts) -> bytes:
        proof = b"" if "proof" not in parts else b', "hash": "%s"' % parts["proof"]
        body = b'{"callbacks": [{"callback_id": "%s", "type": "min_balance"%s}]}' % (parts.get("id", b""), proof)
        return head("POST", b"/hooks/voximplant", body=body)

    text = f"{key}{ACCOUNT}{ACCOUNT_KEY}".encode() + number
    return Message({"proof": hashlib.md5(text, usedforsecurity=False).hexdigest().encode(), "id": number}, render)


def portal(rng: random.Random, now: int, key: str) -> Message:
    fields = {"event": "ONCRMLEADUPDATE", "data[FIELDS][ID]": str(rng.randrange(10**9)), "ts": str(now)}

    def render(parts: Parts) -> bytes:
        proof = b"" if "proof" not in parts else b"&auth%5Bapplication_token%5D=" + parts["proof"]
        return head("POST", b"/hooks/bitrix24", body=urlencode(fields).encode() + proof)

    return Message({"proof": key.encode()}, render)


def smsc(rng: random.Random, _now: int, key: str) -> Message:
    fields = {"id": b"%d" % rng.randrange(10**9), "phone": b"79161234567", "status": b"1"}
    sum_name = rng.choice(["sha1", "md5"])

    def render(parts: Parts) -> bytes:
        shown = {sum_name if name == "proof" else name: value for name, value in parts.items()}
        return head("POST", b"/hooks/smsc", body=b"&".join(name.encode() + b"=" + it for name, it in shown.items()))

    text = b":".join([*fields.values(), key.encode()])
    return Message({"proof": hashlib.new(sum_name, text).hexdigest().encode(), **fields}, render)


def smsaero(rng: random.Random, _now: int, key: str) -> Message:
    ref = f"{rng.randrange(10**6)}-sms-{word(rng)}".encode()
    body = b'{"id": "5", "status": "1"}'

    def render(parts: Parts) -> bytes:
        return head("POST", b"/hooks/smsaero/" + parts.get("ref", b"") + b"." + parts.get("proof", b""), body=body)

    return Message({"proof": hmac.new(key.encode(), ref, "sha256").hexdigest()[:32].encode(), "ref": ref}, render)


def twilio(rng: random.Random, _now: int, key: str) -> Message:
    ref = f"{rng.randrange(10**6)}-{word(rng)}"
    fields = {"MessageSid": f"SM{word(rng, 32)}", "MessageStatus": "delivered", "To": "+12025550199"}
    target = b"/hooks/twilio?ref=" + quote(ref).encode()

    def render(parts: Parts) -> bytes:
        return head("POST", parts.get("target", b"/"), ("X-Twilio-Signature", parts.get("proof")), body=parts["body"])

    text = PUBLIC_URL.encode() + target + b"".join(f"{name}{fields[name]}".encode() for name in sorted(fields))
    proof = base64.b64encode(hmac.digest(key.encode(), text, "sha1"))
    return Message({"proof": proof, "target": target, "body": urlencode(fields).encode()}, render)


def calltouch(rng: random.Random, _now: int, key: str) -> Message:
    body = urlencode({"id": rng.randrange(10**9), "callerphone": "79161234567", "callphase": "callcompleted"}).encode()

    def render(parts: Parts) -> bytes:
        return head("POST", b"/hooks/calltouch/" + parts.get("proof", b"") + b"/call", body=body)

    return Message({"proof": key.encode()}, render)


DOORS = (
    Door("an order, signed", SIGNED, standard, timed=True, others=(BEARER,)),
    Door("an order, signed with a plain secret", BEARER, standard, timed=True, others=(SIGNED,)),
    Door("an order, bearer", BEARER, bearer, others=(SIGNED,)),
    Door("Corezoid's address", BEARER, corezoid, others=(SIGNED, OTHER_SHOP)),
    Door("Telegram's address", TELEGRAM, telegram_path),
    Door("Telegram's header", TELEGRAM, telegram_header),
    Door("the API", API, token_of(b"/api/leads/%d" % LEAD)),
    Door("metrics", METRICS, token_of(b"/metrics")),
    Door("a call's report", TELEPHONY, report, timed=True, hexadecimal=True),
    Door("a call's plan", TELEPHONY, plan, hexadecimal=True),
    Door("the telephony account", SALT, account, hexadecimal=True),
    Door("the CRM", PORTAL, portal),
    Door("SMSC", SMSC, smsc, hexadecimal=True),
    Door("SMS Aero", SMSAERO, smsaero),
    Door("Twilio", TWILIO, twilio),
    Door("Calltouch's address", CALLTOUCH, calltouch),
)

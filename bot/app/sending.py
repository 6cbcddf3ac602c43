"""A sample order, signed as Standard Webhooks says (https://www.standardwebhooks.com), sent as a shop would."""

import secrets

import orjson

from bot.app.clock import SystemClock
from desk.signing import sign_headers
from integrations.http import HttpFactory

SAMPLE = {
    "name": "Анна Петрова",
    "phone": "8 916 123-45-67",
    "city": "Владивосток",
    "items": [{"sku": "N-1", "name": "Часы «Север»", "quantity": 2, "price": 7600, "category": "watches"}],
    "total": 15200,
    "currency": "RUB",
    "comment": "пробный заказ",
    "consent": {"calls": True, "advertising": False, "text": "sample"},
}


async def send_sample(base: str, source: str, secret: str, body: bytes | None = None) -> tuple[int, str]:
    """Status and body of the desk's answer. Raises Temporary when nobody listens at ``base``."""
    clock = SystemClock()
    order = body or orjson.dumps({"order_id": f"sample-{secrets.token_hex(4)}", **SAMPLE})
    headers = {"Content-Type": "application/json", **sign(order, secret, int(clock.now().timestamp()))}
    factory = HttpFactory(clock)
    try:
        http = factory.open("desk")
        answer = await http.request(
            "POST",
            f"{base}/orders/{source}",
            operation="send order",
            repeatable=True,
            headers=headers,
            content=order,
        )
    finally:
        await factory.close()
    return answer.status, answer.body.decode("utf-8", "replace")


def sign(body: bytes, secret: str, timestamp: int) -> dict[str, str]:
    """The three headers. A secret without the ``whsec_`` prefix is used as it stands."""
    return sign_headers(secret, f"msg_{secrets.token_hex(12)}", timestamp, body)

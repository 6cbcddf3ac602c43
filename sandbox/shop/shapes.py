"""One order in the shapes shops send it in."""

import json
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from sandbox.shop.orders import ShopOrder

USER_AGENT = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0 Safari/537.36"


def flat(order: ShopOrder) -> dict[str, Any]:
    """All fields side by side, as a modern script sends them."""
    return _form_fields(order) | order.utm | {"ip": order.ip, "city": order.city.name, "timezone": order.city.timezone}


def standing(order: ShopOrder, status: str, *, paid: bool, updated_at: str) -> dict[str, Any]:
    """An order of before as it stands now; ``updated_at`` (ISO 8601 with a zone) is its version."""
    return flat(order) | {"status": status, "paid": paid, "updated_at": updated_at}


def parted(order: ShopOrder) -> dict[str, Any]:
    """PHP's three arrays: ``$_SERVER``, ``$_COOKIE`` and ``$_POST``. City and zone are for the desk to find."""
    return {"server": _server(order), "cookies": _cookies(order), "post": _form_fields(order)}


def envelope(order: ShopOrder, conv_id: str, ref: str) -> dict[str, Any]:
    operation = {"ref": ref, "type": "create", "obj": "task", "conv_id": conv_id, "data": parted(order)}
    return {"ops": [operation]}


def write_php_json(value: Any) -> bytes:
    """As ``json_encode`` writes by default: ASCII only, slashes escaped, no spaces."""
    text = json.dumps(value, ensure_ascii=True, separators=(",", ":"))
    return text.replace("/", "\\/").encode()


def form_pairs(value: Any, name: str = "") -> Iterator[tuple[str, str]]:
    """PHP's nested names: ``items[0][sku]``; booleans as 1 and 0."""
    if isinstance(value, dict | list | tuple):
        inner = value.items() if isinstance(value, dict) else enumerate(value)
        for key, one in inner:
            yield from form_pairs(one, f"{name}[{key}]" if name else str(key))
    else:
        yield name, str(int(value)) if isinstance(value, bool) else str(value)


def _form_fields(order: ShopOrder) -> dict[str, Any]:
    return {
        "order_id": order.order_id,
        "name": order.name,
        "phone": order.phone,
        "email": order.email,
        "comment": order.comment,
        "consent": order.consent,
        "items": [asdict(item) for item in order.items],
        "total": order.total,
        "currency": "RUB",
    }


def _server(order: ShopOrder) -> dict[str, str]:
    return {
        "REMOTE_ADDR": order.ip,
        "HTTP_USER_AGENT": USER_AGENT,
        "HTTP_HOST": "watches.example.com",
        "HTTP_REFERER": "https://watches.example.com/cart",
        "REQUEST_METHOD": "POST",
        "REQUEST_URI": "/order.php",
        "HTTPS": "on",
    }


def _cookies(order: ShopOrder) -> dict[str, str]:
    return order.utm | {"cart": f"c{order.order_id}"}

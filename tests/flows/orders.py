"""An order as a watch store's site sends it, and what is easily read out of an answer."""

from typing import Any

WATCH = {"sku": "N-1", "name": "Часы «Север»", "quantity": 2, "price": 7600, "category": "watches"}
PHONE = "+79161234567"


def order(order_id: str = "A-1", **changed: Any) -> dict[str, Any]:
    """A customer in Moscow who agrees to be called and wants no advertising; ``changed`` fields win."""
    fields: dict[str, Any] = {
        "order_id": order_id,
        "name": "Анна Петрова",
        "phone": "8 916 123-45-67",
        "email": "anna@example.com",
        "city": "Москва",
        "items": [WATCH],
        "total": 15200,
        "currency": "RUB",
        "consent": {"calls": True, "advertising": False, "text": "Согласен на звонок"},
    }
    return fields | changed


def codes(lead: dict[str, Any]) -> list[str]:
    """What happened to a lead, in order."""
    return [entry["what"] for entry in lead["history"]]

"""From a checked order to messages: refusals, prices, and the answer's fields."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sandbox.kit.sms_fates import Fate
from sandbox.kit.sms_parts import measure
from sandbox.kit.sms_purse import Purse
from sandbox.smsc.errors import Refusal
from sandbox.smsc.message import show_id
from sandbox.smsc.order import Order, repair_number


@dataclass(frozen=True, slots=True)
class Leg:
    """One number of an order; ``refused`` is an error code or 0."""

    number: str
    text: str
    parts: int
    refused: int


def plan_legs(order: Order, fate_of: Callable[[str], Fate]) -> list[Leg]:
    """Raises Refusal when no number is left, or a text is longer than ``maxsms`` allows."""
    legs = [_plan_leg(number, text, fate_of) for number, text in order.texts]
    if order.max_parts and any(leg.parts > order.max_parts for leg in legs):
        raise Refusal(1)
    blocked = next((leg.refused for leg in legs if leg.refused in (3, 4)), 0)
    if blocked or all(leg.refused for leg in legs):
        raise Refusal(blocked or legs[0].refused, order.client_id)
    return legs


def check_money(order: Order, legs: list[Leg], purse: Purse) -> None:
    if not purse.covers(total_cost(legs, purse)):
        raise Refusal(3, order.client_id)


def total_cost(legs: list[Leg], purse: Purse) -> Decimal:
    return purse.cost(total_parts(legs))


def total_parts(legs: list[Leg]) -> int:
    return sum(leg.parts for leg in legs if not leg.refused)


def show_prices(legs: list[Leg], purse: Purse) -> dict[str, Any]:
    return {"cost": f"{total_cost(legs, purse):.2f}", "cnt": total_parts(legs)}


def show_sent(order: Order, key: str, legs: list[Leg], purse: Purse) -> dict[str, Any]:
    """Called after the purse was charged: mode 3 shows what is left."""
    shown: dict[str, Any] = {"id": show_id(key), "cnt": total_parts(legs)}
    if order.cost_mode >= 2:
        shown["cost"] = f"{total_cost(legs, purse):.2f}"
    if order.cost_mode == 3:
        shown["balance"] = f"{purse.balance:.2f}"
    if order.details:
        shown["phones"] = [_show_leg(leg, purse) for leg in legs]
    return shown


def _plan_leg(given: str, text: str, fate_of: Callable[[str], Fate]) -> Leg:
    number = repair_number(given)
    refused = int(fate_of(number).refused or 0) if number else 7
    return Leg(number or given, text, measure(text).parts, refused)


def _show_leg(leg: Leg, purse: Purse) -> dict[str, str]:
    return {
        "phone": leg.number,
        "mccmnc": "25001",
        "cost": f"{purse.cost(0 if leg.refused else leg.parts):.2f}",
        "status": "-1" if not leg.refused else "",
        "error": str(leg.refused),
    }

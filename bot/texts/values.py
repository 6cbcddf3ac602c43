"""What a template may insert, from a lead.

A form is filled in by anybody, and the message goes to whatever number they typed: without care the shop's gateway
would carry a stranger's advertisement. So only what looks like a name, a city or an order's number gets through.
"""

import re
from collections.abc import Mapping

from bot.texts import formats
from bot.texts.cleaning import cut, flatten
from desk.leads.model import Action, Lead
from desk.model import OrderLine

LONGEST_NAME = 40
LONGEST_ITEMS = 100
NAME = re.compile(r"[^\W\d_]+(?:(?:\.? |[-'’.])[^\W\d_]+)*\.?")
NUMBER = re.compile(r"[#№]? ?[\w/-]{1,40}")
SITE = re.compile(r"\w\.\w{2,}")
SAMPLE = {
    "name": "Анна Петрова",
    "first_name": "Анна",
    "order_id": "1042",
    "total": "16 200 ₽",
    "currency": "RUB",
    "items": "Часы",
    "shop": "Часы",
    "city": "Владивосток",
    "campaign": "Скидка",
    "hours": "09:00-21:00",
    "opens": "12 мая 10:00",
}


def values_of(lead: Lead, *, language: str, shop: str, hours: str, aloud: bool) -> dict[str, str]:
    """All values but the campaign, as text; what is not known, or must not be repeated, is empty.

    ``aloud``: written for a voice.
    """
    order = lead.order
    money = formats.spoken_money if aloud else formats.money
    name = _like(NAME, order.customer.name)
    return {
        "name": name,
        "first_name": name.partition(" ")[0],
        "order_id": _like(NUMBER, order.order_id),
        "total": money(order.sum, order.currency, language) if order.sum > 0 else "",
        "currency": _like(NAME, order.currency),
        "items": _items(order.lines),
        "shop": shop,
        "city": _like(NAME, lead.city),
        "hours": hours,
        "opens": _opens(lead, language),
    }


def samples() -> tuple[Mapping[str, str], Mapping[str, str]]:
    """Values to try a template with: everything known, and nothing."""
    return SAMPLE, dict.fromkeys(SAMPLE, "")


def _like(shape: re.Pattern[str], text: str) -> str:
    line = flatten(text, 200)
    return line if len(line) <= LONGEST_NAME and shape.fullmatch(line) and not SITE.search(line) else ""


def _items(lines: tuple[OrderLine, ...]) -> str:
    names = (flatten(line.name, LONGEST_NAME) for line in lines[:5])
    return cut(", ".join(name for name in names if name and not SITE.search(name) and "/" not in name), LONGEST_ITEMS)


def _opens(lead: Lead, language: str) -> str:
    """When the robot is going to call, by the customer's clock."""
    if lead.next.action is not Action.CALL or lead.next.at is None:
        return ""
    return f"{formats.day(lead.next.at, lead.zone, language)} {formats.time(lead.next.at, lead.zone)}"

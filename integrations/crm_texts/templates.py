"""Texts with ``{placeholders}`` from the settings, filled from an order.

Replacement by name only, not ``str.format``: a template must not reach into objects.
"""

import re
from collections.abc import Mapping
from typing import Any

from desk.crm import LeadDraft

_PLACEHOLDER = re.compile(r"\{(\w+)\}")


def fill(template: str, values: Mapping[str, str]) -> str:
    """An unknown name leaves nothing behind. Values are not looked through again."""
    return _PLACEHOLDER.sub(lambda found: values.get(found[1], ""), template).strip()


def placeholders(draft: LeadDraft) -> dict[str, str]:
    """The named values, the order's UTM marks, and whatever else the store sent as plain values."""
    order, customer = draft.order, draft.order.customer
    own = {
        "title": draft.title,
        "ref": order.ref,
        "source": order.source,
        "order_id": order.order_id,
        "origin": draft.origin,
        "name": customer.name,
        "phone": draft.phone,
        "email": customer.email,
        "city": draft.city or customer.city,
        "timezone": draft.timezone or customer.timezone,
        "ip": customer.ip,
        "partner": draft.partner.code if draft.partner else order.partner_code,
        "partner_id": draft.partner.id if draft.partner else "",
        "partner_name": draft.partner.name if draft.partner else "",
        "comment": order.comment,
        "total": format(order.sum, "f"),
        "currency": order.currency.upper(),
        "consent": order.consent.text,
    }
    return _plain(order.extra) | utm(order.utm) | own


def utm(marks: Mapping[str, str]) -> dict[str, str]:
    """Keys with the prefix, whether the store gave it or not."""
    return {f"utm_{key.removeprefix('utm_')}": value for key, value in marks.items()}


def _plain(extra: Mapping[str, Any]) -> dict[str, str]:
    return {key: str(value) for key, value in extra.items() if isinstance(value, (str, int, float))}

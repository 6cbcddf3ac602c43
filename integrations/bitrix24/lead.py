"""A new lead in the portal's fields.

https://apidocs.bitrix24.com/api-reference/crm/leads/crm-lead-add.html
"""

import re
from decimal import Decimal
from typing import Any

from desk.crm import LeadDraft
from desk.model import OrderLine
from integrations.bitrix24.config import Bitrix24
from integrations.bitrix24.reach import email_of, reach_fields
from integrations.bitrix24.vocabulary import LABELS
from integrations.bitrix_rest.texts import no_markup
from integrations.crm_texts.templates import fill, placeholders
from integrations.values import one_line

UTM = ("source", "medium", "campaign", "content", "term")
COMMENT_MAX = 20_000


def lead_fields(draft: LeadDraft, config: Bitrix24, contact_id: str = "", remark: str = "") -> dict[str, Any]:
    """Empty values are left out; the fields of the settings win over ours."""
    values = placeholders(draft)
    fields: dict[str, Any] = {
        "TITLE": one_line(fill(config.title, values)) or one_line(draft.title) or draft.origin,
        "NAME": one_line(draft.order.customer.name),
        "ADDRESS_CITY": one_line(values["city"]),
        "COMMENTS": comments(draft, config.language, remark),
        "SOURCE_ID": config.source_id,
        "STATUS_ID": config.stages.get("new", ""),
        "ASSIGNED_BY_ID": config.assigned_by_id or "",
        "OPENED": "Y",
        "CONTACT_ID": contact_id,
        **origin_fields(draft.origin, config),
        **reach_fields(draft.phone, draft.order.customer.email),
        **money_fields(draft),
        **utm_fields(values),
        **{name: fill(template, values) for name, template in config.fields.items()},
    }
    return {name: value for name, value in fields.items() if value not in ("", [])}


def origin_fields(origin: str, config: Bitrix24) -> dict[str, str]:
    return {"ORIGINATOR_ID": config.originator, "ORIGIN_ID": origin}


def money_fields(draft: LeadDraft) -> dict[str, str]:
    """A stated total (delivery, discount) must not be recomputed from the product rows."""
    order = draft.order
    if order.total is None and not order.lines:
        return {}
    currency = order.currency.strip().upper()
    return {
        "OPPORTUNITY": number(order.sum),
        "CURRENCY_ID": currency if re.fullmatch("[A-Z]{3}", currency) else "",
        "IS_MANUAL_OPPORTUNITY": "Y" if order.total is not None else "N",
    }


def utm_fields(values: dict[str, str]) -> dict[str, str]:
    """The source is always the partner's code where there is one: the portal's reports count by it."""
    marks = {f"UTM_{name.upper()}": one_line(values.get(f"utm_{name}", "")) for name in UTM}
    return marks | ({"UTM_SOURCE": one_line(values["partner"])} if values["partner"].strip() else {})


def product_rows(draft: LeadDraft) -> list[dict[str, Any]]:
    """Rows of free text: ``PRODUCT_ID`` 0 needs no catalogue."""
    return [
        {
            "PRODUCT_ID": 0,
            "PRODUCT_NAME": one_line(line.name or line.sku) or "—",
            "PRICE": number(line.price),
            "QUANTITY": number(line.quantity),
            "SORT": (n + 1) * 10,
        }
        for n, line in enumerate(draft.order.lines)
    ]


def comments(draft: LeadDraft, language: str, remark: str = "") -> str:
    """What the manager should see at once; free of BB-codes, whatever the customer typed."""
    labels, values = LABELS[language], placeholders(draft)
    partner = " — ".join(part for part in (values["partner"], values["partner_name"]) if part)
    mistyped = "" if email_of(values["email"]) else values["email"]
    told = {
        "order": values["order_id"] or values["ref"],
        "city": values["city"],
        "timezone": values["timezone"],
        "ip": values["ip"],
        "partner": partner,
        "email": mistyped,
        "comment": values["comment"],
        "consent": values["consent"],
        "lines": "".join(f"\n- {describe(line)}" for line in draft.order.lines),
        "total": f"{values['total']} {values['currency']}" if money_fields(draft) else "",
        "contact": remark,
    }
    text = "\n".join(f"{labels[key]}: {value}" for key, value in told.items() if value.strip())
    return no_markup(text)[:COMMENT_MAX]


def describe(line: OrderLine) -> str:
    sku = f" ({line.sku})" if line.sku else ""
    return one_line(f"{line.name}{sku} × {number(line.quantity)}: {number(line.price * line.quantity)}", 500)


def number(value: Decimal) -> str:
    return format(value, "f")

"""A new lead as an order of the CRM."""

import re
from decimal import Decimal
from typing import Any

from desk.crm import LeadDraft
from desk.model import OrderLine
from desk.tracking.model import Name, Utm
from integrations.crm_texts.templates import fill, placeholders
from integrations.crm_texts.words import LABELS
from integrations.retailcrm.config import RetailCrm
from integrations.retailcrm.orders import write_labels
from integrations.retailcrm.people import NAME_MAX, customer_fields
from integrations.retailcrm.shape import Data
from integrations.values import one_line

COMMENT_MAX = 20_000
LINE_MAX = 255
_EMAIL = re.compile(r"[^@\s<>]+@[^@\s<>]+\.[^@\s<>.]+")


def order_of(draft: LeadDraft, config: RetailCrm, customer_id: str) -> Data:
    """Empty values are left out; so is the number: the CRM numbers its orders itself."""
    order, values = draft.order, placeholders(draft)
    fields: dict[str, Any] = {
        "customer": {"id": int(customer_id)},
        "firstName": name_of(draft).first[:NAME_MAX],
        "phone": draft.phone.strip(),
        "email": email_of(order.customer.email),
        "status": config.statuses.get("new", ""),
        "managerId": config.manager,
        "orderMethod": config.order_method,
        "source": write_labels(labels_of(values)),
        "items": [_item(it) for it in order.lines],
        "delivery": {"address": {"city": one_line(values["city"])}} if values["city"].strip() else {},
        "customerComment": order.comment.strip()[:COMMENT_MAX],
        "managerComment": remarks(draft, config.language),
        "customFields": custom_of(values, config),
    }
    return {name: it for name, it in fields.items() if it}


def customer_of(draft: LeadDraft) -> Data:
    return customer_fields(name_of(draft), draft.phone.strip(), email_of(draft.order.customer.email))


def name_of(draft: LeadDraft) -> Name:
    customer = draft.order.customer
    return Name(one_line(customer.name) or draft.phone.strip() or customer.email.strip() or draft.origin)


def email_of(typed: str) -> str:
    """The address where it looks like one: a mistyped one would make the CRM refuse the whole record."""
    email = typed.strip()
    return email if _EMAIL.fullmatch(email) else ""


def labels_of(values: dict[str, str]) -> Utm:
    """The source is always the partner's code where there is one: reports count by it."""
    marks = {
        name: one_line(values.get(f"utm_{name}", "")) for name in ("source", "medium", "campaign", "content", "term")
    }
    return Utm(**marks | ({"source": one_line(values["partner"])} if values["partner"].strip() else {}))


def custom_of(values: dict[str, str], config: RetailCrm) -> dict[str, str]:
    """Our marker, by which the order is found again, and what the settings want filled."""
    wanted = {code: fill(template, values) for code, template in config.fields.items()}
    return {code: text for code, text in wanted.items() if text} | {config.marker_field: values["origin"]}


def remarks(draft: LeadDraft, language: str) -> str:
    """What the CRM has no field for. A manager may go on writing below: it is written once."""
    labels, values = LABELS[language], placeholders(draft)
    lines = sum((it.price * it.quantity for it in draft.order.lines), Decimal(0))
    stated = draft.order.total
    told = {
        "order": values["order_id"] or values["ref"],
        "timezone": values["timezone"],
        "ip": values["ip"],
        "partner": " — ".join(it for it in (values["partner"], values["partner_name"]) if it),
        "email": "" if email_of(values["email"]) else values["email"],
        "total": f"{values['total']} {values['currency']}" if stated is not None and stated != lines else "",
        "consent": values["consent"],
    }
    return "\n".join(f"{labels[key]}: {text}" for key, text in told.items() if text.strip())[:COMMENT_MAX]


def _item(line: OrderLine) -> Data:
    """By name: the store's articles need not be in the CRM's catalogue."""
    name = one_line(f"{line.name or line.sku or '—'}{f' ({line.sku})' if line.name and line.sku else ''}", LINE_MAX)
    return {"productName": name, "initialPrice": float(line.price), "quantity": float(line.quantity)}

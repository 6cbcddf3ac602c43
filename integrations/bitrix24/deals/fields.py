"""An order in the fields of a deal.

https://apidocs.bitrix24.com/api-reference/crm/universal/crm-item-add.html
"""

from typing import Any

from desk.exchange.draft import DealDraft
from integrations.bitrix24.config import Bitrix24
from integrations.bitrix24.deals.book import Book, Funnel
from integrations.bitrix24.deals.pipeline import Pipeline
from integrations.bitrix24.deals.words import LABELS, PAID
from integrations.bitrix24.lead import COMMENT_MAX, UTM, number
from integrations.bitrix_rest.texts import no_markup
from integrations.crm_texts.templates import utm
from integrations.values import as_id, one_line

Fields = dict[str, Any]


def new_fields(draft: DealDraft, config: Bitrix24, pipeline: Pipeline, book: Book, funnel: Funnel) -> Fields:
    """Everything a deal begins with, but its contact and who is responsible; empty values are left out."""
    fields = {
        "title": one_line(draft.title) or draft.origin,
        "categoryId": funnel.id,
        "stageId": first_stage(draft, funnel),
        "opened": "Y",
        "sourceId": config.source_id,
        "originatorId": config.originator,
        "originId": draft.origin,
        "leadId": as_id(draft.lead_id) if book.leads else 0,
        **lasting_fields(draft, config, pipeline, book),
    }
    return {name: value for name, value in fields.items() if value != "" and (value or name != "leadId")}


def first_stage(draft: DealDraft, funnel: Funnel) -> str:
    """Empty: the portal takes the pipeline's first one."""
    return draft.stage if any(stage.code == draft.stage for stage in funnel.stages) else ""


def lasting_fields(draft: DealDraft, config: Bitrix24, pipeline: Pipeline, book: Book) -> Fields:
    """What goes on showing the order. The title does not: people may have written their own (EX-14)."""
    marks = utm(draft.utm)
    return {
        **money_fields(draft, book),
        "comments": comments(draft, config, book),
        **{f"utm{name.capitalize()}": one_line(marks.get(f"utm_{name}", "")) for name in UTM},
        **({pipeline.order_field: draft.ref} if pipeline.order_field else {}),
    }


def money_fields(draft: DealDraft, book: Book) -> Fields:
    """The order's total, not what the portal would add up from the rows.

    A total in a currency that the portal does not have would be read as so many of its own (EX-09).
    """
    currency = currency_of(draft)
    if not book.has_currency(currency):
        return {"isManualOpportunity": "Y", "opportunity": "0", "currencyId": ""}
    return {"isManualOpportunity": "Y", "opportunity": number(draft.total), "currencyId": currency}


def currency_of(draft: DealDraft) -> str:
    return draft.currency.strip().upper()


def comments(draft: DealDraft, config: Bitrix24, book: Book) -> str:
    """What has no field of its own in a deal; free of BB-codes, whatever the customer typed."""
    labels, buyer, delivery = LABELS[config.language], draft.buyer, draft.delivery
    cost = number(delivery.price) if delivery.price else ""
    currency = currency_of(draft)
    told = {
        "order": draft.ref,
        "buyer": ", ".join(one_line(part) for part in (buyer.name, buyer.phone, buyer.email) if part.strip()),
        "delivery": ", ".join(part for part in (one_line(delivery.name), cost) if part),
        "address": one_line(delivery.address, 1000),
        "paid": PAID[config.language][draft.paid],
        "total": "" if book.has_currency(currency) else f"{number(draft.total)} {currency}",
        "comment": draft.comment,
    }
    text = "\n".join(f"{labels[key]}: {value}" for key, value in told.items() if value.strip())
    return no_markup(text)[:COMMENT_MAX]


def changed(now: Fields, before: Fields | None) -> Fields:
    """Only what differs; everything where nobody knows what stood there."""
    return {name: value for name, value in now.items() if before is None or before.get(name) != value}

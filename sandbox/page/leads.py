"""The lead as the CRM shows it."""

from collections.abc import Iterator
from typing import Any

from sandbox.bitrix24.fake import Bitrix24Fake
from sandbox.bitrix24.fields import LEAD
from sandbox.page.phones import phone_key

LATEST = 20
Json = dict[str, Any]

# With @: in the words of the page.
LABELS = {
    "STATUS_DESCRIPTION": "@status",
    "NAME": "@name",
    "PHONE": "@phone",
    "EMAIL": "@email",
    "ADDRESS_CITY": "@city",
    "OPPORTUNITY": "@sum",
    "UTM_SOURCE": "@utm_source",
    "COMPANY_ID": "@company",
    "ORIGIN_ID": "@origin",
}


def key_of(lead: Json) -> str:
    return phone_key(next(iter(lead.get("PHONE") or [""]), ""))


def show_lead(bitrix24: Bitrix24Fake, lead: Json) -> Json:
    """``fields`` are pairs of a label and a text; labels of the portal's own fields stand in its words."""
    return {
        "id": lead["ID"],
        "title": lead["TITLE"],
        "stage": lead["STATUS_ID"],
        "stages": [_show_stage(row) for row in bitrix24.portal.stages(LEAD)],
        "fields": list(_fields(bitrix24, lead)),
        "products": [_show_product(row) for row in bitrix24.rows("lead", lead["ID"])],
        "feed": sorted(_feed(bitrix24, lead["ID"]), key=lambda one: str(one["at"]), reverse=True)[:LATEST],
    }


def _show_stage(row: Json) -> Json:
    return {"id": row["STATUS_ID"], "name": row["NAME"], "ends": row["SEMANTICS"] or ""}


def _fields(bitrix24: Bitrix24Fake, lead: Json) -> Iterator[tuple[str, str]]:
    """The portal's own fields, those of the shop, and the long text last."""
    own = {row["FIELD_NAME"]: str(row["EDIT_FORM_LABEL"]) for row in bitrix24.userfields("lead")}
    for name, label in {**LABELS, **own, "COMMENTS": "@comments"}.items():
        if text := _text(bitrix24, name, lead):
            yield label, text


def _text(bitrix24: Bitrix24Fake, name: str, lead: Json) -> str:
    value = lead.get(name)
    if not value:
        return ""
    if name == "OPPORTUNITY":
        return f"{value:,.0f} {lead['CURRENCY_ID'] or ''}".replace(",", "\N{NO-BREAK SPACE}").strip()
    if name == "COMPANY_ID":
        found = next((row for row in bitrix24.companies() if row["ID"] == value), None)
        return str(found["TITLE"]) if found else str(value)
    return _plain(value)


def _plain(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return "" if value is None else str(value)


def _show_product(row: Json) -> Json:
    return {"name": _plain(row.get("PRODUCT_NAME")), "price": row.get("PRICE"), "quantity": row.get("QUANTITY")}


def _feed(bitrix24: Bitrix24Fake, number: int) -> Iterator[Json]:
    for row in bitrix24.timeline("lead", number):
        yield {
            "kind": row["KIND"],
            "at": row["CREATED"].isoformat(),
            "title": row.get("TITLE", ""),
            "text": row["COMMENT"],
        }
    for row in bitrix24.activities:
        if (row["OWNER_TYPE_ID"], row["OWNER_ID"]) == (LEAD, number):
            at = (row["START_TIME"] or row["CREATED"]).isoformat()
            yield {"kind": "call", "at": at, "title": row["SUBJECT"], "text": row["DESCRIPTION"]}

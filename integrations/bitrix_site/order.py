"""An order of the site as a value of ours.

https://apidocs.bitrix24.com/api-reference/sale/order/sale-order-get.html
"""

from collections.abc import Iterable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from desk.exchange.model import Buyer, Delivery, Line, StoreOrder
from desk.phone import dialable
from integrations.bitrix_rest.client import as_dict, as_list, as_moment
from integrations.bitrix_site.client import Row
from integrations.bitrix_site.config import BitrixSite
from integrations.bitrix_site.vocabulary import CANCELLED, Statuses, judge

NAME = "bitrix_site"
# Codes that sites give to what they ask the buyer; the first that is filled in counts.
NAMES = ("FIO", "CONTACT_PERSON", "CONTACT_NAME", "FULL_NAME", "NAME")
LAST_NAMES = ("LAST_NAME", "SURNAME")
PHONES = ("PHONE", "CONTACT_PHONE", "MOBILE", "TEL", "TELEPHONE")
EMAILS = ("EMAIL", "CONTACT_EMAIL", "E_MAIL", "MAIL")
ADDRESSES = ("ADDRESS", "DELIVERY_ADDRESS", "CONTACT_ADDRESS", "COMPANY_ADR")
PLACES = ("ZIP", "CITY")  # stand before the address where it does not name them
UTM = "UTM_"


def read_order(row: Row, statuses: Statuses, section: BitrixSite) -> StoreOrder:
    """Raises Temporary for what is no order."""
    cancelled, code = is_yes(row.get("canceled")), text_of(row.get("statusId"))
    ended = judge(code, cancelled, statuses, section)
    lost = {statuses.code_of(it) for it in section.lost}
    properties = read_properties(row.get("propertyValues"))
    return StoreOrder(
        store=NAME,
        ref=text_of(row.get("id")),
        number=text_of(row.get("accountNumber")) or text_of(row.get("id")),
        status=CANCELLED if cancelled and code not in lost else code,
        status_name="" if cancelled and code not in lost else statuses.names.get(code, ""),
        changed_at=as_moment(row.get("dateUpdate")),
        ended=ended,
        buyer=_buyer(properties, section.country),
        lines=tuple(_line(as_dict(item), section) for item in as_list(row.get("basketItems"))),
        delivery=_delivery(own_shipments(row), properties),
        total=number_of(row.get("price")),
        currency=text_of(row.get("currency")),
        paid=is_yes(row.get("payed")),
        comment=text_of(row.get("userDescription")),
        placed_at=as_moment(row["dateInsert"]) if row.get("dateInsert") else None,
        utm={key.lower(): value for key, value in properties.items() if key.startswith(UTM) and value},
    )


def own_shipments(row: Row) -> list[dict[str, Any]]:
    """Without the system's own shipment, which holds what is in no other."""
    shipments = [as_dict(it) for it in as_list(row.get("shipments"))]
    return [it for it in shipments if not is_yes(it.get("system"))]


def read_properties(values: Any) -> dict[str, str]:
    """By code, in capitals; the first of two with the same code."""
    found: dict[str, str] = {}
    for value in map(as_dict, as_list(values)):
        found.setdefault(text_of(value.get("code")).upper(), text_of(value.get("value")))
    return found


def is_yes(value: Any) -> bool:
    return value in ("Y", True)


def text_of(value: Any) -> str:
    """On one line; several values with commas between them."""
    if isinstance(value, list | dict):
        return ", ".join(text for it in as_list(value) if (text := text_of(it)))
    plain = isinstance(value, str | int | float) and not isinstance(value, bool)
    return " ".join(str(value).split()) if plain else ""


def number_of(value: Any) -> Decimal:
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return Decimal(0)
    return number if number.is_finite() else Decimal(0)


def _buyer(properties: Mapping[str, str], country: str) -> Buyer:
    name = _first(properties, NAMES)
    last = _first(properties, LAST_NAMES)
    phone = _first(properties, PHONES)
    whole = name if not last or last in name else f"{name} {last}".strip()
    return Buyer(whole, dialable(phone, country, foreign=True).e164 or phone, _first(properties, EMAILS))


def _delivery(shipments: list[dict[str, Any]], properties: Mapping[str, str]) -> Delivery:
    names = list(dict.fromkeys(name for it in shipments if (name := text_of(it.get("deliveryName")))))
    price = sum((number_of(it.get("priceDelivery")) for it in shipments), Decimal(0))
    address = _first(properties, ADDRESSES)
    before = [place for key in PLACES if (place := properties.get(key, "")) and place not in address]
    return Delivery(", ".join(names), price, ", ".join([*before, address] if address else before))


def _line(item: Row, section: BitrixSite) -> Line:
    properties = read_properties(item.get("properties"))
    price, base = number_of(item.get("price")), number_of(item.get("basePrice"))
    sku = _first(properties, [code.upper() for code in section.article]) or text_of(item.get("productXmlId"))
    category = properties.get(section.category.upper(), "") if section.category else ""
    discount = max(base - price, Decimal(0))
    return Line(text_of(item.get("name")), sku, number_of(item.get("quantity")), price, discount, category)


def _first(properties: Mapping[str, str], codes: Iterable[str]) -> str:
    return next((value for code in codes if (value := properties.get(code, ""))), "")

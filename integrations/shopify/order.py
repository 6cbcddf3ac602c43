"""An order as the Admin GraphQL shows it, in our words."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from desk.errors import Temporary
from desk.exchange.model import Buyer, Delivery, Line, StoreOrder
from integrations.shopify import parts
from integrations.shopify.status import State, end_of, word_of
from integrations.shopify.values import first, moment, money, text

Record = Mapping[str, Any]


def read_order(record: Record) -> StoreOrder:
    """``record`` with all of its lines. Raises Temporary for one without id or time: that is no order."""
    ref = text(record.get("legacyResourceId")) or text(record.get("id")).rpartition("/")[2]
    changed_at = moment(record.get("updatedAt"))
    if not ref or changed_at is None:
        raise Temporary("Shopify shows an order without its number or time", code="shape")
    state = read_state(record)
    status = word_of(state)
    return StoreOrder(
        store=parts.NAME,
        ref=ref,
        number=text(record.get("name")) or ref,
        status=status,
        changed_at=changed_at,
        ended=end_of(status),
        buyer=_buyer(record),
        lines=_lines(record, state),
        delivery=_delivery(record),
        total=parts.what_counts(state, _amount(record, "currentTotalPriceSet"), _amount(record, "totalPriceSet")),
        currency=text(record.get("currencyCode")),
        paid=_word(record, "displayFinancialStatus") in parts.PAID,
        comment=parts.comment_of(record.get("note"), record.get("test")),
        utm=parts.utm_of(_at(record, "customerJourneySummary", "firstVisit", "landingPage")),
        marker=text(record.get("sourceIdentifier")),
        placed_at=moment(record.get("createdAt")),
    )


def read_state(record: Record) -> State:
    tags = record.get("tags")
    return parts.state_of(
        map(text, tags) if isinstance(tags, list) else (),
        _word(record, "displayFinancialStatus"),
        _word(record, "displayFulfillmentStatus"),
        record.get("cancelledAt"),
    )


def _word(record: Record, key: str) -> str:
    return text(record.get(key)).lower()


def _at(record: Any, *path: str) -> Any:
    """The value at the end of the path; None where it breaks off."""
    for key in path:
        record = record.get(key) if isinstance(record, dict) else None
    return record


def _amount(record: Any, key: str) -> Decimal | None:
    return money(_at(record, key, "shopMoney", "amount"))


def _lines(record: Record, state: State) -> tuple[Line, ...]:
    rows = _at(record, "lineItems", "nodes")
    found = (_line(row, state) for row in rows if isinstance(row, dict)) if isinstance(rows, list) else ()
    return tuple(line for line in found if line.quantity > 0)  # 0: it was taken out


def _line(row: Record, state: State) -> Line:
    quantity = parts.what_counts(state, money(row.get("currentQuantity")), money(row.get("quantity")))
    category = text(_at(row, "product", "productType"))
    reduced = _amount(row, "discountedUnitPriceAfterAllDiscountsSet")
    named = {**row, "variant": row.get("variantTitle")}
    return parts.make_line(named, quantity, _amount(row, "originalUnitPriceSet"), reduced, category)


def _buyer(record: Record) -> Buyer:
    shipping, billing, customer = (_at(record, key) for key in ("shippingAddress", "billingAddress", "customer"))
    numbers = (
        record.get("phone"),
        _at(shipping, "phone"),
        _at(billing, "phone"),
        _at(customer, "defaultPhoneNumber", "phoneNumber"),
    )
    return Buyer(
        parts.name_of((_at(customer, "displayName"), _at(shipping, "name"), _at(billing, "name"))),
        parts.phone_of(numbers, first((_at(shipping, "countryCodeV2"), _at(billing, "countryCodeV2")))),
        first((record.get("email"), _at(customer, "defaultEmailAddress", "emailAddress"))),
    )


def _delivery(record: Record) -> Delivery:
    way, address = record.get("shippingLine"), _at(record, "shippingAddress")
    place = address if isinstance(address, dict) else {}
    return Delivery(
        text(_at(way, "title")),
        _amount(way, "discountedPriceSet") or Decimal(0),
        parts.one_line(place, text(place.get("provinceCode")), text(place.get("countryCodeV2"))),
    )

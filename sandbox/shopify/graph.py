"""An order as the Admin GraphQL shows it."""

from decimal import Decimal

from sandbox.shopify.execution import connect
from sandbox.shopify.order import Address, Line, Order, Parcel, Row, Variant, full_name, write_money, write_time

FULFILLMENT = {None: "UNFULFILLED", "partial": "PARTIALLY_FULFILLED", "fulfilled": "FULFILLED"}


def show_order(order: Order, *, redacted: bool) -> Row:
    """``redacted``: the app may not see who the customer is (protected customer data)."""
    return {
        "id": order.gid,
        "legacyResourceId": str(order.id),
        "name": order.name,
        "number": order.number,
        "createdAt": write_time(order.created_at),
        "updatedAt": write_time(order.updated_at),
        "processedAt": write_time(order.created_at),
        "cancelledAt": write_time(order.cancelled_at),
        "cancelReason": order.cancel_reason.upper() if order.cancel_reason else None,
        "closedAt": write_time(order.closed_at),
        "test": order.test,
        "note": order.note,
        "tags": sorted(order.tags),
        "sourceName": "web",
        "sourceIdentifier": order.source_identifier,
        "currencyCode": order.currency,
        "displayFinancialStatus": order.financial.upper(),
        "displayFulfillmentStatus": FULFILLMENT[order.fulfillment],
        "totalPriceSet": _bag(order.total, order),
        "currentTotalPriceSet": _bag(order.current_total, order),
        "customAttributes": [{"key": key, "value": value} for key, value in order.attributes.items()],
        "customerJourneySummary": _journey(order),
        "shippingLine": _way(order),
        "lineItems": connect([_line(it, order) for it in order.lines], lambda row: str(row["id"])),
        "fulfillmentOrders": connect([_parcel(it) for it in order.parcels], lambda row: str(row["id"])),
        **_people(order, redacted),
    }


def show_variant(variant: Variant) -> Row:
    return {
        "id": variant.gid,
        "sku": variant.sku,
        "title": "Default Title",
        "price": write_money(variant.price),
        "product": _product(variant.product_id, variant.title, variant.product_type),
    }


def _product(number: int, title: str, kind: str) -> Row:
    return {"id": f"gid://shopify/Product/{number}", "title": title, "productType": kind, "vendor": ""}


def _people(order: Order, redacted: bool) -> Row:
    if redacted:
        return dict.fromkeys(("email", "phone", "customer", "shippingAddress", "billingAddress"))
    return {
        "email": order.email,
        "phone": order.phone,
        "customer": _customer(order.customer),
        "shippingAddress": _address(order.shipping),
        "billingAddress": _address(order.billing),
    }


def _bag(amount: Decimal, order: Order) -> Row:
    money = {"amount": write_money(amount), "currencyCode": order.currency}
    return {"shopMoney": money, "presentmentMoney": money}


def _line(line: Line, order: Order) -> Row:
    return {
        "id": f"gid://shopify/LineItem/{line.id:012}",
        "title": line.title,
        "variantTitle": line.variant or None,
        "name": line.name,
        "sku": line.sku or None,
        "quantity": line.quantity,
        "currentQuantity": line.current,
        "originalUnitPriceSet": _bag(line.price, order),
        "discountedUnitPriceAfterAllDiscountsSet": _bag(line.reduced, order),
        "product": _product(line.product_id, line.title, line.product_type) if line.product_id else None,
    }


def _parcel(parcel: Parcel) -> Row:
    able = parcel.status in ("OPEN", "IN_PROGRESS") and not parcel.service
    return {
        "id": f"gid://shopify/FulfillmentOrder/{parcel.id:012}",
        "status": parcel.status,
        "supportedActions": [{"action": "CREATE_FULFILLMENT" if able else "REQUEST_FULFILLMENT"}],
        "assignedLocation": {"name": parcel.location},
    }


def _customer(customer: dict[str, str] | None) -> Row | None:
    if customer is None:
        return None
    email, phone = customer.get("email"), customer.get("phone")
    return {
        "id": f"gid://shopify/Customer/{customer.get('id', '1')}",
        "displayName": full_name(customer) or email or phone or "",
        "firstName": customer.get("first_name"),
        "lastName": customer.get("last_name"),
        "defaultEmailAddress": {"emailAddress": email} if email else None,
        "defaultPhoneNumber": {"phoneNumber": phone} if phone else None,
    }


def _address(address: Address | None) -> Row | None:
    if address is None:
        return None
    names = {
        "firstName": "first_name",
        "lastName": "last_name",
        "address1": "address1",
        "address2": "address2",
        "city": "city",
        "province": "province",
        "provinceCode": "province_code",
        "zip": "zip",
        "country": "country",
        "countryCodeV2": "country_code",
        "phone": "phone",
    }
    return {"name": full_name(address)} | {name: address.get(key) for name, key in names.items()}


def _way(order: Order) -> Row | None:
    if not order.way:
        return None
    price = _bag(order.way_price, order)
    return {"id": None, "title": order.way, "code": order.way, "originalPriceSet": price, "discountedPriceSet": price}


def _journey(order: Order) -> Row:
    landing = f"https://shop.example.com{order.landing_site}" if order.landing_site else None
    visit = {"landingPage": landing, "source": "direct"} if landing else None
    return {"ready": True, "firstVisit": visit, "lastVisit": visit}

"""An order as events show it: the older REST shape, with numbers for ids and text for money."""

from decimal import Decimal

from sandbox.shopify.order import Address, Line, Order, Row, full_name, write_money, write_time


def write_order(order: Order, *, redacted: bool) -> Row:
    return {
        "id": order.id,
        "admin_graphql_api_id": order.gid,
        "name": order.name,
        "order_number": order.number,
        "number": order.number - 1000,
        "created_at": write_time(order.created_at),
        "processed_at": write_time(order.created_at),
        "updated_at": write_time(order.updated_at),
        "cancelled_at": write_time(order.cancelled_at),
        "cancel_reason": order.cancel_reason,
        "closed_at": write_time(order.closed_at),
        "test": order.test,
        "confirmed": True,
        "currency": order.currency,
        "presentment_currency": order.currency,
        "financial_status": order.financial,
        "fulfillment_status": order.fulfillment,
        "total_price": write_money(order.total),
        "current_total_price": write_money(order.current_total),
        "landing_site": order.landing_site,
        "source_name": "web",
        "source_identifier": order.source_identifier,
        "note": order.note,
        "note_attributes": [{"name": name, "value": value} for name, value in order.attributes.items()],
        "tags": ", ".join(sorted(order.tags)),
        "line_items": [_line(it, order) for it in order.lines],
        "shipping_lines": [_way(order)] if order.way else [],
        "fulfillments": [],
        "refunds": [],
        **_people(order, redacted),
    }


def _people(order: Order, redacted: bool) -> Row:
    names = ("email", "contact_email", "phone", "customer", "shipping_address", "billing_address")
    if redacted:
        return dict.fromkeys(names)
    customer: Row | None = None
    if order.customer is not None:
        customer = {**order.customer, "id": int(order.customer.get("id", "1"))}
    values = (order.email, order.email, order.phone, customer, _address(order.shipping), _address(order.billing))
    return dict(zip(names, values, strict=True))


def _set(amount: Decimal, order: Order) -> Row:
    money = {"amount": write_money(amount), "currency_code": order.currency}
    return {"shop_money": money, "presentment_money": money}


def _line(line: Line, order: Order) -> Row:
    shares = [{"amount": write_money(line.discount), "discount_application_index": 0}] if line.discount else []
    return {
        "id": line.id,
        "product_id": line.product_id,
        "variant_id": None,
        "title": line.title,
        "variant_title": line.variant or None,
        "name": line.name,
        "sku": line.sku or None,
        "quantity": line.quantity,
        "current_quantity": line.current,
        "price": write_money(line.price),
        "price_set": _set(line.price, order),
        "total_discount": "0.00",
        "discount_allocations": shares,
        "requires_shipping": True,
        "properties": [],
    }


def _way(order: Order) -> Row:
    price = write_money(order.way_price)
    return {"id": 9, "title": order.way, "code": order.way, "price": price, "discounted_price": price}


def _address(address: Address | None) -> Row | None:
    return None if address is None else {**address, "name": full_name(address)}

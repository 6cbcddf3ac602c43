"""An order as the store sent it, in our words."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from functools import cache
from ipaddress import ip_address
from typing import Any
from zoneinfo import available_timezones

from desk.errors import Rejected
from desk.model import Consent, Customer, Order
from desk.orders.envelope import Sent, open_envelope
from desk.orders.extras import keep_extras, telling
from desk.orders.lines import leftovers, read_items
from desk.orders.refs import choose_ref
from desk.orders.values import is_absent, read_amount, read_flag, read_line, read_lines

_KNOWN = frozenset(
    {"order_id", "name", "phone", "email", "city", "comment", "partner", "items", "total", "currency", "consent"}
)
_CONSENT = frozenset({"calls", "advertising", "text", "at"})


def understand(
    source: str, payload: Mapping[str, Any], ref_fields: Sequence[str], now: datetime, fallback: str
) -> Order:
    """Read an order; one with no name, phone, e-mail or lines is still an order, for a person to look at.

    ``fallback`` is the unique ref of an order that has none of ``ref_fields``; ``now`` is in UTC.
    Raises Rejected naming the field that has a wrong type.
    """
    sent = open_envelope(payload)
    fields = sent.fields
    customer = _read_customer(sent)
    utm = _read_utm(sent)
    total = read_amount(fields.get("total"), "total")
    if total is not None and total < 0:
        raise Rejected("must not be negative", field="total")
    return Order(
        source=source,
        ref=choose_ref(ref_fields, customer, fields, now, fallback),
        customer=customer,
        order_id=read_line(fields.get("order_id"), "order_id", 100),
        lines=read_items(fields.get("items")),
        total=total,
        currency=read_line(fields.get("currency"), "currency", 8).upper(),
        comment=read_lines(fields.get("comment"), "comment", 4000),
        consent=_read_consent(fields.get("consent")),
        partner_code=read_line(fields.get("partner"), "partner", 200) or utm.get("utm_source", ""),
        utm=utm,
        extra=keep_extras(_extras(sent, customer)),
    )


def _read_customer(sent: Sent) -> Customer:
    fields = sent.fields
    zone = read_line(fields.get("timezone"), "timezone", 64)
    given = fields.get("ip")
    return Customer(
        name=read_line(fields.get("name"), "name", 200),
        phone=read_line(fields.get("phone"), "phone", 50),
        email=read_line(fields.get("email"), "email", 254),
        city=read_line(fields.get("city"), "city", 100),
        timezone=zone if zone in _zones() else "",
        ip=_read_address(sent.server.get("REMOTE_ADDR") if is_absent(given) else given),
    )


@cache
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())


def _read_address(value: Any) -> str:
    """The first of a proxy's list; what is no address is nobody's."""
    first = read_line(value, "ip", 200).partition(",")[0].strip()
    try:
        return str(ip_address(first))
    except ValueError:
        return ""


def _read_utm(sent: Sent) -> dict[str, str]:
    """Cookies win: they remember the partner's link, the form only the last page."""
    utm: dict[str, str] = {}
    for name, value in [*sent.fields.items(), *sent.cookies.items()]:
        if name.startswith("utm_") and (text := read_line(value, _utm_field(name), 300)):
            utm[_utm_field(name)] = text
    return utm


def _utm_field(name: str) -> str:
    """The name, as far as it may be repeated in an answer."""
    return name[:40] if name.isascii() and name.replace("_", "").isalnum() else "utm_"


def _read_consent(value: Any) -> Consent:
    """A lone ticked box is no consent to calls, since nobody knows what stood beside it: it goes to the extras."""
    if not isinstance(value, Mapping):
        if isinstance(value, list) and value:
            raise Rejected("must be an object", field="consent")
        return Consent()
    return Consent(
        calls=read_flag(value.get("calls"), "consent.calls"),
        advertising=read_flag(value.get("advertising"), "consent.advertising"),
        text=read_lines(value.get("text"), "consent.text", 2000),
        at=read_line(value.get("at"), "consent.at", 64),
    )


def _extras(sent: Sent, customer: Customer) -> Iterator[tuple[str, Any]]:
    fields = sent.fields
    readable = {"timezone": customer.timezone, "ip": customer.ip}  # an unreadable one is kept as it came
    for name, value in fields.items():
        understood = name in _KNOWN or name.startswith("utm_") or readable.get(name)
        if not understood and not is_absent(value):
            yield name, value
    yield from leftovers(fields.get("items"))
    consent = fields.get("consent")
    if isinstance(consent, Mapping):
        yield from ((f"consent.{name}", value) for name, value in consent.items() if name not in _CONSENT)
    elif not is_absent(consent):
        yield "consent", consent
    if server := telling(sent.server):
        yield "server", server

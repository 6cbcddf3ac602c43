"""From an order to a lead: number, zone, and the first step."""

from collections.abc import Callable
from dataclasses import dataclass

from desk.leads.commands import Register
from desk.leads.decision import Decision, Entry, Situation, hand_over
from desk.leads.dialling import dial
from desk.leads.model import Action, Lead, LeadStatus, Next, Trouble
from desk.model import Order
from desk.phone import dialable, zones
from desk.values import replace

CityZone = Callable[[str], str]  # city name -> IANA zone, empty when not known


@dataclass(frozen=True, slots=True)
class Place:
    """Where the customer is: an IANA zone, what it was concluded from, and the city."""

    zone: str
    zone_from: str
    city: str


def find_place(order: Order, phone: str, ip_place: Place | None, city_zone: CityZone, shop_zone: str) -> Place:
    """The order's own zone beats the city's, the city's beats the address's, and so on down to the shop's."""
    customer = order.customer
    city = customer.city or (ip_place.city if ip_place else "")
    if customer.timezone:
        return Place(customer.timezone, "order", city)
    if zone := city_zone(customer.city):
        return Place(zone, "city", city)
    if ip_place and ip_place.zone:
        return Place(ip_place.zone, "ip", city)
    by_phone = zones(phone) if phone else ()
    if len(by_phone) == 1:
        return Place(by_phone[0], "phone", city)
    return Place(shop_zone, "shop", city)


def open_lead(
    lead_id: int,
    order: Order,
    ip_place: Place | None,
    city_zone: CityZone,
    situation: Situation,
) -> Decision:
    """A new lead: registered in the CRM first, or dialled at once where there is no CRM (S0-28, S0-30)."""
    rules = situation.rules
    number = dialable(order.customer.phone, country=rules.country, foreign=rules.foreign_numbers)
    place = find_place(order, number.e164, ip_place, city_zone, rules.hours.shop_zone)
    why = "a new order"
    lead = Lead(
        id=lead_id,
        origin=f"{lead_id}-{situation.nonce}",
        status=LeadStatus.NEW,
        order=order,
        created_at=situation.now,
        phone=number.e164,
        phone_problem=number.problem.value,
        zone=place.zone,
        zone_from=place.zone_from,
        city=place.city,
        next=Next(Action.REGISTER, situation.now, why),
        calls_allowed=rules.max_attempts,
        changed_at=situation.now,
    )
    data = {"source": order.source, "ref": order.ref, "zone": place.zone, "zone_from": place.zone_from}
    opened = Decision(lead, entries=(Entry("order_received", why, who="shop", data=data),))
    if _unreadable(order):
        return opened.then(lambda it: hand_over(it, Trouble.UNREADABLE, "nothing in the order could be understood"))
    if rules.crm:
        return replace(opened, commands=(Register(),))
    return opened.then(lambda it: dial(it, situation))


def _unreadable(order: Order) -> bool:
    customer = order.customer
    return not (customer.name or customer.phone or customer.email or order.lines or order.order_id)

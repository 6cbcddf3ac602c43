"""What the desk asks of a RetailCRM, for leads and for call tracking."""

from datetime import UTC, datetime
from typing import Any

from desk.tracking.model import Name
from desk.tracking.ports import Filling, NewCustomer, NewOrder
from integrations import retailcrm
from integrations.neighbour import Offer
from tests.faults.neighbours.errands import Errand, Market, Open, draft, picture

WHO = "retailcrm"
PARTNER_FIELD, MARKER, CALL = "partner_code", "calltouch_site_id", "calltouch_call_id"


def build(market: Market, **keys: Any) -> Offer:
    """Of an account whose additional fields are there."""
    fake = market.town.retailcrm
    for entity, code in (("customer", PARTNER_FIELD), ("order", MARKER), ("order", CALL)):
        if code not in fake.account.fields[entity]:
            fake.make_field(code, entity=entity)
    section = retailcrm.RetailCrm.model_validate({"url": fake.url, "api_key": fake.key} | keys)
    return retailcrm.NEIGHBOUR.build(section, market.around())


def crm_of(market: Market, **keys: Any) -> Any:
    return build(market, **keys).crm


def tracking_of(market: Market) -> Any:
    return build(market).tracking


async def find_partner(market: Market) -> Errand:
    crm = crm_of(market, partner=PARTNER_FIELD)
    return Errand("find a partner", WHO, lambda: crm.find_partner("partner42"))


async def find_lead(market: Market) -> Errand:
    crm, number = crm_of(market), market.number()
    return Errand("find an order", WHO, lambda: crm.find_lead(f"{number}-f07"))


async def check(market: Market) -> Errand:
    return Errand("check", WHO, crm_of(market, site="main").check)


async def add_lead(market: Market) -> Errand:
    crm, wanted, fake = crm_of(market), draft(market.number()), market.town.retailcrm

    async def do() -> object:
        """As the desk does it: searched for by our marker before it is added."""
        return await crm.find_lead(wanted.origin) or await crm.add_lead(wanted)

    def done() -> int:
        orders = [it for it in fake.orders() if it["customFields"].get("ringdesk_lead") == wanted.origin]
        people = [it for it in fake.customers() if it["phones"] == [{"number": wanted.phone}]]
        return max(len(orders), len(people) if orders else 0)

    return Errand("add an order", WHO, do, writes=True, done=done)


async def show(market: Market) -> Errand:
    crm, number, fake = crm_of(market, statuses={"calling": "assembling"}), market.number(), market.town.retailcrm
    order_id = await crm.add_lead(draft(number))

    def done() -> int:
        return int(fake.order(int(order_id))["customFields"].get("ringdesk_status") == "звоним")

    return Errand("show", WHO, lambda: crm.show(order_id, picture(number)), True, done)


async def make_customer(market: Market) -> Errand:
    tracking, fake, phone = tracking_of(market), market.town.retailcrm, f"7917{market.number():07}"

    async def do() -> object:
        """As call tracking does it: looked for before it is made (CR-83)."""
        found = [it for it in await tracking.customers_by_phone(phone) if phone in it.phones]
        return found or await tracking.make_customer(NewCustomer(Name("Анна"), phone))

    def done() -> int:
        return sum(it["phones"] == [{"number": phone}] for it in fake.customers())

    return Errand("make a customer", WHO, do, writes=True, done=done)


async def make_order(market: Market) -> Errand:
    tracking, fake, number = tracking_of(market), market.town.retailcrm, market.number()
    customer = fake.seed_customer(f"7918{number:07}")
    new = NewOrder(str(customer), Name("Анна"), "main", "new", Filling({MARKER: "1", CALL: str(number)}))

    async def do() -> object:
        return await tracking.orders_of(str(customer)) or await tracking.make_order(new)

    def done() -> int:
        return sum((it.get("customer") or {}).get("id") == customer for it in fake.orders())

    return Errand("make an order", WHO, do, writes=True, done=done)


async def fill_order(market: Market) -> Errand:
    tracking, fake = tracking_of(market), market.town.retailcrm
    number = fake.place()
    order = (await tracking.orders([str(number)]))[str(number)]

    def done() -> int:
        return int(fake.order(number)["customFields"].get(MARKER) == "12345")

    return Errand("fill", WHO, lambda: tracking.fill_order(order, Filling({MARKER: "12345"})), True, done)


async def make_fields(market: Market) -> Errand:
    tracking, fake, code = tracking_of(market), market.town.retailcrm, f"own_{market.number()}"

    def done() -> int:
        return int(code in fake.account.fields["order"])

    return Errand("make a field", WHO, lambda: tracking.make_fields({code: "Поле"}), True, done)


async def read_history(market: Market) -> Errand:
    tracking = tracking_of(market)
    return Errand("read the history", WHO, lambda: tracking.history("7040", datetime.now(UTC)))


async def read_references(market: Market) -> Errand:
    return Errand("read references", WHO, tracking_of(market).references)


RETAIL: tuple[Open, ...] = (
    find_partner,
    find_lead,
    check,
    add_lead,
    show,
    make_customer,
    make_order,
    fill_order,
    make_fields,
    read_history,
    read_references,
)

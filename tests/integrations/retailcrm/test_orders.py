"""Orders are listed from all stores, read with their people, made and filled."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import orjson
import pytest

from desk.errors import NotFound, Rejected, Temporary, Unknown
from desk.tracking.model import CrmOrder, Customer, Name, Utm
from desk.tracking.ports import SITE, Filling, NewOrder
from integrations.retailcrm.orders import read_order
from sandbox.kit.faults import Fault
from tests.integrations.conftest import FIXTURES
from tests.integrations.retailcrm.conftest import NOON

MARKER = "calltouch_site_id"
FILLING = Filling({MARKER: "12345", "calltouch_call_id": "1"})
UTM = Utm("yandex", "cpc", "brand", "ad1", "купить")


@pytest.fixture
def customer(fake) -> int:
    """Of an account whose additional fields are there."""
    for code in (MARKER, "calltouch_call_id"):
        fake.make_field(code)
    return fake.seed_customer("+7 (900) 123-45-67", "8 916 000-00-00", lastName="Петров", email="A@Example.com")


def new_order(customer: int, **changes) -> NewOrder:
    fields = {"customer_id": str(customer), "name": Name("Иван", "Петров"), "site": "main", "status": "new"}
    return NewOrder(**fields | {"filling": FILLING, "phone": "79001234567"} | changes)


async def test_an_order_is_read_with_everything_a_deal_wants(fake, tracking, world, customer: int) -> None:
    """S1-49: its total is what is to be paid, and not what the goods cost."""
    number = fake.place(
        customer, site="outlet", status="assembling", managerId=28, total=1395.16, phone="8 (900) 123-45-67"
    )
    fake.edit(number, additionalPhone="+7 495 111-22-33", email="Work@Example.com")
    world.jump(600)
    fake.set_status(number, "client-confirmed")
    assert await tracking.orders([str(number), "1"]) == {
        str(number): CrmOrder(
            id=str(number),
            number=f"{number}C",
            created_at=NOON,
            site="outlet",
            status="client-confirmed",
            status_at=NOON + timedelta(minutes=10),
            total=Decimal("1395.16"),
            currency="RUB",
            manager="Петрова Мария",
            customer=Customer(
                str(customer), NOON, Name("Иван", "Петров"), ("79001234567", "79160000000"), "a@example.com", "main"
            ),
            phones=("79001234567", "74951112233"),
            emails=("work@example.com",),
        )
    }


async def test_cr_37_the_orders_of_a_customer_come_from_all_stores_and_pages(fake, tracking, customer: int) -> None:
    """T-08, T-09: in no order, and each once."""
    numbers = {str(fake.place(customer, site=("main", "outlet")[n % 2])) for n in range(120)}
    fake.place(fake.seed_customer("79160000001"))
    found = await tracking.orders_of(str(customer))
    assert {it.id for it in found} == numbers
    assert len(found) == 120
    assert {it.site for it in found} == {"main", "outlet"}


async def test_cr_34_the_marker_is_what_stands_in_the_field_and_an_empty_map_is_none(
    fake, tracking, customer: int
) -> None:
    number = fake.place(customer)
    (bare,) = await tracking.orders_of(str(customer))
    fake.mark(number, MARKER, " 12345 ")
    (marked,) = await tracking.orders_of(str(customer))
    assert (bare.marker, marked.marker) == ("", "12345")


async def test_many_orders_are_read_a_hundred_at_a_time(fake, tracking, asked, customer: int) -> None:
    numbers = [str(fake.place(customer)) for _ in range(201)]
    assert set(await tracking.orders(numbers)) == set(numbers)
    assert asked().count("orders") == 3
    assert await tracking.orders([]) == {}


async def test_cr_65_of_a_company_the_contact_person_is_read(fake, tracking) -> None:
    person = fake.seed_customer("79001234567", firstName="Анна")
    company = fake.seed_corporate(person, name="ООО «Ромашка»")
    number = str(fake.place(company, contact={"id": person}))
    found = (await tracking.orders([number]))[number].customer
    assert (found.id, found.name.first, found.phones) == (str(person), "Анна", ("79001234567",))


async def test_a_person_who_is_named_only_is_looked_up(fake, tracking, customer: int, asked) -> None:
    """Some answers have nothing but the id of the customer."""
    number = fake.place(customer)
    row = fake.order(number) | {"customer": {"type": "customer", "id": customer}}
    page = {"success": True, "orders": [row], "pagination": {"totalPageCount": 1}}
    fake.faults.add(
        Fault("status", "orders", 1, status=200, body=orjson.dumps(page).decode(), content_type="application/json")
    )
    found = (await tracking.orders([str(number)]))[str(number)].customer
    assert found.phones == ("79001234567", "79160000000")
    assert asked().count("customers") == 1


async def test_cr_62c_people_are_named_once_an_hour_and_nobody_is_nobody(fake, tracking, asked, world) -> None:
    for manager in (28, 27, 28):
        fake.place(managerId=manager)
    bare = fake.place()
    numbers = [str(it["id"]) for it in fake.orders()]
    found = await tracking.orders(numbers)
    assert [it.manager for it in found.values() if it.id != str(bare)].count("Петрова Мария") == 2
    assert found[str(bare)].manager == ""
    await tracking.orders(numbers)
    assert asked().count("users") == 1
    fake.account.users[30] = fake.account.users[27] | {"id": 30, "lastName": "Новая"}
    fresh = fake.place(managerId=30)
    assert (await tracking.orders([str(fresh)]))[str(fresh)].manager == "Новая Борис"
    world.jump(3700)
    await tracking.orders(numbers)
    assert asked().count("users") == 2


async def test_a_key_that_may_not_know_people_reads_orders_without_their_names(fake, tracking) -> None:
    fake.keys[fake.key].scopes.discard("user_read")
    number = str(fake.place(managerId=28))
    assert (await tracking.orders([number]))[number].manager == ""


async def test_cr_40_an_order_is_made_with_what_it_was_given_and_nothing_else(fake, tracking, customer: int) -> None:
    """CR-41 to CR-45, CR-48, T-01."""
    made = fake.order(int(await tracking.make_order(new_order(customer))))
    assert (made["site"], made["status"], made["customer"]["id"]) == ("main", "new", customer)
    assert (made["firstName"], made["lastName"], made["phone"]) == ("Иван", "Петров", "79001234567")
    assert made["customFields"] == dict(FILLING.fields)
    assert not {"managerId", "email", "source", "externalId", "patronymic"} & made.keys()
    assert made["number"] == f"{made['id']}C"


async def test_cr_46_labels_stand_in_the_fields_of_the_crm_where_they_are_wanted(fake, tracking, customer: int) -> None:
    new = new_order(customer, filling=Filling(FILLING.fields, UTM), manager=28)
    made = fake.order(int(await tracking.make_order(new)))
    assert made["source"] == {
        "source": "yandex",
        "medium": "cpc",
        "campaign": "brand",
        "content": "ad1",
        "keyword": "купить",
    }
    assert made["managerId"] == 28


async def test_a_23_a_customer_of_another_store_is_told_apart_from_other_refusals(
    fake, tracking, customer: int
) -> None:
    fake.account.apart = True
    with pytest.raises(Rejected) as found:
        await tracking.make_order(new_order(customer, site="outlet"))
    assert found.value.code == SITE
    with pytest.raises(Rejected) as found:
        await tracking.make_order(new_order(customer, status="nowhere"))
    assert found.value.code != SITE
    with pytest.raises(Rejected, match="calltouch_site") as found:
        await tracking.make_order(new_order(customer, filling=Filling({"calltouch_site": "1"})))
    assert found.value.code != SITE, "the name of a field speaks of no store"


@pytest.mark.parametrize("as_list", [False, True])
async def test_a_refusal_is_quoted_whether_it_lists_texts_or_names_fields(
    fake, tracking, customer: int, as_list: bool
) -> None:
    fake.errors_as_list = as_list
    with pytest.raises(Rejected, match=r"Errors in the entity format: .*selected status is invalid"):
        await tracking.make_order(new_order(customer, status="nowhere"))


@pytest.mark.parametrize("kind", ["lost", "lost_html", "cut", "html", "internal", "page"])
async def test_cr_83_an_order_whose_answer_was_lost_is_unknown(fake, tracking, customer: int, kind: str) -> None:
    fake.break_down(kind, "orders/create", times=1)
    with pytest.raises(Unknown):
        await tracking.make_order(new_order(customer))
    made = len(await tracking.orders_of(str(customer)))
    assert made == (1 if kind in ("lost", "lost_html", "cut") else 0)


async def test_cr_50_filling_an_order_touches_nothing_else(fake, tracking, customer: int) -> None:
    """CR-51, T-15: what somebody typed into other fields stays."""
    fake.make_field("own")
    number = fake.place(
        customer, status="assembling", managerId=28, managerComment="Подарок", customFields={"own": "1"}
    )
    fake.set_items(number, ("Часы", 1500, 1))
    before = fake.order(number)
    (order,) = await tracking.orders_of(str(customer))
    await tracking.fill_order(order, Filling(FILLING.fields, Utm("yandex", "cpc")))
    after = fake.order(number)
    assert after == before | {
        "customFields": {"own": "1", **FILLING.fields},
        "source": {"source": "yandex", "medium": "cpc"},
    }


async def test_filling_that_is_told_twice_leaves_one_trace(fake, tracking, customer: int) -> None:
    """A lost answer may be followed by the same once more."""
    fake.place(customer)
    (order,) = await tracking.orders_of(str(customer))
    fake.break_down("lost", "orders/edit", times=1)
    with pytest.raises(Temporary, match="orders/edit"):
        await tracking.fill_order(order, FILLING)
    await tracking.fill_order(order, FILLING)
    written = [it for it in fake.account.history if it["field"] == f"custom_{MARKER}"]
    assert len(written) == 1


async def test_labels_that_the_crm_does_not_take_on_an_order_that_is_there_are_left_out(
    fake, tracking, customer: int
) -> None:
    number = fake.place(customer)
    (order,) = await tracking.orders_of(str(customer))
    body = '{"success":false,"errorMsg":"Errors in the entity format","errors":{"source":"cannot be changed"}}'
    fake.faults.add(Fault("status", "orders/edit", 1, status=400, body=body, content_type="application/json"))
    await tracking.fill_order(order, Filling(FILLING.fields, UTM))
    assert fake.order(number)["customFields"] == dict(FILLING.fields)
    assert "source" not in fake.order(number)


async def test_an_order_that_was_deleted_meanwhile_is_not_found(fake, tracking, customer: int) -> None:
    number = fake.place(customer)
    (order,) = await tracking.orders_of(str(customer))
    fake.delete(number)
    with pytest.raises(NotFound):
        await tracking.fill_order(order, FILLING)
    assert await tracking.orders([str(number)]) == {}


def test_an_order_as_an_account_told_it_is_read() -> None:
    row = orjson.loads((FIXTURES / "retailcrm" / "orders__php_shapes.json").read_bytes())["orders"][0]
    order = read_order(row, ZoneInfo("Europe/Moscow"))
    assert (order.id, order.number, order.marker) == ("7141", "7141C", "")
    assert order.created_at == datetime(2021, 2, 25, 6, 37, 48, tzinfo=UTC)
    assert order.status_at == datetime(2021, 2, 25, 6, 37, 55, tzinfo=UTC)
    assert (order.total, order.phones, order.emails) == (Decimal("1395.16"), ("79515151515",), ("andrey@example.com",))
    assert order.customer
    assert order.customer.phones == ("79515151515",)


def test_where_people_see_it(tracking, fake) -> None:
    assert tracking.order_url("7141") == f"{fake.url}/orders/7141/edit"
    assert tracking.customer_url("4924") == f"{fake.url}/customers/4924"

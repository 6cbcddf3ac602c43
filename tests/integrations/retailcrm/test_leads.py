"""``[crm] use = "retailcrm"``: a lead is an order of the CRM."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from desk.crm import CrmCall, CrmNote, CrmPicture, LeadDraft
from desk.errors import Rejected, Temporary, Unauthorised, Unknown
from desk.model import Partner
from tests.integrations.retailcrm.conftest import NOON

CALL = CrmCall("desk-17/call1", "+79001234567", NOON, NOON + timedelta(minutes=1), "no_answer", "480")
NOTES = (CrmNote("desk-17/3", "Робот не дозвонился"), CrmNote("desk-17/4", "SMS отправлено"))
PICTURE = CrmPicture("waiting_retry", "Перезвоним в 12:35", NOTES, (CALL,))
OWN = ("ringdesk_lead", "ringdesk_status", "ringdesk_calls", "ringdesk_notes")


def with_customer(draft: LeadDraft, **fields: str) -> LeadDraft:
    return replace(draft, order=replace(draft.order, customer=replace(draft.order.customer, **fields)))


async def test_s0_03_a_lead_becomes_an_order_with_everything_the_store_sent(fake, open_leads, draft) -> None:
    """S0-28: the customer is made, the goods stand in it, our mark is on it, and externalId stays free."""
    fake.make_field("delivery")
    leads = open_leads(fields={"delivery": "{delivery}, {city}"}, manager=28, order_method="shopping-cart")
    order = fake.order(int(await leads.add_lead(draft)))
    expected: dict[str, Any] = {
        "site": "main",
        "status": "new",
        "firstName": "Иван Петров",
        "phone": "+79001234567",
        "email": "ivan@example.com",
        "managerId": 28,
        "orderMethod": "shopping-cart",
        "source": {"source": "p-77", "medium": "cpc"},
        "customerComment": "Позвоните после 12",
        "customFields": {"ringdesk_lead": "desk-17", "delivery": "курьер, Казань"},
        "totalSumm": 3001.0,
    }
    assert {name: order[name] for name in expected} == expected
    assert [(it["offer"]["displayName"], it["initialPrice"], it["quantity"]) for it in order["items"]] == [
        ("Часы «Полёт» (W-1)", 1500.5, 2.0),
        ("Ремень (S-2)", 0.0, 1.0),
    ]
    for told in ("Заказ: 1042", "Партнёр: p-77 — ООО Партнёр", "Сумма: 3301.00 RUB", "IP: 5.8.16.1"):
        assert told in order["managerComment"]
    assert "externalId" not in order
    (customer,) = fake.customers()
    assert (customer["firstName"], customer["phones"]) == ("Иван Петров", [{"number": "+79001234567"}])
    assert order["customer"]["id"] == customer["id"]


@pytest.mark.parametrize("stored", ["8 (900) 123-45-67", "9001234567", "+7 900 1234567"])
async def test_a_customer_who_is_there_is_found_and_left_as_they_are(fake, leads, draft, asked, stored: str) -> None:
    older = fake.seed_customer(stored, at=NOON - timedelta(days=9))
    newer = fake.seed_customer(stored, at=NOON - timedelta(days=1), firstName="Ваня")
    fake.seed_customer("79161111111", firstName="Звонок от 79001234567")
    before = fake.customers()
    order = fake.order(int(await leads.add_lead(draft)))
    assert order["customer"]["id"] == newer != older
    assert [it | {"ordersCount": 0} for it in fake.customers()] == before
    assert "customers/edit" not in asked()


async def test_a_customer_without_a_number_is_found_by_email(fake, leads, draft) -> None:
    number = fake.seed_customer(email="IVAN@example.com")
    other = fake.seed_customer(email="divan@example.com")
    fresh = with_customer(replace(draft, phone=""), phone="")
    assert fake.order(int(await leads.add_lead(fresh)))["customer"]["id"] == number != other


async def test_two_orders_of_one_new_customer_at_once_make_one(fake, leads, draft) -> None:
    await asyncio.gather(*(leads.add_lead(replace(draft, origin=f"desk-{n}")) for n in range(5)))
    assert len(fake.customers()) == 1
    assert len(fake.orders()) == 5


async def test_what_would_be_refused_is_kept_as_text(fake, leads, draft) -> None:
    """A mistyped e-mail, a number that is none, no name."""
    odd = with_customer(replace(draft, phone="не знаю"), name="", email="ivan(at)example", phone="не знаю")
    order = fake.order(int(await leads.add_lead(odd)))
    assert "E-mail: ivan(at)example" in order["managerComment"]
    assert (order["firstName"], order["phone"]) == ("не знаю", "не знаю")


async def test_hostile_texts_arrive_as_they_are(fake, leads, draft) -> None:
    name = "<b>Оля</b> \x00'; DROP TABLE--\ud83d 🎁"
    order = fake.order(int(await leads.add_lead(with_customer(draft, name=name * 20))))
    assert order["firstName"].startswith("<b>Оля</b> ")
    assert "\x00" not in order["firstName"]
    assert 200 < len(order["firstName"]) <= 255


async def test_our_fields_are_made_once_and_the_shops_own_are_not_touched(fake, leads, draft, asked) -> None:
    fake.make_field("ringdesk_status", "Состояние", type="text")
    for n in range(3):
        await leads.add_lead(replace(draft, origin=f"desk-{n}"))
    made = fake.account.fields["order"]
    assert set(made) == set(OWN)
    assert made["ringdesk_status"]["name"] == "Состояние"
    assert asked().count("custom-fields") == 1


async def test_a_field_that_somebody_has_deleted_is_made_again_within_the_hour(fake, leads, draft, world) -> None:
    number = await leads.add_lead(draft)
    del fake.account.fields["order"]["ringdesk_calls"]
    world.jump(3601)
    await leads.show(number, PICTURE)
    assert "ringdesk_calls" in fake.order(int(number))["customFields"]


@pytest.mark.parametrize("kind", ["lost", "lost_html", "cut"])
async def test_s0_28_a_lead_whose_answer_was_lost_is_found_by_our_mark(fake, leads, draft, kind: str) -> None:
    fake.break_down(kind, "orders/create", times=1)
    with pytest.raises(Unknown):
        await leads.add_lead(draft)
    (order,) = fake.orders()
    assert await leads.find_lead("desk-17") == str(order["id"])
    assert await leads.find_lead("desk-1") is None


async def test_a_customer_whose_answer_was_lost_is_not_made_again(fake, leads, draft) -> None:
    fake.break_down("lost", "customers/create", times=1)
    with pytest.raises(Unknown):
        await leads.add_lead(draft)
    assert await leads.find_lead("desk-17") is None
    await leads.add_lead(draft)
    assert (len(fake.customers()), len(fake.orders())) == (1, 1)


async def test_of_a_mark_that_was_copied_the_first_order_counts(fake, leads, draft) -> None:
    number = await leads.add_lead(draft)
    fake.place(customFields={"ringdesk_lead": "desk-17"})
    fake.place(customFields={"ringdesk_lead": "desk-170"})
    assert await leads.find_lead("desk-17") == number


async def test_the_order_goes_to_the_store_of_its_customer_where_the_crm_insists(fake, open_leads, draft) -> None:
    fake.seed_customer("79001234567", site="outlet")
    leads = open_leads(site="main")
    assert fake.order(int(await leads.add_lead(draft)))["site"] == "main"
    fake.account.apart = True
    assert fake.order(int(await leads.add_lead(draft)))["site"] == "outlet"


async def test_a_refusal_comes_in_the_crms_words(fake, open_leads, draft) -> None:
    leads = open_leads(statuses={"new": "nowhere"})
    with pytest.raises(Rejected, match="selected status is invalid"):
        await leads.add_lead(draft)


async def test_s0_21_a_partner_is_who_has_the_code(fake, open_leads, draft) -> None:
    fake.make_field("partner_code", entity="customer")
    fake.seed_customer(firstName="Другой", customFields={"partner_code": "p-777"})
    number = fake.seed_customer(firstName="Анна", lastName="Блогер", customFields={"partner_code": "P-77"})
    leads = open_leads(partner="partner_code")
    fake.seed_customer(firstName="Позже", customFields={"partner_code": "P-77"})
    assert await leads.find_partner("P-77") == Partner("P-77", str(number), "Блогер Анна")
    assert await leads.find_partner("nobody") is None
    assert await open_leads().find_partner("P-77") is None


async def test_s0_55_the_order_shows_state_calls_and_what_happened(fake, open_leads, draft, asked) -> None:
    leads = open_leads(statuses={"waiting_retry": "availability-confirmed"})
    number = await leads.add_lead(draft)
    await leads.show(number, PICTURE)
    order = fake.order(int(number))
    assert order["status"] == "availability-confirmed"
    assert order["customFields"] == {
        "ringdesk_lead": "desk-17",
        "ringdesk_status": "Перезвоним в 12:35",
        "ringdesk_calls": "14.05.2026 12:00 не ответили (480)",
        "ringdesk_notes": "Робот не дозвонился\nSMS отправлено",
    }
    edits = asked().count("orders/edit")
    await leads.show(number, PICTURE)
    assert asked().count("orders/edit") == edits == 1, "nothing has changed, so nothing is written"


async def test_what_people_write_is_theirs(fake, leads, draft) -> None:
    number = int(await leads.add_lead(draft))
    fake.edit(number, managerComment="Мой клиент", managerId=27, customerComment="Звоните вечером")
    before = fake.order(number)
    await leads.show(str(number), PICTURE)
    after = fake.order(number)
    assert {name: after[name] for name in before if name != "customFields"} == {
        name: before[name] for name in before if name != "customFields"
    }


@pytest.mark.parametrize(
    ("status", "moved"), [("new", True), ("client-confirmed", True), ("delivering", False), ("complete", False)]
)
async def test_a_status_that_a_person_has_chosen_stays(fake, open_leads, draft, status: str, moved: bool) -> None:
    leads = open_leads(statuses={"calling": "client-confirmed", "waiting_retry": "availability-confirmed"})
    number = int(await leads.add_lead(draft))
    fake.set_status(number, status)
    await leads.show(str(number), PICTURE)
    assert fake.order(number)["status"] == ("availability-confirmed" if moved else status)


async def test_showing_again_after_a_lost_answer_doubles_nothing(fake, leads, draft) -> None:
    number = await leads.add_lead(draft)
    fake.break_down("lost", "orders/edit", times=1)
    with pytest.raises(Temporary):
        await leads.show(number, PICTURE)
    await leads.show(number, PICTURE)
    assert fake.order(int(number))["customFields"]["ringdesk_notes"].count("SMS") == 1


async def test_a_field_that_the_shop_does_not_want_is_not_written(fake, open_leads, draft) -> None:
    leads = open_leads(calls_field="", notes_field="", status_field="")
    number = await leads.add_lead(draft)
    await leads.show(number, PICTURE)
    assert fake.order(int(number))["customFields"] == {"ringdesk_lead": "desk-17"}


async def test_of_a_long_story_the_latest_is_shown(fake, leads, draft) -> None:
    number = await leads.add_lead(draft)
    notes = tuple(CrmNote(str(n), f"Событие {n} " + "x" * 100) for n in range(400))
    await leads.show(number, replace(PICTURE, notes=notes))
    shown = fake.order(int(number))["customFields"]["ringdesk_notes"]
    assert len(shown) <= 20_001
    assert "Событие 399" in shown
    assert "Событие 0 " not in shown


async def test_an_order_that_was_deleted_is_refused(fake, leads, draft) -> None:
    number = await leads.add_lead(draft)
    fake.delete(int(number))
    with pytest.raises(Rejected, match="deleted"):
        await leads.show(number, PICTURE)


async def test_s0_56_a_refused_key_is_told_as_such(fake, leads, draft) -> None:
    fake.revoke()
    with pytest.raises(Unauthorised):
        await leads.add_lead(draft)


async def test_an_order_without_goods_and_sum_is_an_order(fake, leads, draft) -> None:
    bare = replace(draft, order=replace(draft.order, lines=(), total=None, comment="", utm={}, partner_code=""))
    order = fake.order(int(await leads.add_lead(replace(bare, partner=None))))
    assert (order["items"], order["totalSumm"]) == ([], 0.0)
    assert "Сумма" not in order["managerComment"]
    assert "source" not in order


async def test_a_fraction_of_a_piece_is_a_fraction(fake, leads, draft) -> None:
    (line, *_) = draft.order.lines
    half = replace(draft, order=replace(draft.order, lines=(replace(line, quantity=Decimal("0.5")),)))
    assert fake.order(int(await leads.add_lead(half)))["items"][0]["quantity"] == 0.5


def test_where_people_see_it(leads, fake) -> None:
    assert leads.lead_url("7141") == f"{fake.url}/orders/7141/edit"

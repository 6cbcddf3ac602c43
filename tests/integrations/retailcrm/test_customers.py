"""Customers are looked for in every spelling, read, made, and never edited."""

from datetime import UTC, datetime, timedelta

import pytest

from desk.errors import Rejected, Temporary, Unknown
from desk.tracking.model import Name
from desk.tracking.ports import NewCustomer
from sandbox.kit.faults import Fault
from tests.integrations.retailcrm.conftest import NOON

SPELLINGS = ["+7 (900) 123-45-67", "89001234567", "79001234567", "9001234567", "8 900 123 45 67", "+79001234567"]


@pytest.mark.parametrize("stored", SPELLINGS)
async def test_cr_25_a_number_is_found_in_every_spelling_of_it(fake, tracking, stored: str) -> None:
    number = fake.seed_customer(stored)
    (found,) = await tracking.customers_by_phone("79001234567")
    assert (found.id, found.phones) == (str(number), ("79001234567",))


@pytest.mark.parametrize("stored", ["89001234567", "79001234567", "9001234567"])
async def test_a_crm_that_compares_whole_numbers_is_asked_in_each_spelling(fake, tracking, asked, stored: str) -> None:
    """How the real one compares is written nowhere."""
    number = fake.seed_customer(stored)
    fake.account.whole_numbers = True
    assert [it.id for it in await tracking.customers_by_phone("79001234567")] == [str(number)]
    assert 1 <= asked().count("customers") <= 3


async def test_once_the_crm_has_shown_that_it_looks_inside_of_numbers_one_question_is_enough(
    fake, tracking, asked
) -> None:
    assert await tracking.customers_by_phone("79001234567") == ()
    assert asked().count("customers") == 3, "nothing is known yet, so each spelling is tried"
    fake.seed_customer("+7 900 123-45-67")
    await tracking.customers_by_phone("79001234567")
    before = asked().count("customers")
    assert await tracking.customers_by_phone("79160000000") == ()
    assert asked().count("customers") == before + 1


async def test_a_foreign_number_is_looked_for_as_it_is(fake, tracking, asked) -> None:
    number = fake.seed_customer("+1 (603) 292-6810")
    (found,) = await tracking.customers_by_phone("16032926810")
    assert (found.id, found.phones) == (str(number), ("16032926810",))
    assert asked().count("customers") == 1


async def test_cr_25_whatever_the_search_finds_is_told_with_the_numbers_it_has(fake, tracking) -> None:
    """T-24: the core drops the customer who has the digits in the name only."""
    named = fake.seed_customer("79160000000", firstName="Звонок от 79001234567")
    (found,) = await tracking.customers_by_phone("79001234567")
    assert (found.id, found.phones) == (str(named), ("79160000000",))


async def test_cr_22_several_customers_of_one_number_come_with_their_age(fake, tracking) -> None:
    """T-10: of all pages, in no order."""
    ages = {
        str(fake.seed_customer("8 (900) 123-45-67", at=NOON - timedelta(days=n))): NOON - timedelta(days=n)
        for n in range(130)
    }
    found = await tracking.customers_by_phone("79001234567")
    assert {it.id: it.created_at for it in found} == ages
    assert [it.id for it in found] != sorted(ages)


async def test_an_email_is_found_whatever_its_letters(fake, tracking) -> None:
    number = fake.seed_customer(email="Ivan@Example.com", site="outlet")
    (found,) = await tracking.customers_by_email("ivan@example.com")
    assert (found.id, found.email, found.phones, found.site) == (str(number), "ivan@example.com", (), "outlet")


@pytest.mark.parametrize(("zone", "hour"), [("Europe/Moscow", 9), ("Asia/Vladivostok", 2), ("UTC", 12)])
async def test_a_25_moments_are_read_in_the_zone_of_the_account(fake, tracking, asked, zone: str, hour: int) -> None:
    fake.account.timezone = zone
    fake.seed_customer("79001234567", createdAt="2026-05-10 12:00:00")
    for _ in range(2):
        (found,) = await tracking.customers_by_phone("79001234567")
        assert found.created_at == datetime(2026, 5, 10, hour, 0, tzinfo=UTC)
    assert asked().count("settings") == 1, "the zone is kept"


async def test_an_account_that_hides_its_settings_is_read_in_the_zone_of_ours(fake, open_tracking) -> None:
    tracking = open_tracking(timezone="Asia/Omsk")
    fake.faults.add(denied("settings"))
    fake.seed_customer("79001234567", createdAt="2026-05-10 12:00:00")
    (found,) = await tracking.customers_by_phone("79001234567")
    assert found.created_at == datetime(2026, 5, 10, 6, 0, tzinfo=UTC)


@pytest.mark.parametrize("kind", ["elsewhere", "no_account"])
async def test_a_wrong_turn_is_not_taken_for_an_account_that_hides_its_zone(fake, tracking, kind: str) -> None:
    fake.account.timezone = "Asia/Vladivostok"
    fake.seed_customer("79001234567", createdAt="2026-05-10 12:00:00")
    fake.break_down(kind, "settings", times=1)
    with pytest.raises(Rejected):
        await tracking.customers_by_phone("79001234567")
    (found,) = await tracking.customers_by_phone("79001234567")
    assert found.created_at == datetime(2026, 5, 10, 2, 0, tzinfo=UTC)


async def test_cr_23_a_customer_is_made_with_the_name_in_one_piece(fake, tracking) -> None:
    """CR-24: nobody is responsible unless somebody is named."""
    new = NewCustomer(Name("Звонок от 79001234567"), "79001234567", "a@example.com", site="outlet")
    made = fake.customer(int(await tracking.make_customer(new)))
    assert made["firstName"] == "Звонок от 79001234567"
    assert (made["phones"], made["email"]) == ([{"number": "79001234567"}], "a@example.com")
    assert made["site"] == "outlet"
    assert "lastName" not in made
    assert "managerId" not in made
    named = await tracking.make_customer(NewCustomer(Name("Пётр"), "79001234568", manager=28))
    assert (fake.customer(int(named))["managerId"], fake.customer(int(named))["site"]) == (28, "main")


async def test_a_name_that_is_too_long_is_cut(fake, tracking) -> None:
    number = await tracking.make_customer(NewCustomer(Name("я" * 300), "79001234567"))
    assert len(fake.customer(int(number))["firstName"]) == 255


@pytest.mark.parametrize("kind", ["lost", "lost_html", "cut"])
async def test_cr_83_a_lost_answer_is_unknown_and_the_customer_is_found_by_looking(fake, tracking, kind: str) -> None:
    fake.break_down(kind, "customers/create", times=1)
    with pytest.raises(Unknown):
        await tracking.make_customer(NewCustomer(Name("Анна"), "79001234567"))
    assert len(await tracking.customers_by_phone("79001234567")) == 1


async def test_a_customer_that_the_crm_refuses_is_refused_with_its_words(fake, tracking) -> None:
    with pytest.raises(Rejected, match="not a valid email") as found:
        await tracking.make_customer(NewCustomer(Name("Анна"), email="no address"))
    assert found.value.field == "email"


async def test_what_is_no_list_is_not_taken_for_nobody(fake, tracking) -> None:
    """Else a customer who is there would be made once more."""
    fake.faults.add(answered("customers", '{"success":true,"customers":"none"}'))
    with pytest.raises(Temporary):
        await tracking.customers_by_phone("79001234567")


def denied(match: str) -> Fault:
    return answered(match, '{"success":false,"errorMsg":"Access denied."}', 403, times=None)


def answered(match: str, body: str, status: int = 200, times: int | None = 1) -> Fault:
    return Fault("status", match, times, status=status, body=body, content_type="application/json")

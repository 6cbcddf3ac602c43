"""Limits, keys that stop working, answers that are none."""

import asyncio
import logging

import pytest

from desk.errors import Rejected, Temporary, Unauthorised, Unknown
from desk.tracking.model import Name
from desk.tracking.ports import NewCustomer
from integrations.http import Answer
from integrations.retailcrm import NEIGHBOUR
from integrations.retailcrm.errors import judge
from integrations.retailcrm.phones import normalise
from tests.integrations.retailcrm.conftest import NOON

ANNA = NewCustomer(Name("Анна"), "79001234567", site="main")


async def test_x_10_the_limit_of_the_key_is_kept_whoever_asks(fake, section, around) -> None:
    """Both roles share it."""
    fake.limit.enabled = True
    offer = NEIGHBOUR.build(section(requests_per_second=9), around)
    await asyncio.gather(*(offer.tracking.authorise() for _ in range(8)), *(offer.crm.check() for _ in range(2)))
    assert fake.limit.refused == 0
    assert fake.limit.peak <= 10


@pytest.mark.parametrize("kind", ["rate", "too_many"])
async def test_cr_81_a_request_too_many_is_sent_again_after_a_pause(fake, tracking, asked, kind: str) -> None:
    """Refused before anything was done, so even what must not be doubled."""
    fake.break_down(kind, "customers/create", times=2)
    await tracking.make_customer(ANNA)
    assert asked().count("customers/create") == 3
    assert len(fake.customers()) == 1


async def test_cr_81_a_limit_that_does_not_end_is_temporary_even_for_a_write(fake, tracking) -> None:
    fault = fake.break_down("rate", "customers/create")
    fault.headers = {"Retry-After": "7"}
    with pytest.raises(Temporary, match="too many requests") as found:
        await tracking.make_customer(ANNA)
    assert found.value.retry_after == 7
    assert fake.customers() == []


@pytest.mark.parametrize("kind", ["html", "unavailable", "internal", "page", "drop", "cut", "forbidden", "lost"])
async def test_cr_81_a_question_without_an_answer_may_be_asked_again(fake, tracking, kind: str) -> None:
    fake.seed_customer("79001234567")
    fake.break_down(kind, "customers", times=1)
    with pytest.raises(Temporary):
        await tracking.customers_by_phone("79001234567")
    assert len(await tracking.customers_by_phone("79001234567")) == 1


@pytest.mark.parametrize("kind", ["html", "unavailable", "internal", "page", "cut", "lost", "lost_html", "drop"])
async def test_cr_83_a_write_without_an_answer_is_unknown(fake, tracking, kind: str) -> None:
    fake.break_down(kind, "customers/create", times=1)
    with pytest.raises(Unknown):
        await tracking.make_customer(ANNA)


@pytest.mark.parametrize("kind", ["elsewhere", "no_account"])
async def test_cr_82_a_wrong_address_is_refused_for_good(fake, tracking, kind: str) -> None:
    fake.break_down(kind, "customers/create", times=1)
    with pytest.raises(Rejected):
        await tracking.make_customer(ANNA)


async def test_a_write_that_a_proxy_turned_away_was_not_done(fake, tracking) -> None:
    fake.break_down("forbidden", "customers/create", times=1)
    with pytest.raises(Temporary):
        await tracking.make_customer(ANNA)
    assert fake.customers() == []


async def test_cr_12_a_key_that_stops_working_says_so_and_a_mended_one_works_on(fake, tracking) -> None:
    await tracking.customers_by_phone("79001234567")
    fake.revoke()
    for asking in (
        tracking.customers_by_phone("79001234567"),
        tracking.make_customer(ANNA),
        tracking.history("7", NOON),
    ):
        with pytest.raises(Unauthorised, match='Wrong "apiKey" value'):
            await asking
    fake.issue_key(fake.key)
    assert await tracking.customers_by_phone("79001234567") == ()


async def test_the_key_is_in_no_address_and_in_no_log(fake, tracking, caplog) -> None:
    caplog.set_level(logging.DEBUG)
    await tracking.make_customer(ANNA)
    await tracking.customers_by_phone("79001234567")
    fake.break_down("internal", times=1)
    with pytest.raises(Temporary):
        await tracking.history("7", NOON)
    paths = [it.data["path"] + it.data["body"] for it in fake.history.find("retailcrm", "request")]
    assert paths
    assert not any(fake.key in it for it in paths)
    assert fake.key not in caplog.text


async def test_a_crm_that_is_down_is_left_alone_for_a_while(fake, tracking, asked) -> None:
    """X-09."""
    fake.break_down("unavailable")
    for _ in range(8):
        with pytest.raises(Temporary):
            await tracking.authorise()
    assert asked().count("credentials") == 5


async def test_words_of_the_crm_are_without_numbers_of_customers(fake, tracking) -> None:
    body = b'{"success":false,"errorMsg":"Errors","errors":{"phone":"79001234567 is taken"}}'
    error = judge("customers/create", Answer(400, {}, body), repeatable=False)
    assert "7900123" not in error.reason
    assert isinstance(error, Rejected)


@pytest.mark.parametrize(
    ("status", "body", "kind"),
    [
        (400, b'{"success":false,"errorMsg":"Wrong \\"apiKey\\" value"}', Unauthorised),
        (401, b'{"success":false,"errorMsg":"\\"apiKey\\" is missing."}', Unauthorised),
        (403, b'{"success":false,"errorMsg":"Access denied."}', Unauthorised),
        (404, b'{"success":false,"errorMsg":"API method not found"}', Rejected),
        (404, b'{"success":false,"errorMsg":"Account does not exist."}', Rejected),
        (200, b'{"success":false,"errorMsg":"Validation error"}', Rejected),
        (400, b"<html>", Rejected),
        (302, b"", Temporary),
        (200, b'{"ok":true}', Unknown),
        (200, b"[]", Unknown),
        (500, b'{"success":false}', Unknown),
        (200, b'{"success":false,"errorMsg":"Internal Server Error"}', Unknown),
    ],
)
def test_each_answer_is_judged_by_what_the_crm_says(status: int, body: bytes, kind: type) -> None:
    assert isinstance(judge("orders/create", Answer(status, {}, body), repeatable=False), kind)


@pytest.mark.parametrize(
    ("typed", "digits"),
    [
        ("+7 (900) 123-45-67", "79001234567"),
        ("8 900 123 45 67", "79001234567"),
        ("9001234567", "79001234567"),
        ("79001234567", "79001234567"),
        ("+1 (603) 292-6810", "16032926810"),
        ("+375291234567", "375291234567"),
        ("+3725123456", "3725123456"),
        ("12-34", "1234"),
        ("", ""),
    ],
)
def test_every_spelling_of_a_number_is_one(typed: str, digits: str) -> None:
    assert normalise(typed) == digits

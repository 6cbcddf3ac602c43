"""The section of the settings, and the address however it was pasted."""

from datetime import timedelta

import pytest
from pydantic import ValidationError

from integrations.retailcrm import NEIGHBOUR, RetailCrm, origin_of

SHOP = "https://shop.retailcrm.ru"


@pytest.mark.parametrize(
    ("typed", "origin"),
    [
        ("https://shop.retailcrm.ru/admin/orders?x=1#a", SHOP),  # T-50
        ("http://shop.retailcrm.ru/", SHOP),
        ("shop.retailcrm.ru", SHOP),
        ("  Shop.RetailCRM.ru/orders/7141/edit ", SHOP),
        ("shop", SHOP),
        ("//shop.retailcrm.ru", SHOP),
        ("https://acme.simla.com/", "https://acme.simla.com"),
        ("https://crm.example.com:8443/x", "https://crm.example.com:8443"),
        ("http://127.0.0.1:8080/api", "http://127.0.0.1:8080"),
    ],
)
def test_cr_02_an_address_is_taken_as_it_was_pasted(typed: str, origin: str) -> None:
    assert origin_of(typed) == origin
    assert RetailCrm(url=typed).url == origin


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "   ",
        "https://",
        "https:///orders",
        "мой магазин",
        "a b.ru",
        "https://me:pw@shop.retailcrm.ru",
        "...",
        "http://[::1",
    ],
)
def test_cr_02_what_names_no_host_is_no_address(typed: str) -> None:
    assert origin_of(typed) == ""


def test_what_is_missing_is_named_without_quoting_the_key() -> None:
    assert [key for key, _ in NEIGHBOUR.mistakes(RetailCrm())] == ["url", "api_key"]
    wrong = RetailCrm.model_validate({"url": "my shop", "api_key": "s3cret"})
    ((key, told),) = NEIGHBOUR.mistakes(wrong)
    assert key == "url"
    assert "s3cret" not in told
    with pytest.raises(ValidationError) as found:
        RetailCrm.model_validate({"api_key": ["s3cret"]})
    assert "s3cret" not in str(found.value)


@pytest.mark.parametrize(
    "keys",
    [
        {"requests_per_second": 11},
        {"requests_per_second": 0},
        {"history_every": "0s"},
        {"history_every": "often"},
        {"timezone": "Mars/Olympus"},
        {"statuses": {"asleep": "new"}},
        {"marker_field": ""},
        {"marker_field": "Ringdesk-Lead"},
    ],
)
def test_a_value_that_cannot_be_is_refused(keys: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        RetailCrm.model_validate(keys)


def test_a_pause_is_written_as_people_write_it() -> None:
    assert RetailCrm.model_validate({"history_every": "90s"}).history_every == timedelta(seconds=90)
    assert RetailCrm().history_every == timedelta(minutes=1)

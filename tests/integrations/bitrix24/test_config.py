"""Mistakes in the section are named without quoting secrets."""

import pytest
from pydantic import ValidationError

from integrations.bitrix24 import NEIGHBOUR, Bitrix24

APP = {"client_id": "local.1", "client_secret": "topsecret", "refresh_token": "topsecret"}


@pytest.mark.parametrize(
    "url",
    [
        "https://shop.bitrix24.ru/rest/1/topsecret/",
        "https://shop.bitrix24.ru/rest/12/topsecret",
        "http://127.0.0.1:8080/rest/1/topsecret/",
        "http://[::1]:8080/rest/1/topsecret/",
        "http://localhost/rest/1/topsecret/",
    ],
)
def test_webhook_of_a_portal_or_of_this_machine_is_fine(url: str) -> None:
    assert NEIGHBOUR.mistakes(Bitrix24(webhook_url=url)) == []


@pytest.mark.parametrize(
    "url",
    [
        "http://shop.bitrix24.ru/rest/1/topsecret/",
        "http://127.0.0.1.evil.example/rest/1/topsecret/",
        "https://shop.bitrix24.ru/",
        "https://shop.bitrix24.ru/rest/1/topsecret/profile.json",
        "https://user@shop.bitrix24.ru/rest/1/topsecret/",
        "https://shop.bitrix24.ru:port/rest/1/topsecret/",
        "ftp://shop.bitrix24.ru/rest/1/topsecret/",
        "topsecret",
    ],
)
def test_other_addresses_are_mistakes(url: str) -> None:
    ((key, message),) = NEIGHBOUR.mistakes(Bitrix24(webhook_url=url))
    assert key == "webhook_url"
    assert "topsecret" not in message


def test_empty_section_names_both_ways_in() -> None:
    ((key, message),) = NEIGHBOUR.mistakes(Bitrix24())
    assert key == "webhook_url"
    assert "refresh_token" in message


def test_half_an_application_names_what_is_missing() -> None:
    keys = [key for key, _ in NEIGHBOUR.mistakes(Bitrix24(client_id="local.1", portal="http://shop.example"))]
    assert keys == ["client_secret", "refresh_token", "portal"]


def test_application_needs_no_portal_and_an_empty_auth_url_is_the_default() -> None:
    section = Bitrix24(**APP, auth_url="")
    assert section.auth_url == "https://oauth.bitrix.info"
    assert NEIGHBOUR.mistakes(section) == []


def test_both_ways_at_once_are_a_mistake() -> None:
    assert NEIGHBOUR.mistakes(Bitrix24(**APP, webhook_url="https://shop.bitrix24.ru/rest/1/s/"))


@pytest.mark.parametrize(
    "keys",
    [
        {"partner": "deal:UF_CRM_X"},
        {"partner": "company"},
        {"status_field": "uf_crm_x"},
        {"originator": "два слова"},
        {"stages": {"callng": "NEW"}},
        {"contacts": "maybe"},
        {"article": "sku"},
        {"article": "property:0"},
        {"requests_per_second": 0},
        {"webhok_url": "x"},
        {"client_secret": ["topsecret"]},
    ],
)
def test_bad_values_are_refused_and_not_quoted(keys: dict[str, object]) -> None:
    with pytest.raises(ValidationError) as refused:
        Bitrix24(**keys)
    assert "topsecret" not in str(refused.value)


def test_secrets_do_not_show() -> None:
    assert "topsecret" not in repr(Bitrix24(**APP, application_token="topsecret"))

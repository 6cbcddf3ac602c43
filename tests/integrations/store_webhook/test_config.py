"""The section in ringdesk.toml."""

import pytest

from integrations.store_webhook import NEIGHBOUR
from integrations.store_webhook.config import StoreWebhook

SECRET = "whsec_c2FuZGJveC1jbXMtd2ViaG9vay1zZWNyZXQ="


def mistakes(**keys: object) -> dict[str, str]:
    section = StoreWebhook.model_validate({"url": "https://shop.example.com/hook", "secret": SECRET} | keys)
    return dict(NEIGHBOUR.mistakes(section))


def test_address_and_secret_are_needed() -> None:
    assert list(dict(NEIGHBOUR.mistakes(StoreWebhook()))) == ["url", "secret"]
    assert mistakes() == {}
    assert mistakes(url="https://магазин.example:8443/hook?key=1") == {}


@pytest.mark.parametrize(
    "url",
    [
        "shop.example.com/hook",
        "http://shop.example.com/hook",
        "ftp://shop.example.com/hook",
        "https:///hook",
        "https://user:password@shop.example.com/hook",
        "https://shop.example.com/hook#part",
        "https://shop.example.com/a b",
        "https://shop.example.com:99999/",
        "https://[::1/",
        f"https://{'a' * 70}.example.com/",
        "http://127.0.0.1/hook",
        "https://127.0.0.1/hook",
        "https://10.0.0.5/hook",
        "https://169.254.169.254/latest/meta-data/",
        "https://[::1]/hook",
        "https://[::ffff:10.0.0.5]/hook",
    ],
)
def test_an_address_that_is_no_stores_is_a_mistake(url: str) -> None:
    assert list(mistakes(url=url)) == ["url"]


@pytest.mark.parametrize(
    "url",
    ["http://127.0.0.1:8000/hook", "http://localhost/hook", "http://[::1]/hook", "https://192.168.1.7/hook"],
)
def test_an_inner_address_is_opened_by_name_of_the_setting_only(url: str) -> None:
    assert list(mistakes(url=url)) == ["url"]
    assert mistakes(url=url, allow_private=True) == {}


@pytest.mark.parametrize("url", ["http://192.168.1.7/hook", "http://shop.example.com/", "https://169.254.169.254/"])
def test_plain_http_beyond_this_machine_and_metadata_stay_closed(url: str) -> None:
    assert list(mistakes(url=url, allow_private=True)) == ["url"]


def test_a_secret_that_says_it_is_base64_must_be() -> None:
    assert list(mistakes(secret="whsec_no-base64!")) == ["secret"]
    assert list(mistakes(secret="whsec_")) == ["secret"]
    assert mistakes(secret="a plain long secret of the store") == {}


def test_the_secret_is_not_shown() -> None:
    assert SECRET not in repr(StoreWebhook.model_validate({"secret": SECRET}))

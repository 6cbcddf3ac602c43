"""The section, and what is missing in it."""

from typing import Any

import pytest
from pydantic import ValidationError

from integrations.shopify.config import Shopify, find_mistakes
from integrations.shopify.status import Action

GOOD = {"shop": "acme.myshopify.com", "access_token": "shpat_1"}


@pytest.mark.parametrize(
    ("keys", "wrong"),
    [
        (GOOD, []),
        ({}, ["shop", "access_token"]),
        (GOOD | {"shop": "acme.example.com"}, ["shop"]),
        (GOOD | {"shop": "acme.myshopify.com.evil.example"}, ["shop"]),
        (GOOD | {"client_id": "c"}, ["access_token"]),
        (GOOD | {"access_token": "", "client_id": "c"}, ["client_secret"]),
        (GOOD | {"access_token": "", "client_secret": "c"}, ["client_id"]),
        (GOOD | {"access_token": "", "client_id": "c", "client_secret": "s"}, []),
        (GOOD | {"statuses": {"Выдан": ["fulfill", "tag"]}}, ["statuses"]),
        (GOOD | {"statuses": {"packing": []}}, ["statuses"]),
        (GOOD | {"statuses": {"one, two": ["tag"]}}, ["statuses"]),
        (GOOD | {"statuses": {"Отправка товара": ["tag"], "shipped": ["fulfill"]}}, []),
    ],
)
def test_what_is_missing_or_contradictory_is_named(keys: dict[str, Any], wrong: list[str]) -> None:
    assert [key for key, _why in find_mistakes(Shopify(**keys))] == wrong


@pytest.mark.parametrize(
    "keys", [{"api_version": "2026-11"}, {"api_url": "acme"}, {"statuses": {"x": ["burn"]}}, {"q": 1}]
)
def test_what_can_be_no_setting_is_refused(keys: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Shopify(**keys)


def test_the_shop_answers_at_its_own_domain_unless_told_otherwise() -> None:
    assert Shopify(**GOOD).base == "https://acme.myshopify.com"
    assert Shopify(**GOOD, api_url="http://127.0.0.1:1/").base == "http://127.0.0.1:1"


def test_words_have_their_usual_actions_until_the_shop_names_others() -> None:
    section = Shopify(**GOOD, statuses={"Shipped": ["tag"]})
    assert section.actions_for(" shipped") == (Action.TAG,)
    assert section.actions_for("paid") == (Action.PAID, Action.TAG)
    assert section.actions_for("Отправка товара") == (Action.TAG,)

"""The section in ringdesk.toml, and what ``check`` says of the site."""

import pytest
from pydantic import ValidationError

from desk.errors import Unauthorised
from desk.ports import Health
from integrations.bitrix_site import NEIGHBOUR, BitrixSite, BitrixSiteStore
from sandbox.bitrix_site.fake import BitrixSiteFake
from tests.integrations.bitrix_site.conftest import Open


def mistakes(**keys: object) -> list[str]:
    section = BitrixSite.model_validate({"webhook_url": "https://shop.example.com/rest/1/secret/"} | keys)
    return [key for key, _ in NEIGHBOUR.mistakes(section)]


def test_the_address_of_the_webhook_is_needed() -> None:
    assert [key for key, _ in NEIGHBOUR.mistakes(BitrixSite())] == ["webhook_url"]
    assert mistakes() == []
    assert mistakes(won=[]) == ["won"]


@pytest.mark.parametrize(
    "url", ["https://shop.example.com/", "http://shop.example.com/rest/1/secret/", "https://shop.example.com/rest/1/"]
)
def test_an_address_that_is_no_webhook_is_a_mistake_and_is_not_quoted(url: str) -> None:
    section = BitrixSite.model_validate({"webhook_url": url})
    ((key, why),) = NEIGHBOUR.mistakes(section)
    assert key == "webhook_url" and url not in why


def test_flags_are_two_words() -> None:
    assert BitrixSite().flags == {"P": ("paid",), "S": ("shipped",)}
    with pytest.raises(ValidationError):
        BitrixSite.model_validate({"flags": {"P": ["payed"]}})


def test_secrets_are_not_shown() -> None:
    section = BitrixSite.model_validate({"webhook_url": "https://a.example/rest/1/hush/", "application_token": "hush"})
    assert "hush" not in repr(section)


async def test_a_good_site_is_well(store: BitrixSiteStore, fake: BitrixSiteFake) -> None:
    assert await store.check() == Health(True, f"{fake.url} as Анна Смирнова")


async def test_everything_that_is_missing_is_named_together(store: BitrixSiteStore, fake: BitrixSiteFake) -> None:
    fake.webhook.scopes = frozenset({"user_basic"})
    fake.site.admin = False
    told = await store.check()
    assert not told.ok
    assert "lacks the right 'sale'" in told.detail and "no administrator" in told.detail


async def test_a_site_without_a_store_says_so(store: BitrixSiteStore, fake: BitrixSiteFake) -> None:
    fake.rest.store = False
    told = await store.check()
    assert (told.ok, "the site's REST has no orders of a store" in told.detail) == (False, True)


async def test_statuses_of_the_settings_must_be_there(fake: BitrixSiteFake, open_store: Open) -> None:
    store = open_store(flags={"P": ["paid"], "Собран": ["shipped"]}, won=["Выполнен"], lost=["X"])
    told = await store.check()
    assert told == Health(False, "the site has no order status Собран; the site has no order status X")
    fake.site.statuses = [row for row in fake.site.statuses if row["id"] not in ("P", "S", "D")]
    assert (await open_store().check()).ok


async def test_a_closed_webhook_is_told(store: BitrixSiteStore, fake: BitrixSiteFake) -> None:
    fake.close_webhook()
    with pytest.raises(Unauthorised):
        await store.check()

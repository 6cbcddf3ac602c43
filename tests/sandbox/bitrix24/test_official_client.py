"""The second witness: the vendor's own client, over TLS, understands the fake without help.

https://github.com/bitrix24/b24pysdk
"""

import asyncio
from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from b24pysdk import BitrixApp, BitrixToken, BitrixWebhook
from b24pysdk.api.requesters.bitrix_oauth_requester import BitrixOAuthRequester
from b24pysdk.credentials import OAuthEventData, RenewedOAuth
from b24pysdk.errors import (
    BitrixAPIBadRequest,
    BitrixAPIError,
    BitrixAPIExpiredToken,
    BitrixAPIInvalidCredentials,
    BitrixAPIMethodNotAllowed,
    BitrixAPINotFound,
    BitrixAPIOperationTimeLimit,
    BitrixAPIQueryLimitExceeded,
    BitrixAPIWrongAuthType,
    BitrixRequestError,
    BitrixResponse302JSONDecodeError,
    BitrixResponse500JSONDecodeError,
)
from b24pysdk.errors.oauth import BitrixOAuthInvalidClient, BitrixOAuthInvalidGrant, BitrixOauthWrongClient

from sandbox.bitrix24.fake import Bitrix24Fake
from sandbox.kit.clock import WorldClock
from sandbox.kit.faults import Fault
from sandbox.kit.history import History
from tests.sandbox.certificates import issue_certificate
from tests.serving import serve


@pytest.fixture
async def fake(clock: WorldClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Bitrix24Fake]:
    """The portal with a throw-away certificate that ``requests`` is told to trust."""
    async with serve(Bitrix24Fake(clock, History()), tls=issue_certificate(tmp_path, monkeypatch)) as portal:
        # The vendor's authorisation server is a constant of its client.
        monkeypatch.setattr(BitrixOAuthRequester, "_OAUTH_TOKEN_URL", f"{portal.auth_url}/oauth/token/")
        yield portal
    await asyncio.sleep(0.05)


@pytest.fixture
def webhook(fake: Bitrix24Fake) -> BitrixWebhook:
    return BitrixWebhook(domain=domain(fake), webhook_token="1/sandboxsecret")


def domain(fake: Bitrix24Fake) -> str:
    return fake.url.removeprefix("https://")


def application(fake: Bitrix24Fake, **wrong: str) -> BitrixToken:
    pair = fake.authorise()
    secrets = {"client_id": "local.sandbox", "client_secret": "sandboxclientsecret"}
    return BitrixToken(
        domain=domain(fake),
        auth_token=pair["access_token"],
        refresh_token=pair["refresh_token"],
        bitrix_app=BitrixApp(**secrets | wrong),
    )


async def raised(error: type[Exception], work: Any) -> Any:
    with pytest.raises(error) as caught:
        await asyncio.to_thread(work)
    return caught.value


async def test_webhook_client_adds_gets_changes_and_lists_leads(fake, webhook):
    def work() -> dict[str, Any]:
        crm = webhook.get_client().crm
        fields = {"TITLE": "Заказ & co", "PHONE": [{"VALUE": "+79001234567"}], "ORIGIN_ID": "1042"}
        number = crm.lead.add(fields).result
        crm.lead.update(number, {"STATUS_ID": "IN_PROCESS"}).call()
        return {
            "number": number,
            "lead": crm.lead.get(number).result,
            "found": crm.lead.list(filter={"=ORIGIN_ID": "1042"}, select=["ID"]).result,
            "contact": crm.contact.add({"NAME": "I", "PHONE": [{"VALUE": "89001234567"}]}).result,
            "same": crm.duplicate.findbycomm(type="PHONE", values=["+79001234567"]).result,
            "statuses": crm.status.list(filter={"ENTITY_ID": "STATUS"}).result,
        }

    seen = await asyncio.to_thread(work)
    assert (seen["number"], seen["lead"]["TITLE"], seen["lead"]["STATUS_ID"]) == (1, "Заказ & co", "IN_PROCESS")
    assert seen["found"] == [{"ID": "1"}]
    assert seen["same"] == {"LEAD": [1], "CONTACT": [seen["contact"]]}
    assert len(seen["statuses"]) == 5


async def test_webhook_client_uses_the_universal_api_and_time_is_parsed(fake, webhook):
    def work() -> tuple[Any, Any, datetime]:
        crm = webhook.get_client().crm
        item = crm.item.add(entity_type_id=2, fields={"title": "Deal", "categoryId": 5}).result["item"]
        request = crm.item.list(entity_type_id=2, filter={"=stageId": "C5:NEW"})
        return item, request.result["items"], request.response.time.date_start

    item, items, started = await asyncio.to_thread(work)
    assert (item["id"], item["stageId"], len(items)) == (1, "C5:NEW", 1)
    assert started == fake.clock.now()


async def test_webhook_client_sets_up_a_funnel_and_finds_products_by_article(fake, webhook):
    watch = fake.seed_product("Полёт", "W-1")

    def work() -> tuple[Any, Any, Any, Any]:
        client = webhook.get_client()
        category = client.crm.category.add(entity_type_id=2, fields={"name": "Опт"}).result["category"]
        wanted = {"iblockId": 23, "property259": "W-1"}
        products = client.catalog.product.list(select=["id", "iblockId", "property259"], filter=wanted).result
        return category, products["products"], client.crm.currency.list().result, client.feature.get("x").result

    category, products, currencies, feature = await asyncio.to_thread(work)
    assert (category["name"], category["entityTypeId"]) == ("Опт", 2)
    assert [row["id"] for row in products] == [watch]
    assert currencies[0]["CURRENCY"] == "RUB"
    assert feature == {"value": "Y"}


async def test_webhook_client_walks_long_lists_by_pages_and_by_ids(fake, webhook):
    for n in range(230):
        fake.seed("lead", TITLE=f"n{n}")

    def work() -> tuple[list[str], list[str], list[str]]:
        leads = webhook.get_client().crm.lead
        pages = leads.list(select=["ID"]).as_list().result
        fast = leads.list(select=["ID"]).as_list_fast().result
        some = leads.list(select=["ID"], filter={"@ID": [3, 7, 200]}).as_list().result
        return [row["ID"] for row in pages], [row["ID"] for row in fast], [row["ID"] for row in some]

    pages, fast, some = await asyncio.to_thread(work)
    everything = [str(n) for n in range(1, 231)]
    assert pages == everything
    assert fast == everything
    assert some == ["3", "7", "200"]


async def test_webhook_client_batches_with_names_and_without(fake, webhook):
    def work() -> tuple[Any, Any]:
        client = webhook.get_client()
        crm = client.crm
        named = client.call_batch(
            {
                "c": crm.contact.add({"NAME": "Иван & Ко"}),
                "l": crm.lead.add({"TITLE": "50% + 50%", "CONTACT_ID": "$result[c]"}),
                "bad": crm.lead.get(404),
            }
        ).result
        plain = client.call_batch([crm.lead.get(1), crm.contact.get(1)]).result
        return named, plain

    named, plain = await asyncio.to_thread(work)
    assert named.result == {"c": 1, "l": 1}
    assert list(named.result_error) == ["bad"]
    assert (fake.lead(1)["TITLE"], fake.lead(1)["CONTACT_ID"]) == ("50% + 50%", 1)
    assert [row["ID"] for row in plain.result] == ["1", "1"]


async def test_webhook_client_gives_every_refusal_its_own_class(fake, webhook):
    client = webhook.get_client()
    stranger = BitrixWebhook(domain=domain(fake), webhook_token="1/wrong").get_client()
    await raised(BitrixAPIBadRequest, client.crm.lead.get(404).call)
    await raised(BitrixAPINotFound, client.crm.item.get(bitrix_id=9, entity_type_id=1).call)
    await raised(BitrixAPIInvalidCredentials, stranger.crm.lead.get(1).call)
    await raised(BitrixAPIWrongAuthType, client.event.get().call)
    unknown = await raised(BitrixAPIError, lambda: webhook.call_method("crm.lead.fly"))
    assert not isinstance(unknown, BitrixAPIMethodNotAllowed)
    assert unknown.json_response["error"] == "ERROR_METHOD_NOT_FOUND"


async def test_webhook_client_meets_limits_html_and_lost_answers(fake, webhook):
    def ask() -> Any:
        return webhook.call_method("crm.lead.list", max_retries=1)

    fake.rest.costs["crm.lead.list"] = 500
    await asyncio.to_thread(ask)
    await raised(BitrixAPIOperationTimeLimit, ask)
    fake.operating_enabled = False
    fake.bucket.size = 2
    await raised(BitrixAPIQueryLimitExceeded, ask)
    fake.limits_enabled = False
    fake.break_down("html", times=1)
    await raised(BitrixResponse500JSONDecodeError, ask)
    fake.faults.add(Fault("accept_drop", "crm.lead.add"))
    await raised(BitrixRequestError, webhook.get_client().crm.lead.add({"TITLE": "x"}).call)
    assert len(fake.leads()) == 1


async def test_webhook_client_reads_where_a_renamed_portal_went(fake):
    class Staying(BitrixWebhook):
        """The client would follow to the host name without its port, so it stays where it is."""

        _AUTO_CHANGED_DOMAIN = False

    webhook = Staying(domain=domain(fake), webhook_token="1/sandboxsecret")
    await fake.rename()
    error = await raised(BitrixResponse302JSONDecodeError, lambda: webhook.call_method("profile"))
    assert error.redirect_url == f"{fake.webhook_url}profile.json"
    assert error.new_domain == "127.0.0.1"


async def test_s0_22_oauth_client_refreshes_an_expired_token_and_repeats_the_call(fake):
    token = application(fake)
    old = (token.auth_token, token.refresh_token)
    fake.clock.jump(3601)
    user = await asyncio.to_thread(lambda: token.get_client().user.current().result)
    assert user["ID"] == "1"
    assert token.auth_token != old[0]
    assert token.refresh_token != old[1]
    refused = BitrixToken(domain=domain(fake), auth_token=old[0], bitrix_app=token.bitrix_app)
    await raised(BitrixAPIExpiredToken, lambda: refused.call_method("profile"))


async def test_oauth_client_exchanges_a_code_and_reads_the_whole_answer(fake):
    token = application(fake)
    code = fake.grant_code()
    renewed: RenewedOAuth = await asyncio.to_thread(lambda: token.get_oauth_token(code))
    assert renewed.oauth_token.expires_in == 3600
    assert (renewed.user_id, renewed.member_id) == (1, fake.member_id)
    assert renewed.client_endpoint == f"{fake.url}/rest/"
    await raised(BitrixOAuthInvalidGrant, lambda: token.get_oauth_token(code))


async def test_oauth_client_names_a_dead_grant_and_a_wrong_application(fake):
    await raised(BitrixOauthWrongClient, application(fake, client_id="other").refresh_oauth_token)
    await raised(BitrixOAuthInvalidClient, application(fake, client_secret="other").refresh_oauth_token)
    token = application(fake)
    fake.revoke()
    await raised(BitrixOAuthInvalidGrant, lambda: token.get_client().user.current().result)


async def test_the_clients_event_parser_reads_our_events(fake, handler):
    token = application(fake)
    fake.bind("ONCRMLEADADD", handler.url)
    bound = {"event": "ONCRMLEADADD", "handler": handler.url}
    assert (await asyncio.to_thread(lambda: token.call_method("event.bind", bound)))["result"] is True
    await asyncio.to_thread(lambda: token.call_method("crm.lead.add", {"fields": {"TITLE": "x"}}))
    await fake.settle()
    events = [OAuthEventData.from_dict(form) for form in handler.forms]
    assert {event.auth.is_system for event in events} == {True, False}
    assert {event.data["FIELDS"]["ID"] for event in events} == {"1"}
    assert {event.auth.application_token for event in events} == {fake.application_token}
    assert all(event.auth.member_id == fake.member_id and event.ts == fake.clock.now() for event in events)

"""What the connected edition can do, whether it fits, and what set-up makes of it."""

from collections.abc import Callable
from typing import Any

import pytest

from desk.errors import Rejected, Unauthorised
from integrations.bitrix24 import Bitrix24Deals
from sandbox.bitrix24.fake import Bitrix24Fake

OpenDeals = Callable[..., Bitrix24Deals]
FIELD = "UF_CRM_RINGDESK_ORDER_ID"


def application(fake: Bitrix24Fake) -> dict[str, Any]:
    return {
        "webhook_url": "",
        "client_id": "local.sandbox",
        "client_secret": "sandboxclientsecret",
        "refresh_token": fake.authorise()["refresh_token"],
        "auth_url": fake.auth_url,
    }


async def abilities(deals: Bitrix24Deals) -> dict[str, tuple[bool, str]]:
    return {it.name: (it.able, it.instead) for it in await deals.survey()}


async def test_s2_06_s2_09_set_up_makes_the_pipeline_and_the_hidden_field_once(
    fake: Bitrix24Fake, open_deals: OpenDeals
) -> None:
    deals = open_deals(pipeline="Магазин")
    looked = await deals.set_up(create=False)
    assert looked.missing == ("pipeline Магазин", f"field {FIELD}")
    assert len(fake.portal.categories) == 2
    made = await deals.set_up(create=True)
    assert (made.done, made.missing) == (looked.missing, ())
    assert made.stages == tuple(await deals.stages()) != ()
    (field,) = fake.userfields("deal")
    assert (field["FIELD_NAME"], field["USER_TYPE_ID"]) == (FIELD, "string")
    assert [field[flag] for flag in ("SHOW_FILTER", "EDIT_IN_LIST", "MANDATORY", "MULTIPLE")] == ["N"] * 4
    again = await deals.set_up(create=True)
    assert (again.done, again.missing) == ((), ())
    assert (len(fake.portal.categories), len(fake.userfields("deal"))) == (3, 1)


async def test_s2_04_set_up_of_an_application_binds_the_events_of_deals(
    fake: Bitrix24Fake, open_deals: OpenDeals
) -> None:
    deals = open_deals(**application(fake))
    made = await deals.set_up(create=True)
    assert (len(made.done), made.missing) == (4, ())
    bound = {(row.event, row.handler) for row in fake.portal.bindings}
    handler = "https://desk.example.com/hooks/bitrix24"
    assert bound == {(f"ONCRMDEAL{what}", handler) for what in ("ADD", "UPDATE", "DELETE")}
    assert (await deals.set_up(create=True)).done == ()
    assert (await abilities(deals))["events of deals are bound"] == (True, "")


async def test_set_up_without_the_right_says_so(fake: Bitrix24Fake, open_deals: OpenDeals) -> None:
    fake.rest.denied.add("crm.category.add")
    with pytest.raises(Rejected, match="Access denied"):
        await open_deals(pipeline="Магазин").set_up(create=True)


async def test_s2_17_survey_of_the_cloud_through_a_webhook(fake: Bitrix24Fake, deals: Bitrix24Deals) -> None:
    told = await abilities(deals)
    assert told["on-premise edition"][0] is False
    assert told["connected as an application"][0] is False
    assert "reconcile_every" in told["events of deals are accepted"][1]
    assert told["events can be bound by the desk"][0] is False
    able = ("right crm", "right user", "right catalog", "leads", "administrator of the portal", f"field {FIELD}")
    assert {told[name] for name in able} == {(True, "")}
    assert len(fake.history.find("bitrix24", "request")) == 1


async def test_s2_17_survey_of_an_on_premise_application_without_bound_events(
    fake: Bitrix24Fake, open_deals: OpenDeals
) -> None:
    fake.portal.on_premise = True
    told = await abilities(open_deals(**application(fake)))
    assert told["on-premise edition"] == (True, "")
    assert told["connected as an application"] == (True, "")
    assert told["installation of the application is finished"] == (True, "")
    assert "ONCRMDEALUPDATE" in told["events of deals are bound"][1]
    assert "licence" in told["events of deals are accepted"][1]
    assert told[f"field {FIELD}"][0] is False


async def test_s2_17_survey_names_what_is_missing_and_how_the_desk_makes_up_for_it(
    fake: Bitrix24Fake, open_deals: OpenDeals
) -> None:
    fake.portal.mode = 2
    fake.webhooks[0].scopes = frozenset({"crm"})
    fake.users[1], fake.portal.owner = fake.users[1] | {"ID": 1}, 2
    told = await abilities(open_deals(pipeline="Опт", application_token="t"))
    assert told["events of deals are accepted"] == (True, "")
    missing = ("leads", "right user", "right catalog", "right sale", "administrator of the portal", "pipeline Опт")
    assert all(not told[name][0] and told[name][1] for name in missing)


async def test_survey_of_a_portal_that_does_not_know_feature_get(fake: Bitrix24Fake, deals: Bitrix24Deals) -> None:
    del fake.rest.methods["feature.get"]
    told = await abilities(deals)
    assert "edition is told" in told
    assert "on-premise edition" not in told


async def test_check_names_the_pipeline(fake: Bitrix24Fake, deals: Bitrix24Deals) -> None:
    health = await deals.check()
    assert (health.ok, health.detail) == (True, f"{fake.url}, pipeline 'Интернет-магазин'")


async def test_check_names_everything_that_does_not_fit(fake: Bitrix24Fake, open_deals: OpenDeals) -> None:
    fake.seed_userfield("deal", "UF_CRM_MUST", label="Канал", MANDATORY="Y")
    fake.webhooks[0].scopes = frozenset({"crm", "user"})
    health = await open_deals(pipeline="Опт", article="xmlId").check()
    assert not health.ok
    for told in ("no pipeline 'Опт'", "UF_CRM_MUST", f"no field {FIELD}", "articles cannot be looked up"):
        assert told in health.detail


async def test_check_of_a_webhook_without_crm_is_unauthorised(fake: Bitrix24Fake, deals: Bitrix24Deals) -> None:
    fake.webhooks[0].scopes = frozenset({"user"})
    with pytest.raises(Unauthorised, match="higher privileges"):
        await deals.check()

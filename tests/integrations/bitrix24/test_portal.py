"""Where the portal answers, how often it may be asked, and whether it fits."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from desk.crm import LeadDraft
from desk.errors import Temporary, Unauthorised
from integrations.bitrix24 import Bitrix24Crm
from sandbox.bitrix24.fake import Bitrix24Fake
from sandbox.kit.clock import WorldClock
from sandbox.kit.faults import Fault

Open = Callable[..., Bitrix24Crm]
Count = Callable[[str], int]


async def test_renamed_portal_gets_the_whole_request_again(
    fake: Bitrix24Fake, open_crm: Open, draft: LeadDraft, vault: Any
) -> None:
    crm, old = open_crm(), fake.webhook_url
    before = fake.url
    await fake.rename()
    lead_id = await crm.add_lead(draft)
    assert fake.lead(int(lead_id))["ORIGIN_ID"] == "desk-17"
    assert vault.values["bitrix24.moves"] == {before: fake.url}
    assert crm.lead_url("5") == f"{fake.url}/crm/lead/details/5/"
    requests = len(fake.history.find("bitrix24", "request"))
    assert await open_crm(webhook_url=old).find_lead("desk-17") == lead_id
    assert len(fake.history.find("bitrix24", "request")) == requests + 1


async def test_renamed_twice_and_through_oauth(fake: Bitrix24Fake, open_app: Open) -> None:
    crm = open_app()
    await crm.find_lead("desk-1")
    await fake.rename()
    await crm.find_lead("desk-1")
    await fake.rename()
    await crm.find_lead("desk-1")
    assert crm.lead_url("5").startswith(fake.url)


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example/other/path",
        "http://evil.example/rest/1/sandboxsecret/crm.lead.list",
        "/auth/?backurl=%2Frest",
        "http://[broken/rest",
        "https://evil.example:99999/rest/1/sandboxsecret/crm.lead.list",
        "https://me@evil.example/rest/1/sandboxsecret/crm.lead.list",
        "https://evil..example/rest/1/sandboxsecret/crm.lead.list",
        "",
    ],
)
async def test_secret_follows_no_other_redirect(target: str, fake: Bitrix24Fake, open_crm: Open, vault: Any) -> None:
    fake.faults.add(Fault("status", status=302, headers={"Location": target}))
    with pytest.raises(Temporary, match="redirect"):
        await open_crm().find_lead("desk-1")
    assert "bitrix24.moves" not in vault.values


async def test_x_burst_of_leads_never_fills_the_bucket(fake: Bitrix24Fake, open_crm: Open) -> None:
    crm = open_crm(burst=40, requests_per_second=10)
    fake.bucket.size, fake.bucket.leak = 40, 10
    await asyncio.gather(*(crm.find_lead(f"desk-{n}") for n in range(50)))
    answers = fake.history.find("bitrix24", "answer", operation="crm.lead.list")
    assert [answer.data["status"] for answer in answers] == [200] * 50


async def test_too_many_requests_pause_the_portal_longer_and_longer(
    fake: Bitrix24Fake, open_crm: Open, world: WorldClock, count: Count
) -> None:
    world.set_speed(0)
    crm = open_crm()
    fake.break_down("rate", times=2)
    for pause in (1.0, 2.0):
        with pytest.raises(Temporary) as refused:
            await crm.find_lead("desk-1")
        assert (refused.value.retry_after, refused.value.blameless) == (pause, False)
        with pytest.raises(Temporary) as waiting:
            await crm.find_lead("desk-1")
        assert (waiting.value.retry_after, waiting.value.blameless) == (pause, True)
        world.jump(pause)
    assert await crm.find_lead("desk-1") is None
    assert count("crm.lead.list") == 3


async def test_method_out_of_working_time_rests_until_its_reset_and_others_go_on(
    fake: Bitrix24Fake, open_crm: Open, world: WorldClock, count: Count
) -> None:
    world.set_speed(0)
    world.set(datetime(2026, 5, 14, 9, 0, tzinfo=UTC))
    crm = open_crm(partner="company:TITLE")
    await crm.find_lead("desk-1")
    fake.operating.spend("webhook 1", "crm.lead.list", 1000, world.now())
    with pytest.raises(Temporary) as blocked:
        await crm.find_lead("desk-1")
    assert blocked.value.retry_after == 600
    assert await crm.find_partner("p") is None
    world.jump(599)
    with pytest.raises(Temporary) as paused:
        await crm.find_lead("desk-1")
    assert paused.value.blameless
    assert count("crm.lead.list") == 2
    world.jump(1)
    assert await crm.find_lead("desk-1") is None


async def test_expired_webhook_and_wrong_address_are_unauthorised(fake: Bitrix24Fake, open_crm: Open) -> None:
    expired = '{"error":"expired_token","error_description":"The access token provided has expired."}'
    fake.faults.add(Fault("status", status=401, body=expired, content_type="application/json"))
    with pytest.raises(Unauthorised, match="webhook has expired"):
        await open_crm().find_lead("desk-1")
    with pytest.raises(Unauthorised, match="no portal answers"):
        await open_crm(webhook_url=fake.url + "/sub/rest/1/secret/").find_lead("desk-1")


@pytest.mark.parametrize("mode", ["webhook", "oauth"])
async def test_check_names_the_portal_and_the_person(
    mode: str, fake: Bitrix24Fake, open_crm: Open, open_app: Open
) -> None:
    health = await (open_crm() if mode == "webhook" else open_app()).check()
    assert (health.ok, health.detail) == (True, f"{fake.url}: works as Анна Смирнова")


async def test_s0_03_check_names_everything_that_does_not_fit(fake: Bitrix24Fake, open_crm: Open) -> None:
    fake.seed_userfield("lead", "UF_CRM_MUST", label="Канал", MANDATORY="Y")
    fake.seed_userfield("lead", "UF_CRM_GIVEN", label="Доставка", MANDATORY="Y")
    fake.portal.mode = 2
    crm = open_crm(
        fields={"UF_CRM_GIVEN": "{delivery}", "UF_CRM_TYPO": "x"},
        partner="company:UF_CRM_PARTNER_CODE",
        stages={"calling": "CALLING"},
        source_id="SITE",
    )
    health = await crm.check()
    assert not health.ok
    assert "required lead fields that [bitrix24.fields] does not fill: UF_CRM_MUST (Канал)" in health.detail
    assert "UF_CRM_GIVEN" not in health.detail
    assert "the lead has no field UF_CRM_TYPO" in health.detail
    assert "company has no field UF_CRM_PARTNER_CODE" in health.detail
    assert "no CALLING" in health.detail
    assert "no SITE" in health.detail
    assert "without leads" in health.detail


async def test_check_of_a_dead_or_narrow_webhook_says_so(fake: Bitrix24Fake, open_crm: Open) -> None:
    fake.webhooks[0].scopes = frozenset({"user"})
    with pytest.raises(Unauthorised, match="higher privileges"):
        await open_crm().check()
    fake.close_webhook()
    with pytest.raises(Unauthorised, match="Invalid request credentials"):
        await open_crm().check()

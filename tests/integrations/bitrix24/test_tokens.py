"""One refresh at a time; the pair is kept before it is used."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from desk.errors import Temporary, Unauthorised
from integrations.bitrix24 import Bitrix24Crm, open_tokens
from integrations.bitrix24.config import Bitrix24
from integrations.bitrix24.tokens import KEY, Pair
from integrations.neighbour import Surroundings
from sandbox.bitrix24.fake import Bitrix24Fake
from sandbox.kit.faults import Fault

Open = Callable[..., Bitrix24Crm]
Count = Callable[[str], int]


async def test_s0_22_fifty_callers_share_one_refresh(fake: Bitrix24Fake, open_app: Open, count: Count) -> None:
    crm = open_app(burst=400, requests_per_second=400)
    fake.limits_enabled = False
    await crm.find_lead("desk-1")
    assert count("oauth.token") == 1
    fake.expire_tokens()
    found = await asyncio.gather(*(crm.find_lead(f"desk-{n}") for n in range(50)))
    assert found == [None] * 50
    assert count("oauth.token") == 2


async def test_s0_22_pair_is_kept_before_its_first_use(fake: Bitrix24Fake, open_app: Open, vault: Any) -> None:
    await open_app().find_lead("desk-1")
    (used,) = fake.history.find("bitrix24", "request", operation="crm.lead.list")
    (kept,) = [seen for key, seen in vault.log if key == KEY]
    assert kept <= used.n
    assert vault.values[KEY]["access_token"] in used.data["body"]


async def test_s0_22_token_survives_a_restart(fake: Bitrix24Fake, open_app: Open, count: Count) -> None:
    first = fake.authorise()["refresh_token"]
    await open_app(refresh_token=first).find_lead("desk-1")
    await open_app(refresh_token=first).find_lead("desk-1")
    assert count("oauth.token") == 1


async def test_no_refresh_without_need(open_app: Open, count: Count) -> None:
    crm = open_app()
    for _ in range(5):
        await crm.find_lead("desk-1")
    assert count("oauth.token") == 1


async def test_s0_56_refused_refresh_is_unauthorised_for_all_and_not_asked_again(
    fake: Bitrix24Fake, open_app: Open, count: Count
) -> None:
    first = fake.authorise()["refresh_token"]
    crm = open_app(refresh_token=first)
    await crm.find_lead("desk-1")
    fake.revoke()
    outcomes = await asyncio.gather(*(crm.find_lead("desk-1") for _ in range(10)), return_exceptions=True)
    assert all(isinstance(outcome, Unauthorised) for outcome in outcomes)
    with pytest.raises(Unauthorised, match="set a new refresh_token"):
        await open_app(refresh_token=first).find_lead("desk-1")
    assert count("oauth.token") == 2


async def test_s0_56_new_refresh_token_in_the_settings_is_tried(fake: Bitrix24Fake, open_app: Open) -> None:
    first = fake.authorise()["refresh_token"]
    fake.revoke()
    with pytest.raises(Unauthorised):
        await open_app(refresh_token=first).find_lead("desk-1")
    fake.tokens.revoked = False
    assert await open_app().find_lead("desk-1") is None


async def test_s0_56_tokens_of_an_installation_event_are_taken(
    fake: Bitrix24Fake, around: Surroundings, count: Count
) -> None:
    tokens = open_tokens(_section(fake, "spent"), around)
    with pytest.raises(Unauthorised):
        await tokens.current()
    fresh = fake.authorise()
    await tokens.adopt(Pair(fresh["refresh_token"], fresh["access_token"], fresh["client_endpoint"]))
    assert (await tokens.current()).access_token == fresh["access_token"]
    restarted = open_tokens(_section(fake, "spent"), around)
    assert (await restarted.current()).access_token == fresh["access_token"]
    assert count("oauth.token") == 1


async def test_f18_lost_answer_of_a_refresh_is_tried_once_more_and_then_told(
    fake: Bitrix24Fake, open_app: Open, count: Count
) -> None:
    crm = open_app()
    fake.break_down("lost", "oauth.token", times=1)
    with pytest.raises(Unauthorised):
        await crm.find_lead("desk-1")
    assert count("oauth.token") == 2


@pytest.mark.parametrize("kind", ["drop", "html"])
async def test_f18_refresh_that_never_happened_is_repeated(
    kind: str, fake: Bitrix24Fake, open_app: Open, count: Count
) -> None:
    crm = open_app()
    fake.break_down(kind, "oauth.token", times=1)
    assert await crm.find_lead("desk-1") is None
    assert count("oauth.token") == 2


async def test_f18_dead_oauth_server_is_temporary(fake: Bitrix24Fake, open_app: Open) -> None:
    crm = open_app()
    fake.break_down("html", "oauth.token", times=2)
    with pytest.raises(Temporary):
        await crm.find_lead("desk-1")
    assert await crm.find_lead("desk-1") is None


async def test_refusal_with_http_200_is_a_refusal(open_app: Open, count: Count) -> None:
    crm = open_app(client_id="local.other")
    with pytest.raises(Unauthorised) as refused:
        await crm.find_lead("desk-1")
    assert refused.value.code == "wrong_client"
    assert "sandboxclientsecret" not in str(refused.value)


async def test_f18_cancelled_caller_does_not_lose_the_new_pair(
    fake: Bitrix24Fake, around: Surroundings, vault: Any
) -> None:
    tokens = open_tokens(_section(fake, fake.authorise()["refresh_token"]), around)
    fake.faults.add(Fault("delay", "oauth.token", seconds=0.2))
    caller = asyncio.create_task(tokens.current())
    await asyncio.sleep(0.05)
    caller.cancel()
    with pytest.raises(asyncio.CancelledError):
        await caller
    pair = await tokens.current()
    assert vault.values[KEY]["access_token"] == pair.access_token
    assert len(fake.history.find("bitrix24", "request")) == 1


async def test_f18_pair_that_could_not_be_kept_is_kept_at_the_next_try(
    fake: Bitrix24Fake, around: Surroundings, vault: Any, count: Count
) -> None:
    tokens = open_tokens(_section(fake, fake.authorise()["refresh_token"]), around)
    vault.broken = 1
    with pytest.raises(Temporary):
        await tokens.current()
    assert (await tokens.current()).access_token == vault.values[KEY]["access_token"]
    assert count("oauth.token") == 1


def _section(fake: Bitrix24Fake, refresh_token: str) -> Bitrix24:
    return Bitrix24(
        client_id="local.sandbox",
        client_secret="sandboxclientsecret",
        refresh_token=refresh_token,
        auth_url=fake.auth_url,
    )

"""The one door to the Admin API: its limits, its refusals, its tokens."""

import asyncio
import json
from collections.abc import Callable
from typing import Any

import pytest

from desk.errors import DeskError, Rejected, Temporary, Unauthorised, Unknown
from integrations.shopify import Client, ShopifyStore
from integrations.shopify.documents import ADD_TAGS, CHECK, READ
from sandbox.kit.clock import WorldClock
from sandbox.kit.faults import Fault
from sandbox.shopify.fake import ShopifyFake

Asked = Callable[[], list[str]]
APP = {"access_token": "", "client_id": "sandboxclient", "client_secret": "shpss_sandbox"}


@pytest.fixture
def client(store: ShopifyStore) -> Client:
    return store.client


def answer(status: int, body: Any, **more: Any) -> Fault:
    text = body if isinstance(body, str) else json.dumps(body)
    return Fault("status", status=status, body=text, content_type="application/json", **more)


def errors(code: str, message: str = "no", **more: Any) -> dict[str, Any]:
    return {"errors": [{"message": message, "extensions": {"code": code}, **more}]}


@pytest.mark.parametrize(
    ("status", "body", "error"),
    [
        (401, {"errors": "[API] Invalid API key or access token"}, Unauthorised),
        (402, {"errors": "Payment Required"}, Unauthorised),
        (403, {"errors": "Forbidden"}, Unauthorised),
        (404, {"errors": "Not Found"}, Unauthorised),
        (423, {"errors": "Locked"}, Temporary),
        (429, {"errors": "Too many"}, Temporary),
        (430, {"errors": "Security"}, Temporary),
        (400, {"errors": "Bad"}, Rejected),
        (500, "<html>", Temporary),
        (503, "<html>", Temporary),
        (200, "<html>", Temporary),
        (200, {}, Temporary),
        (200, {"data": None}, Temporary),
        (200, [], Temporary),
        (200, errors("ACCESS_DENIED"), Unauthorised),
        (200, errors("SHOP_INACTIVE"), Unauthorised),
        (200, errors("INTERNAL_SERVER_ERROR"), Temporary),
        (200, errors(""), Temporary),
        (200, errors("MAX_COST_EXCEEDED"), Rejected),
        (200, errors("undefinedField"), Rejected),
        (200, {"data": {"shop": None}} | errors("ACCESS_DENIED", path=["shop"]), Unauthorised),
    ],
)
async def test_every_refusal_becomes_one_of_ours(
    client: Client, fake: ShopifyFake, status: int, body: Any, error: type[DeskError]
) -> None:
    fake.faults.add(answer(status, body, times=2))
    with pytest.raises(DeskError) as raised:
        await client.run("CheckAccess", CHECK)
    assert type(raised.value) is error and raised.value.reason


@pytest.mark.parametrize(
    ("kind", "more"),
    [
        ("accept_drop", {}),
        ("cut", {}),
        ("accept_status", {"status": 502, "body": "<html>"}),
        ("status", {"status": 200, "body": "<html>"}),
        ("status", {"status": 200, "body": json.dumps(errors("INTERNAL_SERVER_ERROR"))}),
        ("status", {"status": 200, "body": '{"data":{"tagsAdd":null}}'}),
    ],
)
async def test_a_lost_answer_to_what_must_not_be_repeated_is_unknown(
    client: Client, fake: ShopifyFake, kind: Any, more: dict[str, Any]
) -> None:
    asked = {"id": fake.place().gid, "tags": ["a"]}
    fake.faults.add(Fault(kind, **more))
    with pytest.raises(Unknown):
        await client.change("AddTags", ADD_TAGS, asked, repeatable=False)
    fake.faults.add(Fault(kind, **more))
    with pytest.raises(Temporary):
        await client.change("AddTags", ADD_TAGS, asked, repeatable=True)


async def test_too_many_waits_as_long_as_it_is_told(client: Client, fake: ShopifyFake) -> None:
    fake.faults.add(answer(429, {}, headers={"Retry-After": "7"}))
    with pytest.raises(Temporary) as first:
        await client.run("CheckAccess", CHECK)
    assert first.value.retry_after == 7
    with pytest.raises(Temporary) as second:
        await client.run("CheckAccess", CHECK)
    assert second.value.blameless and len(fake.history.find("shopify", "request")) == 1


async def test_throttled_names_the_pause_and_costs_no_try(client: Client, fake: ShopifyFake, world: WorldClock) -> None:
    order = fake.place()
    fake.bucket.take(2000, world.now())
    with pytest.raises(Temporary) as refused:
        await client.run("ReadOrder", READ, {"id": order.gid})
    assert refused.value.code == "THROTTLED" and refused.value.blameless
    assert refused.value.retry_after is not None and 1 <= refused.value.retry_after <= 5
    world.jump(refused.value.retry_after)
    assert (await client.run("ReadOrder", READ, {"id": order.gid}))["order"]["id"] == order.gid


async def test_the_bucket_is_never_overdrawn_by_many_at_once(
    client: Client, fake: ShopifyFake, world: WorldClock
) -> None:
    """Told once what it costs, the rest wait for their turn instead of being refused."""
    world.set_speed(100)
    fake.bucket.size = fake.bucket.left = 1000
    order = fake.place()
    await client.run("ReadOrder", READ, {"id": order.gid})
    waited = 0

    async def read() -> None:
        nonlocal waited
        while True:
            try:
                await client.run("ReadOrder", READ, {"id": order.gid})
                return
            except Temporary as refused:
                assert refused.code == "paused" and refused.blameless and refused.retry_after
                waited += 1
                await world.sleep(refused.retry_after)

    await asyncio.gather(*(read() for _ in range(30)))
    bodies = [str(it.data["body"]) for it in fake.history.find("shopify", "answer")]
    assert not any("THROTTLED" in body for body in bodies) and waited


async def test_fields_that_are_held_back_are_null_and_the_rest_is_read(client: Client, fake: ShopifyFake) -> None:
    fake.access.scopes -= {"read_customers"}
    data = await client.run("ReadOrder", READ, {"id": fake.place().gid})
    assert data["order"]["customer"] is None and data["order"]["email"]


async def test_numbers_of_customers_do_not_stand_in_reasons(client: Client, fake: ShopifyFake) -> None:
    fake.faults.add(answer(200, errors("BAD", "+79990001122 is no good")))
    with pytest.raises(Rejected) as refused:
        await client.run("CheckAccess", CHECK)
    assert "0001122" not in refused.value.reason and "is no good" in refused.value.reason


async def test_a_granted_token_is_kept_and_asked_for_anew_in_time(
    open_store: Callable[..., ShopifyStore], fake: ShopifyFake, vault: Any, world: WorldClock, asked: Asked
) -> None:
    await open_store(**APP).check()
    await open_store(**APP).check()  # after a restart
    assert asked() == ["token", "CheckAccess", "CheckAccess"]
    world.jump(86_399 - 300)
    await open_store(**APP).check()
    assert asked()[3:] == ["token", "CheckAccess"]
    vault.values["shopify.token"]["source"] = "another app"
    await open_store(**APP).check()
    assert asked()[5:] == ["token", "CheckAccess"]


async def test_a_token_that_died_early_is_asked_for_once_and_by_one(
    open_store: Callable[..., ShopifyStore], fake: ShopifyFake, asked: Asked
) -> None:
    store = open_store(**APP)
    await store.check()
    fake.access.revoke()
    await asyncio.gather(*(store.check() for _ in range(4)))
    assert asked().count("token") == 2
    fake.faults.add(answer(401, {"errors": "no"}, match="CheckAccess", times=2))
    with pytest.raises(Unauthorised):
        await store.check()


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (answer(400, {"error": "shop_not_permitted", "error_description": "not of this organisation"}), Unauthorised),
        (answer(401, ""), Unauthorised),
        (answer(503, "<html>"), Temporary),
        (answer(200, {"scope": "read_orders"}), Temporary),
        (answer(200, "<html>"), Temporary),
        (Fault("accept_drop"), Temporary),
    ],
)
async def test_a_grant_that_is_refused_says_why(
    open_store: Callable[..., ShopifyStore], fake: ShopifyFake, fault: Fault, error: type[DeskError]
) -> None:
    fake.faults.add(fault)
    with pytest.raises(DeskError) as raised:
        await open_store(**APP).check()
    assert type(raised.value) is error


async def test_a_fixed_token_is_not_renewed(open_store: Callable[..., ShopifyStore], asked: Asked) -> None:
    with pytest.raises(Unauthorised, match="access_token"):
        await open_store(access_token="shpat_wrong").check()
    assert asked() == ["CheckAccess"]

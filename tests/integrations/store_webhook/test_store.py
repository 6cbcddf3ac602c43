"""The store's port through the real adapter, over HTTP, in front of the CMS."""

from collections.abc import Callable
from typing import Any

import pytest

from desk.errors import Rejected, Temporary
from desk.exchange.ports import OrderPage
from desk.ports import Health
from integrations.neighbour import Offer
from integrations.store_webhook.adapter import WebhookStore, message_id
from sandbox.cms.fake import CmsFake
from sandbox.kit.faults import Fault
from sandbox.kit.listener import Listener

Build = Callable[..., Offer]


def place(fake: CmsFake) -> str:
    return fake.keep(fake.shop.orders.write()).number


def requests(fake: CmsFake) -> list[dict[str, Any]]:
    return [entry.data for entry in fake.history.find("cms", "request", operation="webhook")]


async def test_s2_11_a_status_reaches_the_store_as_a_signed_message(store: WebhookStore, fake: CmsFake) -> None:
    number = place(fake)
    assert await store.set_status(number, "processing", "pair-1-3") is None
    order = fake.orders.find(number)
    assert order and (order.status, order.told) == ("processing", [("pair-1-3", "processing")])


async def test_the_message_is_what_the_documentation_shows(
    build: Build, listener: Listener, fixture: Callable[[str], bytes]
) -> None:
    store = build(url=f"{listener.url}/hook").store
    assert store
    await store.set_status("1027", "shipped", "pair-1-4")
    (received,) = listener.received
    assert received.body == fixture("order_status__shipped.json")
    assert received.headers["content-type"] == "application/json"
    assert (received.headers["webhook-id"], received.headers["webhook-timestamp"]) == ("pair-1-4", "1785837600")


async def test_s2_13_a_won_deal_completes_the_order_and_a_lost_one_cancels_it(
    store: WebhookStore, fake: CmsFake
) -> None:
    won, lost = place(fake), place(fake)
    await store.set_status(won, "completed", "a")
    await store.set_status(lost, "cancelled", "b")
    assert [order.status for order in fake.orders.all()] == ["completed", "cancelled"]


async def test_a_plain_secret_signs_too(build: Build, listener: Listener) -> None:
    store = build(url=f"{listener.url}/hook", secret="a plain secret of the store").store
    assert store
    await store.set_status("1027", "shipped", "k")
    assert listener.received[0].headers["webhook-signature"].startswith("v1,")


@pytest.mark.parametrize("kind", ["reset", "lost"])
async def test_a_lost_answer_is_repeated_under_the_same_id_and_counts_once(
    store: WebhookStore, fake: CmsFake, kind: str
) -> None:
    number = place(fake)
    fake.break_down(kind, times=1)
    with pytest.raises(Temporary):
        await store.set_status(number, "shipped", "pair-1-3")
    await store.set_status(number, "shipped", "pair-1-3")
    order = fake.orders.find(number)
    assert order and order.told == [("pair-1-3", "shipped")]
    assert len(requests(fake)) == 2


async def test_a_store_that_is_down_is_asked_no_sooner_than_it_says(store: WebhookStore, fake: CmsFake) -> None:
    number = place(fake)
    fake.break_down("unavailable", pause=120)
    with pytest.raises(Temporary) as down:
        await store.set_status(number, "shipped", "k")
    assert (down.value.retry_after, down.value.code) == (120, "503")
    with pytest.raises(Temporary) as held:
        await store.set_status(number, "shipped", "k")
    assert held.value.blameless
    assert len(requests(fake)) == 1


async def test_silence_is_no_answer(store: WebhookStore, fake: CmsFake) -> None:
    fake.break_down("hang", seconds=0.05)
    with pytest.raises(Temporary, match=r"order\.status"):
        await store.set_status(place(fake), "shipped", "k")


@pytest.mark.parametrize("status", [408, 425, 429, 500, 502, 504])
async def test_what_may_pass_is_temporary(store: WebhookStore, fake: CmsFake, status: int) -> None:
    fake.answer_with(status, "busy", **{"Retry-After": "7"})
    with pytest.raises(Temporary, match="busy") as passing:
        await store.set_status(place(fake), "shipped", "k")
    assert passing.value.retry_after == 7


@pytest.mark.parametrize("status", [400, 401, 403, 404, 405, 409, 413, 422])
async def test_a_refusal_is_final_and_quotes_the_store(store: WebhookStore, fake: CmsFake, status: int) -> None:
    fake.answer_with(status, "no such thing")
    with pytest.raises(Rejected, match=f"HTTP {status}: no such thing"):
        await store.set_status(place(fake), "shipped", "k")


async def test_the_stores_own_words_say_what_is_wrong(store: WebhookStore, fake: CmsFake) -> None:
    with pytest.raises(Rejected, match="there is no status lost"):
        await store.set_status(place(fake), "lost", "k")
    with pytest.raises(Rejected, match="there is no order 7"):
        await store.set_status("7", "shipped", "k")


async def test_an_address_that_was_switched_off_is_left_alone(store: WebhookStore, fake: CmsFake) -> None:
    fake.gone = True
    with pytest.raises(Rejected, match="410 Gone"):
        await store.set_status(place(fake), "shipped", "k")
    assert await store.check() == Health(False, "the store wants no messages at this address any more (410 Gone)")


async def test_another_secret_is_refused_with_a_hint(build: Build, fake: CmsFake) -> None:
    store = build(secret="whsec_c29tZXRoaW5nIGVsc2U=").store
    assert store
    with pytest.raises(Rejected, match="is the secret the same on both sides"):
        await store.set_status(place(fake), "shipped", "k")


async def test_a_redirect_is_not_followed(store: WebhookStore, fake: CmsFake, listener: Listener) -> None:
    fake.faults.add(Fault("redirect", "webhook", status=307, to=listener.url))
    with pytest.raises(Temporary, match="sent to another address"):
        await store.set_status(place(fake), "shipped", "k")
    assert listener.received == []


async def test_no_page_of_html_ends_up_in_a_reason(store: WebhookStore, fake: CmsFake) -> None:
    fake.answer_with(404, "<html><body>Страница не найдена</body></html>")
    with pytest.raises(Rejected) as refused:
        await store.set_status(place(fake), "shipped", "k")
    assert refused.value.reason == "the store refuses it: HTTP 404"


@pytest.mark.parametrize("kind", ["accept_flood", "accept_bomb"])
async def test_a_flood_of_words_after_it_was_taken_is_not_read(store: WebhookStore, fake: CmsFake, kind: Any) -> None:
    number = place(fake)
    fake.faults.add(Fault(kind, "webhook", size=64 * 2**20))
    await store.set_status(number, "shipped", "k")
    order = fake.orders.find(number)
    assert order and order.status == "shipped"


async def test_it_says_that_it_cannot_be_asked(store: WebhookStore) -> None:
    assert not store.readable
    with pytest.raises(Rejected, match="cannot be asked"):
        await store.read("1027")
    assert await store.changed_since("7") == OrderPage((), "7")
    assert (await store.statuses(), store.order_url("1027")) == ((), "")


async def test_a_check_looks_and_sends_nothing(store: WebhookStore, fake: CmsFake) -> None:
    assert await store.check() == Health(True, "the store answers HTTP 405 to a look")
    assert requests(fake) == []
    fake.faults.add(Fault("status", "look", status=502))
    assert await store.check() == Health(False, "the store answers HTTP 502")
    await fake.unplug()
    with pytest.raises(Temporary, match="ConnectError"):
        await store.check()


async def test_a_check_names_an_address_that_may_not_be(build: Build) -> None:
    store = build(allow_private=False).store
    assert store
    with pytest.raises(Rejected, match="must be https"):
        await store.check()


def test_a_key_with_a_full_stop_is_never_an_id() -> None:
    assert message_id("pair_1-3") == "pair_1-3"
    for key in ("a.b", "ключ", "a" * 65, ""):
        assert message_id(key).startswith("msg_") and "." not in message_id(key)
    assert message_id("a.b") != message_id("a.c")

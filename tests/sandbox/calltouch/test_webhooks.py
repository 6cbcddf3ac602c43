"""Webhooks of the fake, as the user has set them up."""

from collections.abc import AsyncIterator
from urllib.parse import parse_qs, urlsplit

import pytest

from sandbox.calltouch.fake import CalltouchFake
from sandbox.calltouch.webhooks import Webhook
from sandbox.kit.listener import Listener


@pytest.fixture
async def listener(fake: CalltouchFake) -> AsyncIterator[Listener]:
    found = Listener(fake.clock, fake.history)
    await found.start()
    yield found
    await found.stop()


async def received(fake: CalltouchFake, listener: Listener, count: int) -> list[dict[str, list[str]]]:
    await fake.settle()
    assert len(listener.received) == count
    texts = [urlsplit(it.target).query if it.method == "GET" else it.body.decode() for it in listener.received]
    return [parse_qs(text, keep_blank_values=True) for text in texts]


@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_only_what_was_ticked_is_sent_under_the_chosen_names(
    fake: CalltouchFake, listener: Listener, method: str
) -> None:
    ticked = ("id", "callerphone", "utm_source", "calltime")
    names, also = {"callerphone": "callerNumber"}, {"utm_source": "utmSource"}
    hook = Webhook("call", f"{listener.url}/x", method, ticked, names, also, {"strange": "1"}, dates="slash")
    fake.webhooks.append(hook)
    call = fake.ring("79001234567")
    [told] = await received(fake, listener, 1)
    assert told == {
        "id": [str(call.id)],
        "callerNumber": ["79001234567"],
        "calltime": ["14/05/2026 12:00:00"],
        "utm_source": ["yandex"],
        "utmSource": ["yandex"],
        "strange": ["1"],
    }


async def test_a_call_is_told_at_its_end_and_at_its_start_if_wished(fake: CalltouchFake, listener: Listener) -> None:
    fake.webhooks += [Webhook("call", f"{listener.url}/end"), Webhook("call", f"{listener.url}/both", begins=True)]
    call = fake.begin_call("79001234567")
    [begun] = await received(fake, listener, 1)
    assert begun["callphase"] == ["callconnected"]
    fake.end_call(call, 0)
    told = await received(fake, listener, 3)
    assert [it["callphase"] for it in told[1:]] == [["calllost"]] * 2


async def test_events_come_twice_and_only_to_their_kind(fake: CalltouchFake, listener: Listener) -> None:
    fake.webhooks += [Webhook(kind, f"{listener.url}/{kind}", copies=2) for kind in ("call", "request", "chat")]
    fake.chat("Пётр")
    told = await received(fake, listener, 2)
    assert told[0] == told[1] and told[0]["phone"] == ["<не заполнено>"]
    assert {it.target for it in listener.received} == {"/chat"}


async def test_a_test_sends_templates(fake: CalltouchFake, listener: Listener) -> None:
    fake.webhooks.append(Webhook("call", f"{listener.url}/call"))
    fake.test_webhooks()
    [told] = await received(fake, listener, 1)
    assert told["callerphone"] == ["{callerphone}"]


async def test_what_nobody_takes_is_lost(fake: CalltouchFake, listener: Listener) -> None:
    fake.webhooks.append(Webhook("call", f"{listener.url}/call"))
    await listener.unplug()
    fake.ring("79001234567")
    await fake.settle()
    assert [it.data["status"] for it in fake.history.find("calltouch", "webhook")] == [0]

import hashlib
import json
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from sandbox.kit.clock import WorldClock
from sandbox.kit.listener import Listener, Received
from sandbox.smsc.fake import SmscFake

NUMBER = "79990000000"


def read_query(received: Received) -> dict[str, str]:
    return dict(parse_qsl(urlsplit(received.target).query))


async def travel(fake: SmscFake, seconds: float, reports: int) -> None:
    """Let world time pass and wait for the answers to the reports that fall due."""
    fake.clock.jump(seconds)
    await fake.history.wait_for(lambda: len(fake.history.find("smsc", "report_answer")) >= reports)


async def test_every_change_is_reported_with_a_signature(client: Any, fake: SmscFake, desk: Listener) -> None:
    fake.callback.secret = "secret"
    await client.send(id="c_8f3a1b")
    await travel(fake, 10, 2)
    handed, delivered = (read_query(received) for received in desk.received)
    assert (handed["status"], delivered["status"]) == ("0", "1")
    assert delivered["md5"] == "ec030e74e03bd6b7c3b61d895202dfc9"
    text = b"c_8f3a1b:79990000000:1:secret"
    assert delivered["sha1"] == hashlib.sha1(text).hexdigest()
    assert (delivered["time"], delivered["ts"]) == ("28.12.2026 19:20:06", "1798474806")


async def test_without_a_secret_there_is_no_signature(client: Any, fake: SmscFake, desk: Listener) -> None:
    await client.send()
    await travel(fake, 10, 2)
    assert not {"md5", "sha1", "crc32"} & set(read_query(desk.received[0]))


async def test_the_report_can_come_as_form_or_json(client: Any, fake: SmscFake, desk: Listener) -> None:
    fake.callback.method = "POST"
    await client.send("One", id="c_1")
    await travel(fake, 10, 2)
    assert dict(parse_qsl(desk.received[1].body.decode()))["status"] == "1"
    fake.callback.url += "?fmt=3"
    await client.send("Two", id="c_2")
    await travel(fake, 10, 4)
    assert json.loads(desk.received[3].body)["id"] == "c_2"


async def test_a_report_can_overtake_the_answer(client: Any, fake: SmscFake, desk: Listener) -> None:
    fake.set_fate(NUMBER, "early_report")
    await client.send(id="c_1")
    assert [read_query(received)["status"] for received in desk.received] == ["1"]
    assert (await client.status("c_1"))["status"] == 1
    report = fake.history.find("smsc", "report_answer")[0]
    assert report.n < fake.history.find("smsc", "answer", operation="send")[0].n


async def test_a_report_can_come_twice_or_never(client: Any, fake: SmscFake, desk: Listener) -> None:
    fake.set_fate("79990000001", "double_report")
    fake.set_fate("79990000002", "unreported")
    await client.send(phones="79990000002", id="never")
    await client.send(phones="79990000001", id="twice")
    await travel(fake, 10, 3)
    seen = [(read_query(received)["id"], read_query(received)["status"]) for received in desk.received]
    assert seen == [("twice", "0"), ("twice", "1"), ("twice", "1")]


async def test_a_report_is_repeated_until_it_is_taken(
    client: Any, fake: SmscFake, desk: Listener, clock: WorldClock
) -> None:
    desk.status = 500
    await client.send(id="c_1")
    await travel(fake, 3, 1)
    desk.status = 200
    await travel(fake, 61, 3)
    assert [read_query(received)["status"] for received in desk.received] == ["0", "0", "1"]


async def test_a_desk_that_is_gone_is_tried_again(client: Any, fake: SmscFake, desk: Listener) -> None:
    await desk.unplug()
    await client.send(id="c_1")
    await travel(fake, 3, 1)
    assert fake.history.find("smsc", "report_answer", http=0)
    await desk.start()
    await travel(fake, 61, 3)
    assert len(desk.received) == 2

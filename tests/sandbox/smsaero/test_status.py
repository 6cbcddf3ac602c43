import json
from typing import Any
from urllib.parse import parse_qsl

import pytest

from sandbox.kit.clock import WorldClock
from sandbox.kit.listener import Listener
from sandbox.smsaero.fake import SmsAeroFake

NUMBER = "79990000000"


async def travel(fake: SmsAeroFake, seconds: float, reports: int) -> None:
    fake.clock.jump(seconds)
    await fake.history.wait_for(lambda: len(fake.history.find("smsaero", "report_answer")) >= reports)


async def test_status_moves_with_world_time(client: Any, clock: WorldClock) -> None:
    key = (await client.send())["id"]
    seen = [(await client.status(key))["status"]]
    for _ in range(2):
        clock.jump(3)
        seen.append((await client.status(key))["status"])
    final = await client.status(key)
    assert seen == [0, 3, 1]
    assert (final["cost"], final["dateAnswer"]) == ("5.49", 1798474817)


@pytest.mark.parametrize(
    ("outcome", "status", "arrived"),
    [
        ("undeliverable", 2, False),
        ("rejected", 6, False),
        ("no_status", 4, False),
        ("unreported", 3, True),
    ],
)
async def test_the_fate_of_a_number_decides_the_end(
    client: Any, fake: SmsAeroFake, clock: WorldClock, outcome: str, status: int, arrived: bool
) -> None:
    fake.set_fate(NUMBER, outcome)
    key = (await client.send())["id"]
    clock.jump(10)
    assert (await client.status(key))["status"] == status
    assert fake.inbox(NUMBER)[0].arrived is arrived


async def test_a_message_under_a_new_sign_waits_for_moderation(
    client: Any, fake: SmsAeroFake, desk: Listener, clock: WorldClock
) -> None:
    sent = await client.send(sign="NEWSIGN", callbackUrl=desk.url + "/a", callbackFormat="JSON")
    assert (sent["status"], sent["extendStatus"]) == (8, "moderation")
    clock.jump(3600)
    assert (await client.status(sent["id"]))["status"] == 8
    assert not fake.inbox(NUMBER)[0].arrived
    fake.moderate(sent["id"], approve=True)
    await travel(fake, 10, 2)
    assert (await client.status(sent["id"]))["status"] == 1
    assert [json.loads(received.body)["status"] for received in desk.received] == [3, 1]
    with pytest.raises(LookupError):
        fake.moderate(sent["id"], approve=True)


async def test_a_refused_moderation_and_a_rejected_sign_end_as_rejected(
    client: Any, fake: SmsAeroFake, clock: WorldClock
) -> None:
    fake.signs["BAD"] = "rejected"
    held, bad = await client.send(sign="NEWSIGN"), await client.send(sign="BAD")
    fake.moderate(held["id"], approve=False)
    clock.jump(10)
    assert [(await client.status(one["id"]))["status"] for one in (held, bad)] == [6, 6]


async def test_the_list_is_an_object_with_numbered_keys(client: Any) -> None:
    await client.send(number=None, numbers=[79990000000 + n for n in range(51)])
    first = (await client.ask("sms/list"))[1]["data"]
    assert (len(first), first["totalCount"], first["0"]["number"]) == (52, "51", "79990000050")
    second = (await client.ask("sms/list", page=2))[1]["data"]
    assert set(second) == {"0", "links", "totalCount"}
    assert (await client.ask("sms/list", page="x"))[0] == 400


async def test_an_unknown_id_is_a_validation_error(client: Any) -> None:
    assert await client.ask("sms/status", id=1) == (
        400,
        {"success": False, "data": {"id": ["not found"]}, "message": "Validation error."},
    )


@pytest.mark.parametrize("form", ["JSON", "FORM"])
async def test_callbacks_come_as_json_or_form_without_signature(
    client: Any, fake: SmsAeroFake, desk: Listener, form: str
) -> None:
    sent = await client.send(callbackUrl=desk.url + "/sms/aero/c_8f3a1b?x=%7E", callbackFormat=form)
    await travel(fake, 10, 2)
    last = desk.received[-1]
    assert last.target == "/sms/aero/c_8f3a1b?x=%7E"
    fields = json.loads(last.body) if form == "JSON" else dict(parse_qsl(last.body.decode()))
    assert (str(fields["id"]), str(fields["status"])) == (str(sent["id"]), "1")


async def test_a_report_can_come_early_twice_or_never(client: Any, fake: SmsAeroFake, desk: Listener) -> None:
    for n, outcome in enumerate(("early_report", "unreported", "double_report")):
        fake.set_fate(f"7999000000{n}", outcome)
        await client.send(number=f"7999000000{n}", callbackUrl=desk.url, callbackFormat="JSON")
    assert [json.loads(received.body)["status"] for received in desk.received] == [1]
    await travel(fake, 10, 4)
    seen = [(json.loads(one.body)["number"][-1], json.loads(one.body)["status"]) for one in desk.received]
    assert seen == [("0", 1), ("2", 3), ("2", 1), ("2", 1)]


async def test_a_refused_report_is_repeated(client: Any, fake: SmsAeroFake, desk: Listener) -> None:
    desk.status = 503
    await client.send(callbackUrl=desk.url)
    await travel(fake, 3, 1)
    desk.status = 200
    await travel(fake, 60, 3)
    assert len(desk.received) == 3

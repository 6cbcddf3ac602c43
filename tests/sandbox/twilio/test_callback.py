import base64
import hashlib
import hmac
from typing import Any
from urllib.parse import parse_qsl

from sandbox.kit.listener import Listener
from sandbox.twilio.callback import sign
from sandbox.twilio.fake import TwilioFake

NUMBER = "79990000000"


def statuses(desk: Listener) -> list[str]:
    return [dict(parse_qsl(received.body.decode()))["MessageStatus"] for received in desk.received]


async def travel(fake: TwilioFake, seconds: float, reports: int) -> None:
    fake.clock.jump(seconds)
    await fake.history.wait_for(lambda: len(fake.history.find("twilio", "report_answer")) >= reports)


def test_the_signature_matches_the_published_scheme() -> None:
    fields = {"MessageSid": "SM1", "MessageStatus": "delivered", "To": "+79990000000"}
    url = "https://ops.example.com/sms/twilio?ref=c_1"
    assert sign("12345", url, fields) == "WddluNehSJ2YHpW1AXGmHGSLy3c="


async def test_every_change_but_the_first_is_reported_and_signed(client: Any, fake: TwilioFake, desk: Listener) -> None:
    url = desk.url + "/sms/twilio?ref=c_1&note=%D0%AF+x"
    _, body = await client.create(StatusCallback=url)
    await travel(fake, 10, 2)
    assert statuses(desk) == ["sent", "delivered"]
    last = desk.received[-1]
    assert last.target == "/sms/twilio?ref=c_1&note=%D0%AF+x"
    fields = dict(parse_qsl(last.body.decode()))
    text = url + "".join(name + value for name, value in sorted(fields.items()))
    expected = base64.b64encode(hmac.new(b"12345", text.encode(), hashlib.sha1).digest()).decode()
    assert last.headers["x-twilio-signature"] == expected
    assert (fields["MessageSid"], fields["To"]) == (body["sid"], "+79990000000")


async def test_a_failure_is_reported_with_its_code(client: Any, fake: TwilioFake, desk: Listener) -> None:
    fake.set_fate(NUMBER, "undeliverable")
    await client.create(StatusCallback=desk.url)
    await travel(fake, 10, 2)
    fields = dict(parse_qsl(desk.received[-1].body.decode()))
    assert (fields["MessageStatus"], fields["ErrorCode"]) == ("undelivered", "30003")


async def test_reports_can_come_out_of_order_twice_early_or_never(
    client: Any, fake: TwilioFake, desk: Listener
) -> None:
    fake.lines.enabled = False
    expected = {
        "reversed_report": ["delivered", "sent"],
        "double_report": ["sent", "delivered", "delivered"],
        "early_report": ["delivered"],
    }
    fake.set_fate("+79990000009", "unreported")
    await client.create(To="+79990000009", StatusCallback=desk.url)
    reports = 0
    for outcome, words in expected.items():
        desk.received.clear()
        fake.set_fate(NUMBER, outcome)
        await client.create(StatusCallback=desk.url)
        reports += len(words)
        await travel(fake, 10, reports)
        assert statuses(desk) == words


async def test_a_report_that_was_refused_is_not_repeated(client: Any, fake: TwilioFake, desk: Listener) -> None:
    desk.status = 500
    await client.create(StatusCallback=desk.url)
    await travel(fake, 3, 1)
    desk.status = 200
    await travel(fake, 3600, 2)
    assert statuses(desk) == ["sent", "delivered"]

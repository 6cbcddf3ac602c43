from typing import Any

import aiohttp
import pytest

from sandbox.kit.clock import WorldClock
from sandbox.kit.faults import Fault
from sandbox.twilio.fake import TwilioFake

SID = "AC0123456789abcdef0123456789abcdef"
NUMBER = "79990000000"


async def test_a_created_message_is_answered_201_with_strings(client: Any, fake: TwilioFake) -> None:
    status, body = await client.create()
    path = f"/2010-04-01/Accounts/{SID}/Messages/{body['sid']}"
    assert status == 201
    assert body == {
        "sid": body["sid"],
        "account_sid": SID,
        "api_version": "2010-04-01",
        "to": "+79990000000",
        "from": "+12025550100",
        "messaging_service_sid": None,
        "body": "Order 1027 is ready",
        "status": "queued",
        "direction": "outbound-api",
        "num_segments": "1",
        "num_media": "0",
        "price": None,
        "price_unit": "USD",
        "error_code": None,
        "error_message": None,
        "date_created": "Tue, 04 Aug 2026 10:00:00 +0000",
        "date_updated": "Tue, 04 Aug 2026 10:00:00 +0000",
        "date_sent": None,
        "uri": f"{path}.json",
        "subresource_uris": {"media": f"{path}/Media.json"},
    }
    assert len(body["sid"]) == 34
    assert [(sms.text, sms.sender, sms.status) for sms in fake.inbox(NUMBER)] == [
        ("Order 1027 is ready", "+12025550100", "queued")
    ]
    assert fake.history.find("twilio", "sms", id=body["sid"])


async def test_a_messaging_service_starts_as_accepted_without_sender(client: Any, clock: WorldClock) -> None:
    _, body = await client.create(From=None, MessagingServiceSid="MG1")
    assert (body["status"], body["from"], body["num_segments"]) == ("accepted", None, "0")
    clock.jump(3)
    sent = await client.get(body["sid"])
    assert (sent["status"], sent["from"], sent["num_segments"]) == ("sent", "+12025550100", "1")


async def test_status_and_price_move_with_world_time(client: Any, fake: TwilioFake, clock: WorldClock) -> None:
    _, body = await client.create(Body="я" * 71)
    seen = [body["status"]]
    for _ in range(2):
        clock.jump(3)
        seen.append((await client.get(body["sid"]))["status"])
    final = await client.get(body["sid"])
    assert seen == ["queued", "sent", "delivered"]
    assert (final["price"], final["date_sent"]) == ("-0.01580", "Tue, 04 Aug 2026 10:00:02 +0000")
    assert (await client.ask("GET", "Balance.json"))[1] == {
        "account_sid": SID,
        "balance": "49.98",
        "currency": "USD",
    }
    assert [line.parts for line in fake.purse.invoices] == [2]


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"To": None}, 21604),
        ({"To": "79990000000"}, 21211),
        ({"To": "+7999"}, 21211),
        ({"From": None}, 21603),
        ({"From": "+12025550199"}, 21659),
        ({"From": "OTHER"}, 21606),
        ({"Body": None}, 21602),
        ({"Body": "a" * 1601}, 21617),
        ({"StatusCallback": "/relative"}, 21609),
        ({"StatusCallback": "https://my_host.example.com/x"}, 21609),
        ({"SendAt": "2026-08-05T10:00:00Z"}, 20001),
    ],
)
async def test_a_bad_request_is_refused_with_its_code(client: Any, fields: dict[str, Any], code: int) -> None:
    status, body = await client.create(**fields)
    assert (status, body["status"], body["code"]) == (400, 400, code)
    assert body["more_info"] == f"https://www.twilio.com/docs/errors/{code}"
    assert body["message"]


@pytest.mark.parametrize(
    ("outcome", "code"),
    [("opted_out", 21610), ("no_route", 21612), ("not_mobile", 21614), ("unverified", 21608)],
)
async def test_a_number_can_be_fated_to_a_refusal(client: Any, fake: TwilioFake, outcome: str, code: int) -> None:
    fake.set_fate(NUMBER, outcome)
    status, body = await client.create()
    assert (status, body["code"], fake.messages) == (400, code, [])


@pytest.mark.parametrize(
    ("outcome", "status", "code"),
    [("undeliverable", "undelivered", 30003), ("filtered", "undelivered", 30007), ("failed", "failed", 30008)],
)
async def test_a_number_can_be_fated_to_a_delivery_error(
    client: Any, fake: TwilioFake, clock: WorldClock, outcome: str, status: str, code: int
) -> None:
    fake.set_fate(NUMBER, outcome)
    _, body = await client.create()
    clock.jump(10)
    final = await client.get(body["sid"])
    assert (final["status"], final["error_code"]) == (status, code)
    assert not fake.inbox(NUMBER)[0].arrived


async def test_wrong_credentials_unknown_sids_and_haste_have_their_answers(client: Any, fake: TwilioFake) -> None:
    status, body = await client.ask("GET", "Balance.json", password="no")
    assert (status, body["code"]) == (401, 20003)
    assert (await client.ask("GET", "Balance.json", sid="AC00"))[0] == 401
    status, body = await client.ask("GET", "Messages/SM00.json")
    assert (status, body["code"]) == (404, 20404)
    fake.fail_busy("send")
    status, body = await client.create()
    assert (status, body["code"], fake.messages) == (429, 20429, [])


async def test_an_api_key_opens_the_account(client: Any, fake: TwilioFake) -> None:
    fake.api_keys["SK1"] = "key secret"
    assert (await client.ask("GET", "Balance.json", user="SK1", password="key secret"))[0] == 200
    assert (await client.ask("GET", "Balance.json", user="SK2", password=""))[0] == 401


async def test_the_list_is_filtered_and_paged(client: Any, clock: WorldClock) -> None:
    for n in range(3):
        await client.create(Body=f"Number {n}")
        clock.jump(86400)
    await client.create(To="+79990000001")
    _, page = await client.ask("GET", "Messages.json", params={"To": "+79990000000", "PageSize": "2"})
    assert [message["body"] for message in page["messages"]] == ["Number 2", "Number 1"]
    next_page = page["next_page_uri"].removeprefix(f"/2010-04-01/Accounts/{SID}/")
    _, rest = await client.ask("GET", next_page)
    assert [message["body"] for message in rest["messages"]] == ["Number 0"]
    assert rest["next_page_uri"] is None


@pytest.mark.parametrize(
    ("limits", "bodies"),
    [
        ({"DateSent": "2026-08-05"}, ["1"]),
        ({"DateSent>": "2026-08-05"}, ["2", "1"]),
        ({"DateSent<": "2026-08-05"}, ["1", "0"]),
        ({"DateSent>": "2026-08-05T10:00:03Z"}, ["2"]),
    ],
)
async def test_the_list_is_filtered_by_date(
    client: Any, clock: WorldClock, limits: dict[str, str], bodies: list[str]
) -> None:
    for n in range(3):
        await client.create(Body=str(n))
        clock.jump(86400)
    _, page = await client.ask("GET", "Messages.json", params=limits)
    assert [message["body"] for message in page["messages"]] == bodies


async def test_a_number_sends_one_part_per_second(client: Any, fake: TwilioFake, clock: WorldClock) -> None:
    sids = [(await client.create(Body="я" * 71))[1]["sid"] for _ in range(3)]
    clock.jump(5)
    assert [(await client.get(sid))["status"] for sid in sids] == ["sent", "sent", "queued"]
    for _ in range(2):
        clock.jump(4)
    assert (await client.get(sids[2]))["status"] == "delivered"


async def test_a_queue_of_ten_hours_is_full(client: Any, fake: TwilioFake) -> None:
    fake.lines.take("+12025550100", 36_001, fake.clock.now())
    assert (await client.create())[1]["code"] == 21611
    fake.lines.enabled = False
    assert (await client.create())[0] == 201


async def test_an_accepted_message_may_lose_its_answer_and_is_found_in_the_list(client: Any, fake: TwilioFake) -> None:
    fake.faults.add(Fault("accept_drop", "send"))
    with pytest.raises(aiohttp.ClientError):
        await client.create()
    _, page = await client.ask("GET", "Messages.json", params={"To": "+79990000000", "DateSent>": "2026-08-04"})
    assert [message["body"] for message in page["messages"]] == ["Order 1027 is ready"]


async def test_the_balancer_may_answer_with_a_page(client: Any, fake: TwilioFake) -> None:
    fake.fail_next("send")
    with pytest.raises(aiohttp.ContentTypeError) as caught:
        await client.create()
    assert caught.value.status == 502
    assert fake.messages == []

from typing import Any

import aiohttp
import pytest

from sandbox.kit.clock import WorldClock
from sandbox.kit.faults import Fault
from sandbox.smsaero.fake import SmsAeroFake

NUMBER = "79990000000"
ACCOUNT = {"Authorization": aiohttp.encode_basic_auth("shop@example.com", "APIKEY")}


async def test_a_sent_message_is_answered_charged_and_in_the_inbox(client: Any, fake: SmsAeroFake) -> None:
    assert await client.send() == {
        "id": 12345,
        "from": "MYSHOP",
        "number": NUMBER,
        "text": "Order 1027 is ready",
        "status": 0,
        "extendStatus": "queue",
        "channel": "FREE SIGN",
        "cost": 5.49,
        "dateCreate": 1798474811,
        "dateSend": 1798474811,
    }
    (sms,) = fake.inbox(NUMBER)
    assert (sms.sender, sms.parts, sms.status, sms.arrived) == ("MYSHOP", 1, "0", False)
    assert fake.history.find("smsaero", "sms", id="12345", number=NUMBER)
    assert (await client.ask("balance"))[1]["data"] == {"balance": 994.51}
    assert [str(line.cost) for line in fake.purse.invoices] == ["5.49"]


@pytest.mark.parametrize("verb", ["GET", "POST"])
async def test_query_and_form_are_read_like_json(fake: SmsAeroFake, http: aiohttp.ClientSession, verb: str) -> None:
    fields = {"numbers[0]": NUMBER, "numbers[1]": "79990000001", "text": "Заказ + №1", "sign": "MYSHOP"}
    place = {"params": fields} if verb == "GET" else {"data": fields}
    async with http.request(verb, fake.url + "/v2/sms/send", headers=ACCOUNT, **place) as answer:
        body = await answer.json()
    assert [one["number"] for one in body["data"]] == [NUMBER, "79990000001"]
    assert fake.inbox("79990000001")[0].text == "Заказ + №1"


async def test_numbers_are_answered_by_an_array_and_may_be_json_numbers(client: Any) -> None:
    data = await client.send(number=None, numbers=[79990000000, 79990000001])
    assert [one["id"] for one in data] == [12345, 12346]


@pytest.mark.parametrize("account", [("", ""), ("shop@example.com", "no"), ("a@b.c", "APIKEY")])
async def test_wrong_credentials_are_refused_with_401(client: Any, account: tuple[str, str]) -> None:
    status, body = await client.ask("balance", account=account)
    message = "Your request was made with invalid credentials."
    assert (status, body) == (401, {"success": False, "data": None, "message": message})


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"number": "+79990000000"}, "number"),
        ({"number": "123456"}, "number"),
        ({"numbers": []}, "numbers"),
        ({"text": "a"}, "text"),
        ({"text": "a" * 641}, "text"),
        ({"sign": ""}, "sign"),
        ({"dateSend": "soon"}, "dateSend"),
        ({"dateSend": 1798474811 + 8 * 86400}, "dateSend"),
        ({"callbackUrl": "ops.example.com"}, "callbackUrl"),
    ],
)
async def test_validation_names_the_field(client: Any, fields: dict[str, Any], wrong: str) -> None:
    order = {"number": NUMBER, "text": "Hello", "sign": "MYSHOP"} | fields
    status, body = await client.ask("sms/send", **order)
    refused = {"success": False, "data": {wrong: ["incorrect"]}, "message": "Validation error."}
    assert (status, body) == (400, refused)


async def test_validation_can_come_with_http_200(client: Any, fake: SmsAeroFake) -> None:
    fake.validation_status = 200
    fake.set_fate(NUMBER, "wrong_number")
    status, body = await client.ask("sms/send", number=NUMBER, text="Hello", sign="MYSHOP")
    assert (status, body["data"]) == (200, {"number": ["incorrect"]})


async def test_an_empty_account_sends_nothing(client: Any, fake: SmsAeroFake) -> None:
    fake.purse.balance *= 0
    _, body = await client.ask("sms/send", number=NUMBER, text="Hello", sign="MYSHOP")
    assert (body["success"], "balance" in body["message"]) == (False, True)
    assert fake.messages == []


async def test_a_test_message_is_answered_but_never_sent(client: Any, fake: SmsAeroFake) -> None:
    _, body = await client.ask("sms/testsend", number=NUMBER, text="Hello", sign="MYSHOP")
    assert body["data"]["status"] == 0
    assert (fake.inbox(NUMBER), fake.purse.invoices) == ([], [])
    _, found = await client.ask("sms/teststatus", id=body["data"]["id"])
    assert found["data"]["text"] == "Hello"
    assert (await client.ask("sms/testlist"))[1]["data"]["totalCount"] == "1"


async def test_auth_and_signs_are_told(client: Any) -> None:
    ok = {"success": True, "data": None, "message": "Successful authorization."}
    assert await client.ask("auth") == (200, ok)
    assert (await client.ask("sign/list"))[1]["data"]["0"]["name"] == "MYSHOP"


async def test_an_accepted_message_may_lose_its_answer_and_is_found_in_the_list(client: Any, fake: SmsAeroFake) -> None:
    fake.faults.add(Fault("accept_drop", "send"))
    with pytest.raises(aiohttp.ClientError):
        await client.send()
    data = (await client.ask("sms/list", number=NUMBER, text="1027"))[1]["data"]
    assert (data["0"]["number"], data["totalCount"]) == (NUMBER, "1")


async def test_the_balancer_may_answer_with_a_page_and_an_answer_may_be_slow(
    client: Any, fake: SmsAeroFake, http: aiohttp.ClientSession, clock: WorldClock
) -> None:
    fake.fail_next("send")
    async with http.post(fake.url + "/v2/sms/send", headers=ACCOUNT) as answer:
        assert (answer.status, answer.content_type) == (502, "text/html")
    fake.faults.add(Fault("delay", "send", seconds=0.2))
    slow = aiohttp.ClientTimeout(total=0.1)
    with pytest.raises(TimeoutError):
        async with http.post(fake.url + "/v2/sms/send", headers=ACCOUNT, timeout=slow):
            pass

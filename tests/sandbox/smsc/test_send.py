import asyncio
import hashlib
from typing import Any

import aiohttp
import pytest

from sandbox.kit.clock import WorldClock
from sandbox.kit.faults import Fault
from sandbox.smsc.fake import SmscFake

NUMBER = "79990000000"


async def test_a_sent_message_is_answered_priced_noted_and_in_the_inbox(client: Any, fake: SmscFake) -> None:
    answer = await client.send(id="c_8f3a1b", sender="MYSHOP", cost=3)
    assert answer == {"id": "c_8f3a1b", "cnt": 1, "cost": "1.44", "balance": "998.56"}
    (sms,) = fake.inbox("+7 999 000-00-00")
    assert (sms.number, sms.sender, sms.text, sms.parts) == (NUMBER, "MYSHOP", "Order 1027 is ready", 1)
    assert (sms.status, sms.arrived) == ("-1", False)
    assert fake.history.find("smsc", "sms", id="c_8f3a1b", number=NUMBER)
    assert [(line.key, str(line.cost)) for line in fake.purse.invoices] == [("c_8f3a1b", "1.44")]


async def test_without_charset_utf8_is_read_as_windows_1251(client: Any, fake: SmscFake) -> None:
    await client.send("Заказ", charset=None)
    assert fake.inbox(NUMBER)[0].text == "Заказ".encode().decode("cp1251", "replace")


@pytest.mark.parametrize("verb", ["GET", "POST"])
async def test_query_and_form_in_utf8_are_read_alike(client: Any, fake: SmscFake, verb: str) -> None:
    answer = await client.ask("send", verb, phones="8 (999) 000-00-00", mes="Заказ + №1")
    assert answer == {"id": 1001, "cnt": 1}
    assert fake.inbox(NUMBER)[0].text == "Заказ + №1"


async def test_json_is_taken_at_the_rest_address(fake: SmscFake, http: aiohttp.ClientSession) -> None:
    body = {"login": "shop", "psw": hashlib.md5(b"pass").hexdigest(), "phones": NUMBER, "mes": "Заказ"}
    async with http.post(fake.url + "/rest/send/", json=body) as answer:
        assert await answer.json() == {"id": 1001, "cnt": 1}
    assert fake.inbox(NUMBER)[0].text == "Заказ"


async def test_a_caller_who_forgot_the_format_gets_plain_text(fake: SmscFake, http: aiohttp.ClientSession) -> None:
    form = {"apikey": "key-1", "phones": NUMBER, "mes": "Hello", "charset": "utf-8"}
    async with http.post(fake.url + "/sys/send.php", data=form) as answer:
        assert (await answer.text(), answer.content_type) == ("OK - 1 SMS, ID - 1001", "text/plain")


async def test_price_modes_count_real_parts_and_mode_one_sends_nothing(client: Any, fake: SmscFake) -> None:
    assert await client.send("я" * 71, cost=1) == {"cost": "2.88", "cnt": 2}
    assert (fake.messages, str(fake.purse.balance)) == ([], "1000.00")
    assert await client.send("я" * 71, cost=2) == {"id": 1001, "cnt": 2, "cost": "2.88"}


async def test_several_numbers_and_a_list_of_texts_are_sent_together(client: Any, fake: SmscFake) -> None:
    fake.set_fate("79990000002", "wrong_number")
    answer = await client.send(phones="79990000001;79990000002,79990000003", op=1)
    assert answer["cnt"] == 2
    assert [line["error"] for line in answer["phones"]] == ["0", "7", "0"]
    await client.send(phones=None, list="79990000001:One\n79990000003:Three")
    assert [fake.inbox(number)[-1].text for number in ("79990000001", "79990000003")] == ["One", "Three"]


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"psw": "wrong"}, 2),
        ({"login": "other"}, 2),
        ({"mes": ""}, 1),
        ({"mes": "a" * 1001}, 1),
        ({"phones": ""}, 1),
        ({"phones": "12345"}, 7),
        ({"phones": "+89990000000"}, 0),
        ({"id": "two words"}, 1),
        ({"id": "2147483648"}, 1),
        ({"id": "x" * 41}, 1),
        ({"sender": "UNKNOWN"}, 6),
        ({"mes": "a" * 161, "maxsms": "1"}, 1),
        ({"time": "tomorrow"}, 5),
        ({"valid": "25"}, 1),
        ({"charset": "latin-9"}, 1),
        ({"translit": "1"}, 1),
        ({"cost": "4"}, 1),
    ],
)
async def test_what_the_service_would_refuse_is_refused_with_its_code(
    client: Any, fields: dict[str, str], code: int
) -> None:
    assert (await client.send(**fields)).get("error_code", 0) == code


@pytest.mark.parametrize(
    ("outcome", "code"),
    [("no_money", 3), ("ip_blocked", 4), ("forbidden", 6), ("wrong_number", 7), ("no_route", 8)],
)
async def test_a_number_can_be_fated_to_a_refusal(client: Any, fake: SmscFake, outcome: str, code: int) -> None:
    fake.set_fate(NUMBER, outcome)
    answer = await client.send(id="c_1")
    assert answer["error_code"] == code
    assert answer.get("id") == (None if code == 4 else "c_1")
    assert fake.inbox(NUMBER) == []


async def test_an_empty_purse_and_a_refused_address_are_told(client: Any, fake: SmscFake) -> None:
    fake.purse.balance *= 0
    assert (await client.send("One"))["error_code"] == 3
    fake.ip_refused = True
    assert (await client.send("Two"))["error_code"] == 2
    fake.ip_blocked = True
    assert (await client.send("Three"))["error_code"] == 4


async def test_an_identical_request_is_refused_for_a_minute_of_world_time(
    client: Any, fake: SmscFake, clock: WorldClock
) -> None:
    assert "error" not in await client.send(id="c_1")
    assert (await client.send(id="c_1")) == {"error": "duplicate request, wait a minute", "error_code": 9}
    assert "error" not in await client.send(id="c_2")
    clock.jump(61)
    assert "error" not in await client.send(id="c_1")
    assert len(fake.inbox(NUMBER)) == 3


async def test_the_sixth_identical_price_question_is_refused(client: Any) -> None:
    codes = [(await client.send(cost=1)).get("error_code", 0) for _ in range(6)]
    assert codes == [0, 0, 0, 0, 0, 9]


async def test_the_sixteenth_parallel_request_is_refused(client: Any, fake: SmscFake) -> None:
    fake.faults.add(Fault("delay", "send", times=None, seconds=0.3))
    answers = await asyncio.gather(*(client.send(f"Order {n}") for n in range(17)))
    assert [answer.get("error_code") for answer in answers].count(9) == 2
    assert len(fake.inbox(NUMBER)) == 15


async def test_limits_can_be_switched_off(client: Any, fake: SmscFake) -> None:
    fake.guards.enabled = False
    assert [await client.send(id="c_1") for _ in range(2)] == [{"id": "c_1", "cnt": 1}] * 2


async def test_an_accepted_message_may_lose_its_answer(client: Any, fake: SmscFake) -> None:
    fake.faults.add(Fault("accept_drop", "send"))
    with pytest.raises(aiohttp.ClientError):
        await client.send(id="c_1")
    assert len(fake.inbox(NUMBER)) == 1
    assert (await client.status("c_1"))["status"] == -1


async def test_the_balancer_may_answer_with_a_page(fake: SmscFake, http: aiohttp.ClientSession) -> None:
    fake.fail_next("send")
    async with http.post(fake.url + "/sys/send.php") as answer:
        assert (answer.status, answer.content_type) == (502, "text/html")
        assert "<html>" in await answer.text()
    assert fake.messages == []

"""SMS from rented numbers and from sender names."""

import pytest

from sandbox.voximplant.sms import EXPIRED, count_fragments

PHONE, TO = "74951112233", "79990000000"


async def test_a_rented_number_sends_only_after_sms_was_switched_on(client):
    message = {"source": PHONE, "destination": TO, "sms_body": "Привет"}
    assert await client.fail("SendSmsMessage", **message) == 386
    assert await client.ask("ControlSms", phone_number=PHONE, command="enable") == {"result": 1}
    sent = await client.ask("SendSmsMessage", **message)
    assert sent["result"] == 1 and sent["fragments_count"] == 1
    (entry,) = client.fake.history.find("voximplant", "sms")
    assert (entry.data["number"], entry.data["text"]) == (TO, "Привет")


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"source": "74950000009"}, 422),
        ({"destination": "8-999"}, 423),
        ({"sms_body": "x" * 766}, 508),
        ({"sms_body": ""}, 508),
    ],
)
async def test_a_bad_message_is_refused(client, change, code):
    client.fake.cloud.phones[0].is_sms_enabled = True
    message = {"source": PHONE, "destination": TO, "sms_body": "x", **change}
    assert await client.fail("SendSmsMessage", **message) == code
    assert client.fake.messages == []


async def test_some_of_many_may_fail_while_others_are_accepted(client):
    client.fake.cloud.sms_failures["79990000001"] = 385
    sent = await client.ask("A2PSendSms", src_number="RINGDESK", dst_numbers=f"{TO};79990000001;abc", text="x" * 161)
    assert [one["destination_number"] for one in sent["result"]] == [TO] and sent["fragments_count"] == 2
    assert [one["error_code"] for one in sent["failed"]] == [385, 423]
    assert [message.destination for message in client.fake.messages] == [TO]


async def test_a2p_limits(client):
    good = {"src_number": "RINGDESK", "dst_numbers": TO, "text": "x"}
    assert await client.fail("A2PSendSms", **{**good, "src_number": "OTHER"}) == 507
    assert await client.fail("A2PSendSms", **{**good, "text": "x" * 1601}) == 508
    assert await client.fail("A2PSendSms", **{**good, "dst_numbers": ";".join([TO] * 101)}) == 101
    client.fake.account.a2p_sms_enabled = False
    assert await client.fail("A2PSendSms", **good) == 509


async def test_delivery_shows_in_the_history_after_a_while(client, clock):
    clock.set_speed(0)
    client.fake.cloud.sms_delivery["79990000001"] = EXPIRED
    await client.ask("A2PSendSms", src_number="RINGDESK", dst_numbers=f"{TO};79990000001", text="x", store_body="true")
    before = (await client.ask("A2PGetSmsHistory"))["result"]
    assert [(row["status_id"], row["delivery_status"]) for row in before] == [(3, 2), (3, 2)]
    clock.jump(10)
    after = (await client.ask("A2PGetSmsHistory"))["result"]
    assert [(row["status_id"], row["delivery_status"], row["text"]) for row in after] == [
        (1, 5, "x"),
        (2, 7, "x"),
    ]
    delivered = await client.ask("A2PGetSmsHistory", delivery_status=5)
    assert [row["destination_number"] for row in delivered["result"]] == [TO]


async def test_the_two_histories_are_apart_and_can_be_filtered(client):
    client.fake.cloud.phones[0].is_sms_enabled = True
    sent = await client.ask("SendSmsMessage", source=PHONE, destination=TO, sms_body="x")
    assert (await client.ask("A2PGetSmsHistory"))["total_count"] == 0
    (row,) = (await client.ask("GetSmsHistory", message_id=sent["message_id"], direction="OUT"))["result"]
    assert row["direction"] == "OUT" and "text" not in row
    for other in ({"message_id": 1}, {"direction": "IN"}, {"destination_number": "1"}):
        assert (await client.ask("GetSmsHistory", **other))["total_count"] == 0


async def test_control_sms_knows_its_numbers(client):
    assert await client.fail("ControlSms", phone_number="79990000009", command="enable") == 121
    assert await client.fail("ControlSms", phone_number=PHONE, command="maybe") == 101
    client.fake.cloud.phones[0].is_sms_supported = False
    assert await client.fail("ControlSms", phone_number=PHONE, command="enable") == 528


def test_fragments_depend_on_the_alphabet():
    assert [count_fragments(text) for text in ("x" * 160, "x" * 161, "ж" * 70, "ж" * 71)] == [1, 2, 1, 2]

"""Balance, invoices, and the callback that warns."""

import asyncio
import hashlib

import pytest

from sandbox.voximplant.fate import Fate

NUMBER = "79990000000"


async def test_calls_detection_and_texts_cost_and_are_invoiced(client):
    client.fake.fate[NUMBER] = Fate(talk_s=30)
    await client.call()
    await client.ask("A2PSendSms", src_number="RINGDESK", dst_numbers=NUMBER, text="Привет")
    kinds = [invoice.what for invoice in client.fake.invoices]
    assert kinds == ["PSTN_OUT", "VOICEMAILDETECTION", "TTS_YANDEX", "SMSOUT"]
    info = (await client.ask("GetAccountInfo", return_live_balance="true"))["result"]
    spent = sum(invoice.amount for invoice in client.fake.invoices)
    assert info["balance"] == info["live_balance"] == pytest.approx(1000 - spent)


async def test_a_call_that_was_not_answered_costs_nothing(client):
    client.fake.fate[NUMBER] = Fate("busy")
    await client.call()
    assert client.fake.invoices == [] and client.fake.account.balance == 1000


async def test_an_empty_account_may_start_and_send_nothing(client):
    client.fake.account.balance = 0
    assert await client.fail("StartScenarios", rule_id=client.fake.rule.rule_id) == 127
    assert await client.fail("A2PSendSms", src_number="RINGDESK", dst_numbers=NUMBER, text="x") == 127
    assert client.fake.sessions == {} and client.fake.messages == []


async def test_a_session_that_was_started_before_the_money_went_is_told_402(client, desk, clock):
    client.fake.cloud.sms_delay_s = 0
    desk.plan_answers = [502]
    await client.start()
    client.fake.account.balance = 0
    await client.wait("reported")
    assert (desk.reports[0]["status"], desk.reports[0]["code"]) == ("no_money", 402)


async def test_crossing_the_threshold_calls_back_once_with_a_valid_hash(client, desk):
    await client.ask(
        "SetAccountInfo",
        callback_url=f"{desk.url}/account",
        callback_salt="salt",
        min_balance_to_notify=999,
    )
    for number in (NUMBER, "79990000001"):
        await client.ask("A2PSendSms", src_number="RINGDESK", dst_numbers=number, text="x")
    await client.wait("callback")
    await asyncio.sleep(0.02)
    (callback,) = desk.callbacks
    assert callback["type"] == "min_balance" and callback["min_balance"]["is_repeated"] is False
    plain = f"salt{callback['account_id']}{client.fake.account.api_key}{callback['callback_id']}"
    assert callback["hash"] == hashlib.md5(plain.encode()).hexdigest()
    assert callback["balance"] == 995.5


async def test_a_callback_address_and_salt_are_checked(client):
    assert await client.fail("SetAccountInfo", callback_url="ftp://x") == 398
    assert await client.fail("SetAccountInfo", callback_salt="s" * 40) == 399
    assert await client.fail("SetAccountInfo", min_balance_to_notify="many") == 101

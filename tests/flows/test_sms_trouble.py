"""The SMS gateway refuses, is down, or loses its answers: one message at most, and people see what became of it."""

import asyncio
from typing import Any

from typer.testing import CliRunner

from bot.cli.main import app as command_line
from sandbox.kit.faults import Fault, Kind
from tests.flows.chat import plain
from tests.flows.conftest import running
from tests.flows.orders import PHONE
from tests.flows.scene import Scene


def sms(lead: dict[str, Any]) -> str:
    return str(lead["messages"][0]["status"]) if lead["messages"] else ""


async def test_f_08_an_sms_whose_answer_is_lost_is_asked_about_and_not_repeated(scene: Scene) -> None:
    """S0-39, S0-51, F-08."""
    losses: list[Kind] = ["accept_drop", "accept_status", "cut"]
    for number, lost in enumerate(losses):
        phone = f"+7916000000{number}"
        scene.world.smsc.faults.add(Fault(lost, "send", status=500, body="<html>"))
        lead_id = await scene.order(lost, phone=phone)
        await scene.when(lead_id, lambda lead: sms(lead) in ("sent", "delivered"))
        assert scene.asked("smsc", "send") == number + 1
        assert len(scene.texts(phone)) == 1
        await scene.until_card(lead_id, "доставлено")


async def test_f_08_an_sms_that_was_never_heard_of_is_shown_as_unknown_and_not_repeated(scene: Scene) -> None:
    """S0-05, F-08."""
    scene.world.smsc.faults.add(Fault("drop", "send"))
    lead_id = await scene.order()
    await scene.when(lead_id, lambda lead: sms(lead) == "unknown")
    scene.jump(hours=1)
    await scene.until_card(lead_id, "неизвестно, ушло ли")
    assert (scene.asked("smsc", "send"), scene.texts()) == (1, [])


async def test_a_gateway_that_is_switched_off_gets_the_sms_when_it_is_back(scene: Scene) -> None:
    """S0-51, F-08."""
    await scene.world.smsc.unplug()
    lead_id = await scene.order()
    await scene.when(lead_id, lambda lead: lead["status"] == "reached")
    await asyncio.sleep(0.3)
    await scene.world.smsc.start()
    for _ in range(20):
        scene.jump(seconds=20)
        await asyncio.sleep(0.1)
    await scene.when(lead_id, lambda lead: sms(lead) == "delivered")
    assert len(scene.texts()) == 1


async def test_a_refused_sms_is_on_the_card_and_on_the_dead_letter_list_and_can_be_tried_again(scene: Scene) -> None:
    """S0-05, S0-39, D-03, X-08."""
    scene.world.smsc.set_fate(PHONE, "forbidden")
    lead_id = await scene.order()
    lead = await scene.when(lead_id, lambda it: sms(it) == "failed")
    assert (lead["status"], scene.texts()) == ("reached", [])
    await scene.until_card(lead_id, "не доставлено")
    (given_up,) = await running(scene).store.read(lambda books: books.jobs.listed(("failed",)))
    assert (given_up.kind, given_up.lead_id) == ("lead.send_sms", lead_id)
    scene.world.smsc.set_fate(PHONE, "delivered")
    scene.jump(minutes=2)
    await asyncio.to_thread(call, scene, "jobs", "retry", str(given_up.id))
    await scene.when(lead_id, lambda it: sms(it) == "delivered")
    assert len(scene.texts()) == 1
    assert await running(scene).store.read(lambda books: books.jobs.listed(("failed",))) == []


def call(scene: Scene, *words: str) -> str:
    """One command of ``ringdesk`` beside the running desk."""
    result = CliRunner().invoke(command_line, ["--config", str(scene.config), *words])
    assert result.exit_code == 0, result.output
    return str(result.output)


async def test_an_sms_the_operator_could_not_deliver_is_on_the_card(scene: Scene) -> None:
    """S0-05, S0-39."""
    scene.world.smsc.set_fate(PHONE, "undeliverable")
    lead = await scene.when(await scene.order(), lambda it: sms(it) == "failed")
    assert lead["messages"][0]["reason"]
    await scene.until_card(1, "не доставлено")
    assert len(scene.texts()) == 1


async def test_reports_doubled_or_in_the_wrong_order_change_nothing(scene: Scene) -> None:
    """S0-39, F-05."""
    for number, outcome in enumerate(("double_report", "reversed_report", "early_report")):
        scene.world.smsc.set_fate(f"7916000000{number}", outcome)
        await scene.order(f"A-{number}", phone=f"8916000000{number}")
    for lead_id in (1, 2, 3):
        await scene.when(lead_id, lambda it: sms(it) == "delivered")
        assert "доставлено" in plain(await scene.until_card(lead_id, "доставлено"))
    assert len(scene.world.smsc.messages) == 3

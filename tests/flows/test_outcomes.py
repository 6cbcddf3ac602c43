"""How a robot call can end, and what follows (S0-46 … S0-54)."""

from datetime import timedelta
from itertools import pairwise

import pytest

from sandbox.kit.faults import Fault
from sandbox.voximplant.fate import Fate, Outcome
from tests.flows.orders import PHONE, codes
from tests.flows.scene import Scene


def break_history(scene: Scene) -> None:
    """The provider does not tell what became of its calls."""
    scene.world.voximplant.faults.add(Fault("status", "GetCallHistory", times=None, status=500))


async def test_s0_52_an_answering_machine_ends_the_calls_with_an_sms(scene: Scene) -> None:
    """S0-45, S0-48, S0-52, S0-53."""
    scene.world.fates[PHONE] = Fate("voicemail", ring_s=2)
    lead = await scene.reach(await scene.order(), "voicemail")
    assert lead["final"]
    assert [call["result"] for call in lead["calls"]] == ["voicemail"]
    assert scene.texts() == ["Заказ A-1 принят. Не смогли дозвониться, менеджер свяжется с вами. Часы"]
    await scene.until_card(1, "автоответчик")
    scene.jump(hours=3)
    assert (await scene.settle(1))["status"] == "voicemail"
    assert len(scene.dialled()) == 1


async def test_s0_49_a_number_that_does_not_exist_gets_no_further_call_and_no_sms(scene: Scene) -> None:
    """S0-48, S0-49, S0-53."""
    scene.world.fates[PHONE] = Fate("bad_number", ring_s=1)
    lead = await scene.reach(await scene.order(), "invalid_number")
    assert (lead["final"], lead["messages"], len(scene.dialled())) == (True, [], 1)
    await scene.until_card(1, "неверный номер")
    assert "Исправить номер" in scene.chat.buttons(1)


async def test_s0_50_a_customer_who_is_not_there_is_called_three_times_with_pauses(scene: Scene) -> None:
    """S0-32, S0-48, S0-50, S0-53, S0-54: every attempt has a token of its own, and after the third it is over."""
    absent: dict[Outcome, str] = {
        "no_answer": "+79160000001",
        "busy": "+79160000002",
        "unavailable": "+79160000003",
        "rejected": "+79160000004",
    }
    for outcome, phone in absent.items():
        scene.world.fates[phone] = Fate(outcome, ring_s=2)
        await scene.order(outcome, phone=phone)
    for number in (1, 2):
        leads = [await scene.reach(lead_id, "waiting_retry") for lead_id in (1, 2, 3, 4)]
        assert [len(lead["calls"]) for lead in leads] == [number] * 4
        for lead in leads:
            await scene.until_card(lead["id"], f"ждёт {number + 1}-го звонка")
        scene.jump_to(max(lead["next"]["at"] for lead in leads))
        for lead in leads:
            await scene.called_more_than(lead["id"], number)
    for lead_id, (outcome, phone) in enumerate(absent.items(), 1):
        lead = await scene.reach(lead_id, "unreachable")
        assert [call["result"] for call in lead["calls"]] == [outcome] * 3
        began = [call.started_at for call in scene.dialled(phone)]
        assert all(later - earlier >= timedelta(minutes=30) for earlier, later in pairwise(began))
        assert len({call.token for call in scene.dialled(phone)}) == 3
        assert lead["messages"] == []
        await scene.until_card(lead_id, "не дозвонились")


async def test_a_customer_reached_at_the_second_call_gets_the_usual_sms(scene: Scene) -> None:
    """S0-50, S0-51."""
    scene.world.fates[PHONE] = [Fate("busy", ring_s=1), Fate(ring_s=1, talk_s=4)]
    lead = await scene.reach(await scene.order(), "waiting_retry")
    scene.jump_to(lead["next"]["at"])
    lead = await scene.reach(1, "reached")
    assert [call["result"] for call in lead["calls"]] == ["busy", "answered"]
    assert len(scene.texts()) == 1


async def test_s0_47_a_call_without_a_report_goes_to_a_person_and_is_never_redialled(scene: Scene) -> None:
    """S0-05, S0-47, D-03, D-05, N-07: the card says so, asks whether it rang, and has *By hand*; *Retry* comes then."""
    break_history(scene)
    scene.world.fates[PHONE] = Fate(report="lost", ring_s=1, talk_s=2)
    lead_id = await scene.order()
    lead = await scene.when(lead_id, lambda it: it["next"]["action"] == "await_result" and it["calls"][0]["started_at"])
    await scene.until(scene.dialled)
    scene.jump_to(lead["next"]["at"])
    lead = await scene.reach(lead_id, "manual")
    assert (lead["trouble"], lead["final"]) == ("no_result", False)
    await scene.until_card(lead_id, "нужен человек", "Итог звонка не пришёл вовремя")
    assert {"Взять", "Да, ушло", "Нет, не ушло", "Вручную"} <= set(scene.chat.buttons(lead_id))
    assert "Повторить" not in scene.chat.buttons(lead_id)
    scene.jump(hours=4)
    assert (await scene.settle(lead_id))["status"] == "manual"
    assert len(scene.dialled()) == 1


@pytest.mark.parametrize(
    ("outcome", "status", "trouble"), [("busy", "waiting_retry", None), ("answered", "manual", "unclear")]
)
async def test_a_lost_report_is_found_in_the_history_of_the_provider(
    scene: Scene, outcome: Outcome, status: str, trouble: str | None
) -> None:
    """S0-46, S0-48: the history cannot tell who picked up, so a person finds out."""
    scene.world.fates[PHONE] = Fate(outcome, report="lost", ring_s=1, talk_s=4)
    lead_id = await scene.order()
    await scene.until(lambda: scene.world.history.find("voximplant", "ended"))
    scene.jump(seconds=160)
    lead = await scene.reach(lead_id, status)
    assert (lead["trouble"], lead["messages"]) == (trouble, [])
    assert "the provider's history says" in lead["history"][-2]["why"]


async def test_a_report_that_comes_after_the_person_took_over_is_noted_and_starts_nothing(scene: Scene) -> None:
    """S0-47, F-05."""
    break_history(scene)
    scene.world.fates[PHONE] = Fate(report="late", ring_s=1, talk_s=2, late_s=1500)
    lead_id = await scene.order()
    lead = await scene.when(lead_id, lambda it: it["calls"] and it["calls"][0]["started_at"])
    await scene.until(lambda: scene.world.history.find("voximplant", "ended"))
    scene.jump_to(lead["next"]["at"])
    await scene.reach(lead_id, "manual")
    scene.jump(seconds=1500)
    lead = await scene.when(lead_id, lambda it: it["calls"][0]["result"])
    assert (lead["status"], lead["calls"][0]["result"], lead["messages"]) == ("manual", "answered", [])
    assert codes(lead)[-1] == "call_late"
    await scene.until_card(lead_id, "поздний отчёт: ответил")


async def test_a_report_told_twice_counts_once(scene: Scene) -> None:
    """S0-46, S0-51, F-05."""
    scene.world.fates[PHONE] = Fate(report="twice", ring_s=1, talk_s=2)
    lead_id = await scene.order()
    reports = await scene.until(lambda: scene.world.history.find("voximplant", "reported", accepted=True)[1:])
    assert len(reports) == 1
    lead = await scene.reach(lead_id, "reached")
    assert codes(lead).count("call_ended") == len(scene.texts()) == 1


async def test_a_report_that_overtakes_the_answer_to_the_start_is_understood(scene: Scene) -> None:
    """S0-46, F-05."""
    scene.world.fates[PHONE] = Fate(report="before_answer", ring_s=1, talk_s=2)
    lead = await scene.reach(await scene.order(), "reached")
    history = scene.world.history
    (answer,) = history.find("voximplant", "answer", operation="StartScenarios")
    assert history.find("voximplant", "reported", accepted=True)[0].n < answer.n
    assert lead["calls"][0]["provider_id"]
    assert len(scene.dialled()) == len(scene.texts()) == 1


@pytest.mark.parametrize(("fate", "trouble"), [(Fate("playback_error", ring_s=1), "call_failed")])
async def test_a_call_that_failed_at_the_provider_goes_to_a_person(scene: Scene, fate: Fate, trouble: str) -> None:
    """S0-47, S0-48."""
    scene.world.fates[PHONE] = fate
    lead = await scene.reach(await scene.order(), "manual")
    assert (lead["trouble"], lead["messages"]) == (trouble, [])
    await scene.until_card(1, "нужен человек")

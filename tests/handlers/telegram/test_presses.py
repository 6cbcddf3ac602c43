"""Pressed buttons: one owner whatever the race, everybody is answered, strangers change nothing."""

import asyncio
from pathlib import Path

import pytest

from desk.leads.events import Claimed, OutcomeSet
from desk.leads.model import LeadStatus, Person
from sandbox.telegram.view import Seen
from tests.bot.telegram_room import ANNA, BORIS, FULL, GROUP, MASKED, Room, Town, always_open, open_room, write_settings


async def fresh(room: Room, town: Town, **order: str) -> tuple[int, Seen]:
    lead_id = await room.order(**order)
    return lead_id, await town.see_card(lead_id)


async def test_d_04_a_press_claims_the_lead_and_gives_the_number_privately(room: Room, town: Town) -> None:
    lead_id, card = await fresh(room, town)
    press = town.control.press(town.anna, town.group, card.message_id, "Взять")
    answer = await press.wait_answer()
    assert answer.alert
    assert FULL in answer.text
    lead = await room.lead(lead_id)
    assert lead.assignee == Person(ANNA, "Анна Котова")
    await town.see_card(lead_id, "Анна К.")
    await town.see(lambda: [it for it in town.seen(ANNA) if it.from_bot and FULL in it.text])
    assert not [it for it in town.seen() if FULL in it.text]


async def test_d_04_of_twenty_who_press_at_once_one_has_it_and_the_others_learn_who(room: Room, town: Town) -> None:
    sellers = [town.control.add_user(f"Seller {number}") for number in range(20)]
    for seller in sellers:
        town.control.join(seller, town.group)
    lead_id, card = await fresh(room, town)
    presses = [town.control.press(seller, town.group, card.message_id, "Взять") for seller in sellers]
    answers = await asyncio.gather(*(press.wait_answer(10) for press in presses))
    lead = await room.lead(lead_id)
    assert lead.assignee is not None
    winners = [answer for answer in answers if FULL in answer.text]
    losers = [answer for answer in answers if FULL not in answer.text]
    assert (len(winners), len(losers)) == (1, 19)
    assert all(lead.assignee.name.split()[0] in answer.text for answer in losers)
    history = await room.store.read(lambda books: books.leads.history(lead_id))
    assert [entry.what for entry in history].count("claimed") == 1


async def test_d_05_d_06_retry_and_by_hand(room: Room, town: Town) -> None:
    lead_id, card = await fresh(room, town)
    answer = await town.control.press(town.anna, town.group, card.message_id, "Вручную").wait_answer()
    assert FULL in answer.text
    assert (await room.lead(lead_id)).status is LeadStatus.MANUAL
    shown = await town.see_card(lead_id, "Анна К.")
    await town.control.press(town.anna, town.group, shown.message_id, "Повторить").wait_answer()
    assert (await room.lead(lead_id)).status is LeadStatus.CALLING


@pytest.mark.parametrize("code", ["wy", "cl", "nr", "op"])
async def test_x_57_a_button_that_says_more_than_ours_do_is_made_up(room: Room, town: Town, code: str) -> None:
    lead_id, card = await fresh(room, town)
    data = f"r1:{code}:{lead_id}.1.1"
    answer = await town.control.press(town.anna, town.group, card.message_id, data, stale=True).wait_answer()
    assert answer.alert
    assert answer.text
    assert (await room.lead(lead_id)).assignee is None
    assert await town.see(lambda: [it for it in town.seen() if it.message_id == card.message_id])


async def test_x_57_an_old_button_is_refused_and_changes_nothing(room: Room, town: Town) -> None:
    lead_id, card = await fresh(room, town)
    claim = next(button.data for button in card.buttons if button.text == "Взять")
    await room.tell(lead_id, Claimed(Person(BORIS, "Борис")))
    answer = await town.control.press(town.anna, town.group, card.message_id, claim, stale=True).wait_answer()
    assert "Борис" in answer.text
    assert (await room.lead(lead_id)).assignee == Person(BORIS, "Борис")


async def test_x_57_buttons_of_other_times_and_lead_numbers_are_answered(room: Room, town: Town) -> None:
    _lead_id, card = await fresh(room, town)
    for data in ("claim:17", "r1:zz:1", "r1:cl:999999", "r1:cl:", "r1:op:not-a-number", "r0:cl:1"):
        press = town.control.press(town.anna, town.group, card.message_id, data, stale=True)
        assert (await press.wait_answer()).text, data


async def test_strangers_are_refused_and_nothing_changes(room: Room, town: Town) -> None:
    lead_id, card = await fresh(room, town)
    town.control.join(town.zoe, town.group)
    town.control.leave(town.boris, town.group)
    now = room.clock.now()

    def name_anna(books) -> None:  # type: ignore[no-untyped-def]
        books.people.meet(ANNA, "Анна Котова", "anna", now)
        books.people.change(ANNA, now, role="seller")

    await room.store.write(name_anna)
    answer = await town.control.press(town.zoe, town.group, card.message_id, "Взять").wait_answer()
    assert answer.alert
    assert FULL not in answer.text
    assert (await room.lead(lead_id)).assignee is None
    await town.control.press(town.anna, town.group, card.message_id, "Взять").wait_answer()
    assert (await room.lead(lead_id)).assignee == Person(ANNA, "Анна Котова")


async def test_n_02_why_tells_the_causes(room: Room, town: Town) -> None:
    lead_id, card = await fresh(room, town)
    answer = await town.control.press(town.anna, town.group, card.message_id, "Почему?").wait_answer()
    assert answer.alert
    assert f"#{lead_id}" in answer.text
    assert MASKED not in answer.text


async def test_s0_20_the_raw_request_is_for_admins_in_private(room: Room, town: Town) -> None:
    lead_id, card = await fresh(room, town)
    raw = f"r1:rw:{lead_id}"
    refused = await town.control.press(town.anna, town.group, card.message_id, raw, stale=True).wait_answer()
    assert "админ" in refused.text.lower()
    await town.control.press(town.olga, town.group, card.message_id, raw, stale=True).wait_answer()


async def test_a_wrong_number_is_corrected_by_an_answer(room: Room, town: Town) -> None:
    lead_id, card = await fresh(room, town, phone="8 916 123-45")
    button = next(it.text for it in card.buttons if "номер" in it.text.lower())
    await town.control.press(town.anna, town.group, card.message_id, button).wait_answer()
    asked = await town.see(lambda: next((it for it in town.seen(ANNA) if f"#{lead_id}" in it.text), None))
    town.control.say(town.anna, ANNA, "8 (916) 123-45-67", reply_to=asked.message_id)
    await town.see(lambda: [it for it in town.seen(ANNA) if it.from_bot and FULL in it.text])
    assert (await room.lead(lead_id)).phone == "+79161234567"


async def test_a_question_for_a_number_survives_a_restart(town: Town, tmp_path: Path, database_url: str) -> None:
    settings = write_settings(tmp_path, town.fake.url, database_url)
    first = open_room(settings)
    first.start()
    lead_id, card = await fresh(first, town, phone="8 916 123-45")
    button = next(it.text for it in card.buttons if "номер" in it.text.lower())
    await town.control.press(town.anna, town.group, card.message_id, button).wait_answer()
    asked = await town.see(lambda: next((it for it in town.seen(ANNA) if f"#{lead_id}" in it.text), None))
    await first.stop()
    town.control.say(town.anna, ANNA, "+7 916 123-45-67", reply_to=asked.message_id)
    second = open_room(settings)
    second.start()
    await town.see(lambda: [it for it in town.seen(ANNA) if it.from_bot and FULL in it.text])
    assert (await second.lead(lead_id)).phone == "+79161234567"
    await second.stop()


async def test_somebody_without_a_private_chat_is_told_the_number_in_the_group_alone(room: Room, town: Town) -> None:
    _lead_id, card = await fresh(room, town)
    await town.control.press(town.boris, town.group, card.message_id, "Взять").wait_answer()
    await town.see(lambda: [it for it in town.seen(viewer=town.boris) if FULL in it.text])
    assert not [it for it in town.seen(viewer=town.anna) if FULL in it.text]


async def test_an_outcome_is_set_by_whoever_has_the_lead(room: Room, town: Town) -> None:
    lead_id, card = await fresh(room, town)
    await town.control.press(town.anna, town.group, card.message_id, "Взять").wait_answer()
    shown = await town.see_card(lead_id, "Анна К.")
    won = next(button for button in shown.buttons if button.data.startswith("r1:wo"))
    refused = await town.control.press(town.boris, town.group, card.message_id, won.data).wait_answer()
    assert "Анна" in refused.text
    await town.control.press(town.anna, town.group, card.message_id, won.data).wait_answer()
    assert (await room.lead(lead_id)).status is LeadStatus.WON


async def test_an_admin_gives_back_what_somebody_else_has(room: Room, town: Town) -> None:
    lead_id, card = await fresh(room, town)
    await room.tell(lead_id, Claimed(Person(ANNA, "Анна Котова")))
    await town.control.press(town.boris, GROUP, card.message_id, f"r1:rl:{lead_id}", stale=True).wait_answer()
    assert (await room.lead(lead_id)).assignee is not None
    await town.control.press(town.olga, GROUP, card.message_id, f"r1:rl:{lead_id}", stale=True).wait_answer()
    assert (await room.lead(lead_id)).assignee is None


async def test_what_the_rules_forbid_is_explained(town: Town, tmp_path: Path, database_url: str) -> None:
    room = open_room(write_settings(tmp_path, town.fake.url, database_url), always_open(calls=False))
    room.start()
    lead_id, card = await fresh(room, town)
    await room.tell(lead_id, OutcomeSet(Person(ANNA, "Анна Котова"), LeadStatus.LOST))
    press = town.control.press(town.anna, town.group, card.message_id, f"r1:rt:{lead_id}", stale=True)
    assert (await press.wait_answer()).text
    assert (await room.lead(lead_id)).status is LeadStatus.LOST
    await room.stop()

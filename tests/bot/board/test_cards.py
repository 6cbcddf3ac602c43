"""Cards follow their leads: one message a chat, edited, resent when it is gone, seldom enough for Telegram."""

import asyncio
from pathlib import Path

from desk.leads.events import Claimed, OutcomeSet, Released
from desk.leads.model import LeadStatus, Person
from sandbox.kit.faults import Fault
from tests.bot.telegram_room import ANNA, FULL, GROUP, MASKED, Room, Town, open_room, write_settings

SELLER = Person(ANNA, "Анна Котова")


async def test_s0_04_d_02_a_new_lead_is_one_card_in_the_sellers_chat(room: Room, town: Town) -> None:
    lead_id = await room.order()
    card = await town.see_card(lead_id)
    assert "Мария И." in card.text
    assert MASKED in card.text
    assert FULL not in card.text
    assert card.buttons[0].text == "Взять"


async def test_a_change_edits_the_card_and_sends_nothing_new(room: Room, town: Town) -> None:
    lead_id = await room.order()
    first = await town.see_card(lead_id)
    await room.tell(lead_id, Claimed(SELLER))
    changed = await town.see_card(lead_id, "Анна К.")
    assert changed.message_id == first.message_id
    assert len(town.cards(lead_id)) == 1


async def test_many_changes_become_few_edits_and_no_refusal(room: Room, town: Town) -> None:
    lead_id = await room.order()
    await town.see_card(lead_id)
    for _ in range(15):
        await room.tell(lead_id, Claimed(SELLER))
        await room.tell(lead_id, Released(SELLER))
        await asyncio.sleep(0.02)
    await room.tell(lead_id, OutcomeSet(SELLER, LeadStatus.WON))
    await town.see_card(lead_id, "продан")
    assert len(town.calls("editMessageText")) <= 8  # of 31 changes, on however slow a machine
    assert town.refused(429) == []


async def test_what_is_shown_already_is_not_sent_again(room: Room, town: Town) -> None:
    lead_id = await room.order()
    await town.see_card(lead_id)
    before = len(town.fake.history.find("telegram", "request"))
    await room.touch(lead_id)
    await asyncio.sleep(0.3)
    requests = town.fake.history.find("telegram", "request")[before:]
    assert [it for it in requests if "Message" in it.data["operation"]] == []


async def test_a_deleted_card_is_sent_again(room: Room, town: Town) -> None:
    lead_id = await room.order()
    first = await town.see_card(lead_id)
    town.control.delete_message(town.olga, town.group, first.message_id)
    await room.tell(lead_id, Claimed(SELLER))
    again = await town.see_card(lead_id, "Анна К.")
    assert again.message_id != first.message_id


async def test_a_group_that_became_a_supergroup_gets_the_cards_anew(room: Room, town: Town) -> None:
    lead_id = await room.order()
    await town.see_card(lead_id)
    town.group.type = "group"
    new = town.control.upgrade_group(town.group)
    await room.tell(lead_id, Claimed(SELLER))
    await town.see_card(lead_id, "Анна К.", new.id)
    later = await room.order()
    await town.see_card(later, chat=new.id)
    kept = await room.store.read(lambda books: books.vault.load("telegram_moves"))
    assert kept == {str(GROUP): new.id}


async def test_html_that_telegram_refuses_arrives_as_plain_text(room: Room, town: Town) -> None:
    town.control.fail("sendMessage", 400, "Bad Request: can't parse entities: Unsupported start tag")
    await room.order()
    await town.see(lambda: town.fake.history.find("telegram", "message"))
    with_markup, without = (it.data["body"] for it in town.calls("sendMessage"))
    assert "parse_mode=HTML" in with_markup
    assert "parse_mode" not in without
    assert "reply_markup" in without


async def test_buttons_of_a_kind_the_server_does_not_know_are_left_out(room: Room, town: Town) -> None:
    lead_id = await room.order()
    await town.see_card(lead_id)
    town.control.fail("editMessageText", 400, "Bad Request: Text buttons are unallowed in the inline keyboard")
    await room.tell(lead_id, Claimed(SELLER))
    card = await town.see_card(lead_id, "Анна К.")
    assert card.buttons
    assert all(button.data and not button.style for button in card.buttons)


async def lose_an_answer(room: Room, town: Town) -> int:
    """The message arrives in the chat, its answer does not arrive at the desk."""
    town.fake.faults.add(Fault("accept_drop", match="sendMessage"))
    lead_id = await room.order()
    await town.see(lambda: town.fake.history.find("telegram", "answer", fault="accept_drop"))
    return lead_id


async def test_a_message_whose_answer_was_lost_becomes_the_card_when_it_is_pressed(room: Room, town: Town) -> None:
    lead_id = await lose_an_answer(room, town)
    (card,) = town.cards(lead_id)
    answer = await town.control.press(town.anna, town.group, card.message_id, "Взять").wait_answer()
    assert FULL in answer.text
    changed = await town.see_card(lead_id, "Анна К.")
    assert [it.message_id for it in town.cards(lead_id)] == [changed.message_id] == [card.message_id]


async def test_x_57_a_doubled_message_is_recognised_and_taken_away(room: Room, town: Town) -> None:
    lead_id = await lose_an_answer(room, town)
    await room.touch(lead_id)
    await town.see(lambda: len(town.cards(lead_id)) == 2)
    stray, card = town.cards(lead_id)
    await hung(room, lead_id, card.message_id)
    press = town.control.press(town.anna, town.group, stray.message_id, "Взять")
    assert "устарела" in (await press.wait_answer()).text
    await town.see(lambda: [it.message_id for it in town.cards(lead_id)] == [card.message_id])
    assert (await room.lead(lead_id)).assignee is None


async def test_x_57_a_card_whose_answer_was_lost_is_found_and_hangs_once(room: Room, town: Town) -> None:
    await town.see_card(await room.order())
    lead_id = await lose_an_answer(room, town)
    (lost,) = town.cards(lead_id)
    town.control.say(town.anna, GROUP, "хорошо")
    await room.tell(lead_id, Claimed(SELLER))
    await room.touch(lead_id)
    changed = await town.see_card(lead_id, "Анна К.")
    assert [it.message_id for it in town.cards(lead_id)] == [changed.message_id] == [lost.message_id]
    await hung(room, lead_id, lost.message_id)


async def hung(room: Room, lead_id: int, message_id: int) -> None:
    for _ in range(100):
        if await room.store.read(lambda books: books.cards.at(GROUP, message_id)):
            return
        await asyncio.sleep(0.02)
    raise TimeoutError


async def test_a_card_whose_topic_was_deleted_comes_without_it(town: Town, tmp_path: Path, database_url: str) -> None:
    room = open_room(write_settings(tmp_path, town.fake.url, database_url, sellers_thread=77))
    room.start()
    lead_id = await room.order()
    card = await town.see_card(lead_id)
    assert card.thread_id == 0
    await room.stop()


async def test_a_desk_that_was_kicked_out_tells_the_admins_and_waits(room: Room, town: Town) -> None:
    town.control.kick_bot(town.group)
    lead_id = await room.order()
    await town.see(lambda: [it for it in town.seen(town.olga.id) if "чат" in it.text.lower()])
    jobs = await room.store.read(lambda books: books.jobs.listed())
    assert [(job.lead_id, job.status) for job in jobs if job.kind == "card.show"] == [(lead_id, "waiting")]

"""Cards follow their leads: one message a chat, edited, resent when it is gone, seldom enough for Telegram."""

import asyncio

from desk.leads.events import Claimed, OutcomeSet, Released
from desk.leads.model import LeadStatus, Person
from sandbox.kit.faults import Fault
from tests.bot.telegram_room import ANNA, FULL, GROUP, MASKED, Room, Town

SELLER = Person(ANNA, "Анна Котова")


async def test_d_02_a_new_lead_is_one_card_in_the_sellers_chat(room: Room, town: Town) -> None:
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
    assert len(town.calls("editMessageText")) <= 4
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


async def test_a_lost_answer_leads_to_a_card_that_is_recognised(room: Room, town: Town) -> None:
    """The first message arrived, its answer did not: whoever presses either of both gets an answer."""
    town.fake.faults.add(Fault("accept_drop", match="sendMessage"))
    lead_id = await room.order()
    await town.see(lambda: len(town.cards(lead_id)) == 2)
    stray, card = town.cards(lead_id)
    press = town.control.press(town.anna, town.group, stray.message_id, "Взять")
    assert "устарела" in (await press.wait_answer()).text
    await town.see(lambda: [it.message_id for it in town.cards(lead_id)] == [card.message_id])
    assert (await room.lead(lead_id)).assignee is None


async def test_a_card_in_a_topic_that_was_deleted_comes_without_it(town: Town, room: Room) -> None:
    await room.store.read(lambda books: books.cards.everywhere("lead:1"))
    town.control.fail("sendMessage", 400, "Bad Request: message thread not found")
    lead_id = await room.order()
    await asyncio.sleep(0.5)
    failed = await room.store.read(lambda books: books.jobs.listed(("failed",)))
    assert [job.lead_id for job in failed] == [lead_id], "without a thread there is nothing to leave out"


async def test_a_desk_that_was_kicked_out_tells_the_admins_and_waits(room: Room, town: Town) -> None:
    town.control.kick_bot(town.group)
    lead_id = await room.order()
    await town.see(lambda: [it for it in town.seen(town.olga.id) if "чат" in it.text.lower()])
    jobs = await room.store.read(lambda books: books.jobs.listed())
    assert [(job.lead_id, job.status) for job in jobs if job.kind == "card.show"] == [(lead_id, "waiting")]

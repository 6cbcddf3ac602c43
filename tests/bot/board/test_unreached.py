"""Who cannot be reached is known, and somebody else hears what they should have heard (F-10)."""

import asyncio
from datetime import timedelta

from desk.leads.books import Lane, NewJob
from desk.leads.events import Claimed, HandedTo, Released
from desk.leads.model import Person
from desk.leads.work import REMIND
from sandbox.kit.faults import Fault
from sandbox.telegram.errors import bad, failure
from tests.bot.board.test_incidents import alarm, settled
from tests.bot.telegram_room import ANNA, BORIS, FULL, GROUP, Room, Town

CLOSED = "чат с ботом закрыт"
LOST, MUTED = "бота там больше нет", "нет права писать"


def close_everything(town: Town) -> None:
    """Boris has no private chat, and the server knows no messages for one member only."""
    town.control.fail("editEphemeralMessageText", 404, "Not Found: method not found", times=None)


async def test_a_lead_that_was_given_to_somebody_who_cannot_be_told_is_a_matter_for_the_admins(
    room: Room, town: Town
) -> None:
    close_everything(town)
    lead_id = await room.order()
    await room.tell(lead_id, Claimed(Person(ANNA, "Анна")))
    await room.tell(lead_id, HandedTo(Person(BORIS, "Борис"), Person(ANNA, "Анна")))
    told = await town.see(lambda: next((it for it in town.seen(town.olga.id) if CLOSED in it.text), None))
    assert "Борис" in told.text
    assert FULL not in told.text


async def test_who_took_it_by_a_press_has_the_number_from_its_answer(room: Room, town: Town) -> None:
    close_everything(town)
    await room.tell(await room.order(), Claimed(Person(BORIS, "Борис")))
    await settled(room, town)
    assert town.seen(town.olga.id) == []


async def test_a_reminder_that_reaches_nobody_goes_to_the_admins(room: Room, town: Town) -> None:
    close_everything(town)
    lead_id = await room.order()
    await room.tell(lead_id, Claimed(Person(BORIS, "Борис")))
    job = NewJob(REMIND, Lane.CHAT, "r", room.clock.now(), "", lead_id=lead_id, data={"subject": BORIS})
    await room.store.write(lambda books: books.jobs.put(job))
    await town.see(lambda: [it for it in town.seen(town.olga.id) if CLOSED in it.text])


async def test_an_alarm_that_no_admin_can_hear_is_told_in_the_group(room: Room, town: Town) -> None:
    town.control.block_bot(town.olga)
    await alarm(room)
    await town.see(lambda: [it for it in town.seen() if "ключ" in it.text])
    await alarm(room)
    await settled(room, town)
    assert len(town.seen()) == 1


async def test_an_alarm_that_nobody_can_hear_waits(room: Room, town: Town) -> None:
    town.control.block_bot(town.olga)
    town.control.kick_bot(town.group)
    await alarm(room)
    for _ in range(100):
        jobs = await room.store.read(lambda books: books.jobs.listed(("waiting",)))
        if any(it.error for it in jobs):
            break
        await asyncio.sleep(0.05)
    (waiting,) = [it for it in jobs if it.kind == "chat.alarm_admins" and it.error]
    assert (waiting.tries, waiting.run_at > room.clock.now() + timedelta(minutes=4)) == (0, True)


async def test_a_second_loss_of_the_group_is_news_again(room: Room, town: Town) -> None:
    for times in (1, 2):
        town.control.kick_bot(town.group)
        lead_id = await room.order()
        await town.see(lambda times=times: len([it for it in town.seen(town.olga.id) if LOST in it.text]) == times)
        town.control.add_bot(town.group, "administrator")
        await room.store.write(lambda books: books.jobs.hasten("chat", room.clock.now()))
        await town.see_card(lead_id)
        await asyncio.sleep(0.2)


async def test_a_desk_that_may_not_write_in_the_group_says_so_to_the_admins_and_waits(room: Room, town: Town) -> None:
    town.control.mute_bot(town.group)
    await room.order()
    await town.see(lambda: [it for it in town.seen(town.olga.id) if MUTED in it.text])
    jobs = await room.store.read(lambda books: books.jobs.listed())
    assert {it.status for it in jobs if it.kind == "card.show"} == {"waiting"}


async def test_n_04_a_number_that_cannot_be_changed_any_more_is_taken_away(room: Room, town: Town) -> None:
    lead_id = await room.order()
    await room.tell(lead_id, Claimed(Person(ANNA, "Анна")))
    await town.see(lambda: [it for it in town.seen(ANNA) if FULL in it.text])
    body = failure(bad("message can't be edited"))
    town.fake.faults.add(Fault("status", "editMessageText", status=400, body=body, content_type="application/json"))
    await asyncio.sleep(0.1)
    await room.tell(lead_id, Released(Person(ANNA, "Анна")))
    await town.see(lambda: not [it for it in town.seen(ANNA) if FULL in it.text])
    assert [it for it in town.seen(GROUP) if FULL in it.text] == []

"""How updates come in: none is lost, none acts twice, whatever happens on the way."""

import asyncio
from pathlib import Path

import orjson

from bot.app.chat import NoChat
from desk.model import InboundRequest
from sandbox.kit.faults import Fault
from storage.books import Books
from storage.inbox import Kept
from tests.bot.telegram_room import ANNA, GROUP, OLGA, Room, Town, open_room, write_settings


def answers(town: Town, chat: int = ANNA) -> list[str]:
    return [it.text for it in town.seen(chat) if it.from_bot]


async def test_updates_of_a_desk_that_was_away_are_read_once_after_its_start(
    town: Town, tmp_path: Path, database_url: str
) -> None:
    settings = write_settings(tmp_path, town.fake.url, database_url)
    for number in range(1, 4):
        town.control.say(ANNA, ANNA, "/help")
        room = open_room(settings)
        room.start()
        await town.see(lambda number=number: len(answers(town)) == number)
        await room.stop()
    await asyncio.sleep(0.2)
    assert len(answers(town)) == 3


async def test_a_kept_update_that_was_not_handled_is_handled_once(
    town: Town, tmp_path: Path, database_url: str
) -> None:
    """Killed between the commit of the update and its handling; Telegram then tells it once more."""
    room = open_room(write_settings(tmp_path, town.fake.url, database_url))
    said = town.control.say(ANNA, ANNA, "/help")
    (update,) = town.fake.state.updates.pending()
    request = InboundRequest("POST", "", {}, {}, orjson.dumps(update.wire()), "", room.clock.now())
    await room.store.write(lambda books: books.inbox.keep("telegram", str(update.id), request))
    room.start()
    await town.see(lambda: len(answers(town)) == 1)
    await asyncio.sleep(0.3)
    assert len(answers(town)) == 1
    assert said is not None
    await room.stop()


async def test_a_claim_told_twice_is_one_claim(room: Room, town: Town) -> None:
    lead_id = await room.order()
    card = await town.see_card(lead_id)
    press = town.control.press(town.anna, town.group, card.message_id, "Взять")
    await press.wait_answer()
    row = await room.store.read(lambda books: last_update(books, town))
    await room.chat.read(row)
    history = await room.store.read(lambda books: books.leads.history(lead_id))
    assert [entry.what for entry in history].count("claimed") == 1


async def test_an_update_nobody_understands_is_given_up_and_the_admins_hear_of_it(room: Room, town: Town) -> None:
    request = InboundRequest("POST", "", {}, {}, b'{"update_id": 5, "message": {"text": 7}}', "", room.clock.now())
    await room.store.write(lambda books: books.inbox.keep("telegram", "5", request))
    await town.see(lambda: answers(town, OLGA))
    town.control.say(ANNA, ANNA, "/help")
    await town.see(lambda: answers(town))


async def test_f_09_an_answer_of_which_nobody_knows_is_given_once_more(room: Room, town: Town) -> None:
    town.fake.faults.add(Fault("accept_drop", match="sendMessage"))
    town.control.say(ANNA, ANNA, "/help")
    await town.see(lambda: len(answers(town)) == 2)


async def test_f_09_a_command_outlasts_any_pause_of_its_chat(room: Room, town: Town) -> None:
    town.fake.limits.flood(30, ANNA)
    town.control.say(ANNA, ANNA, "/help")
    await town.see(lambda: town.refused(429))
    assert answers(town) == []
    await town.see(lambda: answers(town))
    assert answers(town, OLGA) == [], "no admin hears of it"


async def test_a_second_poller_is_an_incident_that_closes_by_itself(room: Room, town: Town) -> None:
    await town.see(lambda: town.calls("getUpdates"))
    town.control.fail("getUpdates", 409, "Conflict: terminated by other getUpdates request")
    town.control.say(ANNA, ANNA, "/help")
    await town.see(lambda: [it for it in town.seen(GROUP) if "🔴" in it.text])
    await town.see(lambda: [it for it in town.seen(GROUP) if "🟢" in it.text])
    assert len(town.calls("getUpdates")) < 10


async def test_a_forgotten_webhook_is_taken_away(town: Town, tmp_path: Path, database_url: str) -> None:
    room = open_room(write_settings(tmp_path, town.fake.url, database_url))
    town.control.say(ANNA, ANNA, "/help")
    room.start()
    await town.see(lambda: answers(town))
    assert town.calls("deleteWebhook")
    await room.stop()


async def test_a_server_that_is_away_at_the_start_is_waited_for(town: Town, tmp_path: Path, database_url: str) -> None:
    settings = write_settings(tmp_path, town.fake.url, database_url)
    await town.fake.stop()
    room = open_room(settings)
    room.start()
    await asyncio.sleep(0.3)
    await town.fake.start()
    town.control.say(ANNA, ANNA, "/help")
    await town.see(lambda: answers(town))
    await room.stop()


async def test_servers_without_menus_and_webhooks_do(town: Town, tmp_path: Path, database_url: str) -> None:
    for method in ("setMyCommands", "deleteWebhook", "deleteMessage", "editEphemeralMessageText"):
        town.control.fail(method, 404, "Not Found: method not found", times=None)
    room = open_room(write_settings(tmp_path, town.fake.url, database_url))
    room.start()
    lead_id = await room.order()
    card = await town.see_card(lead_id)
    answer = await town.control.press(town.boris, town.group, card.message_id, "Взять").wait_answer()
    assert "916" in answer.text
    await room.stop()


async def test_without_a_token_the_desk_works_and_owes_nothing_to_the_chat(
    town: Town, tmp_path: Path, database_url: str
) -> None:
    room = open_room(write_settings(tmp_path, town.fake.url, database_url, token=""))
    assert isinstance(room.chat, NoChat)
    room.start()
    lead_id = await room.order()
    for _ in range(100):
        left = await room.store.read(lambda books: books.jobs.listed())
        if not left:
            break
        await asyncio.sleep(0.02)
    assert left == []
    assert not room.tasks[2].done()
    assert (await room.lead(lead_id)).id == lead_id
    await room.stop()


async def test_a_stop_is_quick_while_a_long_poll_is_open(town: Town, tmp_path: Path, database_url: str) -> None:
    room = open_room(write_settings(tmp_path, town.fake.url, database_url))
    room.start()
    await town.see(lambda: town.calls("getUpdates"))
    async with asyncio.timeout(3):
        await room.stop()


def last_update(books: Books, town: Town) -> Kept:
    """The latest update that came in."""
    pressed = town.fake.state.updates._next_id - 1
    row = books.inbox.find("telegram", str(pressed))
    assert row is not None
    return row

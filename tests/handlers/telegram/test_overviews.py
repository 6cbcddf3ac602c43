"""/board, /flow and /stats: one message that is turned, and figures for those who may see them."""

import pytest

from bot.cards.standing import MOST
from desk.leads.events import Claimed, OutcomeSet
from desk.leads.model import LeadStatus, Person
from desk.model import Consent
from sandbox.telegram.view import Seen
from tests.bot.telegram_room import ANNA, GROUP, MASKED, OLGA, PHONE, ZOE, Room, Town
from tests.handlers.telegram.test_commands import ask

ANNAS = Person(ANNA, "Анна Котова")


@pytest.fixture(autouse=True)
def without_limits(town: Town) -> None:
    town.fake.limits.enabled = False


async def turn(town: Town, user: int, seen: Seen, label: str, wanted: str, chat: int | None = None) -> Seen:
    """Press a button and wait until the chat's board says so."""
    place = chat or user
    await town.control.press(user, place, seen.message_id, label).wait_answer()
    return await town.see(lambda: next((it for it in town.seen(place) if it.from_bot and wanted in it.text), None))


async def test_s0_58_the_board_is_turned_in_its_place(room: Room, town: Town) -> None:
    leads = [await room.order(consent=Consent(calls=False)) for _ in range(MOST + 2)]
    board = await ask(town, ANNA, "/board")
    assert f"🔴 нужен человек — {len(leads)}" in board.text
    first = await turn(town, ANNA, board, f"🔴 нужен человек · {len(leads)}", "и ещё 2")
    assert f"#{leads[-1]} " in first.text and f"#{leads[1]} " not in first.text
    assert MASKED in first.text
    second = await turn(town, ANNA, first, "Ещё ▶", f"#{leads[0]} ")
    assert f"#{leads[2]} " not in second.text
    await room.tell(leads[0], Claimed(ANNAS))
    back = await turn(town, ANNA, second, "◀ Доска", "в работе у продавцов — 1")
    assert f"нужен человек — {len(leads) - 1}" in back.text
    assert {it.message_id for it in (board, first, second, back)} == {board.message_id}


async def test_s0_58_the_board_shows_the_present_when_it_is_refreshed(room: Room, town: Town) -> None:
    board = await ask(town, ANNA, "/board")
    assert "звонит робот — 0" in board.text
    lead_id = await room.order()
    board = await turn(town, ANNA, board, "🔄 Обновить", "звонит робот — 1")
    await room.tell(lead_id, Claimed(ANNAS))
    await room.tell(lead_id, OutcomeSet(ANNAS, LeadStatus.WON))
    board = await turn(town, ANNA, board, "🔄 Обновить", "продано — 1")
    await turn(town, ANNA, board, "🟢 продано · 1", f"#{lead_id} ")


async def test_a_new_board_takes_the_place_of_the_older_one(room: Room, town: Town) -> None:
    await ask(town, ANNA, "/board")
    await ask(town, ANNA, "/board")
    await town.see(lambda: len([it for it in town.seen(ANNA) if it.from_bot]) == 1)


async def test_in_a_group_it_speaks_the_groups_language(room: Room, town: Town) -> None:
    town.boris.language_code = "en"
    board = await ask(town, town.boris.id, "/board", GROUP)
    assert board.text.startswith("Доска")
    shelf = await turn(town, town.boris.id, board, "⚫ отказ · 0", "Здесь никого нет.", GROUP)
    assert shelf.message_id == board.message_id


async def test_a_board_that_is_gone_comes_anew(room: Room, town: Town) -> None:
    board = await ask(town, ANNA, "/board")
    town.control.fail("editMessageText", 400, "Bad Request: message to edit not found")
    await town.control.press(ANNA, ANNA, board.message_id, "🔄 Обновить").wait_answer()
    await town.see(lambda: [it for it in town.seen(ANNA) if it.from_bot and it.message_id > board.message_id])


async def test_s0_58_the_process_comes_as_a_picture_and_turns_back_into_the_board(room: Room, town: Town) -> None:
    await room.order()
    board = await ask(town, ANNA, "/board")
    await town.control.press(ANNA, ANNA, board.message_id, "Схема").wait_answer()
    picture = await town.see(lambda: next((it for it in town.seen(ANNA) if it.media == "photo"), None))
    assert "Работает робот: 1" in picture.text
    await town.control.press(ANNA, ANNA, picture.message_id, "◀ Доска").wait_answer()
    await town.see(lambda: [it.text.startswith("Доска") for it in town.seen(ANNA) if it.from_bot] == [True])


async def test_x_37_admins_get_all_figures_and_sellers_their_own(room: Room, town: Town) -> None:
    lead_id = await room.order()
    card = await town.see_card(lead_id)
    await town.control.press(ANNA, GROUP, card.message_id, "Взять").wait_answer()
    assert (await ask(town, OLGA, "/stats week")).media == "photo"
    (all_of_it,) = [it for it in town.seen(OLGA) if it.media == "photo"]
    assert "принято 1" in all_of_it.text
    await town.control.press(OLGA, OLGA, all_of_it.message_id, "Текст").wait_answer()
    text = await town.see(lambda: next((it for it in town.seen(OLGA) if "Анна К.: взято 1" in it.text), None))
    assert text.text.startswith("7 дней")
    own = await ask(town, ANNA, "/stats")
    assert "принято" not in own.text
    assert [it.text for it in own.rows[1]] == ["Картинка", "Текст"]


async def test_x_37_figures_never_come_into_a_group(room: Room, town: Town) -> None:
    await ask(town, OLGA, "/start")
    answer = await ask(town, OLGA, "/stats", GROUP)
    assert answer.text == "Цифры придут в наш личный чат."
    await town.see(lambda: [it for it in town.seen(OLGA) if it.media == "photo"])
    answer = await ask(town, town.boris.id, "/stats", GROUP)
    assert answer.text.startswith("Сначала откройте")
    assert not [it for it in town.seen(GROUP) if it.media]


@pytest.mark.parametrize("command", ["/board", "/flow", "/stats month"])
async def test_strangers_are_told_nothing(room: Room, town: Town, command: str) -> None:
    await room.order()
    town.control.open_private(ZOE)
    answer = await ask(town, ZOE, command)
    assert "—" not in answer.text and not answer.media
    assert PHONE not in answer.text


async def test_a_stranger_who_presses_changes_nothing(room: Room, town: Town) -> None:
    board = await ask(town, ANNA, "/board", GROUP)
    town.control.join(ZOE, town.group)
    await room.store.write(lambda books: books.people.meet(ZOE, "Зоя", "", room.clock.now()))
    await room.store.write(lambda books: books.people.change(ZOE, room.clock.now(), role="dismissed"))
    answer = await town.control.press(ZOE, GROUP, board.message_id, "⚫ отказ · 0").wait_answer()
    assert answer.alert
    (seen,) = [it for it in town.seen(GROUP) if it.message_id == board.message_id]
    assert (seen.text, seen.edited) == (board.text, False)


async def test_a_viewer_may_look_at_the_board_and_not_at_figures(room: Room, town: Town) -> None:
    town.control.open_private(ZOE)
    await ask(town, OLGA, f"/sellers add {ANNA}")
    await ask(town, ZOE, "/start")
    await ask(town, OLGA, f"/sellers add {ZOE} viewer")
    assert (await ask(town, ZOE, "/board")).text.startswith("Доска")
    assert "наблюдатель" in (await ask(town, ZOE, "/stats")).text

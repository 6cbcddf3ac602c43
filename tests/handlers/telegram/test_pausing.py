"""/pause and /resume in the chat: calls, SMS, everything, or one source; the panel that says so (X-02)."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.settings.loading import Settings, load_settings
from desk.leads.model import Person
from sandbox.telegram.view import Seen
from tests.bot.telegram_room import ANNA, OLGA, Room, Town, open_room, write_settings
from tests.handlers.telegram.people import press, reply, said, turned
from tests.handlers.telegram.test_commands import ask

SOURCES = '\n[sources.site]\nsecret = "a-secret-of-the-site"\n[sources.landing]\nsecret = "another-secret-here"\n'


@pytest.fixture
async def room(town: Town, tmp_path: Path, database_url: str) -> AsyncIterator[Room]:
    room = open_room(with_sources(tmp_path, town, database_url))
    room.start()
    yield room
    await room.stop()


def with_sources(folder: Path, town: Town, database: str) -> Settings:
    write_settings(folder, town.fake.url, database)
    file = folder / "ringdesk.toml"
    file.write_text(file.read_text("utf-8") + SOURCES, "utf-8")
    return load_settings({}, file, {})


async def panel_says(town: Town, panel: Seen, words: str, absent: str = "\x00") -> Seen:
    """The panel, changed in its place by whoever paused or resumed something."""

    def look() -> Seen | None:
        same = next(it for it in town.seen(OLGA) if it.message_id == panel.message_id)
        return same if words in same.text and absent not in same.text else None

    found: Seen = await town.see(look)
    return found


async def test_x_02_a_source_is_paused_for_a_while_and_its_cards_say_so(room: Room, town: Town) -> None:
    lead_id = await room.order()
    await town.see_card(lead_id)
    told = await ask(town, OLGA, "/pause source site 2h")
    assert "site" in told.text
    assert "само" in told.text
    pause = room.switches.pauses["source:site"]
    assert pause.until
    assert abs(pause.until - room.clock.now() - timedelta(hours=2)) < timedelta(minutes=1)
    other = await room.order(name="Пётр Новый")  # accepted all the same
    card = await town.see_card(other, "Источник на паузе")
    assert "Ольга, до" in card.text
    await town.see_card(lead_id, "Источник на паузе")
    await ask(town, OLGA, "/resume source site")
    await town.see(lambda: "Источник на паузе" not in town.cards(other)[-1].text)


async def test_x_02_the_panel_lists_and_turns_what_is_paused(room: Room, town: Town) -> None:
    panel = await ask(town, OLGA, "/pause")
    assert "Ничего не приостановлено" in panel.text
    await ask(town, OLGA, "/pause sms")
    panel = await panel_says(town, panel, "SMS — Ольга, с")
    await press(town, panel, "источнику site", OLGA)
    lengths = await said(town, OLGA, "на сколько?")
    await turned(town, lengths, "1 ч", "На паузе", OLGA)
    panel = await panel_says(town, panel, "источнику site — Ольга")
    assert set(room.switches.off) == {"sms", "source:site"}
    await press(town, panel, "▶ SMS", OLGA)
    await panel_says(town, panel, "источнику site", absent="SMS — Ольга")
    assert set(room.switches.off) == {"source:site"}


async def test_a_moment_is_typed_and_nonsense_is_asked_again_with_an_example(room: Room, town: Town) -> None:
    panel = await ask(town, OLGA, "/pause")
    await press(town, panel, "звонки робота", OLGA)
    await press(town, await said(town, OLGA, "на сколько?"), "Другое время", OLGA)
    question = await said(town, OLGA, "До какого времени")
    again = await reply(town, question, OLGA, "попозже", "Не могу это прочитать")
    assert "2h, 18:30" in again.text
    assert room.switches.off == {}
    await reply(town, again, OLGA, "2h", "Продолжится само")
    assert room.switches.off == {"calls": "Ольга"}


async def test_the_question_for_how_long_leads_back_to_the_panel(room: Room, town: Town) -> None:
    panel = await ask(town, OLGA, "/pause")
    await press(town, panel, "звонки робота", OLGA)
    lengths = await said(town, OLGA, "на сколько?")
    await press(town, lengths, "Назад", OLGA)
    await town.see(lambda: [it.text for it in town.seen(OLGA) if it.from_bot and "на сколько" in it.text] == [])
    assert len([it for it in town.seen(OLGA) if "Ничего не приостановлено" in it.text]) == 1


@pytest.mark.parametrize(
    ("words", "told"), [("weather", "source site"), ("source moon", "source site"), ("calls soon", "2h")]
)
async def test_what_is_not_understood_is_explained_with_an_example(
    room: Room, town: Town, words: str, told: str
) -> None:
    assert told in (await ask(town, OLGA, f"/pause {words}")).text
    assert room.switches.off == {}


async def test_x_41_health_and_board_say_what_is_paused(room: Room, town: Town) -> None:
    await ask(town, OLGA, "/pause source site 2h")
    assert "источнику site (Ольга, до" in (await ask(town, OLGA, "/health")).text
    assert "источнику site (Ольга, до" in (await ask(town, ANNA, "/board")).text


async def test_x_02_a_timed_pause_ends_and_the_panel_says_so(room: Room, town: Town) -> None:
    panel = await ask(town, OLGA, "/pause")
    person = (await room.store.read(lambda books: books.people.find(OLGA))) or pytest.fail("Olga is known")
    soon = room.clock.now() + timedelta(seconds=6)
    await room.switches.turn("source:site", on=False, by=Person(person.id, person.name), until=soon)
    await panel_says(town, panel, "источнику site")
    await panel_says(town, panel, "Ничего не приостановлено")
    assert room.switches.off == {}


async def test_sellers_pause_nothing(room: Room, town: Town) -> None:
    await ask(town, ANNA, "/pause source site")
    panel = await ask(town, OLGA, "/pause", town.group.id)
    for data in ("r1:zp:calls.0", "r1:zl:", "r1:zr:calls"):
        pressed = town.control.press(town.anna, town.group, panel.message_id, data, stale=True)
        assert "админ" in (await pressed.wait_answer()).text.lower()
    assert room.switches.off == {}

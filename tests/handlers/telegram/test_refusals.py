"""What somebody may not do, or comes too late for, is answered kindly and written down (X-39, X-57, D-10)."""

from pathlib import Path

import pytest

from bot.app.neighbours import Neighbours
from desk.errors import Unauthorised
from desk.leads.events import Claimed
from desk.leads.model import Person
from desk.ports import Health
from tests.bot.telegram_room import ANNA, BORIS, OLGA, ZOE, Room, Town, open_room, write_settings
from tests.handlers.telegram.test_commands import ask


async def press(town: Town, person: int, message_id: int, data: str) -> str:
    answer = await town.control.press(person, town.group, message_id, data, stale=True).wait_answer()
    return str(answer.text)


async def test_x_39_whoever_came_too_late_is_in_the_log_with_the_lead(room: Room, town: Town) -> None:
    lead_id = await room.order()
    card = await town.see_card(lead_id)
    await room.tell(lead_id, Claimed(Person(BORIS, "Борис")))
    for _ in range(3):
        assert "Борис" in await press(town, ANNA, card.message_id, f"r1:cl:{lead_id}")
    (refused, *more) = await room.see_acts(1, "refused")
    assert (refused.who_id, refused.subject, refused.lead_id) == (ANNA, "claim", lead_id)
    assert refused.data == {"reason": "taken"}
    assert len(more) <= 1  # the minute may have turned meanwhile


async def test_x_39_the_log_of_refusals_is_readable(room: Room, town: Town) -> None:
    lead_id = await room.order()
    card = await town.see_card(lead_id)
    town.control.join(town.zoe, town.group)
    await ask(town, OLGA, f"/sellers add {BORIS}")
    await ask(town, OLGA, f"/sellers add {ANNA} viewer")
    await press(town, ZOE, card.message_id, f"r1:cl:{lead_id}")
    await press(town, ANNA, card.message_id, f"r1:wo:{lead_id}")
    await press(town, OLGA, card.message_id, "claim:17")
    await ask(town, ANNA, "/pause calls")
    await room.see_acts(4, "refused")
    lines = [it.split(" ", 1)[1] for it in (await ask(town, OLGA, "/audit refused")).text.splitlines()[1:]]
    assert lines[::-1] == [
        "Зоя · отказано · Взять · не сотрудник магазина",
        "Анна Котова · отказано · Продано · нет права",
        "Ольга · отказано · unknown · не наша кнопка",
        "Анна Котова · отказано · /\u2060pause · нет права",
    ]
    assert room.switches.off == {}


@pytest.mark.parametrize(("command", "word"), [("/sellers", "админ"), ("/backup", "владел"), ("/mine", "продавцы")])
async def test_d_10_a_command_is_refused_with_who_may(room: Room, town: Town, command: str, word: str) -> None:
    await ask(town, OLGA, f"/sellers add {ANNA} viewer")
    assert word in (await ask(town, ANNA, command)).text
    (refused,) = await room.see_acts(1, "refused")
    assert (refused.subject, refused.data) == (command, {"reason": "role"})


async def test_a_word_that_is_no_command_is_no_matter_of_rights(room: Room, town: Town) -> None:
    assert "/help" in (await ask(town, ANNA, "/dance")).text
    assert await room.store.read(lambda books: books.acts.latest(9)) == []


class Moody:
    """A CRM that refuses our key until it does not."""

    name = "moody"
    well = False

    async def check(self) -> Health:
        if not self.well:
            raise Unauthorised("invalid_token")
        return Health(True, "works")

    def lead_url(self, crm_id: str) -> str:
        return ""


async def test_n_10_the_doctor_names_the_next_step_and_checks_again_in_place(
    town: Town, tmp_path: Path, database_url: str
) -> None:
    crm = Moody()
    neighbours = Neighbours(crm=crm)  # type: ignore[arg-type]
    room = open_room(write_settings(tmp_path, town.fake.url, database_url), neighbours=neighbours)
    room.start()
    try:
        now = room.clock.now()
        await room.store.write(lambda books: books.incidents.add("crm", "invalid_token", now))
        page = await ask(town, OLGA, "/health")
        assert "🔴 CRM · invalid_\u2060token" in page.text or "🔴 CRM · invalid_token" in page.text
        assert "→ Создайте там новый ключ доступа" in page.text
        crm.well = True
        button = next(it for it in page.buttons if it.text == "Проверить ещё раз")
        await town.control.press(OLGA, OLGA, page.message_id, button.data).wait_answer()

        def mended() -> bool:
            same = next(it for it in town.seen(OLGA) if it.message_id == page.message_id)
            return "🟢 CRM" in same.text and "снова работает" in same.text

        await town.see(mended)
        assert await room.store.read(lambda books: books.incidents.open()) == []
    finally:
        await room.stop()

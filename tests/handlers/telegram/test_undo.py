"""A tap with an effect outside may be taken back for some seconds (N-08)."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

from desk.leads.events import OutcomeSet, WishHeld
from desk.leads.model import Lead, LeadStatus
from desk.leads.policy import StaffRules
from desk.leads.wishes import Deed
from desk.staff.roles import DISMISSED
from sandbox.telegram.people import User
from sandbox.telegram.view import Seen
from tests.bot.telegram_room import ANNA, BORIS, OLGA, Room, Town, always_open, open_room, write_settings
from tests.handlers.telegram.test_presses import fresh
from tests.handlers.telegram.test_teamwork import meet, press, see_question, taken

LONG, SHORT = 4.0, 1.0  # seconds


@asynccontextmanager
async def holding(town: Town, folder: Path, database: str, seconds: float = LONG) -> AsyncIterator[Room]:
    rules = always_open(staff=StaffRules(undo=timedelta(seconds=seconds)))
    room = open_room(write_settings(folder, town.fake.url, database), rules)
    room.start()
    try:
        yield room
    finally:
        await room.stop()


def buttons(card: Seen) -> list[str]:
    return [it.text for it in card.buttons]


async def tap(town: Town, who: User, lead_id: int, button: str) -> str:
    card = await town.see(lambda: next((it for it in reversed(town.cards(lead_id)) if button in buttons(it)), None))
    return (await town.control.press(who, town.group, card.message_id, button).wait_answer()).text


async def becomes(room: Room, lead_id: int, status: LeadStatus, seconds: float = 8.0) -> Lead:
    async with asyncio.timeout(seconds):
        while True:
            if (lead := await room.lead(lead_id)).status is status:
                return lead
            await asyncio.sleep(0.05)


async def whats(room: Room, lead_id: int) -> list[str]:
    return [it.what for it in await room.store.read(lambda books: books.leads.history(lead_id))]


async def test_n_08_the_card_says_what_will_happen_and_undo_takes_it_back(
    town: Town, tmp_path: Path, database_url: str
) -> None:
    async with holding(town, tmp_path, database_url) as room:
        lead_id = await taken(room, town)
        assert "Отменить" in await press(town, town.anna, lead_id, "Продано")
        card = await town.see_card(lead_id, "выполнится просьба Анна Котова: продано")
        assert buttons(card)[0] == "Отменить"
        assert buttons(card)[-2:] == ["Заметка", "Почему?"], "the others wait"
        assert (await room.lead(lead_id)).status is LeadStatus.MANUAL
        assert "Ничего не сделано" in await tap(town, town.anna, lead_id, "Отменить")
        card = await town.see_card(lead_id, "отменяет")
        assert "Отменить" not in buttons(card)
        assert "Продано" in buttons(card)
        await asyncio.sleep(LONG)
        assert (await room.lead(lead_id)).status is LeadStatus.MANUAL
        acts = await room.see_acts(3)
        assert [it.what for it in acts if it.what in ("won", "undo")] == ["won", "undo"]


async def test_n_08_after_the_time_it_takes_place_and_the_button_is_gone(
    town: Town, tmp_path: Path, database_url: str
) -> None:
    async with holding(town, tmp_path, database_url, SHORT) as room:
        lead_id = await taken(room, town)
        await press(town, town.anna, lead_id, "Продано")
        await becomes(room, lead_id, LeadStatus.WON)
        card = await town.see_card(lead_id, "продано")
        await town.see(lambda: "Отменить" not in buttons(town.cards(lead_id)[-1]))
        late = town.control.press(town.anna, town.group, card.message_id, f"r1:ud:{lead_id}", stale=True)
        assert "уже нельзя" in (await late.wait_answer()).text
        assert (await whats(room, lead_id)).count("outcome_set") == 1


async def test_n_08_a_double_tap_is_one_wish(town: Town, tmp_path: Path, database_url: str) -> None:
    async with holding(town, tmp_path, database_url) as room:
        lead_id = await taken(room, town)
        card = await town.see_card(lead_id, "Анна К.")
        data = next(it.data for it in card.buttons if it.text == "Продано")
        presses = [town.control.press(town.anna, town.group, card.message_id, data, stale=True) for _ in range(4)]
        answers = [(await it.wait_answer()).text for it in presses]
        assert all("Отменить" in it for it in answers), answers
        await becomes(room, lead_id, LeadStatus.WON)
        story = await whats(room, lead_id)
        assert (story.count("held"), story.count("outcome_set")) == (1, 1)
        assert await room.store.read(lambda books: books.acts.latest(9, what="refused")) == []


async def test_n_08_others_are_refused_kindly_and_only_an_admin_undoes_for_somebody(
    town: Town, tmp_path: Path, database_url: str
) -> None:
    async with holding(town, tmp_path, database_url) as room:
        lead_id, card = await fresh(room, town)
        await tap(town, town.anna, lead_id, "Вручную")
        await tap(town, town.anna, lead_id, "Вернуть")
        assert "Отменить" in await tap(town, town.anna, lead_id, "Повторить")
        claim = town.control.press(town.boris, town.group, card.message_id, f"r1:cl:{lead_id}", stale=True)
        assert "Анна Котова" in (await claim.wait_answer()).text
        assert "только Анна Котова или админ" in (await tap(town, town.boris, lead_id, "Отменить")).lower().replace(
            "анна котова", "Анна Котова"
        )
        lead = await room.lead(lead_id)
        assert lead.assignee is None
        assert lead.held and lead.held.deed is Deed.RETRY
        assert "Ничего не сделано" in await tap(town, town.olga, lead_id, "Отменить")
        assert (await room.lead(lead_id)).held is None


async def test_n_08_it_is_held_across_a_restart(town: Town, tmp_path: Path, database_url: str) -> None:
    """The desk is stopped within the seconds; the next one undoes it, or carries it out."""
    async with holding(town, tmp_path, database_url, 30) as room:
        lead_id = await taken(room, town)
        await press(town, town.anna, lead_id, "Отказ")
    async with holding(town, tmp_path, database_url) as room:
        await tap(town, town.anna, lead_id, "Отменить")
        await tap(town, town.anna, lead_id, "Продано")
    await asyncio.sleep(LONG)
    async with holding(town, tmp_path, database_url) as room:
        await becomes(room, lead_id, LeadStatus.WON)
        story = await whats(room, lead_id)
        assert (story.count("held"), story.count("undone"), story.count("outcome_set")) == (2, 1, 1)


async def test_n_08_whoever_was_sent_away_meanwhile_does_nothing_any_more(
    town: Town, tmp_path: Path, database_url: str
) -> None:
    async with holding(town, tmp_path, database_url, 2.0) as room:
        await meet(room, ANNA, "Анна Котова")
        await meet(room, BORIS, "Борис")
        lead_id = await taken(room, town)
        await press(town, town.anna, lead_id, "Продано")
        await meet(room, ANNA, "Анна Котова", role=DISMISSED)
        card = await town.see_card(lead_id, "не выполнено")
        assert (await room.lead(lead_id)).status is LeadStatus.MANUAL
        assert "Отменить" not in buttons(card)
        told = await see_question(town, "Не выполнено", OLGA)
        assert "с лидами не работает" in told.text


async def test_n_08_a_retry_that_a_newer_order_has_overtaken_is_dropped_and_told(
    town: Town, tmp_path: Path, database_url: str
) -> None:
    """Of one reference only one lead is in progress, which the lead itself cannot know."""
    async with holding(town, tmp_path, database_url, 2.0) as room:
        lead_id = await taken(room, town)
        anna = (await room.lead(lead_id)).assignee
        assert anna
        lost = await room.tell(lead_id, OutcomeSet(anna, LeadStatus.LOST))
        await room.tell(lead_id, WishHeld(anna, Deed.RETRY))
        assert await room.receive(lost.ref, lost.order.customer) != lead_id
        await town.see_card(lead_id, "не выполнено")
        lead = await room.lead(lead_id)
        assert (lead.held, lead.status) == (None, LeadStatus.LOST)
        told = await see_question(town, "Не выполнено")
        assert "более новый лид с той же меткой уже в работе" in told.text


async def test_n_08_a_reason_chosen_within_the_seconds_is_kept(town: Town, tmp_path: Path, database_url: str) -> None:
    async with holding(town, tmp_path, database_url, 3.0) as room:
        lead_id = await taken(room, town)
        await press(town, town.anna, lead_id, "Отказ")
        question = await see_question(town, "Почему не вышло")
        answer = await town.control.press(town.anna, ANNA, question.message_id, "дорого").wait_answer()
        assert answer.text
        lead = await becomes(room, lead_id, LeadStatus.LOST)
        assert lead.outcome_reason == "price"

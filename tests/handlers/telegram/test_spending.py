"""Spending in the chat: the page, the living card of a day near its limit, and what admins decide (N-09)."""

from collections.abc import AsyncIterator
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from bot.app.money import make_policy
from bot.cards.card import Action, pack
from bot.settings.loading import Settings, load_settings
from desk.leads.books import Lane, NewJob
from desk.leads.charges import HELD, Charge, Kind, State
from desk.leads.events import CallAsked, CallRefused
from desk.leads.work import SEND_SMS
from sandbox.telegram.view import Seen
from scheduler.brake import SpendingBrake
from scheduler.spending import SpendingWatch
from storage.books import Books
from tests.bot.telegram_room import ANNA, OLGA, Room, Town, open_room, write_settings
from tests.handlers.telegram.test_commands import ask
from tests.handlers.telegram.test_trouble import key, now_shown, press

LIMIT = '\n[spending]\ndaily_limit = 100\ncurrency = "RUB"\ncall_price = 6\nsms_price = 4\n'


@pytest.fixture
def settings(town: Town, tmp_path: Path, database_url: str) -> Settings:
    write_settings(tmp_path, town.fake.url, database_url)
    file = tmp_path / "ringdesk.toml"
    file.write_text(file.read_text("utf-8") + LIMIT, "utf-8")
    return load_settings({}, file, {})


@pytest.fixture
async def room(settings: Settings) -> AsyncIterator[Room]:
    room = open_room(settings)
    room.start()
    yield room
    await room.stop()


def watch(room: Room, settings: Settings) -> SpendingWatch:
    return SpendingWatch(room.store, room.clock, SpendingBrake(lambda: make_policy(settings), "Europe/Moscow"))


async def spend(room: Room, amount: str, count: int = 1) -> None:
    now = room.clock.now()

    def work(books: Books) -> None:
        for number in range(count):
            ref = f"spent-{amount}-{number}"
            books.charges.keep(Charge(ref, Kind.CALL, 1, now, State.TOLD, Decimal(amount)), "voximplant", now)

    await room.store.write(work)


async def hold(room: Room) -> None:
    """A message that waits for money; nobody serves its lane here."""
    now = room.clock.now()

    def work(books: Books) -> None:
        books.jobs.put(NewJob(SEND_SMS, Lane.SMS, "held", now, "owed"))
        (job,) = books.jobs.take(Lane.SMS, now, 1, timedelta(minutes=5))
        books.jobs.again(job, now + timedelta(hours=12), tries=0, error=HELD)

    await room.store.write(work)


async def waits(room: Room) -> bool:
    (job,) = [it for it in await room.store.read(lambda books: books.jobs.listed()) if it.key == "held"]
    return job.run_at > room.clock.now()


async def card(town: Town, words: str) -> Seen:
    seen: Seen = await town.see(lambda: next((it for it in reversed(town.seen(OLGA)) if words in it.text), None))
    return seen


async def test_n_09_the_page_tells_what_was_spent_and_what_a_lead_costs(room: Room, town: Town) -> None:
    await room.order()
    await room.order()
    await spend(room, "2.50", 4)
    text = (await ask(town, OLGA, "/spending")).text.replace("\u00a0", " ")
    assert "Потрачено сегодня: 10 ₽ из 100 ₽" in text
    assert "звонки робота — 4, 10 ₽, в среднем 2,50 ₽" in text
    assert "один лид обходится в 5 ₽" in text
    assert "К вечеру" in text


async def test_n_09_only_admins_read_what_is_spent_and_never_in_a_group(room: Room, town: Town) -> None:
    assert "админ" in (await ask(town, ANNA, "/spending")).text
    before = len(town.seen())
    town.control.say(town.olga, town.group, "/spending")
    await card(town, "Потрачено сегодня")
    await town.see(lambda: [it for it in town.seen()[before:] if it.from_bot])
    assert not [it for it in town.seen()[before:] if "Потрачено" in it.text]


async def test_n_09_one_card_warns_tells_that_the_limit_is_reached_and_takes_an_approval(
    room: Room, town: Town, settings: Settings
) -> None:
    look = watch(room, settings)
    await spend(room, "4.1", 20)
    await look.run()
    assert "82" in (await card(town, "Израсходовано")).text
    await spend(room, "2", 8)
    await hold(room)
    await look.run()
    seen = await card(town, "Лимит расходов на сегодня исчерпан")
    assert "Ждут: 1 SMS к отправке" in seen.text
    await town.see(lambda: not [it for it in town.seen(OLGA) if "Израсходовано" in it.text], 5)
    assert await look.run() == 0
    assert await waits(room)
    assert "Разрешено" in await press(town, OLGA, seen, key(seen, "Разрешить").data)
    shown = await now_shown(town, seen, "разрешает на сегодня ещё 25")
    assert await look.run() == 1
    assert not await waits(room)
    assert "посмотрите ещё раз" in await press(town, OLGA, shown, key(seen, "Разрешить").data), "an old button"
    acts = await room.see_acts(2)
    assert [(it.what, it.subject) for it in acts] == [("spend_more", "25.00"), ("refused", "spend_more")]


async def test_n_09_the_day_is_stopped_and_let_go_without_a_limit(room: Room, town: Town, settings: Settings) -> None:
    look = watch(room, settings)
    await spend(room, "4.5", 20)
    await look.run()
    seen = await card(town, "Израсходовано")
    await press(town, OLGA, seen, key(seen, "Остановить").data)
    await hold(room)
    assert await look.run() == 0
    stopped = await now_shown(town, await card(town, "До завтра остановлено"), "До завтра остановлено")
    await press(town, OLGA, stopped, key(stopped, "без лимита").data)
    assert await look.run() == 1
    await card(town, "Сегодня без лимита расходов")


async def test_n_09_a_seller_cannot_approve_and_a_retry_is_refused_kindly(room: Room, town: Town) -> None:
    lead_id = await room.order()
    await room.tell(lead_id, CallAsked(1))
    await room.tell(lead_id, CallRefused(1, "no route"))
    await spend(room, "100")
    seen = await town.see_card(lead_id)
    told = await press_in(town, ANNA, seen, pack(Action.RETRY, lead_id))
    assert "лимит расходов на день исчерпан" in told.lower()
    free = pack(Action.SPEND_FREE, "2026-11-22/0/00")
    assert "админ" in await press_in(town, ANNA, seen, free)


async def press_in(town: Town, person: int, seen: Seen, data: str) -> str:
    answer = await town.control.press(person, town.group, seen.message_id, data, stale=True).wait_answer()
    return str(answer.text)

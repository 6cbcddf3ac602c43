"""Shifts in the chat: who is there, until when, and who may say so (X-17, X-54)."""

from datetime import date, timedelta
from zoneinfo import ZoneInfo

from desk.staff.shift import UNTIL_BACK, UNTOLD, Shift
from sandbox.telegram.view import Seen
from storage.acts import Act
from tests.bot.telegram_room import ANNA, BORIS, GROUP, OLGA, ZOE, Room, Town
from tests.handlers.telegram.test_commands import ask

MOSCOW = ZoneInfo("Europe/Moscow")
SECONDS = timedelta(seconds=30)


async def shift_of(room: Room, person: int = ANNA) -> Shift:
    known = await room.store.read(lambda books: books.people.find(person))
    return known.shift if known else UNTOLD


async def acts(room: Room) -> list[Act]:
    return (await room.store.read(lambda books: books.acts.latest(50)))[::-1]


async def press(town: Town, card: Seen, label: str, user: int = ANNA, chat: int = ANNA) -> str:
    return (await town.control.press(user, chat, card.message_id, label).wait_answer()).text


async def anna_is_met(town: Town) -> None:
    await ask(town, ANNA, "/help")


async def test_x_17_a_seller_goes_and_comes_back_by_buttons(room: Room, town: Town) -> None:
    card = await ask(town, ANNA, "/shift")
    assert "🟢" in card.text
    label = next(it.text for it in card.buttons if "час" in it.text)
    now = room.clock.now()
    await press(town, card, label)
    away = await town.see(lambda: next((it for it in town.seen(ANNA) if "⏸" in it.text), None))
    assert away.message_id == card.message_id  # the same message, changed
    until = (await shift_of(room)).away_until
    assert until
    assert abs(until - now - timedelta(hours=1)) < timedelta(minutes=2)
    assert f"{until.astimezone(MOSCOW):%H:%M}" in away.text
    assert f"{until.astimezone(MOSCOW):%H:%M}" in label
    await press(town, away, "Я на месте")
    await town.see(lambda: any("🟢" in it.text for it in town.seen(ANNA)))
    assert await shift_of(room) == UNTOLD
    assert [(it.who_id, it.what, it.data.get("until")) for it in await acts(room)] == [
        (ANNA, "away", until.isoformat()),
        (ANNA, "back", None),
    ]


async def test_x_17_a_seller_goes_and_comes_back_by_commands(room: Room, town: Town) -> None:
    now = room.clock.now()
    assert "⏸" in (await ask(town, ANNA, "/away 2ч")).text
    until = (await shift_of(room)).away_until
    assert until
    assert abs(until - now - timedelta(hours=2)) < SECONDS
    assert "⏸" in (await ask(town, ANNA, "/away")).text
    assert (await shift_of(room)).away_until == UNTIL_BACK
    assert "🟢" in (await ask(town, ANNA, "/back")).text
    assert await shift_of(room) == UNTOLD
    assert [it.what for it in await acts(room)] == ["away", "away", "back"]


async def test_what_cannot_be_read_is_asked_again_with_an_example(room: Room, town: Town) -> None:
    await anna_is_met(town)
    said = {(ANNA, "/away 1830"): "/away 18:30", (GROUP, "/shift off"): "31.12", (ANNA, "/shift now"): "09:00-18:00"}
    for (chat, words), example in said.items():
        assert example in (await ask(town, ANNA, words, chat)).text
    assert await shift_of(room) == UNTOLD
    assert await acts(room) == []


async def test_a_moment_that_is_past_is_refused(room: Room, town: Town) -> None:
    assert "прошёл" in (await ask(town, ANNA, "/away 01.01.2020")).text
    assert await shift_of(room) == UNTOLD


async def test_x_54_admins_say_when_somebody_works_and_what_they_take(room: Room, town: Town) -> None:
    await anna_is_met(town)
    assert "Mon-Fri 09:00-18:00" in (await ask(town, OLGA, "/shift @anna Mon-Fri 09:00-18:00")).text
    year = room.clock.now().year + 1
    assert "31 декабря" in (await ask(town, OLGA, f"/shift @anna off 31.12.{year - 1}, 01.01.{year}", GROUP)).text
    taken = (await ask(town, OLGA, "/shift @anna takes Часы, ремешки; Москва, Тверь")).text
    assert "часы, ремешки" in taken
    assert "москва, тверь" in taken
    days = (date(year - 1, 12, 31), date(year, 1, 1))
    assert await shift_of(room) == Shift("Mon-Fri 09:00-18:00", days, None, ("часы", "ремешки"), ("москва", "тверь"))
    shown = await ask(town, OLGA, "/shift @anna")
    assert "Анна Котова" in shown.text
    assert shown.buttons == []
    told = [(it.who_id, it.what, it.subject, it.data["id"]) for it in await acts(room)]
    assert told == [(OLGA, what, "Анна Котова", ANNA) for what in ("hours", "days_off", "takes")]
    log = (await ask(town, OLGA, "/audit", GROUP)).text
    assert "меняет часы работы · Анна Котова · Mon-Fri 09:00-18:00" in log


async def test_x_54_admins_send_somebody_away_and_fetch_them_back_by_number(room: Room, town: Town) -> None:
    await anna_is_met(town)
    await ask(town, OLGA, f"/away {ANNA} 2h")
    assert (await shift_of(room)).away_until
    await ask(town, OLGA, f"/back {ANNA}")
    assert await shift_of(room) == UNTOLD
    assert await shift_of(room, OLGA) == UNTOLD


async def test_nobody_below_an_admin_sees_or_changes_another_shift(room: Room, town: Town) -> None:
    town.control.open_private(BORIS)
    await anna_is_met(town)
    for said in ("/shift @anna", "/shift @anna 24/7", "/away @nobody"):
        assert "админ" in (await ask(town, BORIS, said)).text, said
    assert await shift_of(room) == UNTOLD
    assert await acts(room) == []
    assert "24/7" in (await ask(town, ANNA, "/shift @anna 24/7")).text  # her own


async def test_strangers_have_no_shift(room: Room, town: Town) -> None:
    """In the group neither, once sellers are named."""
    town.control.open_private(ZOE)
    town.control.join(ZOE, GROUP)
    await ask(town, OLGA, f"/sellers add {ANNA}")
    for chat in (ZOE, GROUP):
        answer = (await ask(town, ZOE, "/away 2h", chat)).text
        assert "⏸" not in answer
        assert "админ" in answer
    assert await shift_of(room, ZOE) == UNTOLD


async def test_a_viewer_has_no_shift_either(room: Room, town: Town) -> None:
    await ask(town, OLGA, f"/sellers add {ANNA} viewer")
    await ask(town, ANNA, "/away 2h")
    assert await shift_of(room) == UNTOLD


async def test_whom_nobody_has_met_has_no_shift(room: Room, town: Town) -> None:
    for chat, said in ((OLGA, "/shift @nobody"), (GROUP, "/away 987654321 2h")):
        assert "не знаю" in (await ask(town, OLGA, said, chat)).text
    assert await acts(room) == []


async def test_another_persons_button_changes_nothing(room: Room, town: Town) -> None:
    card = await ask(town, ANNA, "/shift", GROUP)
    label = card.buttons[0].text
    assert "чужая" in await press(town, card, label, BORIS, GROUP)
    assert await shift_of(room) == UNTOLD
    assert await shift_of(room, BORIS) == UNTOLD
    await press(town, card, label, ANNA, GROUP)
    assert (await shift_of(room)).away_until


async def test_old_and_forged_buttons_are_answered_without_effect(room: Room, town: Town) -> None:
    card = await ask(town, ANNA, "/shift")
    for data in ("r1:aw:111:2020-01-01T00:00Z", "r1:aw:111:soon", "r1:aw:", "r1:bk:222"):
        press = town.control.press(ANNA, ANNA, card.message_id, data, stale=True)
        assert (await press.wait_answer()).text
    assert await shift_of(room) == UNTOLD
    assert {it.what for it in await acts(room)} <= {"refused"}


async def test_a_role_that_was_taken_between_drawing_and_press_counts(room: Room, town: Town) -> None:
    card = await ask(town, ANNA, "/shift")
    await ask(town, OLGA, f"/sellers remove {ANNA}")
    await press(town, card, card.buttons[0].text)
    assert await shift_of(room) == UNTOLD


async def test_x_17_the_list_of_sellers_says_who_is_there(room: Room, town: Town) -> None:
    await anna_is_met(town)
    await ask(town, OLGA, "/sellers add @anna")
    today = room.clock.now().astimezone(MOSCOW).date()
    days = f"{today:%d.%m.%Y}-{today + timedelta(days=1):%d.%m.%Y}"
    for said, sign in ((f"/shift off {days}", "🌙"), ("/away 2h", "⏸")):
        await ask(town, ANNA, said)
        town.control.say(OLGA, OLGA, "/sellers")
        row = f"Анна Котова — продавец · {sign}"
        await town.see(lambda row=row: any(row in it.text for it in town.seen(OLGA)))


async def test_x_17_the_menu_offers_the_commands_to_sellers(room: Room, town: Town) -> None:
    await ask(town, ANNA, "/start")
    await town.see(lambda: {it["command"] for it in town.control.menu(ANNA, ANNA)} >= {"shift", "away", "back"})
    assert "/away 2h" in (await ask(town, ANNA, "/help")).text

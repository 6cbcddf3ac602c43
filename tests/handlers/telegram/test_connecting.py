"""*Call me and connect* in the chat: the owner presses it, says their number once, and telephony is asked."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from desk.leads.model import Lead
from sandbox.telegram.people import User
from sandbox.telegram.view import Seen
from tests.bot.telegram_room import ANNA, BORIS, GROUP, Room, Town, always_open, open_room, write_settings
from tests.handlers.telegram.test_presses import fresh

NUMBER, MASKED_OWN = "+79035556677", "+7 903 ***-**-77"
QUESTION, BUTTON = "На какой номер вам звонить?", "Соединить меня"


@pytest.fixture
async def room(town: Town, tmp_path: Path, database_url: str) -> AsyncIterator[Room]:
    room = open_room(write_settings(tmp_path, town.fake.url, database_url), always_open(connects=True))
    room.start()
    yield room
    await room.stop()


async def taken(room: Room, town: Town) -> int:
    lead_id, card = await fresh(room, town)
    await town.control.press(town.anna, town.group, card.message_id, "Взять").wait_answer()
    await town.see_card(lead_id, "Анна К.")
    return lead_id


async def press(town: Town, who: User, lead_id: int, button: str = BUTTON, *, stale: bool = False) -> str:
    card = await town.see_card(lead_id, "Анна К.")
    data = f"r1:cc:{lead_id}" if stale else button
    return (await town.control.press(who, town.group, card.message_id, data, stale=stale).wait_answer()).text


async def see(town: Town, words: str, chat: int = ANNA) -> Seen:
    found = await town.see(
        lambda: next((it for it in reversed(town.seen(chat)) if it.from_bot and words in it.text), None)
    )
    assert isinstance(found, Seen)
    return found


async def ask(town: Town, text: str, words: str) -> Seen:
    """Anna says it privately; the answer with these words in it."""
    before = len(town.seen(ANNA))
    town.control.say(town.anna, ANNA, text)
    said = await town.see(lambda: [it for it in town.seen(ANNA)[before:] if it.from_bot and words in it.text])
    return said[0]  # type: ignore[no-any-return]


async def bridged(room: Room, lead_id: int, count: int = 1) -> Lead:
    lead = await room.lead(lead_id)
    assert len(lead.bridges) == count
    return lead


async def phone(room: Room, person: int = ANNA) -> str:
    return await room.store.read(lambda books: books.people.phone_of(person))


async def know(room: Room, number: str = NUMBER, person: int = ANNA) -> None:
    now = room.clock.now()
    await room.store.write(lambda books: books.people.change(person, now, phone=number))


async def test_with_a_number_on_record_one_press_is_enough(room: Room, town: Town) -> None:
    lead_id = await taken(room, town)
    await know(room)
    assert f"#{lead_id}" in await press(town, town.anna, lead_id)
    assert (await bridged(room, lead_id)).bridge
    await town.see_card(lead_id, "просим телефонию")
    (act,) = await room.see_acts(1, "connect")
    assert (act.who_id, act.lead_id) == (ANNA, lead_id)


async def test_a_press_on_the_private_copy_connects_too(room: Room, town: Town) -> None:
    lead_id = await taken(room, town)
    await know(room)
    await ask(town, f"/lead {lead_id}", "#")
    copy = await town.see_card(lead_id, "Анна К.", ANNA)
    await town.control.press(town.anna, ANNA, copy.message_id, BUTTON).wait_answer()
    await bridged(room, lead_id)


async def test_the_number_is_asked_for_once_by_a_shared_contact(room: Room, town: Town) -> None:
    lead_id = await taken(room, town)
    assert "личном чате" in await press(town, town.anna, lead_id)
    question = await see(town, QUESTION)
    assert question.reply_rows == (("📱 Отправить мой номер",),)
    await bridged(room, lead_id, 0)
    town.control.share_contact(town.anna, NUMBER.removeprefix("+"))
    await see(town, f"лиду #{lead_id}")
    await bridged(room, lead_id)
    assert await phone(room) == NUMBER
    (act,) = await room.see_acts(1, "phone")
    assert (act.data["text"], act.who_id) == (MASKED_OWN, ANNA)


@pytest.mark.parametrize("answered", [True, False], ids=["as an answer", "just so"])
async def test_the_number_may_be_typed_and_is_asked_again_when_it_is_none(
    room: Room, town: Town, answered: bool
) -> None:
    lead_id = await taken(room, town)
    await press(town, town.anna, lead_id)
    question = await see(town, QUESTION)
    reply = {"reply_to": question.message_id} if answered else {}
    town.control.say(town.anna, ANNA, "1234567", **reply)
    await see(town, "не хватает цифр")
    town.control.say(town.anna, ANNA, "8 903 555-66-77", **reply)
    await see(town, f"лиду #{lead_id}")
    assert await phone(room) == NUMBER
    await bridged(room, lead_id)


async def test_the_question_survives_a_restart(town: Town, tmp_path: Path, database_url: str) -> None:
    settings = write_settings(tmp_path, town.fake.url, database_url)
    first = open_room(settings, always_open(connects=True))
    first.start()
    lead_id = await taken(first, town)
    await press(town, town.anna, lead_id)
    await see(town, QUESTION)
    await first.stop()
    second = open_room(settings, always_open(connects=True))
    second.start()
    try:
        town.control.share_contact(town.anna, NUMBER)
        await see(town, f"лиду #{lead_id}")
        await bridged(second, lead_id)
    finally:
        await second.stop()


async def test_somebody_elses_contact_is_not_taken(room: Room, town: Town) -> None:
    lead_id = await taken(room, town)
    await press(town, town.anna, lead_id)
    await see(town, QUESTION)
    town.control.share_contact(town.anna, "79991112233", of=town.boris)
    await see(town, "чужой контакт")
    assert await phone(room) == ""
    await bridged(room, lead_id, 0)


async def test_only_the_owner_of_a_lead_is_connected_and_refusals_are_kept(room: Room, town: Town) -> None:
    lead_id = await taken(room, town)
    await know(room, person=ANNA)
    assert "Анна К." in await press(town, town.boris, lead_id, stale=True)
    await bridged(room, lead_id, 0)
    (row,) = await room.see_acts(1, "refused")
    assert (row.who_id, row.subject, row.lead_id) == (BORIS, "connect", lead_id)


async def test_a_second_press_is_answered_kindly(room: Room, town: Town) -> None:
    lead_id = await taken(room, town)
    await know(room)
    await press(town, town.anna, lead_id)
    assert "уже соединяем" in await press(town, town.anna, lead_id, stale=True)
    await bridged(room, lead_id)


async def test_where_the_private_chat_is_closed_nobody_is_asked_in_the_group(room: Room, town: Town) -> None:
    lead_id, card = await fresh(room, town)
    await town.control.press(town.boris, town.group, card.message_id, "Взять").wait_answer()
    card = await town.see_card(lead_id, "Борис")
    answer = await town.control.press(town.boris, town.group, card.message_id, BUTTON).wait_answer()
    assert "личный чат" in answer.text
    assert not [it for it in town.seen() if QUESTION in it.text]


async def test_x_39_one_sees_changes_and_forgets_ones_own_number(room: Room, town: Town) -> None:
    await fresh(room, town)
    await ask(town, "/phone", QUESTION)
    await ask(town, f"/phone {NUMBER}", "+7 903 555-66-77")
    told = await ask(town, "/phone", "звонит вам на")
    assert "Другой мой номер" in [it.text for it in told.buttons]
    await town.control.press(town.anna, ANNA, told.message_id, "Другой мой номер").wait_answer()
    question = await see(town, QUESTION)
    town.control.say(town.anna, ANNA, "+7 903 555-66-78", reply_to=question.message_id)
    await see(town, "555-66-78")
    await ask(town, "/phone -", "забыт")
    assert await phone(room) == ""
    texts = [it.data["text"] for it in await room.see_acts(3, "phone")]
    assert texts == [MASKED_OWN, "+7 903 ***-**-78", ""]


@pytest.mark.parametrize("typed", ["12", "call me", "+7 916", "💥", "'; DROP TABLE person; --", "9" * 60])
async def test_what_is_no_number_is_not_taken(room: Room, town: Town, typed: str) -> None:
    await fresh(room, town)
    town.control.say(town.anna, ANNA, f"/phone {typed}")
    told = await see(town, "позвонить нельзя")
    assert "+7 916 123-45-67" in told.text, "with an example"
    assert await phone(room) == ""


async def test_a_number_that_is_typed_in_the_group_is_taken_away_and_not_kept(room: Room, town: Town) -> None:
    await fresh(room, town)
    said = town.control.say(town.anna, GROUP, f"/phone {NUMBER}")
    await see(town, "в личный чат", GROUP)
    await town.see(lambda: said.id not in [it.message_id for it in town.seen()])
    assert await phone(room) == ""


async def test_a_number_that_is_typed_much_later_is_looked_for_and_not_called(room: Room, town: Town) -> None:
    """A seller who left the question unanswered looks for a customer: telephony must not ring there for them."""
    lead_id = await taken(room, town)
    await press(town, town.anna, lead_id)
    await see(town, QUESTION)
    long_ago = room.clock.now().replace(year=2020)
    name = f"ask:cc:{lead_id}"
    await room.store.write(lambda books: books.cards.hang(name, ANNA, long_ago))
    await ask(town, "89161234567", f"#{lead_id}")
    assert await phone(room) == ""
    await bridged(room, lead_id, 0)


async def test_strangers_have_no_number_here(room: Room, town: Town) -> None:
    await fresh(room, town)
    town.control.open_private(town.zoe)
    town.control.share_contact(town.zoe, "79991112233")
    town.control.say(town.zoe, town.zoe.id, "/phone +79991112233")
    await see(town, "админ", town.zoe.id)
    assert await phone(room, town.zoe.id) == ""

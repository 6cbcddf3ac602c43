"""The card of one of the shop's people: role, shift, language, removal; dialogs with a way out (X-17, X-39, X-54)."""

from pathlib import Path

from desk.leads.events import Claimed
from desk.leads.model import Person
from desk.staff.shift import Shift
from sandbox.telegram.view import Seen
from storage.people import Known
from tests.bot.telegram_room import ANNA, BORIS, OLGA, Room, Town, open_room, write_settings
from tests.handlers.telegram.people import key, press, reply, said, turned
from tests.handlers.telegram.test_commands import ask


async def known(room: Room, person: int = ANNA) -> Known:
    found = await room.store.read(lambda books: books.people.find(person))
    assert found
    return found


async def annas_card(town: Town) -> Seen:
    """As Olga gets it: Anna sells."""
    await ask(town, OLGA, f"/sellers add {ANNA}")
    listed = await ask(town, OLGA, "/sellers")
    return await turned(town, listed, "111", "Язык:", OLGA)


async def test_x_39_a_role_is_given_on_the_card_and_the_card_says_so(room: Room, town: Town) -> None:
    card = await annas_card(town)
    assert {"админ", "наблюдатель", "✓ продавец", "владелец"} <= {it.text for it in card.buttons}
    card = await turned(town, card, "наблюдатель", "наблюдатель", OLGA)
    assert (await known(room)).role == "viewer"
    assert "Часы" not in [it.text for it in card.buttons]  # who only looks on has no shift


async def test_x_39_an_admin_is_offered_no_role_above_their_own(room: Room, town: Town) -> None:
    town.control.open_private(BORIS)
    await ask(town, OLGA, f"/sellers add {BORIS} admin")
    await ask(town, OLGA, f"/sellers add {ANNA}")
    card = await ask(town, BORIS, f"/sellers {ANNA}")
    assert "владелец" not in [it.text for it in card.buttons]
    forged = town.control.press(BORIS, BORIS, card.message_id, f"r1:ya:{ANNA}.owner", stale=True)
    assert "владел" in (await forged.wait_answer()).text
    assert (await known(room)).role == "seller"
    (refused,) = await room.see_acts(1, "refused")
    assert (refused.who_id, refused.subject, refused.data) == (BORIS, "appoint", {"reason": "role"})


async def test_x_39_removing_asks_first_bites_at_once_and_frees_the_leads(room: Room, town: Town) -> None:
    card = await annas_card(town)
    lead_id = await room.order()
    await room.tell(lead_id, Claimed(Person(ANNA, "Анна")))
    question = await turned(town, card, "Убрать", "Освободится 1 лид", OLGA)
    assert (await room.lead(lead_id)).assignee
    back = await turned(town, question, "Назад", "продавец", OLGA)
    question = await turned(town, back, "Убрать", "Освободится 1 лид", OLGA)
    await turned(town, question, "Да, убрать", "здесь не работает", OLGA)
    assert (await room.lead(lead_id)).assignee is None
    assert "только продавцы" in (await ask(town, ANNA, "/leads")).text


async def test_x_54_hours_are_typed_and_nonsense_is_asked_again_with_an_example(room: Room, town: Town) -> None:
    card = await annas_card(town)
    await press(town, card, "Часы", OLGA)
    question = await said(town, OLGA, "в какие часы")
    again = await reply(town, question, OLGA, "когда-нибудь", "Не могу это прочитать")
    assert "Mon-Fri 09:00-18:00" in again.text
    assert (await known(room)).shift == Shift()
    await reply(town, again, OLGA, "Mon-Fri 09:00-18:00", "Часы: Mon-Fri 09:00-18:00")
    assert (await known(room)).shift == Shift("Mon-Fri 09:00-18:00")


async def test_x_54_categories_and_cities_are_set_apart(room: Room, town: Town) -> None:
    card = await annas_card(town)
    for button, words, answer, told in (
        ("Категории", "какие категории", "Часы, ремешки", "Берёт: часы, ремешки"),
        ("Города", "какие города", "г. Тверь", "Города: тверь"),
    ):
        await press(town, card, button, OLGA)
        await reply(town, await said(town, OLGA, words), OLGA, answer, told)
    shift = (await known(room)).shift
    assert (shift.categories, shift.cities) == (("часы", "ремешки"), ("тверь",))


async def test_a_question_is_left_by_its_button_and_by_a_word(room: Room, town: Town) -> None:
    card = await annas_card(town)
    await press(town, card, "Часы", OLGA)
    question = await said(town, OLGA, "в какие часы")
    assert "Отменено" in await press(town, question, "Отмена", OLGA)
    await town.see(lambda: question.message_id not in [it.message_id for it in town.seen(OLGA)])
    await press(town, card, "Выходные", OLGA)
    question = await said(town, OLGA, "какие дни")
    await reply(town, question, OLGA, "отмена", "Отменено")
    town.control.say(OLGA, OLGA, "31.12", reply_to=question.message_id)  # no question any more: it is looked for
    await said(town, OLGA, "31.12")
    assert (await known(room)).shift == Shift()


async def test_x_39_who_lost_the_role_meanwhile_answers_in_vain(room: Room, town: Town) -> None:
    town.control.open_private(BORIS)
    await ask(town, OLGA, f"/sellers add {BORIS} admin")
    await ask(town, OLGA, f"/sellers add {ANNA}")
    card = await ask(town, BORIS, f"/sellers {ANNA}")
    await press(town, card, "Часы", BORIS)
    question = await said(town, BORIS, "в какие часы")
    await ask(town, OLGA, f"/sellers add {BORIS} seller")
    await reply(town, question, BORIS, "24/7", "админ")
    assert (await known(room)).shift == Shift()
    (refused,) = await room.see_acts(1, "refused")
    assert (refused.who_id, refused.subject, refused.data) == (BORIS, "duty", {"reason": "role"})


async def test_a_dialog_survives_a_restart_in_the_middle(town: Town, tmp_path: Path, database_url: str) -> None:
    settings = write_settings(tmp_path, town.fake.url, database_url)
    room = open_room(settings)
    room.start()
    card = await annas_card(town)
    await press(town, card, "Нет на месте", OLGA)
    question = await said(town, OLGA, "до какого времени")
    await room.stop()
    room = open_room(settings)
    room.start()
    try:
        await reply(town, question, OLGA, "2h", "⏸")
        assert (await known(room)).shift.away(room.clock.now())
        await turned(town, await said(town, OLGA, "⏸"), "Снова на месте", "🟢", OLGA)
    finally:
        await room.stop()


async def test_a_language_is_chosen_kept_and_its_cards_are_drawn_anew(
    town: Town, tmp_path: Path, database_url: str
) -> None:
    settings = write_settings(tmp_path, town.fake.url, database_url)
    room = open_room(settings)
    room.start()
    lead_id = await room.order()
    await ask(town, ANNA, f"/lead {lead_id}")
    question = await ask(town, ANNA, "/language")
    await turned(town, question, "English", "in English from now on", ANNA)
    await town.see(lambda: "Claim" in [it.text for card in town.cards(lead_id, ANNA) for it in card.buttons])
    assert "Взять" in [it.text for it in (await town.see_card(lead_id)).buttons]  # the group's card stays as it is
    await room.stop()
    room = open_room(settings)
    room.start()
    try:
        assert "Commands" in (await ask(town, ANNA, "/help")).text
        assert "по-русски" in (await ask(town, ANNA, "/language auto")).text
        assert "Команды" in (await ask(town, ANNA, "/help")).text
    finally:
        await room.stop()


async def test_an_admin_sets_the_language_of_others_and_nobody_else_does(room: Room, town: Town) -> None:
    card = await annas_card(town)
    assert "как в Telegram" in card.text
    await turned(town, card, "English", "Язык: English", OLGA)
    assert "Commands" in (await ask(town, ANNA, "/help")).text
    forged = town.control.press(ANNA, ANNA, town.seen(ANNA)[-1].message_id, f"r1:ys:{OLGA}.en", stale=True)
    assert (await forged.wait_answer()).text
    assert (await known(room, OLGA)).speaks == ""


async def test_in_a_group_numbers_are_masked_and_dialogs_go_to_the_private_chat(room: Room, town: Town) -> None:
    town.control.share_contact(town.anna, "+79161234567")
    await said(town, ANNA, "звонит вам на")
    shown = await ask(town, OLGA, f"/sellers {ANNA}", town.group.id)
    assert "***" in shown.text
    assert "123-45-67" not in shown.text
    whole = await ask(town, OLGA, f"/sellers {ANNA}")
    assert "+7 916 123-45-67" in whole.text
    assert key(whole, "Назад")

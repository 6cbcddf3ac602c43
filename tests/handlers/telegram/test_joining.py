"""How people come in: one-time links, contacts, chosen and forwarded ones (X-39)."""

import re
from datetime import timedelta
from pathlib import Path

from desk.staff.invitations import MOST_WRONG
from tests.bot.telegram_room import ANNA, BORIS, OLGA, ZOE, Room, Town, open_room, write_settings
from tests.handlers.telegram.people import key, press, said, turned
from tests.handlers.telegram.test_commands import ask

LINK = re.compile(r"https://t\.me/ringdesk_bot\?start=(in_[\w-]{32})")


async def make_link(town: Town, words: str = "seller", who: int = OLGA) -> str:
    """What stands behind ``start=``."""
    found = LINK.search((await ask(town, who, f"/sellers invite {words}")).text)
    assert found
    return found[1]


async def open_link(town: Town, who: int, payload: str) -> str:
    before = len(town.seen(who)) if who in (ANNA, OLGA) or town.fake.control.state.chats.get(who) else 0
    town.control.start_private(who, payload)
    answer = await town.see(lambda: next((it for it in town.seen(who)[before:] if it.from_bot), None))
    return str(answer.text)


async def role(room: Room, person: int) -> str:
    known = await room.store.read(lambda books: books.people.find(person))
    return known.role if known else ""


async def test_x_39_a_link_lets_one_person_in_and_its_maker_hears_who(room: Room, town: Town) -> None:
    payload = await make_link(town, "viewer en")
    assert "You are connected" in await open_link(town, ZOE, payload)
    assert await role(room, ZOE) == "viewer"
    assert "Зоя" in (await said(town, OLGA, "По вашей ссылке")).text
    assert "использована" in await open_link(town, BORIS, payload)
    assert await role(room, BORIS) == ""
    assert "You are connected" in await open_link(town, ZOE, payload)  # pressed once more
    told = [(it.who_id, it.what, it.data.get("reason")) for it in await room.see_acts(3)]
    assert told == [(OLGA, "invite", None), (ZOE, "join", None), (BORIS, "refused", "used")]


async def test_x_39_of_two_who_open_one_link_at_once_one_gets_in(room: Room, town: Town) -> None:
    payload = await make_link(town)
    for person in (ZOE, BORIS):
        town.control.start_private(person, payload)
    for person in (ZOE, BORIS):
        await town.see(lambda chat=person: [it for it in town.seen(chat) if it.from_bot])
    assert sorted([await role(room, ZOE), await role(room, BORIS)]) == ["", "seller"]


async def test_x_39_the_token_is_not_in_the_tables_of_links(room: Room, town: Town) -> None:
    payload = await make_link(town)
    kept = await room.store.read(lambda books: books.invitations._db.exec_driver_sql("SELECT * FROM invitation").all())
    assert kept
    assert payload not in repr(kept)
    assert payload.removeprefix("in_") not in repr(kept)


async def test_x_39_made_up_links_are_answered_written_down_and_then_not_looked_at(room: Room, town: Town) -> None:
    for number in range(MOST_WRONG):
        assert "не наша ссылка" in await open_link(town, ZOE, f"in_{number:032}")
    payload = await make_link(town)
    assert "через час" in await open_link(town, ZOE, payload)
    assert await role(room, ZOE) == ""
    refused = await room.see_acts(MOST_WRONG, "refused")
    assert [(it.who_id, it.subject, it.data["reason"]) for it in refused] == [(ZOE, "join", "unknown")] * MOST_WRONG
    assert "не наша ссылка" in (await ask(town, OLGA, "/audit refused")).text


async def test_x_39_a_link_dies_with_the_right_of_its_maker(room: Room, town: Town) -> None:
    town.control.open_private(BORIS)
    await ask(town, OLGA, f"/sellers add {BORIS} admin")
    assert "владел" in (await ask(town, BORIS, "/sellers invite owner")).text  # nobody grants what they do not hold
    payload = await make_link(town, "seller", BORIS)
    await ask(town, OLGA, f"/sellers add {BORIS} seller")
    assert "отозвали" in await open_link(town, ZOE, payload)
    assert await role(room, ZOE) == ""


async def test_x_39_a_link_is_taken_back(room: Room, town: Town) -> None:
    payload = await make_link(town)
    listed = await ask(town, OLGA, "/sellers invites")
    assert "продавец" in listed.text
    assert payload not in listed.text
    await turned(town, listed, "Отозвать", "Нет ни одной", OLGA)
    assert "отозвали" in await open_link(town, ZOE, payload)


async def test_x_39_a_link_ends_after_a_day(room: Room, town: Town) -> None:
    payload = await make_link(town)

    def age(books) -> None:  # type: ignore[no-untyped-def]
        day = timedelta(days=1) // timedelta(microseconds=1)
        books.invitations._db.exec_driver_sql(
            f"UPDATE invitation SET made_at = made_at - {day}, ends_at = ends_at - {day}"
        )

    await room.store.write(age)
    assert "устарела" in await open_link(town, ZOE, payload)


async def test_x_39_a_link_lowers_nobody_and_stays_good(room: Room, town: Town) -> None:
    payload = await make_link(town, "viewer")
    assert "владелец" in await open_link(town, OLGA, payload)
    assert "Вы подключены" in await open_link(town, ZOE, payload)


async def test_x_39_a_link_is_made_by_buttons_and_goes_to_the_private_chat_alone(room: Room, town: Town) -> None:
    listed = await ask(town, OLGA, "/sellers", town.group.id)
    assert "личном чате" in await press(town, listed, "Пригласить", OLGA, town.group.id)
    roles = await said(town, OLGA, "Кого пригласить")
    tongues = await turned(town, roles, "продавец", "На каком языке", OLGA)
    shown = await turned(town, tongues, "как в Telegram", "https://t.me/", OLGA)
    assert not [it for it in town.seen() if "t.me" in it.text]
    assert next(it for it in shown.buttons if it.copy_text).copy_text in shown.text


async def test_an_ordinary_start_with_words_is_a_greeting(room: Room, town: Town) -> None:
    assert "Часы" in await open_link(town, ANNA, "from_our_site")


async def test_x_39_a_shared_contact_brings_a_card_with_roles(room: Room, town: Town) -> None:
    town.control.share_contact(town.olga, "89161234567", town.zoe)
    card = await said(town, OLGA, "здесь не работает")
    assert "Зоя" in card.text
    assert "+7 916 123-45-67" in card.text
    await turned(town, card, "продавец", "продавец", OLGA)
    assert await role(room, ZOE) == "seller"


async def test_x_39_a_contact_without_an_account_is_answered_kindly(room: Room, town: Town) -> None:
    town.control.share_card(town.olga, "+79160000000", "Мастер")
    assert "/sellers invite" in (await said(town, OLGA, "не вижу этого человека")).text


async def test_x_39_sellers_bring_in_nobody(room: Room, town: Town) -> None:
    town.control.share_contact(town.anna, "+79161234567", town.zoe)
    await said(town, ANNA, "админ")
    assert await room.store.read(lambda books: books.people.find(ZOE)) is None
    assert "https://" not in (await ask(town, ANNA, "/sellers invite seller")).text


async def test_x_39_somebody_is_chosen_from_the_contacts(room: Room, town: Town) -> None:
    listed = await ask(town, OLGA, "/sellers")
    await press(town, listed, "Выбрать из контактов", OLGA)
    keys = await said(town, OLGA, "выберите человека")
    assert keys.reply_rows == (("Выбрать из контактов",), ("Отмена",))
    town.control.share_users(town.olga, town.zoe)
    card = await said(town, OLGA, "здесь не работает")
    assert key(card, "наблюдатель")
    town.control.say(town.olga, OLGA, "Отмена")
    await said(town, OLGA, "Отменено")


async def test_x_39_a_forwarded_message_brings_its_authors_card(room: Room, town: Town) -> None:
    town.control.forward(town.olga, town.zoe, "Здравствуйте!")
    assert "Зоя" in (await said(town, OLGA, "здесь не работает")).text
    town.control.forward(town.olga, town.boris, "Здравствуйте!", hidden=True)
    assert "контакт" in (await said(town, OLGA, "скрывают")).text


async def test_x_39_a_link_works_after_a_restart(town: Town, tmp_path: Path, database_url: str) -> None:
    settings = write_settings(tmp_path, town.fake.url, database_url)
    room = open_room(settings)
    room.start()
    payload = await make_link(town)
    await room.stop()
    room = open_room(settings)
    room.start()
    try:
        assert "Вы подключены" in await open_link(town, ZOE, payload)
    finally:
        await room.stop()

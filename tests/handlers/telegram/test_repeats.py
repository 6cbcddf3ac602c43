"""The desk was stopped between a wish and its answer: the update is read once more, and what was granted stays so."""

import re

from storage.acts import Act
from tests.bot.telegram_room import OLGA, Room, Town
from tests.handlers.telegram.people import press, said, turned
from tests.handlers.telegram.test_commands import ask
from tests.handlers.telegram.test_fellows import annas_card
from tests.handlers.telegram.test_updates import last_update

LINK = re.compile(r"in_[\w-]{32}")


async def read_again(room: Room, town: Town) -> None:
    """The update that came in last."""
    await room.chat.read(await room.store.read(lambda books: last_update(books, town)))


async def acts(room: Room) -> list[Act]:
    return await room.store.read(lambda books: books.acts.latest(100))


async def test_f_02_a_link_asked_for_by_a_command_is_one_and_shown_twice(room: Room, town: Town) -> None:
    first = await ask(town, OLGA, "/sellers invite viewer")
    await read_again(room, town)
    shown = [it for it in town.seen(OLGA) if LINK.search(it.text)]
    assert len(shown) == 2
    assert {LINK.findall(it.text)[0] for it in shown} == {LINK.findall(first.text)[0]}
    assert [it.what for it in await acts(room)] == ["invite"]
    assert len(await room.store.read(lambda books: books.invitations.open(room.clock.now()))) == 1


async def test_f_02_a_link_asked_for_by_buttons_is_one_and_every_wish_has_its_own(room: Room, town: Town) -> None:
    links = set()
    for _ in range(2):
        roles = await ask(town, OLGA, "/sellers invite")
        tongues = await turned(town, roles, "наблюдатель", "На каком языке", OLGA)
        shown = await turned(town, tongues, "как в Telegram", "https://t.me/", OLGA)
        links.add(LINK.findall(shown.text)[0])
        await read_again(room, town)
    assert len(links) == 2
    assert [it.what for it in await acts(room)] == ["invite", "invite"]


async def test_f_02_a_link_that_was_taken_back_is_no_refusal(room: Room, town: Town) -> None:
    await ask(town, OLGA, "/sellers invite viewer")
    listed = await ask(town, OLGA, "/sellers invites")
    await turned(town, listed, "Отозвать", "Нет ни одной", OLGA)
    await read_again(room, town)
    assert [it.what for it in await acts(room)] == ["uninvite", "invite"]


async def test_f_02_a_question_that_was_called_off_is_no_refusal(room: Room, town: Town) -> None:
    card = await annas_card(town)
    await press(town, card, "Часы", OLGA)
    question = await said(town, OLGA, "в какие часы")
    assert "Отменено" in await press(town, question, "Отмена", OLGA)
    await town.see(lambda: question.message_id not in [it.message_id for it in town.seen(OLGA)])
    await read_again(room, town)
    assert [it.what for it in await acts(room)] == ["cancel", "appoint"]

"""A group that became a supergroup: what is about a message stays behind, everything else follows (F-10)."""

import pytest

from bot.courier.messages import Messages
from desk.errors import NotFound
from storage.books import Store
from tests.bot.courier.conftest import Write
from tests.bot.telegram_room import ANNA, GROUP, Town


def upgrade(town: Town) -> int:
    town.group.type = "group"
    return int(town.control.upgrade_group(town.group).id)


async def test_an_edit_never_hits_another_message_of_the_same_number(
    messages: Messages, town: Town, write: Write
) -> None:
    await messages.send(write(GROUP, "the first"))
    old = await messages.send(write(GROUP, "the second"))
    new_group = upgrade(town)
    new = await messages.send(write(GROUP, "in the new group"))
    assert (new.chat_id, new.message_id) == (new_group, old.message_id)
    with pytest.raises(NotFound):
        await messages.edit(write(GROUP, "changed"), old.message_id)
    assert [it.text for it in town.seen(new_group) if it.from_bot] == ["in the new group"]


async def test_the_edit_that_meets_the_move_is_not_done_either(messages: Messages, town: Town, write: Write) -> None:
    old = await messages.send(write(GROUP, "a card"))
    new_group = upgrade(town)
    with pytest.raises(NotFound):
        await messages.edit(write(GROUP, "changed"), old.message_id)
    assert messages.courier.moves.follow(GROUP) == new_group


async def test_questions_about_the_group_follow_and_nothing_is_deleted_there(
    messages: Messages, town: Town, write: Write
) -> None:
    old = await messages.send(write(GROUP, "a card"))
    new_group = upgrade(town)
    assert not await messages.remove(GROUP, old.message_id)
    assert messages.courier.moves.follow(GROUP) == new_group
    assert await messages.is_member(GROUP, ANNA)


@pytest.mark.parametrize("asks", ["is_member", "show_action"])
async def test_a_question_can_be_what_meets_the_move(messages: Messages, town: Town, asks: str) -> None:
    new_group = upgrade(town)
    if asks == "is_member":
        assert await messages.is_member(GROUP, ANNA)
    else:
        await messages.show_action(GROUP, None, "typing")
        assert town.fake.history.find("telegram", "chat_action", chat=new_group)
    assert messages.courier.moves.follow(GROUP) == new_group


async def test_what_hangs_in_the_new_group_already_stays_there(messages: Messages, town: Town, store: Store) -> None:
    new_group = upgrade(town)
    clock = town.fake.clock

    def hang(books) -> None:  # type: ignore[no-untyped-def]
        books.cards.hang("board", GROUP, clock.now(), message_id=5)
        books.cards.hang("board", new_group, clock.now(), message_id=2)
        books.cards.hang("lead:1", GROUP, clock.now(), message_id=6)

    await store.write(hang)
    await messages.courier.moves.move(GROUP, new_group)
    hung = await store.read(lambda books: [books.cards.find(it, new_group) for it in ("board", "lead:1")])
    assert [it and it.message_id for it in hung] == [2, None]
    assert await store.read(lambda books: books.cards.find("board", GROUP)) is None

"""A group with topics: each kind of message in its own, made when needed, and nothing lost where that fails (X-57)."""

from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.app.gallery import FLOW, Wish, picture_job
from bot.board.topics import KEY, Topic
from desk.leads.events import Claimed, Released
from desk.leads.model import Person
from sandbox.telegram.stage import ALL_RIGHTS
from sandbox.telegram.view import Seen
from tests.bot.board.test_incidents import break_crm
from tests.bot.telegram_room import ANNA, BORIS, FULL, GROUP, Room, Town, open_room, write_settings

Open = Callable[..., Awaitable[Room]]
SELLER = Person(ANNA, "Анна Котова")


@pytest.fixture
async def open_desk(town: Town, tmp_path: Path, database_url: str) -> AsyncIterator[Open]:
    rooms: list[Room] = []

    async def start(**telegram: Any) -> Room:
        for room in rooms:
            await room.stop()
        rooms[:] = [open_room(write_settings(tmp_path, town.fake.url, database_url, **{"topics": True} | telegram))]
        rooms[0].start()
        return rooms[0]

    yield start
    for room in rooms:
        await room.stop()


@pytest.fixture
def forum(town: Town) -> Town:
    town.group.is_forum = True
    return town


def names(town: Town) -> list[str]:
    return [it.name for it in town.group.topics.values()]


def topic_of(town: Town, message: Seen) -> str:
    topic = town.group.topics.get(message.thread_id)
    return topic.name if topic else ""


async def see_topic(town: Town, lead_id: int, name: str) -> Seen:
    def shown() -> Seen | None:
        return next((it for it in town.cards(lead_id) if topic_of(town, it) == name), None)

    return await town.see(shown)


async def see_alarm(town: Town, words: str) -> str:
    told = await town.see(lambda: next((it.text for it in town.seen(town.olga.id) if words in it.text), None))
    return str(told)


async def test_leads_and_incidents_have_topics_of_their_own_made_when_needed(forum: Town, open_desk: Open) -> None:
    room = await open_desk()
    first = await room.order()
    await see_topic(forum, first, "Лиды")
    assert names(forum) == ["Лиды"]
    await break_crm(room)
    outage = await forum.see(lambda: next((it for it in forum.seen() if "CRM" in it.text), None))
    assert topic_of(forum, outage) == "Сбои"
    second = await room.order()
    await see_topic(forum, second, "Лиды")
    assert names(forum) == ["Лиды", "Сбои"]


async def test_topics_are_kept_over_a_restart(forum: Town, open_desk: Open) -> None:
    room = await open_desk()
    await see_topic(forum, await room.order(), "Лиды")
    room = await open_desk()
    await see_topic(forum, await room.order(), "Лиды")
    assert names(forum) == ["Лиды"]


async def test_a_group_without_topics_is_served_as_before_and_not_asked_each_time(town: Town, open_desk: Open) -> None:
    room = await open_desk()
    for _ in range(2):
        card = await town.see_card(await room.order())
        assert card.thread_id == 0
    assert len(town.calls("createForumTopic")) == 1
    assert town.seen(town.olga.id) == []


async def test_a_bot_without_the_right_tells_the_admins(forum: Town, open_desk: Open) -> None:
    forum.control.promote(forum.fake.state.bot, GROUP, rights=ALL_RIGHTS - {"can_manage_topics"})
    room = await open_desk()
    card = await forum.see_card(await room.order())
    assert card.thread_id == 0
    assert "not enough rights" in await see_alarm(forum, "темы")


async def test_a_deleted_topic_is_made_anew_and_the_second_time_given_up(forum: Town, open_desk: Open) -> None:
    room = await open_desk()
    lead_id = await room.order()
    card = await see_topic(forum, lead_id, "Лиды")
    forum.control.delete_topic(GROUP, card.thread_id)
    await room.tell(lead_id, Claimed(SELLER))
    again = await see_topic(forum, lead_id, "Лиды")
    assert again.thread_id != card.thread_id
    forum.control.delete_topic(GROUP, again.thread_id)
    later = await forum.see_card(await room.order())
    assert later.thread_id == 0
    await see_alarm(forum, "темы")
    room = await open_desk()
    assert (await forum.see_card(await room.order())).thread_id == 0
    assert names(forum) == []


async def test_a_topic_that_was_given_up_comes_back_a_day_later(forum: Town, open_desk: Open) -> None:
    room = await open_desk()
    before = (room.clock.now() - timedelta(hours=25)).isoformat()
    row = {f"{GROUP}:{Topic.LEADS}": {"thread": 0, "at": before, "former": 5}}
    await room.store.write(lambda books: books.vault.keep(KEY, row, room.clock.now()))
    await see_topic(forum, await room.order(), "Лиды")


async def test_a_closed_topic_is_no_place_for_a_bot_that_may_not_open_it(forum: Town, open_desk: Open) -> None:
    room = await open_desk()
    card = await see_topic(forum, await room.order(), "Лиды")
    forum.group.topics[card.thread_id].closed = True
    forum.control.promote(forum.fake.state.bot, GROUP, rights=ALL_RIGHTS - {"can_manage_topics"})
    later = await forum.see_card(await room.order())
    assert later.thread_id == 0
    assert "TOPIC_CLOSED" in await see_alarm(forum, "темы")
    forum.control.promote(forum.fake.state.bot, GROUP)
    await see_topic(forum, await room.order(), "Лиды")


async def test_cards_wait_while_the_general_topic_is_closed_too(forum: Town, open_desk: Open) -> None:
    room = await open_desk(topics=False)
    forum.control.promote(forum.fake.state.bot, GROUP, rights=ALL_RIGHTS - {"can_manage_topics"})
    forum.group.general_closed = True
    await room.order()
    await see_alarm(forum, "темы")
    (job,) = [it for it in await room.store.read(lambda books: books.jobs.listed()) if it.kind == "card.show"]
    assert job.status == "waiting"


async def test_a_topic_named_in_the_settings_is_that_of_leads(forum: Town, open_desk: Open) -> None:
    own = forum.control.add_topic(forum.olga, GROUP, "Заказы")
    room = await open_desk(sellers_thread=own.id)
    await see_topic(forum, await room.order(), "Заказы")
    assert names(forum) == ["Заказы"]


async def test_s0_58_the_days_picture_hangs_in_the_topic_of_overviews(forum: Town, open_desk: Open) -> None:
    room = await open_desk()
    wish = Wish(FLOW, GROUP, None, "ru", anew=True, topic=Topic.OVERVIEWS)
    await room.store.write(lambda books: books.jobs.put(picture_job(wish, room.clock.now())))
    picture = await forum.see(lambda: next((it for it in forum.seen() if it.media == "photo"), None), 20.0)
    assert topic_of(forum, picture) == "Сводки"


async def test_n_04_a_number_for_one_member_alone_is_whispered_where_the_leads_are(
    forum: Town, open_desk: Open
) -> None:
    room = await open_desk()
    card = await see_topic(forum, await room.order(), "Лиды")
    forum.control.press(BORIS, GROUP, card.message_id, "Взять")
    whispered = await forum.see(
        lambda: [it for it in forum.seen(viewer=forum.boris) if it.ephemeral_id and FULL in it.text]
    )
    assert topic_of(forum, whispered[-1]) == "Лиды"


async def test_n_04_a_whispered_number_is_taken_back_when_the_lead_is_given_back(forum: Town, open_desk: Open) -> None:
    room = await open_desk()
    lead_id = await room.order()
    card = await see_topic(forum, lead_id, "Лиды")

    def whispered() -> list[Seen]:
        return [it for it in forum.seen(viewer=forum.boris) if it.ephemeral_id]

    forum.control.press(BORIS, GROUP, card.message_id, "Взять")
    await forum.see(lambda: [it for it in whispered() if FULL in it.text])
    await room.tell(lead_id, Released(Person(BORIS, "Борис")))
    await forum.see(lambda: not whispered())

"""Pictures on their way into a chat: hung once, drawn anew in their place, and never missed in silence."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from structlog.testing import capture_logs

from bot.app.accounts import Accounts
from bot.app.clock import SystemClock
from bot.app.gallery import FLOW, SHOW_PICTURE, STATS, Gallery, Wish, picture_job
from bot.board.group import Group
from bot.board.hanger import Hanger
from bot.board.painter import Painter
from bot.board.place import Place
from bot.board.topics import Topic, Topics
from bot.cards.statistics import View
from bot.courier.messages import Messages
from bot.pictures.studio import Studio
from desk.leads.effects.outcome import Again, Done, Outcome
from desk.spending.brake import Policy
from desk.staff.roles import DISMISSED, Role
from sandbox.kit.faults import Fault
from scheduler.brake import SpendingBrake
from storage.books import Books, Store
from storage.jobs import Job
from tests.bot.courier.conftest import open_messages
from tests.bot.telegram_room import ANNA, BORIS, GROUP, OLGA, Town, always_open, open_town

NOBODY_DRAWS = Studio(command=("false",))
SORRY = "Картинку нарисовать не удалось."


@pytest.fixture
async def town() -> AsyncIterator[Town]:
    async with open_town(limits=False) as town:
        yield town


@pytest.fixture
async def messages(town: Town, store: Store) -> AsyncIterator[Messages]:
    async for messages in open_messages(town, store):
        yield messages


class Room:
    def __init__(self, store: Store, messages: Messages) -> None:
        self.store = store
        self.clock = SystemClock()
        self.hanger = Hanger(store, messages, self.clock)
        self.messages = messages
        place = Place(GROUP)
        topics = Topics(messages.courier, store, self.clock, place, "ru", wanted=True)
        self.group = Group(place, topics, messages.courier, store, self.clock)
        self.painter = Painter(always_open, "Europe/Moscow", "ru", None, frozenset({OLGA}))

    async def show(self, wish: Wish, studio: Studio, tries: int = 0) -> Outcome:
        accounts = Accounts(SpendingBrake(Policy, "Europe/Moscow"), lambda: always_open().hours)
        gallery = Gallery(
            self.store, self.clock, self.hanger, self.messages, self.painter, self.group, studio, accounts
        )
        await self.store.write(lambda books: books.jobs.put(picture_job(wish, self.clock.now())))
        (job,) = await self.store.write(lambda books: books.jobs.take("chat", self.clock.now(), 9, timedelta(hours=1)))
        await self.store.write(lambda books: books.jobs.finish(job.id))
        assert job.kind == SHOW_PICTURE
        return await gallery.show(Job(**{name: getattr(job, name) for name in Job.__slots__} | {"tries": tries}))

    async def name(self, person: int, role: str) -> None:
        now = self.clock.now()

        def work(books: Books) -> None:
            books.people.meet(person, "Name", "", now)
            books.people.change(person, now, role=role)

        await self.store.write(work)


@pytest.fixture
def room(store: Store, messages: Messages) -> Room:
    return Room(store, messages)


def flow(chat: int = ANNA, *, anew: bool = True) -> Wish:
    return Wish(FLOW, chat, None, "ru", anew=anew)


def stats(person: int = OLGA, view: View = View.LEADS, *, anew: bool = True, own: bool = False) -> Wish:
    return Wish(STATS, person, None, "ru", anew, person, own, view=view)


async def test_s0_58_the_picture_hangs_once_and_is_drawn_anew_in_its_place(room: Room, town: Town) -> None:
    studio = Studio()
    assert await room.show(flow(), studio) == Done()
    (first,) = town.seen(ANNA)
    assert (first.media, [it.text for it in first.buttons]) == ("photo", ["◀ Доска", "🔄 Обновить"])
    assert town.fake.history.find("telegram", "chat_action")
    await room.store.write(lambda books: books.cards.hang(FLOW, ANNA, room.clock.now(), shown="of another day"))
    await room.show(flow(anew=False), studio)
    (second,) = town.seen(ANNA)
    assert (second.message_id, second.edited) == (first.message_id, True)
    assert second.file_id != first.file_id
    await room.show(flow(), studio)
    (third,) = town.seen(ANNA)
    assert third.message_id != first.message_id


async def test_what_cannot_be_drawn_comes_as_text_and_into_the_log(room: Room, town: Town) -> None:
    with capture_logs() as logs:
        assert await room.show(flow(), NOBODY_DRAWS) == Done()
    (seen,) = town.seen(ANNA)
    assert (seen.media, seen.text.splitlines()[0]) == ("", SORRY)
    assert "Работает робот: 0" in seen.text
    assert [it["log_level"] for it in logs if it["event"] == "a picture was not drawn"] == ["error"]


async def test_x_37_all_figures_come_as_text_when_nothing_can_be_drawn(room: Room, town: Town) -> None:
    await room.show(stats(), NOBODY_DRAWS)
    (seen,) = town.seen(OLGA)
    assert seen.text.startswith(SORRY)
    assert "принято — 0" in seen.text


async def test_text_and_picture_take_each_others_place(room: Room, town: Town) -> None:
    studio = Studio()
    await room.show(stats(view=View.TEXT), studio)
    (text,) = town.seen(OLGA)
    await room.show(stats(anew=False), studio)
    (picture,) = town.seen(OLGA)
    assert (text.media, picture.media, picture.message_id) == ("", "photo", text.message_id)
    await room.show(stats(view=View.TEXT, anew=False), studio)
    (again,) = town.seen(OLGA)
    assert (again.media, again.message_id > picture.message_id) == ("", True)


async def test_a_picture_that_telegram_does_not_take_comes_as_text(room: Room, town: Town) -> None:
    town.control.fail("sendPhoto", 400, "Bad Request: PHOTO_SAVE_FILE_INVALID")
    await room.show(flow(), Studio(command=("echo", "no picture at all")))
    (seen,) = town.seen(ANNA)
    assert seen.text.startswith(SORRY)


async def test_x_37_rights_are_looked_up_once_more_before_figures_leave(room: Room, town: Town) -> None:
    text = stats(ANNA, View.TEXT)
    assert await room.show(text, NOBODY_DRAWS) == Done("they may not see it any more")
    await room.name(ANNA, Role.ADMIN.value)
    assert await room.show(text, NOBODY_DRAWS) == Done()
    assert "принято" in town.seen(ANNA)[0].text
    await room.name(ANNA, DISMISSED)
    assert await room.show(stats(ANNA, View.TEXT, own=True), NOBODY_DRAWS) == Done("they may not see it any more")


async def test_a_closed_chat_is_no_failure(room: Room) -> None:
    outcome = await room.show(flow(BORIS), NOBODY_DRAWS)
    assert isinstance(outcome, Done) and outcome.note.startswith("the chat is closed")


async def test_a_pause_is_kept_and_the_picture_comes_after_it(room: Room, town: Town) -> None:
    town.control.fail("sendMessage", 429, "Too Many Requests: retry after 40", retry_after=40)
    before = room.clock.now()
    outcome = await room.show(flow(), NOBODY_DRAWS)
    assert isinstance(outcome, Again)
    assert timedelta(seconds=38) < outcome.at - before < timedelta(seconds=45)


async def test_a_lost_answer_makes_no_second_picture(room: Room, town: Town) -> None:
    await room.show(flow(), NOBODY_DRAWS)
    town.fake.faults.add(Fault("accept_drop", match="editMessageText"))
    await room.store.write(lambda books: books.cards.hang(FLOW, ANNA, room.clock.now(), shown="other"))
    with pytest.raises(Exception, match="cannot be reached"):
        await room.show(flow(anew=False), NOBODY_DRAWS)
    await room.show(flow(), NOBODY_DRAWS, tries=1)
    assert len(town.seen(ANNA)) == 1


def test_what_is_asked_for_twice_is_owed_once() -> None:
    now = SystemClock().now()
    one, other = picture_job(flow(), now), picture_job(flow(anew=False), now)
    assert one.key == other.key != picture_job(flow(OLGA), now).key
    assert one.line == picture_job(stats(), now).line


async def test_s0_58_each_topic_has_a_picture_of_its_own(room: Room, town: Town) -> None:
    town.group.is_forum = True
    asked = town.control.add_topic(OLGA, GROUP, "Лиды")
    overviews = Wish(FLOW, GROUP, None, "ru", anew=True, topic=Topic.OVERVIEWS)
    for wish in (overviews, Wish(FLOW, GROUP, asked.id, "ru", anew=True), overviews):
        await room.show(wish, NOBODY_DRAWS)
    shown = [town.group.topics[it.thread_id].name for it in town.seen() if SORRY in it.text]
    assert shown == ["Лиды", "Сводки"]


async def test_a_group_without_topics_gets_no_overview_that_nobody_asked_for(room: Room, town: Town) -> None:
    outcome = await room.show(Wish(FLOW, GROUP, None, "ru", anew=True, topic=Topic.OVERVIEWS), NOBODY_DRAWS)
    assert outcome == Done("the group has no topics")
    assert town.seen() == []

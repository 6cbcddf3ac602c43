"""A whole number is only put into a message whose id is known: what nobody knows the id of has none (N-04)."""

import asyncio
from urllib.parse import unquote_plus

import pytest

from desk.leads.books import Lane, NewJob
from desk.leads.events import Claimed, Released
from desk.leads.model import Person
from desk.leads.work import REMIND, TELL_NUMBER
from sandbox.kit.faults import Fault, Faults, Kind
from sandbox.telegram.view import Seen
from tests.bot.telegram_room import ANNA, FULL, OLGA, PHONE, Room, Town

SELLER = Person(ANNA, "Анна Котова")
COMING, HIDDEN = "Номер сейчас придёт", "номер снова скрыт"
NAME = "Мария Иванова"


async def taken(room: Room, town: Town) -> int:
    """The group's card hangs, and the number is about to be told."""
    lead_id = await room.order()
    await town.see_card(lead_id)
    await room.tell(lead_id, Claimed(SELLER))
    return lead_id


def goes_wrong(town: Town, do: Kind, match: str, chat: int = ANNA, **more: int) -> None:
    town.fake.chat_faults.setdefault(chat, Faults()).add(Fault(do, match, **more))


async def hasten(room: Room, town: Town) -> None:
    """Once something waits for its next try, it comes."""
    await town.see(lambda: said(town, COMING))
    for _ in range(100):
        waiting = await room.store.read(lambda books: books.jobs.listed(("waiting",)))
        if any(it.error for it in waiting):
            break
        await asyncio.sleep(0.02)
    await room.store.write(lambda books: books.jobs.hasten("chat", room.clock.now()))


def said(town: Town, words: str, chat: int = ANNA) -> list[Seen]:
    return [it for it in town.seen(chat) if it.from_bot and words in it.text]


def sent(town: Town) -> list[str]:
    return [unquote_plus(it.data["body"]) for it in town.calls("sendMessage")]


async def put(room: Room, kind: str, lead_id: int) -> None:
    job = NewJob(kind, Lane.CHAT, f"again:{kind}", room.clock.now(), "", lead_id=lead_id, data={"subject": ANNA})
    await room.store.write(lambda books: books.jobs.put(job))


async def test_n_04_no_new_message_has_a_number_on_it(room: Room, town: Town) -> None:
    lead_id = await taken(room, town)
    await town.see(lambda: said(town, FULL))
    town.control.say(town.anna, ANNA, f"/lead {lead_id}")
    await town.see(lambda: len(said(town, FULL)) == 2)
    await put(room, REMIND, lead_id)
    await town.see(lambda: [it for it in said(town, "Лид ждёт вас") if NAME in it.text])
    assert len(said(town, f"#{lead_id} ")) == 3
    assert not [it for it in sent(town) if FULL in it or PHONE in it or NAME in it]


async def test_n_04_f_09_a_message_whose_answer_was_lost_never_had_the_number(room: Room, town: Town) -> None:
    goes_wrong(town, "accept_drop", "sendMessage")
    lead_id = await taken(room, town)
    await hasten(room, town)
    await town.see(lambda: said(town, FULL))
    (lost,) = said(town, COMING)
    await room.tell(lead_id, Released(SELLER))
    await town.see(lambda: said(town, HIDDEN))
    assert said(town, FULL) == []
    assert [it.message_id for it in said(town, COMING)] == [lost.message_id]


@pytest.mark.parametrize("do", ["status", "accept_drop", "drop"])
async def test_n_04_what_was_not_put_in_is_put_into_the_same_message(room: Room, town: Town, do: Kind) -> None:
    goes_wrong(town, do, "editMessageText")
    lead_id = await taken(room, town)
    await town.see(lambda: said(town, FULL))
    assert len(said(town, f"#{lead_id} ")) == 1


async def test_n_04_who_gives_it_back_while_the_number_is_under_way_does_not_keep_it(room: Room, town: Town) -> None:
    lead_id = await taken(room, town)
    await town.see(lambda: said(town, COMING))
    await room.tell(lead_id, Released(SELLER))
    await town.see(lambda: said(town, HIDDEN))
    await asyncio.sleep(0.5)
    assert said(town, FULL) == []


async def test_n_04_a_number_told_anew_leaves_none_where_it_stood_though_that_cannot_be_deleted(
    room: Room, town: Town
) -> None:
    lead_id = await taken(room, town)
    await town.see(lambda: said(town, FULL))
    body = '{"ok": false, "error_code": 400, "description": "Bad Request: message can\'t be deleted for everyone"}'
    refusal = Fault("status", "deleteMessage", status=400, body=body, content_type="application/json")
    town.fake.chat_faults[ANNA] = Faults()
    town.fake.chat_faults[ANNA].add(refusal)
    await put(room, TELL_NUMBER, lead_id)
    await town.see(lambda: len(said(town, f"#{lead_id} ")) == 2 and said(town, FULL))
    first, second = said(town, f"#{lead_id} ")
    assert (COMING in first.text, FULL in second.text) == (True, True)


async def test_n_04_a_copy_whose_answer_was_lost_shows_no_number_and_is_sent_once_more(room: Room, town: Town) -> None:
    lead_id = await taken(room, town)
    await town.see(lambda: said(town, FULL))
    goes_wrong(town, "accept_drop", "sendMessage")
    town.control.say(town.anna, ANNA, f"/lead {lead_id}")
    await town.see(
        lambda: len([it for it in said(town, "в работе: Анна К.") if FULL in it.text and it.buttons[1:]]) == 2
    )
    (lost,) = [it for it in said(town, f"#{lead_id} ") if FULL not in it.text]
    await room.tell(lead_id, Released(SELLER))
    await town.see(lambda: not said(town, FULL))
    assert lost.message_id in [it.message_id for it in said(town, "в работе")], "nobody knows of it"
    press = town.control.press(town.anna, ANNA, lost.message_id, "Продано")
    assert "устарела" in (await press.wait_answer()).text
    await town.see(lambda: lost.message_id not in [it.message_id for it in town.seen(ANNA)])


async def test_n_04_a_change_whose_answer_was_lost_is_changed_back(room: Room, town: Town) -> None:
    """What hangs there may show the number, though it is not known to."""
    lead_id = await room.order()
    await town.see_card(lead_id)
    town.control.say(town.olga, OLGA, f"/lead {lead_id}")
    town.control.say(town.anna, ANNA, f"/lead {lead_id}")
    await town.see(lambda: said(town, "нужен человек") or said(town, f"#{lead_id} "))
    goes_wrong(town, "accept_drop", "editMessageText", times=1)
    await room.tell(lead_id, Claimed(SELLER))
    await town.see(lambda: [it for it in said(town, FULL) if "в работе" in it.text])
    await room.tell(lead_id, Released(SELLER))
    await town.see(lambda: not said(town, FULL))

"""The trouble desk: what was given up is read by sellers, tried again or dropped by admins (X-06, X-08)."""

import asyncio
import itertools

import pytest

from desk.leads.books import Lane, NewJob
from desk.leads.events import CallAsked, CallRefused, Claimed
from desk.leads.model import LeadStatus, Person
from desk.leads.work import PLACE_CALL, SEND_SMS
from desk.model import Consent
from sandbox.telegram.view import Seen, SeenButton
from storage.jobs import WAITING, Job
from tests.bot.telegram_room import ANNA, BORIS, OLGA, Room, Town
from tests.handlers.telegram.test_commands import ask

NOBODYS_LANE = Lane.SMS  # the room's worker does not serve it: what waits there can be looked at


async def give_up(
    room: Room, key: str, error: str = "no money", lead_id: int | None = None, kind: str = SEND_SMS
) -> int:
    """A job on the dead-letter list; its number."""
    now = room.clock.now()

    def work(books) -> int:  # type: ignore[no-untyped-def]
        books.jobs.put(NewJob(kind, NOBODYS_LANE, key, now, "owed", lead_id=lead_id))
        (job,) = [it for it in books.jobs.listed((WAITING,), 1000) if it.key == key]
        books.jobs.fail(job.id, error, 12)
        return int(job.id)

    return await room.store.write(work)


async def waiting(room: Room) -> list[Job]:
    jobs = await room.store.read(lambda books: books.jobs.listed((WAITING,), 1000))
    return [it for it in jobs if it.lane == NOBODYS_LANE.value]


def key(seen: Seen, word: str) -> SeenButton:
    return next(it for it in seen.buttons if word in it.text)


async def press(town: Town, person: int, seen: Seen, data: str) -> str:
    answer = await town.control.press(person, person, seen.message_id, data, stale=True).wait_answer()
    return str(answer.text)


async def now_shown(town: Town, seen: Seen, words: str, chat: int = OLGA) -> Seen:
    """The very same message, once it says ``words``."""

    def look() -> Seen | None:
        same = next(it for it in town.seen(chat) if it.message_id == seen.message_id)
        return same if words in same.text else None

    found: Seen = await town.see(look)
    return found


async def test_x_08_what_was_given_up_is_read_by_kind_and_cause(room: Room, town: Town) -> None:
    lead_id = await room.order()
    for number in range(12):
        await give_up(room, f"sms:{number}", f"429: retry after {number} s", lead_id if number == 11 else None)
    await give_up(room, "crm:1", "token=abc123def456ghi789 is dead", kind="lead.show_crm")
    page = await ask(town, OLGA, "/failed")
    lines = page.text.splitlines()
    assert lines[0] == "Не удалось: 13"
    assert lines[2].startswith("⚠️ запись состояния в CRM · ")
    assert "abc123" not in page.text
    assert lines[5].startswith("⚠️ отправка SMS · ")
    assert lines[5].endswith("· 12")
    assert f"#{lead_id}" in lines[6]
    assert len([it for it in page.buttons if "Ещё раз" in it.text]) == 10
    await press(town, OLGA, page, key(page, "›").data)
    second = await town.see(lambda: next((it for it in town.seen(OLGA) if key_or_none(it, "‹")), None))
    assert second.message_id == page.message_id
    assert len([it for it in second.buttons if "Ещё раз" in it.text]) == 3


def key_or_none(seen: Seen, word: str) -> SeenButton | None:
    return next((it for it in seen.buttons if word in it.text), None)


async def test_x_08_one_is_tried_again_and_one_is_dropped_in_the_same_message(room: Room, town: Town) -> None:
    first, second = await give_up(room, "sms:1"), await give_up(room, "sms:2")
    page = await ask(town, OLGA, "/failed")
    assert "сейчас" in await press(town, OLGA, page, f"r1:jr:{first}.0")
    page = await now_shown(town, page, "Не удалось: 1")
    assert await press(town, OLGA, page, f"r1:jd:{second}.0") == "Убрано."
    await now_shown(town, page, "Неудач нет")
    assert [it.id for it in await waiting(room)] == [first]
    noted = [(it.what, it.subject, it.data["job"]) for it in await room.see_acts(2)]
    assert noted == [("job_retry", SEND_SMS, first), ("job_drop", SEND_SMS, second)]
    assert "уже повторено" in await press(town, OLGA, page, f"r1:jd:{second}.0")
    assert (await room.see_acts(1, "refused"))[0].data == {"reason": "state"}


async def test_x_08_all_are_tried_again_gently_and_it_is_said_how_long_that_takes(room: Room, town: Town) -> None:
    for number in range(31):
        await give_up(room, f"sms:{number}")
    page = await ask(town, OLGA, "/failed")
    told = await press(town, OLGA, page, key(page, "не спеша").data)
    assert "31 задание" in told
    assert "1 мин" in told.replace("\u00a0", " ")
    moments = [it.run_at for it in await waiting(room)]
    assert {round((later - sooner).total_seconds()) for sooner, later in itertools.pairwise(moments)} == {2}
    assert "уже повторено" in await press(town, OLGA, page, "r1:ja:")
    assert [it.what for it in await room.see_acts(2)] == ["jobs_retry", "refused"]
    assert "Повторить все" in (await ask(town, OLGA, "/audit")).text


async def test_x_08_all_are_dropped_after_a_question_about_this_very_list(room: Room, town: Town) -> None:
    await give_up(room, "sms:1")
    page = await ask(town, OLGA, "/failed")
    await press(town, OLGA, page, key(page, "Убрать все").data)
    question = await now_shown(town, page, "Убрать 1 задание?")
    sure, back = key(question, "Да, убрать"), key(question, "К списку")
    await press(town, OLGA, page, back.data)
    await now_shown(town, page, "Не удалось: 1")
    await give_up(room, "sms:2")
    assert "список изменился" in (await press(town, OLGA, page, sure.data)).lower()
    assert await room.store.read(lambda books: books.dead.count()) == 2
    page = await now_shown(town, page, "Не удалось: 2")
    await press(town, OLGA, page, key(page, "Убрать все").data)
    question = await now_shown(town, page, "Убрать все 2 задания?")
    await press(town, OLGA, page, key(question, "Да, убрать").data)
    await now_shown(town, page, "Неудач нет")
    assert await room.store.read(lambda books: books.dead.count()) == 0


async def test_x_08_sellers_look_and_admins_act(room: Room, town: Town) -> None:
    job_id = await give_up(room, "sms:1")
    page = await ask(town, ANNA, "/failed")
    assert "Не удалось: 1" in page.text
    assert key_or_none(page, "Ещё раз") is None
    for data in (f"r1:jr:{job_id}.0", f"r1:jd:{job_id}.0", "r1:ja:", "r1:jx:", "r1:jy:abc"):
        assert "админ" in await press(town, ANNA, page, data)
    assert await room.store.read(lambda books: books.dead.count()) == 1
    refused = await room.see_acts(5, "refused")
    assert {(it.who_id, it.data["reason"]) for it in refused} == {(ANNA, "role")}
    assert {it.subject for it in refused} == {"job_retry", "job_drop", "jobs_retry", "jobs_drop", "jobs_drop_sure"}


@pytest.mark.parametrize("data", ["r1:jr:", "r1:jr:x.0", "r1:jr:999999.9", "r1:jl:-1", "r1:jl:²", "r1:jd:1.1.1"])
async def test_x_57_a_made_up_number_of_a_job_is_answered(room: Room, town: Town, data: str) -> None:
    await give_up(room, "sms:1")
    page = await ask(town, OLGA, "/failed")
    assert await press(town, OLGA, page, data)
    assert await room.store.read(lambda books: books.dead.count()) == 1


async def test_x_06_a_wrong_number_is_corrected_from_the_list(room: Room, town: Town) -> None:
    lead_id = await room.order(phone="8 916 123-45")
    await give_up(room, "sms:1", lead_id=lead_id)
    page = await ask(town, ANNA, "/failed")
    await press(town, ANNA, page, key(page, "Номер").data)
    asked = await town.see(lambda: next((it for it in town.seen(ANNA) if "Ответьте на это" in it.text), None))
    town.control.say(town.anna, ANNA, "8 (916) 123-45-67", reply_to=asked.message_id)
    await town.see(lambda: [it for it in town.seen(ANNA) if it.from_bot and "новый номер" in it.text.lower()])
    assert (await room.lead(lead_id)).phone == "+79161234567"


async def test_x_06_a_lead_whose_call_was_given_up_goes_on_where_it_stopped(room: Room, town: Town) -> None:
    lead_id = await room.order()
    await room.tell(lead_id, CallAsked(1))
    await room.tell(lead_id, CallRefused(1, "telephony is down"))
    assert (await room.lead(lead_id)).status is LeadStatus.MANUAL
    job_id = await give_up(room, f"{PLACE_CALL}:{lead_id}:1", lead_id=lead_id, kind=PLACE_CALL)
    page = await ask(town, OLGA, "/failed")
    await press(town, OLGA, page, f"r1:jr:{job_id}.0")
    await town.see_card(lead_id, "звон")
    for _ in range(100):
        if (await room.lead(lead_id)).status is LeadStatus.CALLING:
            break
        await asyncio.sleep(0.03)
    lead = await room.lead(lead_id)
    assert (lead.status, lead.call and lead.call.number) == (LeadStatus.CALLING, 2)


async def test_x_06_a_lead_that_somebody_has_is_left_to_them(room: Room, town: Town) -> None:
    lead_id = await room.order(consent=Consent(calls=False))
    await room.tell(lead_id, Claimed(Person(BORIS, "Борис")))
    job_id = await give_up(room, f"{PLACE_CALL}:{lead_id}:1", lead_id=lead_id, kind=PLACE_CALL)
    page = await ask(town, OLGA, "/failed")
    await press(town, OLGA, page, f"r1:jr:{job_id}.0")
    assert [it.kind for it in await waiting(room)] == [PLACE_CALL]
    assert (await room.lead(lead_id)).assignee == Person(BORIS, "Борис")


async def test_a_page_asked_for_on_a_leads_card_does_not_take_its_place(room: Room, town: Town) -> None:
    lead_id = await room.order()
    card = await town.see_card(lead_id)
    await give_up(room, "sms:1")
    await town.control.press(ANNA, town.group, card.message_id, "r1:jl:0", stale=True).wait_answer()
    await town.see(lambda: [it for it in town.seen() if "Не удалось: 1" in it.text])
    assert f"#{lead_id}" in next(it.text for it in town.seen() if it.message_id == card.message_id)

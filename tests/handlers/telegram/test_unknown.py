"""The unknown-outcome desk in the chat: one living list, two buttons on the card, a word written down (N-07)."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from desk.leads import events
from desk.leads.model import LeadStatus, Person, Trouble
from desk.leads.records import SmsKind, SmsRecord
from desk.leads.wishes import Word
from desk.ports import CallReport, Disposition, SmsReport, SmsStatus, StartedCall
from desk.staff.shift import UNTIL_BACK, Shift
from sandbox.telegram.view import Seen
from tests.bot.telegram_room import (
    ANNA,
    BORIS,
    FULL,
    GROUP,
    MASKED,
    OLGA,
    Room,
    Town,
    always_open,
    open_room,
    write_settings,
)
from tests.handlers.telegram.test_commands import ask
from tests.handlers.telegram.test_teamwork import meet
from tests.handlers.telegram.test_undo import buttons, tap, whats

LIST = "Никто не знает, ушло ли"


@pytest.fixture
async def room(town: Town, tmp_path: Path, database_url: str) -> AsyncIterator[Room]:
    """Nobody waits long for the result of a call."""
    rules = always_open(result_timeout=timedelta(0), connects=True)
    room = open_room(write_settings(tmp_path, town.fake.url, database_url), rules)
    room.start()
    yield room
    await room.stop()


async def silent(room: Room, town: Town) -> int:
    """A lead whose call brought no result."""
    lead_id = await room.order()
    for fact in (events.CallAsked(1), events.CallStarted(1, StartedCall("s1")), events.TimeCame()):
        await room.tell(lead_id, fact)
    await town.see_card(lead_id, "Никто не знает")
    return lead_id


async def reach(room: Room, lead_id: int) -> None:
    call = (await room.lead(lead_id)).calls[0]
    await room.tell(lead_id, events.CallEnded(1, CallReport(call.token, "s1", Disposition.ANSWERED, "answered")))


async def unheard(room: Room, town: Town) -> int:
    """Anna was being connected with her customer, and nobody reported what came of it."""
    lead_id = await room.order()
    anna = Person(ANNA, "Анна Котова")
    facts = events.CallAsked(1), events.PlanTaken(1, "s1"), events.CallOverdue(1, gave_up=True)
    for fact in (events.Claimed(anna), events.ConnectAsked(anna), *map(events.BridgeHeard, facts)):
        await room.tell(lead_id, fact)
    await town.see_card(lead_id, "Соединение 1: состоялось ли?")
    return lead_id


async def doubtful(room: Room, town: Town) -> tuple[int, str]:
    """A customer who was reached, and of whose message nobody knows."""
    lead_id = await room.order()
    await room.tell(lead_id, events.CallAsked(1))
    await reach(room, lead_id)
    lead = await room.lead(lead_id)
    ref = lead.messages[0].ref
    await room.tell(lead_id, events.SmsAsked(SmsRecord(SmsKind.REACHED, ref, 1, "text", lead.phone)))
    await room.tell(lead_id, events.SmsUnsure(ref, "cut"))
    await room.tell(lead_id, events.SmsLost(ref, "the gateway does not know it either"))
    await town.see_card(lead_id, "Никто не знает")
    return lead_id, ref


def listed(town: Town, chat: int = OLGA) -> list[Seen]:
    return [it for it in town.seen(chat) if it.from_bot and LIST in it.text]


async def test_n_07_the_card_asks_and_offers_no_retry_before_the_answer(room: Room, town: Town) -> None:
    lead_id = await silent(room, town)
    card = await town.see_card(lead_id, "Звонок 1: состоялось ли?")
    assert {"Да, ушло", "Нет, не ушло"} <= set(buttons(card))
    assert "Повторить" not in buttons(card)
    stale = town.control.press(town.anna, town.group, card.message_id, f"r1:rt:{lead_id}", stale=True)
    assert "сначала отметьте" in (await stale.wait_answer()).text
    assert len((await room.lead(lead_id)).calls) == 1


async def test_n_07_it_did_not_lets_a_new_call_be_asked_for(room: Room, town: Town) -> None:
    lead_id = await silent(room, town)
    assert "«Повторить» сделает новый" in await tap(town, town.anna, lead_id, "Нет, не ушло")
    lead = await room.lead(lead_id)
    assert (lead.calls[0].word, lead.trouble, len(lead.calls)) == (Word.NOT, Trouble.CALL_FAILED, 1)
    await tap(town, town.boris, lead_id, "Повторить")
    assert len((await room.lead(lead_id)).calls) == 2
    assert [it.what for it in await room.see_acts(2)] == ["went_not", "retry"]


async def test_n_07_it_went_is_followed_by_the_ordinary_outcomes(room: Room, town: Town) -> None:
    lead_id = await silent(room, town)
    assert "Отметьте, чем он кончился" in await tap(town, town.anna, lead_id, "Да, ушло")
    card = await town.see_card(lead_id, "звонок 1 был")
    assert {"Дозвонились", "Продано", "Отказ"} <= set(buttons(card))
    await tap(town, town.anna, lead_id, "Дозвонились")
    lead = await room.lead(lead_id)
    assert (lead.status, lead.assignee) == (LeadStatus.REACHED, Person(ANNA, "Анна Котова"))


async def test_n_07_a_message_that_did_not_go_is_sent_anew_by_one_more_tap(room: Room, town: Town) -> None:
    lead_id, ref = await doubtful(room, town)
    assert "«Отправить снова»" in await tap(town, town.anna, lead_id, "Нет, не ушло")
    assert len((await room.lead(lead_id)).messages) == 1
    await tap(town, town.anna, lead_id, "Отправить снова")
    first, second = (await room.lead(lead_id)).messages
    assert (first.ref, first.status, second.status) == (ref, SmsStatus.FAILED, None)
    story = await whats(room, lead_id)
    assert story[-2:] == ["sms_not_sent", "sms_repeated"]


async def test_n_07_a_late_report_makes_the_press_come_too_late(room: Room, town: Town) -> None:
    lead_id, ref = await doubtful(room, town)
    card = town.cards(lead_id)[-1]
    data = next(it.data for it in card.buttons if it.text == "Нет, не ушло")
    await room.tell(lead_id, events.SmsReported(ref, SmsReport(ref, "id-1", SmsStatus.DELIVERED)))
    late = town.control.press(town.anna, town.group, card.message_id, data, stale=True)
    assert "уже выяснилось" in (await late.wait_answer()).text
    assert (await room.lead(lead_id)).messages[0].status is SmsStatus.DELIVERED
    (refused,) = await room.see_acts(1, "refused")
    assert (refused.subject, refused.lead_id) == ("went_not", lead_id)


async def test_n_07_a_record_that_comes_after_the_word_wins_visibly(room: Room, town: Town) -> None:
    lead_id, ref = await doubtful(room, town)
    await tap(town, town.anna, lead_id, "Нет, не ушло")
    await room.tell(lead_id, events.SmsReported(ref, SmsReport(ref, "id-1", SmsStatus.DELIVERED)))
    card = await town.see_card(lead_id, "верна запись самого сервиса")
    assert "Отправить снова" not in buttons(card)


async def test_n_07_a_connection_is_asked_about_and_may_be_asked_for_anew(room: Room, town: Town) -> None:
    lead_id = await unheard(room, town)
    (shown,) = await town.see(lambda: listed(town))
    assert "соединение 1" in shown.text
    assert "Анна" in await tap(town, town.boris, lead_id, "Нет, не ушло")
    assert "«Соединить меня» сделает новый" in await tap(town, town.anna, lead_id, "Нет, не ушло")
    card = await town.see_card(lead_id, "соединения, со слов сотрудника, не было")
    assert "Соединить меня" in buttons(card)
    await town.see(lambda: not listed(town))
    (act,) = await room.see_acts(1, "went_not")
    assert (act.subject, act.lead_id) == ("bridge 1", lead_id)


async def test_n_07_whoever_has_the_lead_says_it_or_an_admin(room: Room, town: Town) -> None:
    lead_id = await silent(room, town)
    await tap(town, town.anna, lead_id, "Взять")
    assert "Анна" in await tap(town, town.boris, lead_id, "Да, ушло")
    assert (await room.lead(lead_id)).calls[0].word is None
    await tap(town, town.olga, lead_id, "Да, ушло")
    assert (await room.lead(lead_id)).calls[0].word is Word.WENT


async def test_n_07_who_is_not_on_duty_is_asked_to_leave_it(room: Room, town: Town) -> None:
    await meet(room, BORIS, "Борис")
    now = room.clock.now()
    await room.store.write(lambda books: books.people.set_shift(BORIS, Shift(away_until=UNTIL_BACK), now))
    lead_id = await silent(room, town)
    assert "не на смене" in await tap(town, town.boris, lead_id, "Да, ушло")
    assert (await room.lead(lead_id)).calls[0].word is None


async def test_n_07_one_list_lives_with_admins_and_sellers_on_duty(room: Room, town: Town) -> None:
    await meet(room, ANNA, "Анна Котова")
    first = await silent(room, town)
    await town.see(lambda: listed(town))
    second, _ref = await doubtful(room, town)
    answer = await ask(town, ANNA, "/unknown")
    assert answer.text.index(f"#{first} ") < answer.text.index(f"#{second} "), "the oldest question first"
    assert "1 звонок" in answer.text
    assert "1 сообщение" in answer.text
    assert MASKED in answer.text
    assert FULL not in answer.text
    assert [it.text for it in answer.buttons] == [f"#{first}", f"#{second}"]
    await tap(town, town.anna, first, "Да, ушло")
    await town.see(lambda: [it for it in listed(town, ANNA) if f"#{first} " not in it.text])
    await tap(town, town.anna, second, "Да, ушло")
    await town.see(lambda: not listed(town) and not listed(town, ANNA))
    assert [it for it in town.seen(OLGA) if "О каждом звонке и сообщении известно" in it.text]


async def test_n_07_the_list_in_the_group_is_kept_up_to_date_too(room: Room, town: Town) -> None:
    lead_id = await silent(room, town)
    await ask(town, ANNA, "/unknown", chat=GROUP)
    (shown,) = listed(town, GROUP)
    assert f"#{lead_id} " in shown.text
    await tap(town, town.anna, lead_id, "Нет, не ушло")
    await town.see(lambda: not listed(town, GROUP))


async def test_n_07_without_a_question_the_answer_says_so_and_health_counts(room: Room, town: Town) -> None:
    assert "известно" in (await ask(town, ANNA, "/unknown")).text
    assert "неизвестным" not in (await ask(town, OLGA, "/health")).text
    await silent(room, town)
    assert "1 лид с неизвестным исходом" in (await ask(town, OLGA, "/health")).text

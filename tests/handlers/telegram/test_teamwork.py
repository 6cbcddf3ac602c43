"""Hand over, postpone, note, say why: what sellers do with a lead besides taking it (N-01, X-19, N-04)."""

from datetime import timedelta
from pathlib import Path

from desk.leads.events import Claimed, HandedTo
from desk.leads.model import LeadStatus, Person
from sandbox.telegram.people import User
from sandbox.telegram.view import Seen
from tests.bot.telegram_room import ANNA, BORIS, FULL, GROUP, MASKED, OLGA, ZOE, Room, Town, open_room, write_settings
from tests.handlers.telegram.test_commands import ask
from tests.handlers.telegram.test_presses import fresh

HOLDER = Person(ANNA, "Анна Котова")


async def taken(room: Room, town: Town) -> int:
    """A lead that Anna has, by a press."""
    lead_id, card = await fresh(room, town)
    await town.control.press(town.anna, town.group, card.message_id, "Взять").wait_answer()
    await town.see_card(lead_id, "Анна К.")
    return lead_id


async def press(town: Town, who: User, lead_id: int, button: str) -> str:
    card = await town.see_card(lead_id, "Анна К.")
    return (await town.control.press(who, town.group, card.message_id, button).wait_answer()).text


async def see_question(town: Town, words: str, chat: int = ANNA) -> Seen:
    return await town.see(
        lambda: next((it for it in reversed(town.seen(chat)) if it.from_bot and words in it.text), None)
    )


async def choose(town: Town, who: User, question: Seen, button: str) -> str:
    return (await town.control.press(who, who.id, question.message_id, button).wait_answer()).text


async def meet(room: Room, person: int, name: str, role: str = "seller") -> None:
    now = room.clock.now()

    def work(books) -> None:  # type: ignore[no-untyped-def]
        books.people.meet(person, name, "", now)
        books.people.change(person, now, role=role)

    await room.store.write(work)


async def test_a_lead_is_handed_to_a_colleague_who_gets_the_number_and_the_giver_loses_it(
    room: Room, town: Town
) -> None:
    town.control.open_private(town.boris)
    await meet(room, ANNA, "Анна Котова")
    await meet(room, BORIS, "Борис")
    lead_id = await taken(room, town)
    await see_question(town, FULL)
    assert "личном чате" in await press(town, town.anna, lead_id, "Передать")
    question = await see_question(town, "Кому?")
    assert [it.text for it in question.buttons] == ["Борис"], "nobody hands a lead to themselves"
    assert "Борис" in await choose(town, town.anna, question, "Борис")
    assert (await room.lead(lead_id)).assignee == Person(BORIS, "Борис")
    await see_question(town, FULL, BORIS)
    await town.see(lambda: not [it for it in town.seen(ANNA) if FULL in it.text])
    await town.see(lambda: not [it for it in town.seen(ANNA) if "Кому?" in it.text])


async def test_a_lead_is_not_handed_to_somebody_who_was_sent_away_meanwhile(room: Room, town: Town) -> None:
    await meet(room, ANNA, "Анна Котова")
    await meet(room, BORIS, "Борис")
    lead_id = await taken(room, town)
    await press(town, town.anna, lead_id, "Передать")
    question = await see_question(town, "Кому?")
    await meet(room, BORIS, "Борис", role="dismissed")
    assert "не работает" in await choose(town, town.anna, question, "Борис")
    assert (await room.lead(lead_id)).assignee == HOLDER


async def test_in_a_group_where_members_are_sellers_strangers_are_not_offered(room: Room, town: Town) -> None:
    await meet(room, BORIS, "Борис", role="")
    await meet(room, ZOE, "Зоя", role="")
    lead_id = await taken(room, town)
    await press(town, town.anna, lead_id, "Передать")
    question = await see_question(town, "Кому?")
    assert "Борис" in [it.text for it in question.buttons]
    assert "Зоя" not in [it.text for it in question.buttons]


async def test_n_01_a_lead_is_put_off_by_a_button(room: Room, town: Town) -> None:
    lead_id = await taken(room, town)
    await press(town, town.anna, lead_id, "Отложить")
    question = await see_question(town, "До какого времени?")
    now = room.clock.now()
    await choose(town, town.anna, question, question.buttons[0].text)
    lead = await room.lead(lead_id)
    assert lead.next.at is not None
    assert timedelta(minutes=55) < lead.next.at - now < timedelta(minutes=65)
    await town.see_card(lead_id, "вернётся к лиду")


async def test_n_01_a_lead_is_put_off_by_a_typed_moment_and_nonsense_is_asked_again(room: Room, town: Town) -> None:
    lead_id = await taken(room, town)
    await press(town, town.anna, lead_id, "Отложить")
    question = await see_question(town, "До какого времени?")
    await choose(town, town.anna, question, "Другое время…")
    asked = await see_question(town, "Ответьте на это сообщение временем")
    town.control.say(town.anna, ANNA, "когда-нибудь", reply_to=asked.message_id)
    await see_question(town, "Не понимаю это время")
    town.control.say(town.anna, ANNA, "вчера", reply_to=asked.message_id)
    town.control.say(town.anna, ANNA, "5ч", reply_to=asked.message_id)
    await see_question(town, "напомню")
    lead = await room.lead(lead_id)
    assert lead.next.at is not None
    assert timedelta(hours=4) < lead.next.at - room.clock.now() < timedelta(hours=6)


async def test_x_19_a_note_is_read_by_colleagues_masked_and_survives_a_restart(
    town: Town, tmp_path: Path, database_url: str
) -> None:
    settings = write_settings(tmp_path, town.fake.url, database_url)
    room = open_room(settings)
    room.start()
    lead_id = await taken(room, town)
    await press(town, town.anna, lead_id, "Заметка")
    asked = await see_question(town, "Ответьте на это сообщение заметкой")
    await room.stop()
    town.control.say(town.anna, ANNA, "перезвонить на 8 916 123-45-67", reply_to=asked.message_id)
    again = open_room(settings)
    again.start()
    shown = await town.see_card(lead_id, "перезвонить")
    assert FULL not in shown.text
    assert "123-45-67" not in shown.text
    history = await again.store.read(lambda books: books.leads.history(lead_id))
    assert [it.what for it in history].count("note") == 1
    await again.stop()


async def test_a_lost_lead_is_asked_for_its_reason_and_the_reason_is_told(room: Room, town: Town) -> None:
    lead_id = await taken(room, town)
    await press(town, town.anna, lead_id, "Отказ")
    assert (await room.lead(lead_id)).status is LeadStatus.LOST, "the outcome does not wait for the reason"
    question = await see_question(town, "Почему не вышло?")
    await choose(town, town.anna, question, "дорого")
    assert (await room.lead(lead_id)).outcome_reason == "price"
    await town.see_card(lead_id, "причина — «дорого»")


async def test_a_choice_about_a_lead_that_somebody_else_has_by_now_changes_nothing(room: Room, town: Town) -> None:
    lead_id = await taken(room, town)
    await press(town, town.anna, lead_id, "Отложить")
    question = await see_question(town, "До какого времени?")
    await room.tell(lead_id, HandedTo(Person(BORIS, "Борис"), HOLDER))
    assert "Борис" in await choose(town, town.anna, question, question.buttons[0].text)
    assert (await room.lead(lead_id)).next.at is None
    for data in (f"r1:po:{lead_id}.", f"r1:po:{lead_id}.99999999999999", "r1:po:.5", f"r1:rs:{lead_id}.nonsense"):
        card = await town.see_card(lead_id)
        answer = town.control.press(town.boris, town.group, card.message_id, data, stale=True)
        assert (await answer.wait_answer()).text, data
    assert (await room.lead(lead_id)).assignee == Person(BORIS, "Борис")


async def test_n_04_each_time_a_number_is_shown_is_one_act(room: Room, town: Town) -> None:
    lead_id = await taken(room, town)
    await see_question(town, FULL)

    async def reveals() -> list[tuple[int, int | None]]:
        kept = await room.store.read(lambda books: books.acts.latest(50))
        return [(it.who_id, it.lead_id) for it in kept if it.what == "reveal"]

    assert await reveals() == [(ANNA, lead_id)]
    card = await town.see_card(lead_id, "Анна К.")
    await town.control.press(town.anna, town.group, card.message_id, "Вернуть").wait_answer()
    await see_question(town, "номер снова скрыт")
    assert not [it for it in town.seen(ANNA) if FULL in it.text]
    assert [it for it in town.seen(GROUP) if MASKED in it.text]
    await room.tell(lead_id, Claimed(HOLDER))
    await town.see(lambda: [it for it in town.seen(ANNA) if FULL in it.text])
    assert await reveals() == [(ANNA, lead_id)] * 2
    await ask(town, ANNA, f"/lead {lead_id}")
    assert await reveals() == [(ANNA, lead_id)] * 3, "a card with the whole number is one, too"
    await ask(town, OLGA, f"/lead {lead_id}", chat=GROUP)
    assert len(await reveals()) == 3, "in the group nobody sees it"

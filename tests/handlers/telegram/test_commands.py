"""Commands of sellers and admins, in the language of whoever asks (D-01, D-10)."""

import asyncio

import pytest

from desk.leads.events import Claimed
from desk.leads.model import Person
from desk.model import Consent, Customer
from sandbox.telegram.view import Seen
from tests.bot.telegram_room import ANNA, BORIS, FULL, MASKED, OLGA, PHONE, ZOE, Room, Town

SELLER = Person(ANNA, "Анна Котова")


async def ask(town: Town, user: int, text: str, chat: int | None = None) -> Seen:
    """What the bot says to it, there."""
    place = chat or user
    before = len(town.seen(place))
    town.control.say(user, place, text)
    return await town.see(lambda: next((it for it in town.seen(place)[before:] if it.from_bot), None))


async def test_start_greets_and_offers_the_menu_of_the_role(room: Room, town: Town) -> None:
    assert "Часы" in (await ask(town, OLGA, "/start")).text
    await town.see(lambda: "pause" in {it["command"] for it in town.control.menu(OLGA, OLGA)})
    await ask(town, ANNA, "/start")
    await town.see(lambda: {it["command"] for it in town.control.menu(ANNA, ANNA)} >= {"leads", "lead", "find"})
    assert "pause" not in {it["command"] for it in town.control.menu(ANNA, ANNA)}


async def test_strangers_are_politely_refused(room: Room, town: Town) -> None:
    town.control.open_private(ZOE)
    await room.order()
    for command in ("/start", "/leads", "/find Мария", "/pause", "/help"):
        answer = await ask(town, ZOE, command)
        assert answer.text, command
        assert "Мария" not in answer.text


async def test_d_10_leads_and_lead_and_find(room: Room, town: Town) -> None:
    lead_id = await room.order()
    await town.see_card(lead_id)
    listed = await ask(town, ANNA, "/leads")
    assert f"#{lead_id}" in listed.text
    assert MASKED in listed.text
    assert f"#{lead_id}" in (await ask(town, ANNA, "/find Мария")).text
    assert f"#{lead_id}" in (await ask(town, ANNA, "4567")).text
    card = await ask(town, ANNA, f"/lead {lead_id}")
    assert MASKED in card.text
    assert card.buttons[0].text == "Взять"


async def test_d_10_a_lead_is_found_by_number_phone_tail_name_and_order(room: Room, town: Town) -> None:
    wanted = await room.receive("ORDER-77/a", Customer(name="Мария Иванова", phone=PHONE))
    other = await room.receive("ORDER-78", Customer(name="Пётр Сидоров", phone="+79031112233"))
    for words in (str(wanted), f"#{wanted}", "4567", "8 (916) 123-45-67", "иванов", "order-77/A"):
        found = (await ask(town, ANNA, f"/find {words}")).text
        assert f"#{wanted}" in found, words
        assert f"#{other}" not in found, words
        assert "123-45-67" not in found.partition("\n")[2], words  # numbers stay masked
    assert f"#{wanted}" not in (await ask(town, ANNA, "/find Кузнецова")).text


async def test_d_10_a_lead_is_shown_by_its_number_however_it_is_written(room: Room, town: Town) -> None:
    lead_id = await room.order()
    for words in (str(lead_id), f"#{lead_id}", f"№{lead_id}"):
        assert f"#{lead_id} " in (await ask(town, ANNA, f"/lead {words}")).text
    assert "1042" in (await ask(town, ANNA, "/lead семнадцать")).text  # an example
    assert "999" in (await ask(town, ANNA, "/lead 999")).text


async def test_a_private_copy_lives_and_shows_the_number_to_its_owner_only(room: Room, town: Town) -> None:
    lead_id = await room.order()
    await town.see_card(lead_id)
    await ask(town, ANNA, f"/lead {lead_id}")
    await ask(town, OLGA, f"/lead {lead_id}")
    await town.see(lambda: any(FULL in it.text for it in town.seen(OLGA)))
    await room.tell(lead_id, Claimed(SELLER))
    await town.see(lambda: any(FULL in it.text for it in town.seen(ANNA)))
    await town.see_card(lead_id, "Анна К.", OLGA)
    assert FULL not in (await town.see_card(lead_id, "Анна К.")).text


async def test_a_newer_copy_takes_the_place_of_the_older_one(room: Room, town: Town) -> None:
    lead_id = await room.order()
    await town.see_card(lead_id)
    await ask(town, ANNA, f"/lead {lead_id}")
    await ask(town, ANNA, f"/lead {lead_id}")
    await town.see(lambda: len(town.cards(lead_id, ANNA)) == 1)


@pytest.mark.parametrize("text", ["/lead", "/lead seventeen", "/lead 999999", "/lead 99999999999999999999", "/find"])
async def test_what_is_not_understood_is_explained(room: Room, town: Town, text: str) -> None:
    assert (await ask(town, ANNA, text)).text


async def test_s0_05_d_01_errors_and_health_tell_what_is_wrong(room: Room, town: Town) -> None:
    lead_id = await room.order(consent=Consent(calls=False))
    await town.see_card(lead_id)
    assert f"#{lead_id}" in (await ask(town, ANNA, "/errors")).text
    assert (await ask(town, OLGA, "/health")).text


async def test_admins_pause_and_resume_and_sellers_do_not(room: Room, town: Town) -> None:
    await ask(town, ANNA, "/pause calls")
    assert room.switches.off == {}
    assert "звонки" in (await ask(town, OLGA, "/pause calls")).text
    assert room.switches.off == {"calls": "Ольга"}
    await ask(town, OLGA, "/pause weather")
    assert room.switches.off == {"calls": "Ольга"}
    await ask(town, OLGA, "/resume")
    assert room.switches.off == {}


async def test_as_soon_as_sellers_are_named_only_they_are_sellers(room: Room, town: Town) -> None:
    said = town.control.say(town.anna, town.group, "Всем привет")
    town.control.say(town.olga, town.group, "/sellers add", reply_to=said.id)
    await town.see(lambda: [it for it in town.seen() if it.from_bot and "Анна" in it.text])
    town.control.open_private(BORIS)
    assert "Лид" not in (await ask(town, BORIS, "/leads")).text
    assert "Анна" in (await ask(town, OLGA, "/sellers")).text
    await ask(town, OLGA, f"/sellers add {BORIS}")
    await ask(town, OLGA, f"/sellers remove {ANNA}")
    lead_id = await room.order()
    card = await town.see_card(lead_id)
    await town.control.press(town.anna, town.group, card.message_id, "Взять").wait_answer()
    assert (await room.lead(lead_id)).assignee is None
    await town.control.press(town.boris, town.group, card.message_id, "Взять").wait_answer()
    assert (await room.lead(lead_id)).assignee == Person(BORIS, "Борис")


async def test_people_are_answered_in_their_own_language(room: Room, town: Town) -> None:
    town.boris.language_code = "en"
    town.control.open_private(BORIS)
    assert "Commands" in (await ask(town, BORIS, "/help")).text
    assert "Команды" in (await ask(town, ANNA, "/help")).text


async def test_who_blocks_the_bot_is_known_to_be_out_of_reach(room: Room, town: Town) -> None:
    await ask(town, ANNA, "/help")
    town.control.block_bot(ANNA)

    async def reachable() -> bool | None:
        known = await room.store.read(lambda books: books.people.find(ANNA))
        return known.reachable if known else None

    for _ in range(100):
        if await reachable() is False:
            break
        await asyncio.sleep(0.03)
    assert await reachable() is False


async def test_a_crowd_of_commands_of_one_chat_is_answered_in_order(room: Room, town: Town) -> None:
    numbers = ["771", "772", "773"]
    for number in numbers:
        town.control.say(ANNA, ANNA, f"/lead {number}")
    await town.see(lambda: len([it for it in town.seen(ANNA) if it.from_bot]) == 3)
    answers = [it.text for it in town.seen(ANNA) if it.from_bot]
    assert [number for text in answers for number in numbers if number in text] == numbers

"""Who works here: roles, what goes with them, and what is written down of it (X-39)."""

from desk.leads.model import Person
from storage.acts import Act
from tests.bot.telegram_room import ANNA, BORIS, OLGA, ZOE, Room, Town
from tests.handlers.telegram.test_commands import ask
from tests.handlers.telegram.test_undo import buttons


async def acts(room: Room) -> list[Act]:
    """What people did; what they were shown has a test of its own."""
    kept = await room.store.read(lambda books: books.acts.latest(50))
    return [it for it in reversed(kept) if it.what != "reveal"]


async def claim(room: Room, town: Town, lead_id: int, person: int = ANNA) -> str:
    card = await town.see(lambda: next((it for it in town.cards(lead_id) if "Взять" in buttons(it)), None))
    return (await town.control.press(person, town.group, card.message_id, "Взять").wait_answer()).text


async def test_x_39_every_act_is_written_down_and_read_by_admins(room: Room, town: Town) -> None:
    lead_id = await room.order()
    await claim(room, town, lead_id)
    await ask(town, OLGA, f"/sellers add {BORIS} viewer")
    await ask(town, OLGA, "/pause sms")
    kept = [(it.who_id, it.what, it.lead_id, it.data.get("role")) for it in await acts(room)]
    assert kept == [
        (ANNA, "claim", lead_id, None),
        (OLGA, "appoint", None, "viewer"),
        (OLGA, "pause", None, None),
    ]
    assert f"#{lead_id}" in (await ask(town, OLGA, "/audit")).text
    about = (await ask(town, OLGA, f"/audit {lead_id}")).text
    assert "Анна" in about
    assert "наблюдатель" not in about
    assert f"#{lead_id}" in (await ask(town, OLGA, "/audit @anna")).text
    assert "Анна" not in (await ask(town, ANNA, "/audit")).text


async def test_x_39_nobody_grants_what_they_do_not_hold(room: Room, town: Town) -> None:
    for person in (BORIS, ZOE):
        town.control.open_private(person)
    await ask(town, OLGA, f"/sellers add {BORIS} admin")
    refused = (await ask(town, BORIS, f"/sellers add {ZOE} owner")).text
    assert "владел" in refused
    assert "Зоя" not in (await ask(town, BORIS, "/sellers")).text
    assert "владел" in (await ask(town, BORIS, f"/sellers remove {OLGA}")).text
    assert "Ольга — владелец" in (await ask(town, OLGA, "/sellers")).text


async def test_x_39_who_is_sent_away_is_out_at_once_and_their_leads_are_free(room: Room, town: Town) -> None:
    """Also where everybody in the group is a seller."""
    lead_id = await room.order()
    await claim(room, town, lead_id)
    assert (await room.lead(lead_id)).assignee == Person(ANNA, "Анна Котова")
    await ask(town, OLGA, f"/sellers remove {ANNA}")
    assert (await room.lead(lead_id)).assignee is None
    await claim(room, town, lead_id)
    assert (await room.lead(lead_id)).assignee is None
    await room.see_acts(4)  # the number was shown as well
    assert [it.what for it in await acts(room)] == ["claim", "dismiss", "refused"]


async def test_a_viewer_looks_on_and_changes_nothing(room: Room, town: Town) -> None:
    lead_id = await room.order()
    await ask(town, OLGA, f"/sellers add {ANNA} viewer")
    assert f"#{lead_id}" in (await ask(town, ANNA, "/leads")).text
    assert "наблюдатель" in (await claim(room, town, lead_id))
    assert (await room.lead(lead_id)).assignee is None
    assert "/mine" not in (await ask(town, ANNA, "/help")).text

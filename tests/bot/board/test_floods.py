"""More leads than Telegram lets into a group: one digest names them all, cards follow."""

import re

from tests.bot.telegram_room import Room, Town


def named(text: str) -> set[int]:
    """The leads that a digest names: ``#7`` and ``#3-#9``."""
    found: set[int] = set()
    for first, _, last in re.findall(r"#(\d+)(-#(\d+))?", text):
        found |= set(range(int(first), int(last or first) + 1))
    return found


async def test_d_02_in_a_flood_every_lead_is_named_soon_and_nothing_is_refused(room: Room, town: Town) -> None:
    leads = await room.orders(60)

    def told() -> set[int]:
        return {lead for it in town.seen() if it.from_bot for lead in named(it.text)}

    await town.see(lambda: set(leads) <= told(), seconds=12)
    assert len(town.seen()) <= 20
    assert town.refused(429) == []


async def test_a_few_leads_are_cards_without_a_digest(room: Room, town: Town) -> None:
    leads = await room.orders(3)
    for lead_id in leads:
        await town.see_card(lead_id)
    assert len(town.seen()) == 3


async def test_a_lead_of_a_digest_is_opened_by_its_button(room: Room, town: Town) -> None:
    await room.orders(40)
    digest = await town.see(lambda: next((it for it in town.seen() if "-#" in it.text), None))
    button = next(it for it in digest.buttons if it.data)
    press = town.control.press(town.anna, town.group, digest.message_id, button.text)
    await press.wait_answer()
    await town.see_card(int(button.text.lstrip("#")), chat=town.anna.id)

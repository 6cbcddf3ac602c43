"""Buttons that show something or ask for something, and change no lead by themselves."""

from collections.abc import Awaitable, Callable, Mapping

from bot.cards.card import Action
from handlers.telegram import overviews, phrases
from handlers.telegram.desk import Spot
from handlers.telegram.pressing import Pressed

LONGEST_ANSWER = 200


async def tell_why(it: Pressed) -> None:
    """The latest causes at once; the whole story in the private chat when it is longer (S0-20)."""
    page = await it.pages.why(it.lead_id, it.language)
    short = _latest(page.plain)
    await it.answer(short, alert=True)
    if short != page.plain:
        await it.voice.say(it.private, page)


async def tell_raw(it: Pressed) -> None:
    """What the shop's site sent, for admins, privately (S0-20)."""
    if not it.guest.admin:
        await it.answer(phrases.say(it.language, phrases.ADMINS_ONLY), alert=True)
        return
    cards = await it.pages.raw(it.lead_id, it.language)
    await it.answer()
    for card in cards:
        await it.voice.say(it.private, card)


async def open_card(it: Pressed) -> None:
    """Here, when it is the presser's own chat; otherwise there, so that a group is not filled with copies."""
    lead = await it.desk.lead(it.lead_id)
    if it.spot.private:
        await it.answer()
        await it.voice.open(lead.id, it.spot)
        return
    if await it.voice.open(lead.id, it.private):
        await it.answer(phrases.say(it.language, phrases.SENT_PRIVATELY))
        return
    await it.answer()
    await it.voice.open(lead.id, it.spot)


async def ask_number(it: Pressed) -> None:
    """Privately if that is possible: the answer is a whole number."""
    lead = await it.desk.lead(it.lead_id)
    question = phrases.note(it.language, phrases.WHICH_NUMBER, number=lead.id)
    if not it.spot.private and await _ask(it, lead.id, it.private):
        await it.answer(phrases.say(it.language, phrases.ASKED_PRIVATELY))
        return
    await it.answer()
    asked = await it.voice.ask(it.spot, question)
    if asked:
        await it.desk.remember_prompt(lead.id, Spot(it.spot.chat_id, it.spot.thread_id, asked))


async def check(it: Pressed) -> None:
    """Ask a neighbour again; answering first would hide what it says, and the answer is worth a moment."""
    health = await it.desk.probe(it.asked.subject)
    told = phrases.WORKS if health.ok else phrases.STILL_BROKEN
    await it.answer(phrases.say(it.language, told, reason=health.detail), alert=True)


async def _ask(it: Pressed, lead_id: int, spot: Spot) -> bool:
    asked = await it.voice.ask(spot, phrases.note(it.language, phrases.WHICH_NUMBER, number=lead_id))
    if asked:
        await it.desk.remember_prompt(lead_id, Spot(spot.chat_id, None, asked))
    return bool(asked)


def _latest(text: str) -> str:
    """As many of the last lines as fit into an answer, after the title."""
    lines = text.splitlines()
    while len(lines) > 1 and len("\n".join(lines)) > LONGEST_ANSWER:
        lines.pop(1 if len(lines) > 2 else 0)
    return "\n".join(lines)[:LONGEST_ANSWER]


SHOWS: Mapping[Action, Callable[[Pressed], Awaitable[None]]] = {
    Action.WHY: tell_why,
    Action.RAW: tell_raw,
    Action.OPEN: open_card,
    Action.CORRECT_NUMBER: ask_number,
    Action.MENDED: check,
    Action.BOARD: overviews.turn_to_board,
    Action.SHELF: overviews.turn_page,
    Action.FLOW: overviews.show_flow_here,
    Action.STATS: overviews.show_stats_here,
}

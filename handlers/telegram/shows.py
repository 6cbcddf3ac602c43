"""Buttons that show something or ask for something, and change no lead by themselves."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace

from bot.cards.card import Action
from bot.cards.fellow import cancel_rows
from bot.cards.notices import answer_broken, answer_why
from handlers.telegram import overviews, phrases
from handlers.telegram.desk import Prompt, Spot
from handlers.telegram.pressing import Pressed


async def tell_why(it: Pressed) -> None:
    """The latest causes at once; the whole story in the private chat when it is longer (S0-20)."""
    page = await it.pages.why(it.lead_id, it.language)
    short = answer_why(page.plain)
    await it.answer(short, alert=True)
    if short != page.plain:
        await it.voice.say(it.private, page)


async def tell_raw(it: Pressed) -> None:
    """What the shop's site sent, for admins, privately (S0-20)."""
    lead = await it.desk.lead(it.lead_id)
    cards = await it.pages.raw(lead.id, it.language)
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
    """The right number, also for a job that was given up for the wrong one."""
    await ask_by_typing(it, Action.CORRECT_NUMBER)


async def ask_by_typing(it: Pressed, action: Action | None = None) -> None:
    """Privately if that is possible: the answer may be a whole number, or be meant for colleagues only."""
    lead = await it.desk.lead(it.lead_id)
    prompt = Prompt(action or it.asked.action, str(lead.id))
    if not it.spot.private and await _ask(it, prompt, it.private):
        await it.answer(phrases.say(it.language, phrases.ASKED_PRIVATELY))
        return
    await it.answer()
    await _ask(it, prompt, it.spot)


async def ask_by_buttons(it: Pressed) -> None:
    """To whom, until when: always privately, so that the group is not filled with questions."""
    people = await it.desk.colleagues() if it.asked.action is Action.HAND_ON else ()
    card = await it.pages.question(it.asked.action, it.lead_id, it.language, people)
    if await it.voice.say(it.private, card) is None:
        await it.answer(phrases.say(it.language, phrases.OPEN_PRIVATE_CHAT), alert=True)
        return
    told = "" if it.spot.private else phrases.say(it.language, phrases.ASKED_IN_PRIVATE)
    await it.answer(told)


async def check(it: Pressed) -> None:
    """Ask a neighbour again; answering first would hide what it says, and the answer is worth a moment."""
    health = await it.desk.probe(it.asked.subject)
    broken = answer_broken(health.detail, language=it.language)
    await it.answer(phrases.say(it.language, phrases.WORKS) if health.ok else broken, alert=True)


async def check_all(it: Pressed) -> None:
    """On the page of their health, in its place: what works again is let go on."""
    await it.answer()
    await it.voice.change(it.spot, await it.pages.health(it.language, mend=True))


async def _ask(it: Pressed, prompt: Prompt, spot: Spot) -> bool:
    question = phrases.note(it.language, phrases.QUESTIONS[prompt.action], number=prompt.subject)
    question = replace(question, rows=cancel_rows(it.guest.person.id, it.language))
    asked = await it.voice.ask(spot, question)
    if asked:
        await it.desk.remember_prompt(prompt, Spot(spot.chat_id, None, asked))
    return bool(asked)


SHOWS: Mapping[Action, Callable[[Pressed], Awaitable[None]]] = {
    Action.WHY: tell_why,
    Action.RAW: tell_raw,
    Action.OPEN: open_card,
    Action.CORRECT_NUMBER: ask_number,
    Action.NOTE: ask_by_typing,
    Action.HAND_ON: ask_by_buttons,
    Action.POSTPONE: ask_by_buttons,
    Action.MENDED: check,
    Action.CHECK_ALL: check_all,
    Action.BOARD: overviews.turn_to_board,
    Action.SHELF: overviews.turn_page,
    Action.FLOW: overviews.show_flow_here,
    Action.ORDERS: overviews.show_orders_here,
    Action.STATS: overviews.show_stats_here,
}

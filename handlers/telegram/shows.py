"""Buttons that show something or ask for something, and change no lead by themselves."""

from aiogram import Router

from bot.cards.card import Action
from bot.cards.notices import answer_broken, answer_why
from handlers.telegram import phrases
from handlers.telegram.desk import Prompt, Spot
from handlers.telegram.pressing import Asks, Pressed
from handlers.telegram.questions import ask_for_words


def buttons() -> Router:
    router = Router(name="shows")
    router.callback_query.register(tell_why, Asks(Action.WHY))
    router.callback_query.register(tell_raw, Asks(Action.RAW))
    router.callback_query.register(open_card, Asks(Action.OPEN))
    router.callback_query.register(ask_number, Asks(Action.CORRECT_NUMBER))
    router.callback_query.register(ask_by_typing, Asks(Action.NOTE))
    router.callback_query.register(ask_by_buttons, Asks(Action.HAND_ON, Action.POSTPONE))
    router.callback_query.register(check, Asks(Action.MENDED))
    router.callback_query.register(check_all, Asks(Action.CHECK_ALL))
    return router


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
    await it.answer_reached(await it.voice.say(it.private, card))


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
    return await ask_for_words(it, prompt, question, spot)

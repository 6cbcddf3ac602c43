"""Questions that are answered by typing, and how one gets out of them. What was asked stands in the database."""

from dataclasses import dataclass, replace

from aiogram import F, Router
from aiogram.filters import Filter
from aiogram.types import Message

from bot.cards.card import Action, Card
from bot.cards.fellow import cancel_rows
from bot.cards.notices import answer_outdated
from desk.staff.roles import Role
from handlers.telegram import phrases
from handlers.telegram.desk import Guest, Prompt, SellersDesk, Spot, Voice
from handlers.telegram.pressing import Asks, Pressed
from handlers.telegram.rights import Allowed, spot_of

VIEWERS = Allowed(Role.VIEWER)
ABANDON = ("cancel", "отмена")
OF_ADMINS = (
    Action.DUTY,
    Action.PAUSE,
    Action.SET_UP_VALUE,
    Action.MAP,
    Action.LINK_VALUE,
)  # questions that only they answer


@dataclass(frozen=True, slots=True)
class Pending:
    """A question of the bot that a message answers."""

    prompt: Prompt
    spot: Spot


class Answers(Filter):
    """Lets messages through that answer a question of one of these actions, of any where none is named."""

    def __init__(self, *actions: Action) -> None:
        self._actions = frozenset(actions or Action)

    async def __call__(self, message: Message, desk: SellersDesk) -> bool | dict[str, Pending]:
        asked, here = message.reply_to_message, spot_of(message)
        if asked is None or asked.from_user is None or not asked.from_user.is_bot:
            return False
        spot = Spot(here.chat_id, here.thread_id, asked.message_id)
        prompt = await desk.prompted(spot)
        return {"pending": Pending(prompt, spot)} if prompt and prompt.action in self._actions else False


def ways_out() -> Router:
    """A button under each question; or the word, typed as its answer, or in the private chat alone."""
    router = Router(name="questions")
    router.callback_query.register(cancel, Asks(Action.CANCEL))
    word = F.text.lower().in_(ABANDON)
    router.message.register(abandon, word, VIEWERS, Answers())
    router.message.register(put_keys_away, word, F.chat.type == "private", VIEWERS)
    return router


def latecomers() -> Router:
    """Behind all who take such answers: whoever was asked may not answer any more."""
    router = Router(name="latecomers")
    router.message.register(refuse, Allowed(Role.STRANGER), Answers(*OF_ADMINS))
    return router


async def cancel(it: Pressed) -> None:
    """By whoever was asked."""
    if it.asked.subject != str(it.guest.person.id):
        await it.refuse("taken", phrases.say(it.language, phrases.NOT_ASKED))
        return
    if not await it.desk.cancel_prompt(it.guest, it.spot, it.key):
        await it.refuse("stale", answer_outdated(language=it.language))
        return
    await it.answer(phrases.say(it.language, phrases.CANCELLED))
    await it.voice.remove(it.spot)


async def abandon(message: Message, guest: Guest, pending: Pending, desk: SellersDesk, voice: Voice) -> None:
    await desk.forget_prompt(pending.prompt, pending.spot)
    await voice.say(spot_of(message), phrases.note(guest.language, phrases.CANCELLED))


async def refuse(message: Message, guest: Guest, pending: Pending, desk: SellersDesk, voice: Voice) -> None:
    await voice.say(spot_of(message), phrases.note(guest.language, phrases.ADMINS_ONLY))
    await desk.refuse(guest, pending.prompt.action.name.lower(), "role")


async def put_keys_away(message: Message, guest: Guest, voice: Voice) -> None:
    await voice.conclude(spot_of(message), phrases.note(guest.language, phrases.CANCELLED))


async def ask(prompt: Prompt, card: Card, spot: Spot, desk: SellersDesk, voice: Voice) -> bool:
    """The same question asked once more takes the place of the earlier one."""
    asked = await voice.ask(spot, card)
    if asked:
        await desk.remember_prompt(prompt, Spot(spot.chat_id, spot.thread_id, asked))
    return bool(asked)


async def ask_for_words(it: Pressed, prompt: Prompt, question: Card, spot: Spot) -> bool:
    """With a button under it that leads out."""
    card = replace(question, rows=cancel_rows(it.guest.person.id, it.language))
    return await ask(prompt, card, spot, it.desk, it.voice)


async def show(it: Pressed, card: Card) -> None:
    """In the place of what was pressed in a private chat; from a group it goes there."""
    if it.spot.private:
        await it.answer()
        await it.voice.change(it.spot, card)
    else:
        await it.answer_reached(await it.voice.say(it.private, card), phrases.SENT_PRIVATELY)

"""What tests of the people's dialogs have in common: pressing, and reading what a message says then."""

from sandbox.telegram.view import Seen, SeenButton
from tests.bot.telegram_room import Town


def key(seen: Seen, word: str) -> SeenButton:
    return next(it for it in seen.buttons if word in it.text)


async def press(town: Town, seen: Seen, word: str, who: int, chat: int | None = None) -> str:
    """What is answered to the press; ``word`` is a part of the button's text."""
    pressed = town.control.press(who, chat or who, seen.message_id, key(seen, word).data)
    return str((await pressed.wait_answer()).text)


async def turned(town: Town, seen: Seen, word: str, words: str, who: int) -> Seen:
    """The very same message after a press, once it says ``words``."""
    await press(town, seen, word, who)

    def look() -> Seen | None:
        same = next((it for it in town.seen(who) if it.message_id == seen.message_id), None)
        return same if same and words in same.text else None

    found: Seen = await town.see(look)
    return found


async def said(town: Town, chat: int, words: str) -> Seen:
    """The newest message of the bot there that says ``words``."""
    found: Seen = await town.see(
        lambda: next((it for it in reversed(town.seen(chat)) if it.from_bot and words in it.text), None)
    )
    return found


async def reply(town: Town, question: Seen, who: int, text: str, words: str) -> Seen:
    """The bot's newest message that says ``words``, after an answer to its question."""
    town.control.say(who, who, text, reply_to=question.message_id)

    def look() -> Seen | None:
        later = [it for it in town.seen(who) if it.from_bot and it.message_id > question.message_id]
        return next((it for it in reversed(later) if words in it.text), None)

    found: Seen = await town.see(look)
    return found

"""One message on its way: what it says, where to, and what is left of it when a part is refused."""

import hashlib
from dataclasses import dataclass, replace

from aiogram.types import ForceReply, KeyboardButton, ReplyKeyboardMarkup, ReplyKeyboardRemove, ReplyMarkupUnion

from bot.cards.card import Card
from bot.courier.errors import BUTTONS, CLOSED, MARKUP, THREAD
from bot.courier.limits import Precedence
from bot.courier.markup import keyboard, picking

LONGEST = 4096  # characters of a text, https://core.telegram.org/bots/api#sendmessage
CAPTION = 1024  # characters beneath a photo, https://core.telegram.org/bots/api#sendphoto


@dataclass(frozen=True, slots=True)
class Sent:
    """Where it hangs now; a group may have moved on the way, a topic been replaced."""

    chat_id: int
    message_id: int
    thread_id: int | None = None


@dataclass(frozen=True, slots=True)
class Letter:
    """``patience``: real seconds it may wait for its turn. ``answer_to`` is the message it replies to.

    ``prompts``: the reader's next message shall be a reply to it. ``photo`` is a PNG; the card then stands beneath it.
    ``quiet``: it comes without a sound. ``shares``: the words of a button that sends the reader's own number, in
    private chats only. ``picker``: the words on two keys in the place of the reader's own keyboard, which choose
    somebody or nobody. ``clears`` puts their own keyboard back. ``veil``: what everybody may see
    of it.
    """

    chat_id: int
    card: Card
    thread_id: int | None = None
    precedence: Precedence = Precedence.ANSWER
    patience: float = 30.0
    answer_to: int | None = None
    prompts: bool = False
    plain: bool = False
    bare: bool = False
    photo: bytes = b""
    quiet: bool = False
    shares: str = ""
    picker: tuple[str, str] | None = None
    clears: bool = False
    veil: Card | None = None

    @property
    def veiled(self) -> "Letter | None":
        """What may be put into a message whose number is not known yet; None: all of it."""
        if self.veil is None or self.veil.digest == self.card.digest:
            return None
        return replace(self, card=self.veil, veil=None)

    @property
    def text(self) -> str:
        return self.card.plain[: CAPTION if self.photo else LONGEST] if self.plain else self.card.html

    @property
    def digest(self) -> str:
        """Equal for what looks the same."""
        return self.card.digest + (hashlib.sha256(self.photo).hexdigest()[:32] if self.photo else "")

    @property
    def parse_mode(self) -> str | None:
        return None if self.plain else "HTML"

    @property
    def reply_markup(self) -> ReplyMarkupUnion | None:
        """A question with buttons asks for the reply as well, where the server knows how; otherwise without them.

        https://core.telegram.org/bots/api#keyboardbutton
        """
        if self.clears:
            return ReplyKeyboardRemove(remove_keyboard=True)
        if self.shares:
            button = KeyboardButton(text=self.shares, request_contact=True)
            return ReplyKeyboardMarkup(keyboard=[[button]], resize_keyboard=True, one_time_keyboard=True)
        if self.picker:
            return picking(*self.picker)
        drawn = keyboard(self.card, bare=self.bare)
        if not self.prompts:
            return drawn
        if drawn and not self.bare:
            return drawn.model_copy(update={"force_reply": True})
        return ForceReply(force_reply=True, selective=True)


def simplify(letter: Letter, refused: str) -> Letter | None:
    """The same without the part that Telegram refused; None when there is nothing left to take away."""
    if refused in (THREAD, CLOSED) and letter.thread_id:
        return replace(letter, thread_id=None)
    if refused == MARKUP and not letter.plain:
        return replace(letter, plain=True)
    if refused == BUTTONS and letter.shares:
        return replace(letter, shares="", prompts=True)
    if refused == BUTTONS and not letter.bare and (letter.card.rows or not letter.prompts):
        return replace(letter, bare=True)
    return None

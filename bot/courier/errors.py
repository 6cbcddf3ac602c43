"""Telegram's refusals in our words. The texts are no contract: lower-cased parts of them are looked for.

https://core.telegram.org/bots/api#responseparameters
"""

import re

from aiogram.exceptions import (
    AiogramError,
    ClientDecodeError,
    TelegramAPIError,
    TelegramBadRequest,
    TelegramConflictError,
    TelegramEntityTooLarge,
    TelegramForbiddenError,
    TelegramNetworkError,
    TelegramNotFound,
    TelegramRetryAfter,
    TelegramServerError,
    TelegramUnauthorizedError,
)
from aiohttp import ClientConnectorError

from bot.texts.privacy import redact
from desk.errors import Conflict, DeskError, Rejected, Temporary, Unauthorised, Unknown

# Codes of Rejected: what the caller can do about it.
SAME, GONE, THREAD, MARKUP, BUTTONS, LATE = "same", "gone", "thread", "markup", "buttons", "late"
CLOSED, RIGHTS = "closed", "rights"  # a topic that only admins write in; what an admin has to allow
TEXTLESS = "textless"  # a photo stands there: no text can be put in its place
STUCK = "stuck"  # it is there, and cannot be changed any more
MUTED = "muted"  # in the chat, without the right to write there
BLOCKED, KICKED, NO_CHAT, NO_METHOD, REFUSED = "blocked", "kicked", "no_chat", "no_method", "refused"

SAID = (
    ("message is not modified", SAME),
    ("message to edit not found", GONE),
    ("message can't be edited", STUCK),
    ("message_id_invalid", GONE),
    ("there is no text in the message", TEXTLESS),
    ("message to delete not found", GONE),
    ("message can't be deleted", GONE),
    ("thread not found", THREAD),
    ("topic_closed", CLOSED),
    ("topic_deleted", THREAD),
    ("topic_id_invalid", THREAD),
    ("not enough rights to create a topic", RIGHTS),
    ("query is too old", LATE),
    ("query id is invalid", LATE),
    ("can't parse entities", MARKUP),
    ("unsupported start tag", MARKUP),
    ("entit", MARKUP),
    ("button", BUTTONS),
    ("keyboard", BUTTONS),
    ("reply markup", BUTTONS),
    ("not enough rights", MUTED),
    ("no rights to send", MUTED),
    ("chat_write_forbidden", MUTED),
    ("chat_restricted", MUTED),
    ("chat_send_", MUTED),
    ("chat not found", NO_CHAT),
    ("peer_id_invalid", NO_CHAT),
    ("chat_id is empty", NO_CHAT),
    ("bot was blocked", BLOCKED),
    ("user is deactivated", BLOCKED),
    ("can't initiate conversation", NO_CHAT),
    ("bot was kicked", KICKED),
    ("not a member", KICKED),
    ("chat was deleted", KICKED),
)
ONES_OWN = (BLOCKED, NO_CHAT)  # a private chat that its owner has closed, or never opened
OUT = (KICKED, NO_CHAT, MUTED)  # nothing can be written into this group
RETRY = re.compile(r"retry after (\d+)")
DEFAULT_PAUSE = 5.0  # seconds, when a 429 does not say how long


def translate(error: AiogramError, *, sends: bool) -> DeskError:
    """``sends``: the request puts a new message into a chat, so a lost answer leaves its fate open.

    A Telegram that is down is nobody's fault: however long it lasts, nothing that waits for it is given up.
    """
    told = error.message if isinstance(error, TelegramAPIError) and error.message else type(error).__name__
    said = redact(told)
    match error:
        case TelegramRetryAfter():
            return Temporary(said, code="429", retry_after=float(error.retry_after), blameless=True)
        case TelegramEntityTooLarge():
            return Rejected(said, code=REFUSED)
        case TelegramNetworkError():
            return _unreachable(error, sends)
        case ClientDecodeError():
            reason = "Telegram's answer could not be read"
            return Unknown(reason) if sends else Temporary(reason, blameless=True)
        case TelegramServerError():
            return Temporary(f"Telegram is out of order: {said}", code="5xx", blameless=True)
        case TelegramUnauthorizedError():
            return Unauthorised("Telegram does not accept the bot's token", code="401")
        case TelegramNotFound():
            return Rejected(said, code=NO_METHOD)
        case TelegramConflictError():
            return Conflict(said, code="409")
        case TelegramBadRequest() | TelegramForbiddenError():
            return Rejected(said, code=read_refusal(told))
    if found := RETRY.search(said.lower()):
        return Temporary(said, code="429", retry_after=float(found[1]), blameless=True)
    if "too many requests" in said.lower():
        return Temporary(said, code="429", retry_after=DEFAULT_PAUSE, blameless=True)
    return Rejected(said, code=REFUSED)


def read_refusal(said: str) -> str:
    """The code of a refusal's text."""
    lower = said.lower()
    return next((code for part, code in SAID if part in lower), REFUSED)


def _unreachable(error: TelegramNetworkError, sends: bool) -> DeskError:
    """Only a connection that never stood proves that nothing was sent. No addresses here: they hold the token."""
    cause = type(error.__cause__).__name__ if error.__cause__ else "no answer"
    reason = f"Telegram cannot be reached ({cause})"
    if sends and not isinstance(error.__cause__, ClientConnectorError):
        return Unknown(reason)
    return Temporary(reason, code="network", blameless=True)

"""What a group chat does not get to see: whole numbers, whole mailboxes, whole names, secrets of neighbours.

A group is read by everybody who is in it, now and later; the one who has a lead gets its number privately (S0-04).
"""

import re

from bot.texts.cleaning import cut, defuse, flatten, isolate
from desk.phone import mask

LEAST_DIGITS = 9  # a subscriber's number with its area; dates and sums are shorter
NUMBER = re.compile(r"(?<![\w+])\+?\d(?:[\s\u00a0().\-\u2010-\u2015/]{0,3}\d){8,}")
# The repetitions are bounded: an unbounded one takes a second for a page of letters without a blank.
MAILBOX = re.compile(r"[^\s@<>,;:()\[\]\"'«»]{1,64}@[^\s@<>,;:()\[\]\"'«»]{1,255}")
ADDRESS = re.compile(r"(\b[a-z]{2,10}://)([^\s/?#]+)[^\s]*")
SECRET = re.compile(r"(?<![\w-])(?=[\w-]*\d)(?=[\w-]*[A-Za-z])[\w-]{16,}(?![\w-])")
NAMED_SECRET = re.compile(
    r"(?i)\b(?:(?:token|secret|password|psw|api_?key|key|auth)\"?\s*[=:]|bearer)\s*\"?(?P<it>[^\s\"&,;]+)"
)
LONGEST_WORD = 20


def mask_email(email: str) -> str:
    """``a***@mail.ru``: enough to recognise, too little to write to."""
    box, at, host = flatten(email, 254).rpartition("@")
    return f"{box[:1]}***@{host}" if at and box else "***"


def conceal(text: str) -> str:
    """Mask the numbers and mailboxes inside somebody's words, however they are spaced."""
    return NUMBER.sub(_mask_number, MAILBOX.sub(lambda found: mask_email(found[0]), text))


def redact(text: str) -> str:
    """A neighbour's error as people may see it: of addresses only the host, no tokens, no numbers."""
    hosts = ADDRESS.sub(lambda found: f"{found[1]}{found[2].rpartition('@')[2]}", text)
    named = NAMED_SECRET.sub(lambda found: found[0].removesuffix(found["it"]) + "***", hosts)
    return conceal(SECRET.sub("***", named))


def short_name(name: str) -> str:
    """``Анна Петрова`` → ``Анна П.``; numbers and mailboxes inside it are masked first."""
    words = conceal(flatten(name, 120)).split()
    if not words:
        return ""
    first = words[0] if len(words[0]) <= LONGEST_WORD else f"{words[0][:LONGEST_WORD]}…"
    initial = next((word[0] for word in words[1:] if word[0].isalpha()), "")
    return f"{first} {initial.upper()}." if initial else first


def quote(text: str, limit: int, *, full: bool = False) -> str:
    """A stranger's words as a piece of a card: masked first, then cut, so that no half of a number is left over."""
    line = flatten(text, 4000)
    return isolate(defuse(cut(line if full else conceal(line), limit)))


def _mask_number(found: re.Match[str]) -> str:
    digits = "".join(c for c in found[0] if c.isdecimal())
    if len(digits) == 11 and digits[0] in "78":
        return mask(f"+7{digits[1:]}")
    return f"***{digits[-2:]}"

"""``[answers]`` and ``[macros]``: what sellers do with one tap, in the shop's own words (X-18)."""

import re
from typing import Annotated

from pydantic import AfterValidator

from desk.leads.wishes import StepKind

LONGEST_NAME = 48  # bytes: buttons carry names, and 64 in all; 24 letters in Cyrillic
MOST = 40  # buttons on one card
MOST_STEPS = 10
NAME = re.compile(r"[^\W_](?:[^\n=]*[^\s=])?")
WITHOUT_WORDS = frozenset({StepKind.WON, StepKind.RELEASE})
MAY_HAVE_NONE = WITHOUT_WORDS | {StepKind.LOST}


def check_name(name: str) -> str:
    """Raises ValueError for what cannot stand on a button."""
    if len(name.encode()) > LONGEST_NAME:
        raise ValueError("a name has 24 letters at most")
    if not NAME.fullmatch(name):
        raise ValueError("a name begins with a letter or a digit, and has no equals sign")
    return name


def read_step(text: str) -> tuple[StepKind, str]:
    """``note: text``, ``won``: what it does, and the words behind the colon. Raises ValueError."""
    word, _, words = (it.strip() for it in text.partition(":"))
    kind = next((it for it in StepKind if it.value == word.lower()), None)
    if kind is None:
        raise ValueError(f"there is no step '{word}'; there are {', '.join(StepKind)}")
    if words and kind in WITHOUT_WORDS:
        raise ValueError(f"{kind.value} stands alone")
    if not words and kind not in MAY_HAVE_NONE:
        raise ValueError(f"write what to {kind.value}, like '{kind.value}: …'")
    return kind, words


def _check_step(text: str) -> str:
    read_step(text)
    return text


Name = Annotated[str, AfterValidator(check_name)]
Step = Annotated[str, AfterValidator(_check_step)]
Answers = dict[Name, str]
Macros = dict[Name, tuple[Step, ...]]

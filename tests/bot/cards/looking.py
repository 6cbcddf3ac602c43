"""How tests look at the card of a lead."""

from typing import Any

from bot.cards.card import Card
from bot.cards.lead import render_lead
from desk.ports import Disposition
from tests.bot.lives import MOSCOW, Life


def card(life: Life, language: str = "ru", **options: Any) -> Card:
    return render_lead(
        life.lead,
        life.history,
        now=life.now,
        language=language,
        rules=life.rules,
        shop_zone=MOSCOW,
        **options,
    )


def told(it: Card) -> list[str]:
    """Without the invisible joiners and with ordinary blanks, as one reads it."""
    return it.plain.replace("\u2060", "").replace("\u00a0", " ").splitlines()


def labels(it: Card) -> list[list[str]]:
    return [[button.text for button in row] for row in it.rows]


def waiting() -> Life:
    return Life().open().registered().called(Disposition.NO_ANSWER, seconds=28)

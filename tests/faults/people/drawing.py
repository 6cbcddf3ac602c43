"""What a template is, and what most of them are told."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from bot.cards.card import Card
from bot.courier.letter import LONGEST
from tests.bot.lives import MOSCOW
from tests.faults.people.samples import NOW

Draw = Callable[[str, str], Card]


@dataclass(frozen=True, slots=True)
class Template:
    """``draw`` takes the stranger's text and the reader's language. ``longest``: UTF-16 units of what it becomes."""

    name: str
    draw: Draw
    longest: int = LONGEST


def told(language: str) -> dict[str, Any]:
    return {"now": NOW, "language": language, "shop_zone": MOSCOW}

"""A strict reader: what Telegram would make of a card's HTML."""

from collections.abc import Callable
from typing import Any

import pytest

from bot.cards.card import Card
from sandbox.telegram.entities import parse_html
from sandbox.telegram.utf16 import units

Read = Callable[[Card], tuple[str, list[dict[str, Any]]]]
KNOWN = {"bold", "italic", "code", "pre", "expandable_blockquote", "text_link"}


@pytest.fixture
def read() -> Read:
    """Text and entities as Telegram parses them; refuses what it would refuse, and what is not the plain text."""

    def work(card: Card) -> tuple[str, list[dict[str, Any]]]:
        text, entities = parse_html(card.html)
        assert text == card.plain.strip()
        assert 0 < units(text) <= 4096
        assert len(entities) < 100
        assert {it["type"] for it in entities} <= KNOWN
        for row in card.rows:
            assert 1 <= len(row) <= 4
            for button in row:
                assert button.text
                assert sum(map(bool, (button.data, button.url, button.copy))) == 1
                assert len(button.data.encode()) <= 64
        return text, entities

    return work

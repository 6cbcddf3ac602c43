"""Lines of a card, written once and given out twice: as Telegram's HTML, and as plain text for when HTML is refused.

Markup is never cut: whole lines are left out instead, and a line is cut before it gets its tags.
https://core.telegram.org/bots/api#html-style
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from html import escape

from bot.cards.card import Card, Rows
from bot.texts.cleaning import units

LONGEST = 4096  # UTF-16 units after parsing


class Look(StrEnum):
    PLAIN = ""
    BOLD = "b"
    ITALIC = "i"
    CODE = "code"  # a tap copies it
    PRE = "pre"


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of text in one look; with ``href`` a link."""

    text: str
    look: Look = Look.PLAIN
    href: str = ""

    @property
    def html(self) -> str:
        # The standard library's escape, since importing aiogram takes three seconds. Telegram knows &lt; &gt; &amp;
        # and &quot; and needs no other reference; outside attributes quotes stay as they are.
        inner = escape(self.text, quote=False)
        if self.href:
            return f'<a href="{escape(self.href)}">{inner}</a>'
        return f"<{self.look.value}>{inner}</{self.look.value}>" if self.look and self.text else inner


Line = tuple[Span, ...]


def line(*pieces: str | Span) -> Line:
    return tuple(Span(piece) if isinstance(piece, str) else piece for piece in pieces)


def join(pieces: Iterable[str | Span | None], mark: str = " · ") -> Line:
    """A line of the pieces that are there, with a mark between them."""
    spans = [it for piece in pieces if piece and (it := Span(piece) if isinstance(piece, str) else piece).text]
    between = Span(mark)
    return tuple(it for span in spans for it in (between, span))[1:]


def bold(text: str) -> Span:
    return Span(text, Look.BOLD)


def code(text: str) -> Span:
    return Span(text, Look.CODE)


def plain(line_: Line) -> str:
    return "".join(span.text for span in line_)


def html(line_: Line) -> str:
    return "".join(span.html for span in line_)


@dataclass(frozen=True, slots=True)
class Page:
    """``folded`` lines go into a quotation that opens at a tap; they are the first to be left out, oldest first."""

    head: Sequence[Line]
    folded: Sequence[Line] = ()
    tail: Sequence[Line] = ()

    def card(self, rows: Rows = (), longest: int = LONGEST) -> Card:
        """Within Telegram's limit: folded lines are left out first, then the head's last ones, then the tail's."""
        folded, head, tail = list(self.folded), list(self.head), list(self.tail)
        while _size(head, folded, tail) > longest and (folded or len(head) > 1 or tail):
            if folded:
                folded.pop(0)
            elif len(head) > 1:
                head.pop()
            else:
                tail.pop()
        return Card(_html(head, folded, tail), _plain(head, folded, tail), rows)


def _size(*parts: Sequence[Line]) -> int:
    return units(_plain(*parts))


def _plain(*parts: Sequence[Line]) -> str:
    return "\n".join(plain(it) for part in parts for it in part)


def _html(head: Sequence[Line], folded: Sequence[Line], tail: Sequence[Line]) -> str:
    quote = "\n".join(html(it) for it in folded)
    blocks = [*(html(it) for it in head), *([f"<blockquote expandable>{quote}</blockquote>"] if folded else [])]
    return "\n".join([*blocks, *(html(it) for it in tail)])

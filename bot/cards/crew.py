"""Buttons under the list of those who work here: one for each of them, and the ways to bring in somebody."""

from collections.abc import Sequence
from typing import Protocol

from bot.cards.card import Action, Button, Rows, Style, pack
from bot.cards.labels import LABELS
from bot.texts.catalogue import Speaker, mark
from bot.texts.privacy import quote

A_PAGE, A_ROW = 30, 3
HOW_TO_APPOINT = mark(
    "To add somebody, answer a message of theirs with /sellers add, or write /sellers add @name or a number; "
    "/sellers remove takes them off. A role may follow: owner, admin, seller, viewer. "
    "In our private chat you can also forward a message of theirs to me, share their contact, "
    "or make a link for one person: /sellers invite seller. "
    "As soon as one seller is added, only those on the list are sellers."
)


class Named(Protocol):
    """Somebody of Telegram."""

    @property
    def id(self) -> int: ...
    @property
    def name(self) -> str: ...


def crew_rows(people: Sequence[Named], page: int, *, language: str, private: bool) -> Rows:
    """``page`` counts from 0. Contacts can be chosen from in a ``private`` chat only."""
    speaker = Speaker(language)
    shown = people[page * A_PAGE : (page + 1) * A_PAGE]
    buttons = [Button(quote(it.name, 24) or str(it.id), pack(Action.FELLOW, it.id)) for it in shown]
    rows = tuple(tuple(buttons[at : at + A_ROW]) for at in range(0, len(buttons), A_ROW))
    ways = [_way(Action.INVITE, "new", speaker, Style.PRIMARY), _way(Action.INVITES, "", speaker)]
    pick = (_way(Action.PICK, "", speaker),) if private else ()
    return tuple(row for row in (*rows, _turns(len(people), page), tuple(ways), pick) if row)


def _turns(count: int, page: int) -> tuple[Button, ...]:
    before = (Button("◀", pack(Action.CREW, page - 1)),) if page else ()
    after = (Button("▶", pack(Action.CREW, page + 1)),) if count > (page + 1) * A_PAGE else ()
    return (*before, *after)


def _way(action: Action, subject: str, speaker: Speaker, style: Style = Style.PLAIN) -> Button:
    return Button(speaker.say(LABELS[action]), pack(action, subject), style=style)

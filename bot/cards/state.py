"""Answers to /health and /sellers."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from bot.cards.card import Action, Button, Card, Rows, pack
from bot.cards.doctor import Finding, tell_neighbour
from bot.cards.help import ROLES as ROLE_NAMES
from bot.cards.labels import LABELS
from bot.cards.markup import Line, Page, bold, join, line
from bot.cards.pauses import pause_lines
from bot.cards.shelves import sign_of, title_of
from bot.cards.shift import tell_presence
from bot.texts.catalogue import Speaker
from bot.texts.privacy import quote
from desk.staff.pauses import Pauses
from desk.staff.roles import RANK, Role, role_of
from desk.staff.shift import Shift
from desk.statistics.standing import AT_PEOPLE, AT_ROBOT, Standing


def render_health(
    neighbours: Mapping[str, Finding],
    *,
    now: datetime,
    language: str,
    shop_zone: str,
    paused: Pauses | None = None,
    standing: Standing | None = None,
    jobs_waiting: int = 0,
    jobs_failed: int = 0,
    unknown: int = 0,
) -> Card:
    """``neighbours``: role -> how it is. ``standing``: where the open leads are.

    ``unknown``: how many leads have a call or a message of which nobody knows whether it went out.
    """
    speaker = Speaker(language)
    rows = [row for role, it in neighbours.items() for row in tell_neighbour(role, it, speaker, shop_zone, now)]
    lines = [line(bold(speaker.say("Neighbours"))), *(rows or [line(speaker.say("Nobody is connected yet."))])]
    lines += pause_lines(paused or {}, speaker, shop_zone, now)
    lines += _open_leads(standing, speaker) if standing else []
    lines += [_unknown(unknown, speaker)] if unknown else []
    waiting = speaker.count("{n} job waits", "{n} jobs wait", jobs_waiting)
    failed = speaker.count("{n} was given up", "{n} were given up", jobs_failed) if jobs_failed else None
    again = Button(speaker.say(LABELS[Action.CHECK_ALL]), pack(Action.CHECK_ALL))
    return Page([*lines, join((waiting, failed))]).card(((again,),) if neighbours else ())


class Named(Protocol):
    """Somebody of Telegram."""

    @property
    def id(self) -> int: ...
    @property
    def name(self) -> str: ...
    @property
    def role(self) -> str: ...
    @property
    def shift(self) -> Shift: ...


def render_sellers(
    people: Sequence[Named],
    owners: Collection[int] = (),
    *,
    now: datetime,
    language: str,
    shop_zone: str,
    buttons: Rows = (),
    hint: str = "",
) -> Card:
    """``owners`` are those of the settings, known or not; the others as they were appointed.

    Whoever works on leads is told with their presence by the shop's clock (X-17). ``hint`` is seen after a tap.
    """
    speaker = Speaker(language)
    known = {it.id: it for it in people}
    roles = dict.fromkeys(owners, Role.OWNER) | {it.id: role_of(it.role) for it in people if it.id not in owners}
    rows = []
    for it, role in sorted(roles.items(), key=_by_rank):
        there = known.get(it) if role.reaches(Role.SELLER) else None
        presence = tell_presence(there.shift, speaker, shop_zone, now) if there else None
        rows.append(join((_who(it, known.get(it), role, speaker), presence)))
    if Role.SELLER not in roles.values():
        rows.append(line(speaker.say("No sellers are named: everybody in the sellers' chat is one.")))
    folded = [line(speaker.say(hint))] if hint else []
    return Page([line(bold(speaker.say("Who works here"))), *rows], folded).card(buttons)


def _who(person_id: int, known: Named | None, role: Role, speaker: Speaker) -> str:
    name = (quote(known.name, 60) if known else "") or str(person_id)
    return f"{name} — {speaker.say(ROLE_NAMES[role])}"


def _by_rank(row: tuple[int, Role]) -> tuple[int, int]:
    return -RANK[row[1]], row[0]


def _unknown(count: int, speaker: Speaker) -> Line:
    told = speaker.count("{n} lead with an unknown outcome", "{n} leads with an unknown outcome", count)
    return line(f"❓ {told}: /unknown")


def _open_leads(standing: Standing, speaker: Speaker) -> list[Line]:
    counts = [(it, standing.on(it)) for it in (*AT_ROBOT, *AT_PEOPLE)]
    return [line(f"{sign_of(it)} {title_of(it, speaker)}: {count}") for it, count in counts if count]

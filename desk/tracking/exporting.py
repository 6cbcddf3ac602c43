"""How the export of an order goes on: one table from fact to step. Pure; the rules stand in docs/tracking.md."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from desk.errors import Conflict, Ignored
from desk.tracking import export_facts as facts
from desk.tracking.export import Export
from desk.tracking.ports import Change
from desk.values import replace

CONTRADICTS = "the tracker says that it has this deal, and that it knows no such deal"


def open_export(order_id: str, now: datetime) -> Export:
    """Without a number yet. Its deal is made with the state the order then has: nothing is pending (CR-77)."""
    return Export(0, order_id, now)


def follow_change(export: Export | None, change: Change, now: datetime) -> Export:
    """What a row of the history means. Raises Ignored.

    An order that nobody knew is exported when it is made (CR-61), or, when it is older than the connection, when its
    status changes (CR-77); nothing follows from its deletion (CR-78).
    """
    if export is None:
        if change.deleted:
            raise Ignored("the tracker was never told of it")
        return open_export(change.order_id, now)
    if change.created:
        raise Ignored("it is known already")
    return advance(export, facts.OrderGone() if change.deleted else facts.StatusMoved(change.at))


def advance(export: Export, fact: facts.ExportFact) -> Export:
    """Raises Ignored when nothing changes, Conflict when a person's wish is not possible."""
    after = STEPS[type(fact)](export, fact)
    if after == export:
        raise Ignored("nothing changes")
    return after


def move_status(export: Export, fact: facts.StatusMoved) -> Export:
    """Only this lets anything be told again (CR-70). What was refused of another state may be taken now.

    A change of which the telling has shown the outcome already is old news, however late the history tells of it.
    """
    if export.told and fact.at < export.told.at:
        raise Ignored("the tracker knows of it")
    pending = tuple(sorted({*export.pending, fact.at}))
    return replace(export, pending=pending, gone=False, refusal="", by_hand="")


def lose_order(export: Export, _fact: facts.OrderGone) -> Export:
    """The deal stays as it is (CR-78)."""
    return replace(export, gone=True)


def make_deal(export: Export, fact: facts.DealMade) -> Export:
    """It shows all that was known to have changed before (CR-75)."""
    return replace(export, made_at=fact.at, told=fact.standing, found=False, pending=_left(export, fact.served))


def find_deal(export: Export, fact: facts.DealThere) -> Export:
    """Which state it shows nobody knows: whatever is pending is told."""
    return replace(export, made_at=fact.at, told=None, found=True)


def update_deal(export: Export, fact: facts.DealUpdated) -> Export:
    """Changes that came while it was told wait for their own half hour (CR-74)."""
    return replace(export, told=fact.standing, pending=_left(export, fact.served))


def miss_deal(export: Export, _fact: facts.DealMissing) -> Export:
    """It is made first (CR-75); unless the tracker would not let us make it either."""
    if export.found:
        return replace(export, refusal=CONTRADICTS)
    return replace(export, made_at=None, told=None)


def refuse(export: Export, fact: facts.Refused) -> Export:
    return replace(export, refusal=fact.reason)


def try_again(export: Export, fact: facts.RetryAsked) -> Export:
    if not export.refusal:
        raise Conflict("nothing was refused")
    return replace(export, refusal="", found=False, by_hand="", retried_by=fact.who)


def take_by_hand(export: Export, fact: facts.TakenByHand) -> Export:
    """Nobody else has to look; the next status may be taken by the tracker all the same."""
    if not export.troubled:
        raise Conflict("nothing was refused")
    return replace(export, by_hand=fact.who)


def bind(export: Export, fact: facts.DealBound) -> Export:
    """Once for ever (CR-68)."""
    return replace(export, bound=export.bound or fact.bound)


def _left(export: Export, served: tuple[datetime, ...]) -> tuple[datetime, ...]:
    return tuple(at for at in export.pending if at not in served)


STEPS: Mapping[type, Callable[[Export, Any], Export]] = {
    facts.StatusMoved: move_status,
    facts.OrderGone: lose_order,
    facts.DealMade: make_deal,
    facts.DealThere: find_deal,
    facts.DealUpdated: update_deal,
    facts.DealMissing: miss_deal,
    facts.Refused: refuse,
    facts.RetryAsked: try_again,
    facts.TakenByHand: take_by_hand,
    facts.DealBound: bind,
}

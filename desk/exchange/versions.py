"""Two versions of one order: what one does not say stays as the other has it. Not said is not empty (EX-15)."""

from desk.exchange.model import Line, StoreOrder
from desk.values import replace

Lines = tuple[Line, ...]


def fill(order: StoreOrder, other: StoreOrder) -> StoreOrder:
    """``order`` with what it leaves unsaid: its status, the categories of its lines, the marks of the first visit.

    A visit lies in the past: marks that were known once are not taken back.
    """
    filled = replace(order, lines=_categorise(order.lines, other.lines), utm=order.utm or other.utm)
    filled = replace(filled, placed_at=order.placed_at or other.placed_at)
    return filled if filled.status else replace(filled, status=other.status, ended=other.ended)


def changed_parts(before: StoreOrder, after: StoreOrder) -> list[str]:
    """What people would call a change: that a category is known by now is none."""
    known = replace(before, lines=_categorise(before.lines, after.lines))
    names = ("status", "lines", "buyer", "delivery", "total", "currency", "paid", "comment")
    return [name for name in names if getattr(known, name) != getattr(after, name)]


def _categorise(lines: Lines, others: Lines) -> Lines:
    known = {(it.sku, it.name): it.category for it in others}
    return tuple(it if it.category is not None else replace(it, category=known.get((it.sku, it.name))) for it in lines)

"""The list of orders as HTML, for people and for tests that read it as people do."""

from collections.abc import Iterable
from html import escape

from sandbox.cms.orders import CmsOrder

HEAD = """<!doctype html>
<html lang="ru"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Заказы</title>
<style>
body {font: 16px/1.5 system-ui, sans-serif; margin: 2rem; color: #1d2129}
table {border-collapse: collapse; min-width: 60%}
th, td {text-align: left; padding: .4rem 1rem .4rem 0; border-bottom: 1px solid #d9dde3; vertical-align: top}
td.total {text-align: right; font-variant-numeric: tabular-nums}
</style></head><body><h1>Заказы</h1>
"""
COLUMNS = ("№", "Покупатель", "Состав", "Сумма", "Статус")


def draw(orders: Iterable[CmsOrder]) -> str:
    """Newest first."""
    rows = "".join(_row(one) for one in reversed(list(orders)))
    if not rows:
        return f"{HEAD}<p>Заказов пока нет.</p></body></html>"
    titles = "".join(f"<th>{title}</th>" for title in COLUMNS)
    return f"{HEAD}<table><thead><tr>{titles}</tr></thead><tbody>{rows}</tbody></table></body></html>"


def _row(one: CmsOrder) -> str:
    goods = "<br>".join(escape(f"{item.name} × {item.quantity}") for item in one.order.items)
    total = f"{one.order.total:,}".replace(",", " ")
    cells = f"<td>{escape(one.number)}</td><td>{escape(one.order.name)}</td><td>{goods}</td>"
    status = f'<td class="status">{escape(one.status)}</td>'
    return f'<tr id="order-{escape(one.number)}">{cells}<td class="total">{total} ₽</td>{status}</tr>'

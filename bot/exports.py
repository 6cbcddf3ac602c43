"""Leads as files. A cell that a spreadsheet would take for a formula is made text.

See OWASP's *CSV injection*: a leading ``= + - @``, tab or carriage return (full-width forms too) gets an apostrophe.
"""

import csv
import io
from collections.abc import Iterable

import orjson
from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.utils import get_column_letter

from desk.leads.model import Lead
from desk.leads.view import lead_json

COLUMNS = (
    "id", "created_at", "status", "source", "ref", "name", "phone", "email", "city", "timezone", "order_id", "total",
    "currency", "partner", "crm_id", "calls", "last_result", "messages", "assignee", "comment",
)  # fmt: skip
DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
WIDTH = 18


def write_csv(leads: Iterable[Lead]) -> bytes:
    """UTF-8 with a byte order mark, or Excel would take it for something else."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, quoting=csv.QUOTE_ALL)
    writer.writerow(COLUMNS)
    for lead in leads:
        writer.writerow([harmless(cell) for cell in row_of(lead)])
    return text.getvalue().encode("utf-8-sig")


def write_xlsx(leads: Iterable[Lead]) -> bytes:
    book = Workbook(write_only=True)
    sheet = book.create_sheet("leads")
    for index in range(1, len(COLUMNS) + 1):
        sheet.column_dimensions[get_column_letter(index)].width = WIDTH
    sheet.append(list(COLUMNS))
    for lead in leads:
        sheet.append([harmless(cell) for cell in row_of(lead)])
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


def write_json(leads: Iterable[Lead]) -> bytes:
    return orjson.dumps([lead_json(lead, ()) for lead in leads], option=orjson.OPT_INDENT_2)


def harmless(cell: str) -> str:
    plain = ILLEGAL_CHARACTERS_RE.sub("", cell)
    return f"'{plain}" if (plain.startswith(DANGEROUS) or plain.lstrip().startswith(DANGEROUS)) else plain


def row_of(lead: Lead) -> list[str]:
    order, customer = lead.order, lead.order.customer
    last = lead.call.result if lead.call else None
    cells = (
        lead.id, lead.created_at.isoformat(), lead.status.value, order.source, order.ref, customer.name,
        lead.phone or customer.phone, customer.email, lead.city, lead.zone, order.order_id, order.sum, order.currency,
        lead.partner.name if lead.partner else order.partner_code, lead.crm_id, len(lead.calls),
        last.value if last else "", len(lead.messages), lead.assignee.name if lead.assignee else "", order.comment,
    )  # fmt: skip
    return [str(cell) for cell in cells]

"""F-22: whatever is typed into a form, no cell of an export is a formula, and every text can be had back.

The files are opened again with what opens them: openpyxl and the standard library's reader of CSV.
"""

import csv
import io
import itertools
import random
import re
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import replace

import openpyxl
import pytest

from bot.exports import ACT_COLUMNS, LEAD_COLUMNS, write_acts, write_leads
from bot.sheets import natural
from desk.leads.model import Lead
from desk.model import Customer
from storage.acts import Act
from tests.clocks import MONDAY_NOON
from tests.desk.leads.conftest import Story
from tests.faults.line import Line
from tests.faults.people.strings import draw

FORMULA_BEGINS = "=+-@\t\r\n＝＋－＠"
UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")
KINDS = ("s", "inlineStr", "n")  # texts, and empty cells
A_LEAD, AN_ACT = 4, 2  # hostile cells in a row
TEMPLATE = Story().open().lead


def lead_of(texts: Sequence[str]) -> Lead:
    name, comment, order_id, ref = texts
    customer = Customer(name, "89161234567", "", "")
    return replace(
        TEMPLATE, order=replace(TEMPLATE.order, ref=ref, order_id=order_id, comment=comment, customer=customer)
    )


def act_of(texts: Sequence[str]) -> Act:
    return Act(1, MONDAY_NOON, 7, texts[0], "claim", None, texts[1], {})


def leads_and_acts(texts: Sequence[str]) -> list[tuple[Callable[[str], bytes], Sequence[str], list[list[str]]]]:
    """What writes a file, its columns with hostile texts, and the texts themselves."""
    of_leads, of_acts = chop(texts, A_LEAD), chop(texts, AN_ACT)
    return [
        (lambda form: write_leads(form, map(lead_of, of_leads)), ("name", "comment", "order_id", "ref"), of_leads),
        (lambda form: write_acts(form, map(act_of, of_acts)), ("who", "subject"), of_acts),
    ]


def chop(texts: Sequence[str], size: int) -> list[list[str]]:
    return [list(texts[at : at + size]) for at in range(0, len(texts) - size + 1, size)]


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_f_22_no_cell_is_a_formula_and_every_text_comes_back(line: Line, seed: int, form: str) -> None:
    texts = list(itertools.islice(draw(random.Random(seed)), line.pick(400, 5000)))
    for write, columns, expected in leads_and_acts(texts):
        data = write(form)
        rows = open_csv(data) if form == "csv" else open_xlsx(line, data)
        head, body = rows[0], rows[1:]
        line.expect(head in (list(LEAD_COLUMNS), list(ACT_COLUMNS)), "the head is another one")
        line.expect(len(body) == len(expected), f"{len(expected)} rows went in, {len(body)} came out")
        for row, wanted in zip(body, expected, strict=False):
            line.expect(len(row) == len(head), f"a row has {len(row)} cells: {wanted}")
            look_at_row(line, dict(zip(head, row, strict=False)), columns, wanted)


def look_at_row(line: Line, row: dict[str, str], columns: Sequence[str], wanted: Sequence[str]) -> None:
    for cell in row.values():
        line.expect(not cell.lstrip().startswith(tuple(FORMULA_BEGINS)), f"a cell begins like a formula: {cell!r}")
        line.expect(not cell.startswith(tuple(FORMULA_BEGINS)), f"a cell begins like a formula: {cell!r}")
    for column, text in zip(columns, wanted, strict=True):
        line.case()
        line.expect(natural(row[column]) == fit(text), f"{text!r} came back as {row[column]!r}")


def fit(text: str) -> str:
    """What a cell can hold of it: no control characters, one kind of line end."""
    return (
        UNFIT.sub("", text.replace("\ufffe", "\ufffd").replace("\uffff", "\ufffd"))
        .replace("\r\n", "\n")
        .replace("\r", "\n")
    )


def open_csv(data: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def open_xlsx(line: Line, data: bytes) -> list[list[str]]:
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        pages = [parts.read(name) for name in parts.namelist() if name.startswith("xl/worksheets/")]
    line.expect(pages and not any(b"<f>" in page or b"<f " in page for page in pages), "there is a formula in the file")
    sheet = openpyxl.load_workbook(io.BytesIO(data)).active
    assert sheet is not None
    rows = [list(row) for row in sheet.iter_rows()]
    strange = {(cell.data_type, str(cell.value)[:50]) for row in rows for cell in row if cell.data_type not in KINDS}
    line.expect(not strange, f"cells that are no text: {sorted(strange)[:5]}")
    return [["" if cell.value is None else str(cell.value) for cell in row] for row in rows]

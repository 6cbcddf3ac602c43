"""Exports are opened again with what opens them: no cell is a formula, and nothing is lost on the way."""

import csv
import io
import json
from dataclasses import replace
from decimal import Decimal

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.cell.cell import ERROR_CODES, ILLEGAL_CHARACTERS_RE

from bot import sheets
from bot.exports import ACT_COLUMNS, LEAD_COLUMNS, write_acts, write_leads
from bot.sheets import DANGEROUS, harmless, natural
from desk.errors import Rejected
from desk.leads import events
from desk.leads.model import Lead
from desk.model import Consent, Customer, Order, OrderLine, Partner
from desk.ports import Disposition
from storage.acts import Act
from tests.clocks import MONDAY_NOON
from tests.desk.leads.conftest import ANNA, Story

FORMULAS = [
    "=1+1",
    "+7 916",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    "  =1",
    "\u00a0=1",
    "＝1",
    "＋1",
    "－1",
    "＠x",
    "=cmd|' /C calc'!A0",
]


def lead(name: str = "Анна", comment: str = "") -> Lead:
    order = Order(
        "site",
        "A-1",
        Customer(name, "89161234567", "anna@example.com", "Москва"),
        order_id="A-1",
        lines=(OrderLine("Часы", price=Decimal("7600.50"), quantity=Decimal(2)),),
        currency="RUB",
        comment=comment,
        consent=Consent(calls=True),
    )
    return Story().open(order).lead


def rows_of_csv(*leads: Lead) -> list[dict[str, str]]:
    text = write_leads("csv", leads).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def rows_of_xlsx(*leads: Lead) -> list[dict[str, openpyxl.cell.cell.Cell]]:
    sheet = openpyxl.load_workbook(io.BytesIO(write_leads("xlsx", leads))).active
    assert sheet is not None
    head, *rows = sheet.iter_rows()
    return [dict(zip((str(cell.value) for cell in head), row, strict=True)) for row in rows]  # type: ignore[arg-type]


def test_what_is_exported_is_what_the_lead_says() -> None:
    story = Story().open().tell(events.PartnerSought(Partner("p", "9", "Acme"))).registered()
    story.ringing().ended(Disposition.ANSWERED).tell(events.Claimed(ANNA))
    (row,) = rows_of_csv(story.lead)
    assert tuple(row) == LEAD_COLUMNS
    assert (row["id"], row["status"], row["ref"], row["crm_id"]) == ("7", "reached", "A-1", "5533")
    assert (row["calls"], row["last_result"], row["messages"]) == ("1", "answered", "1")
    assert (row["partner"], row["assignee"]) == ("Acme", "Анна")


def test_the_sum_of_the_lines_stands_in_for_a_missing_total() -> None:
    assert rows_of_csv(lead())[0]["total"] == "15201.00"


def test_excel_knows_the_encoding_by_the_mark_in_front() -> None:
    assert write_leads("csv", [lead()]).startswith(b"\xef\xbb\xbf")


@pytest.mark.parametrize("formula", FORMULAS)
def test_a_formula_in_a_csv_is_text(formula: str) -> None:
    row = rows_of_csv(lead(name=formula, comment=formula))[0]
    for cell in (row["name"], row["comment"]):
        assert cell == f"'{formula}".replace("\r", "\n")
        assert natural(cell) == formula.replace("\r", "\n")


@pytest.mark.parametrize("formula", FORMULAS)
def test_a_formula_in_a_workbook_is_text(formula: str) -> None:
    row = rows_of_xlsx(lead(name=formula))[0]
    assert row["name"].data_type == "s"
    assert str(row["name"].value).startswith("'")


def test_quotes_newlines_and_separators_come_back_as_they_were() -> None:
    nasty = 'О"Нил; «два»,\nтри $(rm -rf) 😀'
    assert rows_of_csv(lead(comment=nasty))[0]["comment"] == nasty
    assert rows_of_xlsx(lead(comment=nasty))[0]["comment"].value == nasty


def test_what_no_workbook_may_hold_is_left_out() -> None:
    assert rows_of_xlsx(lead(name="Ан\x00на\x0b"))[0]["name"].value == "Анна"


def test_what_a_workbook_cannot_hold_is_what_its_library_says() -> None:
    assert ILLEGAL_CHARACTERS_RE.pattern == sheets.ILLEGAL_CHARACTERS.pattern
    assert ERROR_CODES == sheets.ERROR_CODES


def test_a_workbook_that_cannot_be_made_is_refused_with_the_reason() -> None:
    sheet = sheets.XlsxSheet("a/b", ("id",))
    with pytest.raises(Rejected, match="no workbook could be made: ValueError"):
        sheet.close()


@given(st.text(max_size=40))
def test_no_text_begins_like_a_formula(text: str) -> None:
    cell = harmless(text)
    assert not cell.strip().startswith(DANGEROUS)


def test_json_holds_the_lead_whole() -> None:
    (row,) = json.loads(write_leads("json", [lead()]))
    assert (row["phone"], row["order"]["lines"][0]["price"]) == ("+79161234567", "7600.50")


def test_an_empty_desk_exports_the_head_alone() -> None:
    assert write_leads("csv", []).decode("utf-8-sig").strip() == ",".join(f'"{name}"' for name in LEAD_COLUMNS)
    assert (rows_of_xlsx(), json.loads(write_leads("json", []))) == ([], [])


def test_leads_keep_their_order() -> None:
    leads = [replace(lead(), id=number) for number in (3, 1, 2)]
    assert [row["id"] for row in rows_of_csv(*leads)] == ["3", "1", "2"]


def test_the_log_of_acts_is_a_table_too() -> None:
    act = Act(5, MONDAY_NOON, 904, "=Ольга", "appoint", None, "@anna", {"role": "seller"})
    (row,) = csv.DictReader(io.StringIO(write_acts("csv", [act]).decode("utf-8-sig"), newline=""))
    assert tuple(row) == ACT_COLUMNS
    assert (row["who"], row["subject"], row["lead_id"], row["data"]) == ("'=Ольга", "'@anna", "", '{"role":"seller"}')
    (kept,) = json.loads(write_acts("json", [act]))
    assert (kept["who"], kept["data"]) == ("=Ольга", {"role": "seller"})

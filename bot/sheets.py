"""Tables as files, row by row. A cell that a spreadsheet would take for a formula is made text.

See OWASP's *CSV injection*: a leading ``= + - @``, tab or carriage return (full-width forms too) gets an apostrophe.
"""

import csv
import io
import re
from collections.abc import Iterable, Sequence
from typing import Protocol

from openpyxl import Workbook
from openpyxl.cell.cell import ERROR_CODES, ILLEGAL_CHARACTERS_RE
from openpyxl.utils import get_column_letter

LINE_END = re.compile(r"\r\n?")
NO_XML = re.compile(
    "[\ud800-\udfff\ufffe\uffff]"
)  # halves of letters and no letters: a workbook with them does not open
DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
LONGEST_CELL = 32_767  # characters, as Excel has them
WIDTH = 18


class Sheet(Protocol):
    """``add`` rows in order, then ``close`` once for the file's bytes. None of it touches the event loop."""

    def add(self, rows: Iterable[Sequence[str]]) -> None: ...
    def close(self) -> bytes: ...


class CsvSheet:
    """UTF-8 with a byte order mark, or Excel would take it for something else."""

    def __init__(self, name: str, columns: Sequence[str]) -> None:
        self._text = io.StringIO(newline="")
        self._writer = csv.writer(self._text, quoting=csv.QUOTE_ALL)
        self._writer.writerow(columns)

    def add(self, rows: Iterable[Sequence[str]]) -> None:
        self._writer.writerows([harmless(cell) for cell in row] for row in rows)

    def close(self) -> bytes:
        return self._text.getvalue().encode("utf-8-sig", "replace")


class XlsxSheet:
    def __init__(self, name: str, columns: Sequence[str]) -> None:
        self._book = Workbook(write_only=True)
        self._sheet = self._book.create_sheet(name)
        for index in range(1, len(columns) + 1):
            self._sheet.column_dimensions[get_column_letter(index)].width = WIDTH
        self._sheet.append(list(columns))

    def add(self, rows: Iterable[Sequence[str]]) -> None:
        for row in rows:
            self._sheet.append([harmless(cell) for cell in row])

    def close(self) -> bytes:
        data = io.BytesIO()
        self._book.save(data)
        return data.getvalue()


def harmless(cell: str) -> str:
    """What is left of control characters and line ends is what every form can hold; see ``natural``."""
    plain = LINE_END.sub("\n", NO_XML.sub("\ufffd", cell))
    plain = ILLEGAL_CHARACTERS_RE.sub("", plain)[: LONGEST_CELL - 1]
    return f"'{plain}" if _is_dangerous(plain) else plain


def natural(cell: str) -> str:
    """The other way round: the text that was made harmless."""
    return cell[1:] if cell.startswith("'") and _is_dangerous(cell[1:]) else cell


def _is_dangerous(plain: str) -> bool:
    """Formulas and the names of their errors, also behind blanks, and behind apostrophes: else a text
    that has one of its own could not be told from ours."""
    bare = plain.lstrip("'")
    return bare in ERROR_CODES or bare.startswith(DANGEROUS) or bare.lstrip().startswith(DANGEROUS)

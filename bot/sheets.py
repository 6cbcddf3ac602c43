"""Tables as files, row by row. A cell that a spreadsheet would take for a formula is made text.

See OWASP's *CSV injection*: a leading ``= + - @``, tab or carriage return (full-width forms too) gets an apostrophe.
"""

import csv
import io
import re
import subprocess
import tempfile
from collections.abc import Iterable, Sequence
from typing import BinaryIO, Protocol

import orjson

from bot.children import HOME, command_of, last_words, plain_environment
from desk.errors import Rejected

LINE_END = re.compile(r"\r\n?")
NO_XML = re.compile(
    "[\ud800-\udfff\ufffe\uffff]"
)  # halves of letters and no letters: a workbook with them does not open
DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
LONGEST_CELL = 32_767  # characters, as Excel has them
# As openpyxl has them, which is not loaded here; a test compares.
ILLEGAL_CHARACTERS = re.compile(r"[\000-\010]|[\013-\014]|[\016-\037]")
ERROR_CODES = ("#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A")
BINDING = command_of("bot.workbook")
PATIENCE = 600.0  # real seconds for a workbook: about a million rows


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
    """Rows wait in a file without a name until another process makes a workbook of them; see ``bot.workbook``."""

    def __init__(self, name: str, columns: Sequence[str]) -> None:
        self._rows = tempfile.TemporaryFile()  # noqa: SIM115 (closed with the sheet)
        self._write((name, columns))

    def add(self, rows: Iterable[Sequence[str]]) -> None:
        for row in rows:
            self._write([harmless(cell) for cell in row])

    def close(self) -> bytes:
        """Raises Rejected when it cannot be made, or takes too long."""
        with self._rows:
            self._rows.seek(0)
            return _bind(self._rows)

    def _write(self, line: object) -> None:
        self._rows.write(orjson.dumps(line, option=orjson.OPT_APPEND_NEWLINE))


def _bind(rows: BinaryIO) -> bytes:
    try:
        bound = subprocess.run(  # noqa: S603 (a program of ours)
            BINDING, stdin=rows, capture_output=True, cwd=HOME, env=plain_environment(), timeout=PATIENCE, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise Rejected(f"no workbook could be made ({type(error).__name__})") from error
    if bound.returncode or not bound.stdout:
        raise Rejected(f"no workbook could be made: {last_words(bound.stderr) or 'nothing came'}")
    return bound.stdout


def harmless(cell: str) -> str:
    """What is left of control characters and line ends is what every form can hold; see ``natural``."""
    plain = LINE_END.sub("\n", NO_XML.sub("\ufffd", cell))
    plain = ILLEGAL_CHARACTERS.sub("", plain)[: LONGEST_CELL - 1]
    return f"'{plain}" if _is_dangerous(plain) else plain


def natural(cell: str) -> str:
    """The other way round: the text that was made harmless."""
    return cell[1:] if cell.startswith("'") and _is_dangerous(cell[1:]) else cell


def _is_dangerous(plain: str) -> bool:
    """Formulas and the names of their errors, also behind blanks, and behind apostrophes: else a text
    that has one of its own could not be told from ours."""
    bare = plain.lstrip("'")
    return bare in ERROR_CODES or bare.startswith(DANGEROUS) or bare.lstrip().startswith(DANGEROUS)

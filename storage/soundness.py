"""What is looked at before a desk works on a database file: is it there, is it whole, can it be written?"""

import sqlite3
from contextlib import closing
from pathlib import Path

from desk.errors import Rejected
from storage.lock import has_content, has_worked, lock_file

SMALL = 256 * 2**20  # bytes; half a second when the system has it in memory, else as long as the disk takes
TINY = 32 * 2**20  # bytes; a tenth of a second
PATIENCE = 5.0  # seconds, for another process that holds the file
# Of a file that may only be read SQLite begins this transaction all the same, and says so at the first change.
TRIAL = ("BEGIN IMMEDIATE", "PRAGMA user_version = 0", "ROLLBACK")
ADVICE = "put a sound copy in its place with `ringdesk restore`"


def examine(database: Path) -> None:
    """Raises Rejected for a file that is damaged, or cannot be read or written; one that is not there yet is fine.

    https://www.sqlite.org/pragma.html#pragma_quick_check reads the whole file. It is done for a small file, and for
    a large one that was not closed in order: then its write-ahead log is still there. Of a tiny one the indexes are
    compared with their tables besides. A value that was garbled is seen by nobody: SQLite keeps no checksums.
    """
    if not database.exists():
        return
    size = database.stat().st_size
    thorough = has_content(_log_of(database)) or size <= SMALL
    check = "PRAGMA integrity_check(1)" if size <= TINY else "PRAGMA quick_check(1)"
    try:
        verdict = _ask(database, "ro", check if thorough else "SELECT count(*) FROM sqlite_schema")
        _ask(database, "rw", *TRIAL)
    except sqlite3.OperationalError as error:
        raise Rejected(f"the database {database} cannot be used: {error}; if this does not pass, {ADVICE}") from error
    except (sqlite3.DatabaseError, UnicodeDecodeError) as error:  # the latter: its own error quotes garbled names
        verdict = str(error)
    if thorough and verdict != "ok":
        raise Rejected(f"the database {database} is damaged: {verdict.splitlines()[-1]}; {ADVICE}")


def refuse_loss(database: Path) -> None:
    """Raises Rejected when a desk has worked here and the file is gone: an empty one in its place would hide that."""
    if not has_content(database) and (has_worked(database) or has_content(_log_of(database))):
        raise lost(database)


def lost(database: Path) -> Rejected:
    begin = f"to begin with nothing, remove {lock_file(database)} and what else is left of it"
    return Rejected(f"the database {database} is gone or empty, though a desk has worked on it; {ADVICE}; {begin}")


def _log_of(database: Path) -> Path:
    return database.with_name(f"{database.name}-wal")


def _ask(database: Path, mode: str, *questions: str) -> str:
    """The first word of the last answer. ``ro`` leaves the files as they are."""
    row = None
    with closing(sqlite3.connect(address(database, mode), uri=True, timeout=PATIENCE, isolation_level=None)) as file:
        for question in questions:
            row = file.execute(question).fetchone()
    return str(row[0]) if row else ""


def address(database: Path, mode: str) -> str:
    """https://www.sqlite.org/uri.html: ``rw`` makes no new file where there is none."""
    return f"{database.absolute().as_uri()}?mode={mode}"

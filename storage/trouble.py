"""Trouble with the database itself, told apart from what one function did wrong."""

from collections.abc import Callable

from sqlalchemy.exc import DatabaseError, DBAPIError, OperationalError

from desk.errors import Temporary

Note = Callable[[Temporary], None]
FAILING, DAMAGED = "database", "damaged"  # codes of Temporary: it may pass by itself, or it needs a person
RETRY_AFTER = {FAILING: 1, DAMAGED: 60}  # seconds


def is_everybodys(error: BaseException) -> bool:
    """Locked, full, gone, damaged, out of memory: whoever asks next meets it too."""
    return isinstance(error, OperationalError | MemoryError) or is_damage(error)


def is_damage(error: BaseException) -> bool:
    """SQLite's *malformed* and *not a database* have no class of their own, only the one above all others."""
    return type(error) is DatabaseError


def unavailable(error: BaseException) -> Temporary:
    """What everybody is told. A new one each time: an exception is raised in one place only."""
    if isinstance(error, Temporary):
        return Temporary(error.reason, code=error.code, retry_after=error.retry_after)
    reason = str(error.orig) if isinstance(error, DBAPIError) else type(error).__name__
    if is_damage(error):
        return Temporary(f"the database is damaged: {reason}", code=DAMAGED, retry_after=RETRY_AFTER[DAMAGED])
    return Temporary(f"the database cannot do it now: {reason}", code=FAILING, retry_after=RETRY_AFTER[FAILING])

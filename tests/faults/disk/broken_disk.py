"""A disk that fails when it is told to: it stands between SQLite and the operating system's calls.

SQLite's own layer for that (https://www.sqlite.org/vfs.html) is reached in the library that Python has loaded. Files
are opened by the ordinary layer, whose calls are then passed through the disk.
"""

import _sqlite3
import ctypes
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from ctypes import CFUNCTYPE, POINTER, Structure, c_char_p, c_int, c_int64, c_void_p, cast, pointer
from dataclasses import dataclass
from typing import Any

OK = 0
ANY = "*"
KINDS = {0x100: "db", 0x80000: "wal"}  # SQLITE_OPEN_MAIN_DB, SQLITE_OPEN_WAL
METHODS: dict[str, Any] = {
    "close": CFUNCTYPE(c_int, c_void_p),
    "read": CFUNCTYPE(c_int, c_void_p, c_void_p, c_int, c_int64),
    "write": CFUNCTYPE(c_int, c_void_p, c_void_p, c_int, c_int64),
    "truncate": CFUNCTYPE(c_int, c_void_p, c_int64),
    "sync": CFUNCTYPE(c_int, c_void_p, c_int),
    "size": CFUNCTYPE(c_int, c_void_p, c_void_p),
    "lock": CFUNCTYPE(c_int, c_void_p, c_int),
    "unlock": CFUNCTYPE(c_int, c_void_p, c_int),
    "reserved": CFUNCTYPE(c_int, c_void_p, c_void_p),
    "control": CFUNCTYPE(c_int, c_void_p, c_int, c_void_p),
    "sector": CFUNCTYPE(c_int, c_void_p),
    "character": CFUNCTYPE(c_int, c_void_p),
    "shm_map": CFUNCTYPE(c_int, c_void_p, c_int, c_int, c_int, c_void_p),
    "shm_lock": CFUNCTYPE(c_int, c_void_p, c_int, c_int, c_int),
    "shm_barrier": CFUNCTYPE(None, c_void_p),
    "shm_unmap": CFUNCTYPE(c_int, c_void_p, c_int),
    "fetch": CFUNCTYPE(c_int, c_void_p, c_int64, c_int, c_void_p),
    "unfetch": CFUNCTYPE(c_int, c_void_p, c_int64, c_void_p),
}
MAY_FAIL = ("read", "write", "truncate", "sync", "size", "lock", "shm_map", "shm_lock")


class IoMethods(Structure):
    _fields_ = [("version", c_int), *METHODS.items()]


class OpenFile(Structure):
    _fields_ = [("methods", POINTER(IoMethods))]


# The name as an address: SQLite keeps it for as long as the file is open.
OPEN = CFUNCTYPE(c_int, c_void_p, c_void_p, POINTER(OpenFile), c_int, POINTER(c_int))


class Vfs(Structure):
    _fields_ = [
        ("version", c_int),
        ("file_size", c_int),
        ("longest_name", c_int),
        ("next", c_void_p),
        ("name", c_char_p),
        ("data", c_void_p),
        ("open", OPEN),
        *((name, c_void_p) for name in ("delete", "access", "full_name", "dl_open", "dl_error", "dl_symbol")),
        *((name, c_void_p) for name in ("dl_close", "randomness", "sleep", "time", "last_error", "time_64")),
        *((name, c_void_p) for name in ("set_call", "get_call", "next_call")),
    ]


@dataclass(frozen=True, slots=True)
class Fault:
    """The ``nth`` call of ``operation`` on a ``kind`` of file ends with ``code``; so do all later ones if ``lasting``.

    ``kind`` and ``operation`` may be ``ANY``. ``torn``: half of what was to be written is there all the same.
    """

    kind: str
    operation: str
    nth: int
    code: int
    lasting: bool = False
    torn: bool = False


class Disk:
    """``calls`` counts since the last ``arm``; ``struck`` says how often a fault was handed out."""

    def __init__(self) -> None:
        self.calls: Counter[tuple[str, str]] = Counter()
        self.struck = 0
        self._fault: Fault | None = None
        self._counting = threading.Lock()

    def arm(self, fault: Fault | None) -> None:
        with self._counting:
            self.calls.clear()
            self.struck, self._fault = 0, fault

    def heal(self) -> None:
        self._fault = None

    def strike(self, kind: str, operation: str) -> Fault | None:
        """The fault that this call meets."""
        with self._counting:
            self.calls[kind, operation] += 1
            fault, count = self._fault, self.calls[kind, operation]
            if fault is None or fault.kind not in (kind, ANY) or fault.operation not in (operation, ANY):
                return None
            if count != fault.nth and not (fault.lasting and count > fault.nth):
                return None
            self.struck += 1
            return fault


@contextmanager
def broken_disk() -> Iterator[Disk]:
    """Every database that this process opens from now on is on it."""
    library, disk = ctypes.CDLL(_sqlite3.__file__), Disk()
    library.sqlite3_vfs_find.restype = POINTER(Vfs)
    ordinary = library.sqlite3_vfs_find(None)
    ours = Vfs.from_buffer_copy(ordinary.contents)
    ours.name = b"broken"
    copies: dict[tuple[str, int], Any] = {}
    ours.open = OPEN(lambda *given: _open(disk, ordinary.contents.open, copies, *given))
    assert library.sqlite3_vfs_register(pointer(ours), 1) == OK
    try:
        yield disk
    finally:
        disk.heal()
        library.sqlite3_vfs_unregister(pointer(ours))
        library.sqlite3_vfs_register(ordinary, 1)
        KEPT.append((ours, copies))


KEPT: list[Any] = []  # a connection that is closed late still calls them


def _open(
    disk: Disk, ordinary: Any, copies: dict[Any, Any], vfs: Any, name: Any, file: Any, flags: int, out: Any
) -> int:
    kind = next((it for flag, it in KINDS.items() if flags & flag), "")
    if kind and (fault := disk.strike(kind, "open")):
        file.contents.methods = None
        return fault.code
    ended = int(ordinary(vfs, name, file, flags, out))
    if kind and ended == OK:
        theirs = file.contents.methods
        key = kind, cast(theirs, c_void_p).value or 0
        # Two threads open at once: what a file points to has to be the copy that is kept, or it points to freed memory.
        kept = copies.get(key) or copies.setdefault(key, _pass_through(disk, kind, theirs.contents))
        file.contents.methods = pointer(kept)
    return ended


def _pass_through(disk: Disk, kind: str, theirs: IoMethods) -> IoMethods:
    ours = IoMethods.from_buffer_copy(theirs)
    for name in MAY_FAIL:
        setattr(ours, name, METHODS[name](_failing(disk, kind, name, getattr(theirs, name))))
    return ours


def _failing(disk: Disk, kind: str, name: str, ordinary: Callable[..., int]) -> Callable[..., int]:
    def call(*given: Any) -> int:
        fault = disk.strike(kind, name)
        if fault is None:
            return int(ordinary(*given))
        if fault.torn and name == "write":
            file, data, amount, offset = given
            ordinary(file, data, amount // 2, offset)
        return fault.code

    return call

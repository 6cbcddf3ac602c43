"""What people have paused. Kept in the vault, known in memory, heeded by the worker."""

from desk.leads.books import Lane
from desk.leads.model import Person
from desk.ports import Clock
from storage.books import Books, Store

KEY = "switches"
ALL = "all"
LANES = {"calls": (Lane.CALLS,), "sms": (Lane.SMS,), ALL: (Lane.CALLS, Lane.SMS, Lane.CRM)}


class Switches:
    """``calls``, ``sms`` or ``all``. Intake and the chat are never paused."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._off: dict[str, str] = {}

    async def load(self) -> None:
        self._off = await self._store.read(_load)

    @property
    def off(self) -> dict[str, str]:
        """What is paused, and by whom."""
        return dict(self._off)

    def paused_lanes(self) -> frozenset[str]:
        return _lanes(self._off)

    async def turn(self, name: str, *, on: bool, by: Person, key: str = "") -> bool:
        """Pause or resume, which is an act; False when it was so already. Raises KeyError for an unknown name.

        ``key``: a wish that is told once more, since its answer was lost, was granted.
        """
        lanes = LANES[name]
        now = self._clock.now()

        def work(books: Books) -> tuple[dict[str, str], bool]:
            off = before = _load(books)
            if key and not books.acts.is_new(key):
                return off, True
            if on:
                off = {} if name == ALL else {key: who for key, who in off.items() if key != name}
            else:
                off = {name: by.name, **off}  # the first who paused it stays named
            if off != before:
                books.vault.keep(KEY, off, now)
                books.acts.note(by, "resume" if on else "pause", now, subject=name, key=key)
            return off, off != before

        self._off, turned = await self._store.write(work)
        return bool(lanes) and turned


def find_paused(books: Books) -> frozenset[str]:
    """Lanes that are paused, as it is kept."""
    return _lanes(_load(books))


def _lanes(off: dict[str, str]) -> frozenset[str]:
    return frozenset(lane.value for name in off for lane in LANES[name])


def _load(books: Books) -> dict[str, str]:
    return books.vault.load(KEY) or {}

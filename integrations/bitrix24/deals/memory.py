"""What need not be asked again: the book for an hour, and who and what was found by a name of the store's."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta

from desk.ports import Clock
from integrations.bitrix24.deals.book import Book

KEPT = timedelta(hours=1)
MOST = 5000  # articles
NEVER = datetime(1, 1, 1, tzinfo=UTC)


class Memory:
    """``tidy`` before a question: what was known by name is forgotten after an hour, as people leave."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._until = NEVER
        self._tidied = NEVER
        self._said: set[str] = set()
        self.strange: set[str] = set()  # stages that no pipeline has
        self.book = Book()
        self.managers: dict[str, str] = {}
        self.products: dict[str, int] = {}

    @property
    def fresh(self) -> bool:
        return self._clock.now() < self._until

    @property
    def empty(self) -> bool:
        """The book was never read."""
        return not self.book.funnels

    def tidy(self) -> None:
        now = self._clock.now()
        if now >= self._tidied + KEPT:
            self.managers.clear()
            self.products.clear()
            self.strange.clear()
            self._tidied = now

    def keep(self, book: Book) -> None:
        self.book, self._until = book, self._clock.now() + KEPT

    def keep_products(self, found: Mapping[str, int]) -> None:
        if len(self.products) + len(found) > MOST:
            self.products.clear()
        self.products |= found

    def forget(self) -> None:
        """The portal does not agree with what we know of it."""
        self._until = NEVER

    def once(self, key: str, say: Callable[[], str]) -> tuple[str, ...]:
        """A remark that would be the same for every order is made once."""
        if key in self._said:
            return ()
        self._said.add(key)
        return (say(),)

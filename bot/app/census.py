"""Who somebody is to us, looked up anew each time; those who come at one moment are looked up together."""

from collections.abc import Mapping, Sequence

from desk.staff.roles import Role
from storage.books import Books, Store
from storage.gathering import Gathering
from storage.people import Known

MOST = 64  # people of one look
Found = tuple[Mapping[int, Known | None], bool]


class Census:
    def __init__(self, store: Store) -> None:
        self._store = store
        self._asked: Gathering[int, Found] = Gathering(self._read, MOST)

    async def look(self, person_id: int) -> tuple[Known | None, bool]:
        """What is known of them, and whether sellers were named at all. Raises Temporary."""
        people, named = await self._asked.put(person_id)
        return people[person_id], named

    async def _read(self, people: Sequence[int]) -> Found:
        return await self._store.read(lambda books: _find(books, people))


def are_named(books: Books) -> bool:
    """Whether sellers were named; otherwise the group's members are."""
    return books.people.has_role(Role.SELLER)


def _find(books: Books, people: Sequence[int]) -> Found:
    return {it: books.people.find(it) for it in dict.fromkeys(people)}, are_named(books)

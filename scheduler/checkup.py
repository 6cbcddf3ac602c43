"""Asks the neighbours now and then whether they can work for us: money runs out before calls fail."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from desk.errors import Temporary, Unauthorised
from desk.leads.books import NewJob
from desk.leads.work import alarm_admins
from desk.ports import Clock, Health
from storage.books import Books, Store
from storage.charges import CURRENCIES


class Checkable(Protocol):
    async def check(self) -> Health: ...


@dataclass(frozen=True, slots=True)
class Checkup:
    """``neighbours`` by role. One that is down, or refuses our key to the jobs, is their trouble and not told here.

    ``kin``: roles that one neighbour plays with one key, by each other; it is asked in one of them.
    """

    store: Store
    clock: Clock
    neighbours: Mapping[str, Checkable]
    kin: Mapping[str, str] = field(default_factory=dict)

    async def run(self) -> dict[str, Health]:
        """What each answered; whoever cannot work makes one alarm to the admins."""
        answers = {}
        told = await self.store.read(lambda books: {it.cause for it in books.incidents.open()})
        for role, neighbour in self.neighbours.items():
            try:
                health = await neighbour.check()
            except Temporary:
                continue
            except Unauthorised as error:
                health = Health(ok=False, detail=error.reason)
            answers[role] = health
            await self._note_currency(role, health)
            if not health.ok and told.isdisjoint((role, self.kin.get(role, role))):
                await self._owe(alarm_admins(f"check:{role}", health.detail, self.clock.now()))
        return answers

    async def _note_currency(self, role: str, health: Health) -> None:
        """Costs come without one: it is that of the account."""
        if health.balance is None or not health.balance.currency:
            return
        now, told = self.clock.now(), {role: health.balance.currency}

        def work(books: Books) -> None:
            kept = books.vault.load(CURRENCIES) or {}
            if kept | told != kept:
                books.vault.keep(CURRENCIES, kept | told, now)

        await self.store.write(work)

    async def _owe(self, alarm: NewJob) -> None:
        await self.store.write(lambda books: books.jobs.put(alarm))

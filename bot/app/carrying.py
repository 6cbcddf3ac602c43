"""Carries out what was held, if whoever asked for it still may (N-08)."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from desk.errors import Conflict, Ignored
from desk.exchange.granting import Granting
from desk.leads.effects.bench import Bench
from desk.leads.effects.outcome import Done, Outcome
from desk.leads.events import HoldEnded, OrderAsked, StageAsked
from desk.leads.holding import wish_of
from desk.leads.model import Held
from desk.staff.roles import Role
from desk.values import replace
from scheduler.handlers import Handler
from storage.books import Books

Standing = Callable[[int], Awaitable[Role]]


@dataclass(frozen=True, slots=True)
class CarryOut:
    """``standing`` is somebody's role as it is now. ``granting`` None: no store is connected."""

    bench: Bench
    standing: Standing
    granting: Granting | None = None

    async def __call__(self, lead_id: int) -> Outcome:
        """Raises Temporary when nobody can say whether they still may."""
        held = (await self.bench.load(lead_id)).held
        if held is None:
            return Done("it was taken back")
        role = await self.standing(held.by.id)
        may, by_force = role.reaches(Role.SELLER), held.by_force and role.reaches(Role.ADMIN)
        ended = HoldEnded("" if may else f"{held.by.name} does not work leads here", by_force)
        try:
            await self._end(lead_id, replace(held, by_force=by_force), ended)
        except Ignored:
            return Done("it is not to be done now")
        except Conflict as refusal:  # only the books know of it: another lead has its reference, or its deal has moved
            await self.bench.mention(lead_id, HoldEnded(refusal.reason))
        return Done()

    async def give_up(self, lead_id: int) -> None:
        """The lead is free for other wishes again."""
        await self.bench.mention(lead_id, HoldEnded("nobody could say whether they still may"))

    async def _end(self, lead_id: int, held: Held, ended: HoldEnded) -> None:
        """What is wished of the exchange is granted in the same transaction: once, or not at all."""
        wish = wish_of(held)

        def work(books: Books) -> None:
            now = self.bench.clock.now()
            self.bench.service.tell(books, lead_id, ended, now)
            if ended.dropped or not isinstance(wish, StageAsked | OrderAsked):
                return
            if self.granting is None:
                raise Conflict("no store is connected")
            self.granting.grant(books, lead_id, wish, now)

        await self.bench.store.write(work)


def carrying_out(bench: Bench, standing: Standing, granting: Granting | None = None) -> Handler:
    effect = CarryOut(bench, standing, granting)
    return Handler(lambda job: effect(job.lead_id or 0), lambda job, _error: effect.give_up(job.lead_id or 0))

"""Carries out what was held, if whoever asked for it still may (N-08)."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from desk.errors import Conflict
from desk.leads.effects.bench import Bench
from desk.leads.effects.outcome import Done, Outcome
from desk.leads.events import HoldEnded
from desk.staff.roles import Role
from scheduler.handlers import Handler

Standing = Callable[[int], Awaitable[Role]]


@dataclass(frozen=True, slots=True)
class CarryOut:
    """``standing`` is somebody's role as it is now."""

    bench: Bench
    standing: Standing

    async def __call__(self, lead_id: int) -> Outcome:
        """Raises Temporary when nobody can say whether they still may."""
        held = (await self.bench.load(lead_id)).held
        if held is None:
            return Done("it was taken back")
        may = (await self.standing(held.by.id)).reaches(Role.SELLER)
        ended = HoldEnded("" if may else f"{held.by.name} does not work leads here")
        try:
            await self.bench.mention(lead_id, ended)
        except Conflict as refusal:  # only the books know of it: another lead has the order's reference by now
            await self.bench.mention(lead_id, HoldEnded(refusal.reason))
        return Done()

    async def give_up(self, lead_id: int) -> None:
        """The lead is free for other wishes again."""
        await self.bench.mention(lead_id, HoldEnded("nobody could say whether they still may"))


def carrying_out(bench: Bench, standing: Standing) -> Handler:
    effect = CarryOut(bench, standing)
    return Handler(lambda job: effect(job.lead_id or 0), lambda job, _error: effect.give_up(job.lead_id or 0))

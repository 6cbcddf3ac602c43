"""Asks the neighbours how they are, and notices when one of them works again."""

import asyncio
from dataclasses import dataclass

from bot.app.neighbours import Neighbours
from desk.errors import DeskError, NotFound
from desk.ports import Caller, Crm, Health, SmsGateway
from scheduler.mending import Mending
from scheduler.watch import Watch

PATIENCE = 8.0  # real seconds for one answer


@dataclass(frozen=True, slots=True)
class Workshop:
    """Causes of incidents are named like the roles: ``crm``, ``calls``, ``sms``."""

    neighbours: Neighbours
    watch: Watch
    mending: Mending | None

    async def check_all(self) -> dict[str, Health]:
        roles = self._roles()
        answers = await asyncio.gather(*(_check(neighbour) for neighbour in roles.values()))
        return dict(zip(roles, answers, strict=True))

    async def probe(self, cause: str) -> Health:
        """Ask the neighbour behind an incident; when it is well, the incident is over. Raises NotFound."""
        neighbour = self._roles().get(cause)
        if neighbour is None:
            raise NotFound(f"no neighbour stands behind {cause}")
        health = await _check(neighbour)
        if health.ok:
            await self.watch.close(cause)
            if cause == "crm" and self.mending:
                await self.mending.run()
        return health

    def _roles(self) -> dict[str, Crm | Caller | SmsGateway]:
        given = {"crm": self.neighbours.crm, "calls": self.neighbours.caller, "sms": self.neighbours.sms}
        return {role: neighbour for role, neighbour in given.items() if neighbour}


async def _check(neighbour: Crm | Caller | SmsGateway) -> Health:
    try:
        async with asyncio.timeout(PATIENCE):
            return await neighbour.check()
    except DeskError as error:
        return Health(False, error.reason)
    except TimeoutError:
        return Health(False, "no answer")

"""Asks the neighbours how they are, and notices when one of them works again."""

import asyncio
from dataclasses import dataclass

from bot.app.neighbours import Neighbours, find_checkable
from bot.cards.doctor import Ailment
from desk.errors import DeskError, NotFound, Temporary, Unauthorised
from desk.ports import Health
from scheduler.checkup import Checkable
from scheduler.mending import Mending
from scheduler.watch import Watch

PATIENCE = 8.0  # real seconds for one answer


@dataclass(frozen=True, slots=True)
class Workshop:
    """Causes of incidents are named like the roles: ``crm``, ``store``, ``calls``, ``sms``, ``tracker`` …"""

    neighbours: Neighbours
    watch: Watch
    mending: Mending | None

    async def check_all(self, *, mend: bool = False) -> dict[str, tuple[Health, Ailment]]:
        """``mend``: the outage of whoever is well is over."""
        roles = self._roles()
        answers = await asyncio.gather(*(_check(neighbour) for neighbour in roles.values()))
        found = dict(zip(roles, answers, strict=True))
        for role, (health, _) in found.items():
            if mend and health.ok:
                await self._mend(role)
        return found

    async def probe(self, cause: str) -> Health:
        """Ask the neighbour behind an incident; when it is well, the incident is over. Raises NotFound."""
        neighbour = self._roles().get(cause)
        if neighbour is None:
            raise NotFound(f"no neighbour stands behind {cause}")
        health, _ = await _check(neighbour)
        if health.ok:
            await self._mend(cause)
        return health

    async def _mend(self, role: str) -> None:
        await self.watch.close(role)
        if role == "crm" and self.mending:
            await self.mending.run()

    def _roles(self) -> dict[str, Checkable]:
        return find_checkable(self.neighbours)


async def _check(neighbour: Checkable) -> tuple[Health, Ailment]:
    try:
        async with asyncio.timeout(PATIENCE):
            health = await neighbour.check()
    except Unauthorised as error:
        return Health(False, error.reason), Ailment.KEY
    except Temporary as error:
        return Health(False, error.reason), Ailment.AWAY
    except DeskError as error:
        return Health(False, error.reason), Ailment.OTHER
    except TimeoutError:
        return Health(False, "no answer"), Ailment.AWAY
    return health, Ailment.NONE if health.ok else Ailment.OTHER

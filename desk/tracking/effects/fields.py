"""The additional fields without which the CRM takes none of our orders are made where they are missing (CR-08)."""

from contextlib import suppress

from desk.errors import Rejected, Unauthorised
from desk.leads.effects.outcome import Done, Outcome
from desk.tracking.filling import LABELS
from desk.tracking.ports import TrackingCrm


class MakeFields:
    """One object a process: it knows whether they were seen to."""

    def __init__(self, crm: TrackingCrm) -> None:
        self._crm = crm
        self._settled = False

    async def __call__(self) -> Outcome:
        """Raises Temporary, Unauthorised, Rejected: people hear of it."""
        await self._crm.make_fields(LABELS)
        self._settled = True
        return Done()

    async def settle(self) -> None:
        """Before the first touch, whose order would be refused without them. Raises Temporary.

        A key that may make no fields may still fill those that people have made: the order itself will tell.
        """
        if not self._settled:
            with suppress(Rejected, Unauthorised):
                await self._crm.make_fields(LABELS)
            self._settled = True

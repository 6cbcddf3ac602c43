"""The deal goes where a person wished it to be; the store then hears of it as of any move in the CRM."""

from dataclasses import dataclass

from desk.errors import NotFound, Rejected, Temporary, Unknown
from desk.exchange.effects.table import Table
from desk.exchange.facts import DealGone, DealSeen, Refused
from desk.exchange.model import Deal
from desk.exchange.pair import Duty, Halt, Pair, Side
from desk.exchange.ports import Deals
from desk.exchange.service import MEANWHILE
from desk.exchange.work import wish_of
from desk.leads.effects.outcome import Done, Outcome


@dataclass(frozen=True, slots=True)
class MoveDeal:
    """``since`` is where the person saw the deal stand: whoever moved it later, in the CRM, knew more than they."""

    table: Table
    deals: Deals

    async def __call__(self, pair_id: int, stage: str, since: str) -> Outcome:
        """Raises Temporary, Unauthorised. Moving may be repeated, so a lost answer is nothing but a delay."""
        pair = await self.table.load(pair_id)
        if pair.deal is None or pair.halt is Halt.DEAL_GONE:
            return Done("there is no deal to move")
        try:
            await self._move(pair, pair.deal.id, stage, since)
        except Unknown as error:
            raise Temporary(error.reason, code=error.code) from error
        except NotFound:
            await self.table.mention(pair_id, DealGone())
        except Rejected as error:
            await self.give_up(pair_id, stage, error.reason)
            return Done(error.reason)
        return Done()

    async def give_up(self, pair_id: int, stage: str, error: str) -> None:
        await self.table.mention(pair_id, Refused(Duty.WISH, error, stage=stage))

    async def _move(self, pair: Pair, deal_id: str, stage: str, since: str) -> None:
        """Raises NotFound when it was deleted, Rejected for a wish that came too late."""
        found = await self._read(pair.id, deal_id)
        if found.stage.code == stage:
            return
        if found.stage.code != since:
            raise Rejected(MEANWHILE)
        if await self.table.waits(wish_of(pair)):
            return  # the person has thought better of it
        asked_at = self.table.clock.now()
        moved = await self.deals.move(deal_id, stage)
        # As if the CRM had told of it. Had another change of ours ended since ``asked_at``, the deal is read again.
        await self.table.looked(pair.id, Side.CRM, asked_at, DealSeen(moved, asked_at, ours=True))

    async def _read(self, pair_id: int, deal_id: str) -> Deal:
        asked_at = self.table.clock.now()
        found = (await self.deals.read([deal_id])).get(deal_id)
        if found is None:
            raise NotFound("the deal was deleted")
        await self.table.looked(pair_id, Side.CRM, asked_at, DealSeen(found, asked_at))
        return found

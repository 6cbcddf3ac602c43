"""The order shows what its deal's stage means: only the present state is ever told (S2-11, EX-33)."""

from desk.errors import NotFound, Rejected, Temporary, Unknown
from desk.exchange.effects.looks import look_at_order
from desk.exchange.effects.table import Table
from desk.exchange.facts import OrderGone, Refused, StatusTold
from desk.exchange.pair import Debt, Duty, Pair, Side
from desk.exchange.ports import OrderStore
from desk.leads.effects.outcome import Done, Outcome


class KeepOrder:
    def __init__(self, table: Table, store: OrderStore) -> None:
        self._table = table
        self._store = store
        self._tried: dict[int, Debt] = {}  # of pairs that are to be tried again: what did not get through

    async def __call__(self, pair_id: int) -> Outcome:
        """Raises Temporary, Unauthorised. Setting a status may be repeated, so a lost answer is nothing but a delay."""
        pair = await self._table.load(pair_id)
        self._tried[pair_id] = pair.debt(Duty.STATUS)
        note = await self._tell(await self._look(pair))
        del self._tried[pair_id]
        return Done(note)

    async def give_up(self, pair_id: int, error: str) -> None:
        """A person hears of what was tried last."""
        if debt := self._tried.pop(pair_id, None):
            await self._table.mention(pair_id, Refused(Duty.STATUS, error, debt))

    async def _tell(self, pair: Pair) -> str:
        """Why the store was not told; empty: it was."""
        if pair.deal is None or not pair.owes_store:
            return "the store shows the stage already"
        stage, status = pair.deal.stage, pair.due_status
        debt = self._tried[pair.id] = pair.debt(Duty.STATUS)
        try:
            order = await self._store.set_status(pair.order.ref, status, key_of(pair))
        except Unknown as error:
            raise Temporary(error.reason, code=error.code) from error
        except NotFound:
            await self._table.mention(pair.id, OrderGone())
        except Rejected as error:
            await self._table.mention(pair.id, Refused(Duty.STATUS, error.reason, debt))
            return error.reason
        else:
            await self._table.mention(pair.id, StatusTold(status, stage.code, stage.ended, order))
        return ""

    async def _look(self, pair: Pair) -> Pair:
        """Of what an event told is read before it is changed (EX-22)."""
        if not (pair.owes_store and self._store.readable and await self._table.awaits(pair.id, Side.STORE)):
            return pair
        return await look_at_order(self._table, self._store, pair)


def key_of(pair: Pair) -> str:
    """The same for every try of one change."""
    return f"pair-{pair.id}-{pair.turn}"

"""The order shows what its deal's stage means: only the present state is ever told (S2-11, EX-33)."""

from desk.errors import NotFound, Rejected, Temporary, Unknown
from desk.exchange.effects.table import Table
from desk.exchange.facts import OrderGone, OrderSeen, Refused, StatusTold
from desk.exchange.pair import Pair, Side
from desk.exchange.ports import OrderStore
from desk.leads.effects.outcome import Done, Outcome


class KeepOrder:
    def __init__(self, table: Table, store: OrderStore) -> None:
        self._table = table
        self._store = store

    async def __call__(self, pair_id: int) -> Outcome:
        """Raises Temporary, Unauthorised. Setting a status may be repeated, so a lost answer is nothing but a delay."""
        pair = await self._look(await self._table.load(pair_id))
        if pair.deal is None or not pair.owes_store:
            return Done("the store shows the stage already")
        stage, status = pair.deal.stage, pair.due_status
        try:
            order = await self._store.set_status(pair.order.ref, status, key_of(pair))
        except Unknown as error:
            raise Temporary(error.reason, code=error.code) from error
        except NotFound:
            await self._table.mention(pair_id, OrderGone())
        except Rejected as error:
            await self._table.mention(pair_id, Refused(Side.STORE, error.reason, pair.debt(Side.STORE)))
            return Done(error.reason)
        else:
            await self._table.mention(pair_id, StatusTold(status, stage.code, stage.ended, order))
        return Done()

    async def _look(self, pair: Pair) -> Pair:
        """Of what an event told is read before it is changed (EX-22)."""
        if not (pair.owes_store and self._store.readable and await self._table.awaits(pair.id, Side.STORE)):
            return pair
        asked_at = self._table.clock.now()
        order = await self._store.read(pair.order.ref)
        fact = OrderSeen(order, asked_at) if order else OrderGone()
        return await self._table.looked(pair.id, Side.STORE, asked_at, fact)

    async def give_up(self, pair_id: int, error: str) -> None:
        await self._table.mention(pair_id, Refused(Side.STORE, error))


def key_of(pair: Pair) -> str:
    """The same for every try of one change."""
    return f"pair-{pair.id}-{pair.turn}"

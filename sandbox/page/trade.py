"""What people do to orders and deals by hand: customers and staff in the store, managers on the CRM's board."""

from aiohttp import web

from sandbox.page.errands import Errands
from sandbox.page.form import Form
from sandbox.world.portal import PIPELINE
from sandbox.world.storefront import MOST, Change
from sandbox.world.world import World

CHANGES = ("status", "paid", "quantity")


class Trade:
    """Raises ValueError for what makes no sense; the server turns that into 400."""

    def __init__(self, world: World, errands: Errands) -> None:
        self._world = world
        self._errands = errands

    def routes(self) -> list[web.RouteDef]:
        return [web.post("/demo/deal", self._move_deal), web.post("/demo/store", self._change_order)]

    async def _move_deal(self, request: web.Request) -> web.Response:
        """``{"deal": 3, "stage": "C5:WON"}``: a manager drags a deal; the portal tells the desk by its event."""
        form = await Form.read(request)
        number, stage = int(form.number("deal")), form.text("stage")
        if all(deal["ID"] != number for deal in self._world.bitrix24.board(PIPELINE)):
            raise ValueError(f"there is no deal {number}")
        try:
            self._world.bitrix24.move_deal(number, stage)
        except KeyError:
            raise ValueError(f"there is no stage {stage}") from None
        return self._done("manager", f"deal {number}: {stage}")

    async def _change_order(self, request: web.Request) -> web.Response:
        """``{"place": true}``, or ``{"order": "1027"}`` with one of ``status``, ``paid`` and ``quantity`` (of its first
        line). The store tells the desk as its kind does, and insists in the background.
        """
        form = await Form.read(request)
        store = self._world.store
        if store is None:
            raise ValueError("there is no store here")
        if "place" in form.values and form.flag("place"):
            order = self._world.shop.orders.write()
            await self._errands.run(store.place(order))
            return self._done("store", f"a new order of {order.name}")
        number, change = form.text("order"), _read_change(form)
        shown = next((it for it in store.show()["orders"] if it["number"] == number), None)
        if shown is None or (change.status and change.status not in store.show()["statuses"]):
            raise ValueError(f"there is no order {number}, or no status {change.status}")
        await self._errands.run(store.change(number, change))
        told = next(f"{name} {form.values[name]}" for name in CHANGES if name in form.values)
        return self._done("store", f"order {number}: {told}")

    def _done(self, what: str, value: str) -> web.Response:
        self._world.note(what, value=value)
        return web.json_response({"done": True})


def _read_change(form: Form) -> Change:
    if "status" in form.values and form.text("status"):
        return Change(status=form.text("status"))
    if "paid" in form.values:
        return Change(paid=form.flag("paid"))
    if "quantity" in form.values:
        quantity = int(form.number("quantity"))
        if not 1 <= quantity <= MOST:
            raise ValueError(f"an order holds 1 to {MOST} pieces of a thing")
        return Change(quantity=quantity)
    raise ValueError("status, paid or quantity is needed")

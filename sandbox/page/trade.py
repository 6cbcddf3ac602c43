"""What people do to orders and deals by hand: the store's staff in the CMS, managers on the CRM's board."""

from dataclasses import replace
from typing import Any

from aiohttp import web

from sandbox.cms.orders import CmsOrder
from sandbox.page.errands import Errands
from sandbox.page.form import Form
from sandbox.shop.orders import Item
from sandbox.world.portal import PIPELINE
from sandbox.world.world import World

MOST = 99  # pieces
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
        """``{"order": "1027"}`` with one of ``status``, ``paid`` and ``quantity`` (of its first line).

        The CMS posts the whole order to the desk, and insists in the background.
        """
        form = await Form.read(request)
        kept = self._world.cms.orders.find(form.text("order"))
        if kept is None:
            raise ValueError(f"there is no order {form.text('order')}")
        change = _read_change(form, kept)
        await self._errands.run(self._world.cms.change(kept.number, **change))
        told = next(f"{name} {form.values[name]}" for name in CHANGES if name in form.values)
        return self._done("store", f"order {kept.number}: {told}")

    def _done(self, what: str, value: str) -> web.Response:
        self._world.note(what, value=value)
        return web.json_response({"done": True})


def _read_change(form: Form, kept: CmsOrder) -> dict[str, Any]:
    if "status" in form.values and form.text("status"):
        return {"status": form.text("status")}
    if "paid" in form.values:
        return {"paid": form.flag("paid")}
    if "quantity" in form.values:
        return {"items": _count(kept.order.items, int(form.number("quantity")))}
    raise ValueError("status, paid or quantity is needed")


def _count(items: tuple[Item, ...], quantity: int) -> tuple[Item, ...]:
    if not items or not 1 <= quantity <= MOST:
        raise ValueError(f"an order holds 1 to {MOST} pieces of a thing")
    return (replace(items[0], quantity=quantity), *items[1:])

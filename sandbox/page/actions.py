"""What a visitor does to the world. Everything goes through the fakes' control sides or the shop's own protocol."""

from aiohttp import web

from sandbox.page.desk import DeskControl
from sandbox.page.form import Form
from sandbox.page.moments import seconds_to
from sandbox.page.orders import Orders, read_order, show_order
from sandbox.page.switches import Switches
from sandbox.world.world import World

MOST_SPEED = 3600.0
LONGEST_JUMP = 7 * 86_400.0


class Actions:
    """Raise ValueError for what makes no sense; the server turns that into 400."""

    def __init__(self, world: World, desk: DeskControl, orders: Orders, switches: Switches) -> None:
        self._world = world
        self._desk = desk
        self._orders = orders
        self._switches = switches

    def routes(self) -> list[web.RouteDef]:
        doers = {
            "sample": self._sample,
            "order": self._order,
            "fate": self._fate,
            "switch": self._switch,
            "token": self._token,
            "time": self._time,
            "plug": self._plug,
            "stage": self._stage,
        }
        return [web.post(f"/demo/{name}", doer) for name, doer in doers.items()]

    async def _sample(self, request: web.Request) -> web.Response:
        await Form.read(request)
        return web.json_response(self._orders.sample())

    async def _order(self, request: web.Request) -> web.Response:
        """Post an order as the shop would; answers what the desk did; ``status`` is null while the shop still tries."""
        form = await Form.read(request)
        order = read_order(form.values, self._world.clock)
        sent = await self._orders.send(order, "json" if form.text("way") == "json" else "article")
        return web.json_response(show_order(sent))

    async def _fate(self, request: web.Request) -> web.Response:
        form = await Form.read(request)
        once = form.flag("once")
        self._switches.decide(form.text("outcome"), once=once)
        return self._done("next call" if once else "every call", form.text("outcome"))

    async def _switch(self, request: web.Request) -> web.Response:
        form = await Form.read(request)
        await self._switches.turn(form.text("neighbour"), form.text("state"))
        return self._done(form.text("neighbour"), form.text("state"))

    async def _token(self, request: web.Request) -> web.Response:
        await Form.read(request)
        self._switches.expire()
        return self._done("crm", "access token expired")

    async def _time(self, request: web.Request) -> web.Response:
        """``{"speed": 60}``, ``{"jump": 1800}`` (seconds) or ``{"to": "night", "zone": "Asia/Omsk"}``."""
        form = await Form.read(request)
        if "speed" in form.values:
            speed = form.number("speed", most=MOST_SPEED)
            self._world.set_speed(speed)
            return self._done("speed", f"{speed:g}×")
        if "to" in form.values:
            seconds = seconds_to(form.text("to"), form.text("zone"), self._world.clock.now())
        else:
            seconds = form.number("jump", most=LONGEST_JUMP)
        self._world.jump(seconds)
        return self._done("jump", form.values.get("to") or f"+{seconds:g} s")

    async def _plug(self, request: web.Request) -> web.Response:
        form = await Form.read(request)
        moves = {"kill": self._desk.kill, "start": self._desk.start}
        if form.text("do") not in moves:
            raise ValueError("kill or start")
        try:
            await moves[form.text("do")]()
        except RuntimeError as trouble:
            return web.json_response({"error": str(trouble)}, status=502)
        return self._done("desk", form.text("do"))

    async def _stage(self, request: web.Request) -> web.Response:
        """A manager moves the lead in the CRM by hand."""
        form = await Form.read(request)
        number = int(form.number("lead"))
        if all(lead["ID"] != number for lead in self._world.bitrix24.leads()):
            raise ValueError(f"there is no lead {number}")
        self._world.bitrix24.edit("lead", number, STATUS_ID=form.text("stage"))
        return self._done("manager", f"lead {number}: {form.text('stage')}")

    def _done(self, what: str, value: str) -> web.Response:
        """The note wakes every open page."""
        self._world.note(what, value=value)
        return web.json_response({"done": True})

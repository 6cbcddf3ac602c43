"""What people do around call tracking: visitors ring, write and chat; managers work in the CRM's list of orders."""

from aiohttp import web

from sandbox.calltouch.cabinet import Visit
from sandbox.calltouch.matching import digits
from sandbox.page.form import Form
from sandbox.retailcrm.refusals import Refusal
from sandbox.retailcrm.stock import Row
from sandbox.world.world import World

LONGEST = 250  # signs of one field
MOST = 10_000_000  # roubles
TALK = 65  # seconds of a call that was answered
LABELS = ("utm_source", "utm_medium", "utm_campaign", "utm_content", "utm_term")


class Tracking:
    """Raises ValueError for what makes no sense; the server turns that into 400."""

    def __init__(self, world: World) -> None:
        self._world = world

    def routes(self) -> list[web.RouteDef]:
        return [web.post("/demo/visitor", self._come), web.post("/demo/sale", self._sell)]

    async def _come(self, request: web.Request) -> web.Response:
        """``{"kind": "call", "phone": …}``, or a ``request`` or ``chat`` with ``name``, ``phone``, ``email``; a request
        has a ``subject``, and each may have labels. The tracker tells the desk by its webhook, once.
        """
        form = await self._read(request)
        kind, phone, name, email = (_text(form, it) for it in ("kind", "phone", "name", "email"))
        tracker, visit = self._world.calltouch, _read_visit(form)
        if kind == "call":
            tracker.ring(digits(phone), duration=0 if form.flag("missed") else TALK, visit=visit)
        elif kind == "request":
            tracker.send_form(_text(form, "subject"), name, phone, email, visit=visit)
        elif kind == "chat":
            tracker.chat(name, phone, email, visit=visit)
        else:
            raise ValueError("call, request or chat")
        return self._done("visitor", f"{kind} {phone or email}".strip())

    async def _sell(self, request: web.Request) -> web.Response:
        """``{"place": true}``, or ``{"order": 7141}`` with a new ``status`` or ``total``."""
        form = await self._read(request)
        try:
            told = self._place() if form.flag("place") else self._change(form)
        except Refusal as refused:
            raise ValueError(str(refused.body())) from None
        return self._done("manager", told)

    async def _read(self, request: web.Request) -> Form:
        form = await Form.read(request)
        if not self._world.tracker:
            raise ValueError("there is no call tracker here")
        return form

    def _place(self) -> str:
        """Somebody whom the tracker has never seen."""
        crm, order = self._world.retailcrm, self._world.shop.orders.write()
        who: Row = {"firstName": order.name, "email": order.email}
        items = [{"productName": it.name, "initialPrice": it.price, "quantity": it.quantity} for it in order.items]
        number = crm.place(crm.seed_customer(order.phone, **who), phone=order.phone, items=items, **who)
        return f"order {number}"

    def _change(self, form: Form) -> str:
        number, crm = int(form.number("order")), self._world.retailcrm
        if number not in crm.account.orders:
            raise ValueError(f"there is no order {number}")
        if "total" in form.values:
            total = round(form.number("total", MOST), 2)
            if total < 0:
                raise ValueError("an order comes to nothing or more")
            crm.set_items(number, ("Часы", total, 1))
            return f"order {number}: {total:g} ₽"
        crm.set_status(number, _text(form, "status"))
        return f"order {number}: {form.text('status')}"

    def _done(self, what: str, value: str) -> web.Response:
        self._world.note(what, value=value)
        return web.json_response({"done": True})


def _text(form: Form, name: str) -> str:
    text = form.text(name).strip()
    if len(text) > LONGEST:
        raise ValueError(f"{name} is longer than {LONGEST} signs")
    return text


def _read_visit(form: Form) -> Visit:
    """Without labels somebody who typed the address, as the tracker calls it."""
    labels: Row = {name: _text(form, name) for name in LABELS}
    source, medium = labels["utm_source"] or "(direct)", labels["utm_medium"] or "(none)"
    return Visit(source=source, medium=medium, **labels)

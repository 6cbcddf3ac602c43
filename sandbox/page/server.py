"""The page's server: the page itself, its data and actions, and the desk behind the same address."""

from collections.abc import AsyncIterator, Awaitable, Callable
from importlib.resources import files

from aiohttp import web

from sandbox.page.actions import Actions
from sandbox.page.desk import DeskControl
from sandbox.page.errands import Errands
from sandbox.page.messenger import Messenger
from sandbox.page.orders import Orders
from sandbox.page.proxy import Proxy, keep_client
from sandbox.page.stream import Stream
from sandbox.page.switches import Switches
from sandbox.page.tracking import Tracking
from sandbox.page.trade import Trade
from sandbox.page.view import View
from sandbox.page.wire import Wire, secrets_of
from sandbox.telegram.errors import ApiError
from sandbox.world.world import World

STATIC = files("sandbox.page") / "static"
_KINDS = {"html": "text/html", "css": "text/css", "js": "text/javascript", "svg": "image/svg+xml"}
_HEADERS = {
    "Content-Security-Policy": "default-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-cache",
}
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def build_page(world: World, desk: DeskControl) -> web.Application:
    """The world must have been started, and is stopped by whoever started it."""
    errands, switches = Errands(), Switches(world)
    orders = Orders(world.shop, world.store, errands)
    wire = Wire(world.history, list(secrets_of(world.describe(desk.url, desk.api_token))))
    view = View(world, desk, orders, switches, wire)
    stream = Stream(view, world.history, frozenset(person.user.id for person in world.staff.people))
    app = web.Application(middlewares=[_explain])
    app.add_routes(
        [
            web.get("/", _page),
            web.get("/page/{name}", _page),
            *stream.routes(),
            *Actions(world, desk, orders, switches).routes(),
            *Trade(world, errands).routes(),
            *Tracking(world).routes(),
            *Messenger(world.telegram, world.staff).routes(),
            *wire.routes(),
            *Proxy(desk).routes(),
        ]
    )
    app.on_shutdown.append(stream.close)
    app.cleanup_ctx.append(keep_client)

    async def let_go(_app: web.Application) -> AsyncIterator[None]:
        yield
        await errands.stop()

    app.cleanup_ctx.append(let_go)
    return app


async def serve(app: web.Application, host: str, port: int) -> web.AppRunner:
    """Listen, and return the runner: its ``addresses`` say where, its ``cleanup`` ends it. Port 0: any free one.

    Bodies are not unpacked on the way: the desk shall get them as they were sent.
    """
    runner = web.AppRunner(app, access_log=None, auto_decompress=False, shutdown_timeout=1.0)
    await runner.setup()
    await web.TCPSite(runner, host, port, reuse_address=True).start()
    return runner


async def _page(request: web.Request) -> web.Response:
    name = request.match_info.get("name", "index.html")
    kind = _KINDS.get(name.rpartition(".")[2])
    file = STATIC / name
    if kind is None or "/" in name or not file.is_file():
        raise web.HTTPNotFound
    return web.Response(body=file.read_bytes(), content_type=kind, charset="utf-8", headers=_HEADERS)


@web.middleware
async def _explain(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Mistakes of the page's own requests as JSON; the desk's answers pass untouched."""
    try:
        return await handler(request)
    except (ValueError, ApiError) as error:
        if not request.path.startswith("/demo/"):
            raise
        return web.json_response({"error": str(error)}, status=400)

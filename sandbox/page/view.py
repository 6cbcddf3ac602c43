"""Everything the page shows, in sections that are sent again only when they change."""

from typing import Any

from sandbox.page.board import show_board
from sandbox.page.chats import show_chats
from sandbox.page.customers import show_customers
from sandbox.page.desk import DeskControl
from sandbox.page.orders import Orders, goods
from sandbox.page.sales import show_sales
from sandbox.page.switches import Switches
from sandbox.page.touches import show_tracker
from sandbox.page.wire import Wire
from sandbox.shop.cities import CITIES
from sandbox.world.portal import PARTNERS
from sandbox.world.world import World

Json = dict[str, Any]
SHOP_ZONE = "Europe/Moscow"


class View:
    def __init__(self, world: World, desk: DeskControl, orders: Orders, switches: Switches, wire: Wire) -> None:
        self._world = world
        self._desk = desk
        self._orders = orders
        self._switches = switches
        self._wire = wire

    def clock(self) -> Json:
        clock = self._world.clock
        return {"now": clock.now().isoformat(), "speed": clock.speed, "zone": SHOP_ZONE}

    def sections(self, viewer: int) -> Json:
        """``viewer`` is somebody of the staff: the group is shown with their eyes."""
        world = self._world
        customers = show_customers(world, self._orders)
        chats = show_chats(world.telegram, world.staff, viewer)
        return {
            "shop": _show_shop(),
            "people": [{"id": it.user.id, "name": it.user.name, "part": it.part} for it in world.staff.people],
            "desk": {"state": self._desk.state, "url": self._desk.url},
            "switches": self._switches.show(),
            "customers": [one["key"] for one in customers],
            "wire": self._wire.rows(),
            **({"store": world.store.show(), "board": show_board(world.bitrix24)} if world.store else {}),
            **({"tracker": show_tracker(world), "sales": show_sales(world)} if world.tracker else {}),
            **{f"chat/{name}": chat for name, chat in chats.items()},
            **{f"customer/{one['key']}": one for one in customers},
        }


def _show_shop() -> Json:
    return {
        "goods": [{"sku": it.sku, "name": it.name, "price": it.price} for it in goods().values()],
        "cities": [{"name": it.name, "zone": it.timezone} for it in CITIES],
        "partners": [{"code": code, "name": name} for code, name in PARTNERS.items()],
    }

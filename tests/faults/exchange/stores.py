"""Stores of a real desk: one that is asked after a hint, one that posts its orders. Both count what they are told."""

import asyncio
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Protocol

from sandbox.bitrix_site.fake import BitrixSiteFake
from sandbox.kit.fake import Fake
from sandbox.kit.faults import Fault
from sandbox.world.world import World
from scheduler.reconciliation import ORDERS
from tests.faults.process.play import Play
from tests.flows.orders import order
from tests.ports import HOST, find_port

HANDLERS = 10  # each event goes to so many, so that a part of its duplicates are deliveries of their own
NUMBER = "A-1"
Rows = Counter[tuple[str, float, float]]  # name with the article, price, quantity: articles are in no catalogue here


class Store(Protocol):
    """``announce`` places one order and returns when each of its duplicates was taken or lost; its marker.

    ``keyed``: a change has a name, under which it is carried out once. ``cursors``: where going through it begins.
    """

    keyed: bool
    cursors: tuple[str, ...]

    @property
    def others(self) -> tuple[Fake, ...]:
        """Fakes beside those of the world."""
        ...

    def settings(self) -> Mapping[str, Any]: ...
    async def open(self, world: World) -> None: ...
    async def announce(self, play: Play, duplicates: int) -> str: ...
    def rows(self) -> Rows: ...
    def told(self) -> list[str]:
        """Changes of the status that were carried out, in their order."""
        ...

    def trouble(self, fault: Fault | None) -> None:
        """What goes wrong when a status is told."""
        ...


class Site:
    """A 1C-Bitrix site: its events hold a number only. The desk asks for the order, and at its start what changed."""

    keyed = False
    cursors: tuple[str, ...] = (f"{ORDERS}:bitrix_site",)

    def __init__(self) -> None:
        self._port = find_port()
        self._fake: BitrixSiteFake | None = None
        self._number = 0

    @property
    def others(self) -> tuple[Fake, ...]:
        return (self.fake,)

    @property
    def fake(self) -> BitrixSiteFake:
        assert self._fake
        return self._fake

    def settings(self) -> Mapping[str, Any]:
        hook = f"http://{HOST}:{self._port}/rest/1/sandboxsitesecret/"
        site = {"webhook_url": hook, "application_token": "sandboxsitetoken", "flags": {}} | UNLIMITED
        sync = {"leads": False, "stages": {"Отправка товара": "S", "won": "F", "lost": "cancelled"}}
        return {"store": {"use": "bitrix_site"}, "bitrix_site": site, "order_sync": sync}

    async def open(self, world: World) -> None:
        self._fake = BitrixSiteFake(world.clock, world.history)
        self._fake.limits_enabled = False
        await self._fake.start(HOST, self._port)
        for _ in range(HANDLERS):
            self._fake.bind("ONSALEORDERSAVED", f"{world.public_url}/hooks/bitrix_site")

    async def announce(self, play: Play, duplicates: int) -> str:
        events = self.fake.events
        events.hold, events.copies = True, duplicates // HANDLERS
        self._number = self.fake.place()
        events.hold, events.copies = False, 1
        self.fake.release_events()
        await self.fake.settle()
        return f"bitrix_site:{self._number}"

    def rows(self) -> Rows:
        placed = self.fake.order(self._number)
        goods = [(_name(it), float(it["price"]), float(it["quantity"])) for it in placed["basketItems"]]
        sent = [(it["deliveryName"], float(it["priceDelivery"]), 1.0) for it in placed["shipments"]]
        return Counter([*goods, *sent])

    def told(self) -> list[str]:
        """It is saved when it is placed, and once more for each change."""
        placed = self.fake.site.orders[self._number]
        return [placed["statusId"]] * (placed["version"] - 1)

    def trouble(self, fault: Fault | None) -> None:
        if fault:
            self.fake.faults.add(replace(fault, match="batch", skip=0))


class Cms:
    """A CMS: whoever posts the order insists until it is taken, under one name of the delivery or without any."""

    keyed = True
    cursors: tuple[str, ...] = ()
    others: tuple[Fake, ...] = ()

    def __init__(self) -> None:
        self._world: World | None = None

    @property
    def world(self) -> World:
        assert self._world
        return self._world

    def settings(self) -> Mapping[str, Any]:
        return {}

    async def open(self, world: World) -> None:
        self._world = world
        world.cms.keep(replace(world.shop.orders.write(), order_id=NUMBER))

    async def announce(self, play: Play, duplicates: int) -> str:
        names = [f"{NUMBER}/{turn % HANDLERS}" if turn % 2 else "" for turn in range(duplicates)]
        async with asyncio.TaskGroup() as posting:
            for name in names:
                posting.create_task(play.post(order(NUMBER, consent={"calls": False}), name))
        return f"site:{NUMBER}"

    def rows(self) -> Rows:
        items = order()["items"]
        return Counter((f"{it['name']} ({it['sku']})", float(it["price"]), float(it["quantity"])) for it in items)

    def told(self) -> list[str]:
        kept = self.world.cms.orders.find(NUMBER)
        assert kept
        return [word for _, word in kept.told]

    def trouble(self, fault: Fault | None) -> None:
        if fault:
            self.world.cms.faults.add(replace(fault, match="webhook", skip=0))


def _name(item: Mapping[str, Any]) -> str:
    article = next(it["value"] for it in item["properties"] if it["code"] == "CML2_ARTICLE")
    return f"{item['name']} ({article})"


UNLIMITED: Mapping[str, Any] = {"requests_per_second": 1000, "burst": 1000}
STORES: Mapping[str, type[Site] | type[Cms]] = {"site": Site, "cms": Cms}
SHIPPED = {"site": "S", "cms": "shipped"}

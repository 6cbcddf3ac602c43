"""The web edge of a desk on a real port, behind the doors of all neighbours, before a desk that only counts."""

from collections import Counter
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import tomli_w
from prometheus_client import CollectorRegistry

from bot.app.neighbours import build_neighbours
from bot.app.web import web_limits, web_settings
from bot.settings.loading import Settings, load_settings
from desk.model import InboundRequest
from desk.ports import PlanAsked
from desk.telephony import CallPlan, Speech
from handlers.web.desk import Accepted, OrderDelivery, Surroundings
from handlers.web.server import build_web, open_door, serve
from integrations.http import HttpFactory
from integrations.neighbour import Surroundings as Town
from integrations.registry import NEIGHBOURS
from tests.clocks import TurnedClock
from tests.faults.web.wire import HOST, Wire
from tests.vaults import EmptyVault

PUBLIC_URL = "https://desk.example.com"
LEAD = 17


class CountingDesk:
    """What has passed the doors. Everything that comes in is new."""

    def __init__(self) -> None:
        self.passed: Counter[str] = Counter()
        self.orders: list[OrderDelivery] = []

    async def accept_order(self, delivery: OrderDelivery) -> Accepted:
        self.passed["order"] += 1
        self.orders.append(delivery)
        return Accepted(LEAD, "accepted")

    async def keep_event(self, integration: str, delivery_id: str, request: InboundRequest) -> None:
        self.passed[integration] += 1

    async def hand_out_plan(self, asked: PlanAsked) -> CallPlan:
        self.passed["plan"] += 1
        return CallPlan(asked.token, "+79001234567", Speech("Hello"), True, 5)

    async def keep_update(self, update_id: int, raw: bytes) -> None:
        self.passed["update"] += 1

    async def lead_json(self, lead_id: int) -> Mapping[str, Any]:
        self.passed["api"] += 1
        return {"id": lead_id}


@dataclass
class Edge:
    desk: CountingDesk
    clock: TurnedClock
    port: int
    settings: Settings
    wire: Wire = field(init=False)

    def __post_init__(self) -> None:
        self.wire = Wire(self.port)

    @property
    def passed(self) -> int:
        return self.desk.passed.total()


def read_settings(folder: Path, tree: Mapping[str, Any]) -> Settings:
    file = folder / "edge.toml"
    file.write_text(tomli_w.dumps(tree), "utf-8")
    return load_settings({name: it.section for name, it in NEIGHBOURS.items()}, file, {})


@asynccontextmanager
async def open_edge(settings: Settings, clock: TurnedClock) -> AsyncIterator[Edge]:
    """Both of the desk's clocks are the one that is turned."""
    desk, http = CountingDesk(), HttpFactory(clock)
    neighbours = build_neighbours(settings, Town(http, clock, EmptyVault(), PUBLIC_URL))
    around = Surroundings(
        clock=clock,
        wall=clock,
        hooks=neighbours.hooks,
        plan=neighbours.plan_hook,
        registry=CollectorRegistry(),
    )
    app = build_web(desk, web_settings(settings), around)
    runner = await serve(app, await open_door(HOST, 0), web_limits(settings))
    edge = Edge(desk, clock, runner.addresses[0][1], settings)
    try:
        yield edge
    finally:
        await edge.wire.close()
        await runner.cleanup()
        await http.close()

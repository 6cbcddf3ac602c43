"""What an outage of the CRM looks like from outside: to the portal, to the sellers, to the shop."""

import asyncio
import time
from datetime import datetime
from typing import Any

from sandbox.kit.history import Entry
from tests.faults.line import Line
from tests.flows.chat import plain
from tests.flows.scene import Scene

WINDOW = 10.0  # seconds of the world
REQUESTS = "[bc]*"  # batches and calls; the renewal of tokens has a line of its own
ROUNDS = 80
STEP = 30  # seconds of the world


def incident_cards(scene: Scene) -> list[str]:
    return [text for seen in scene.chat.group() if (text := plain(seen.text)).startswith(("🔴 CRM", "🟢 CRM"))]


async def post_orders(scene: Scene, first: int, count: int, took: list[float]) -> list[int]:
    """Orders at a shop's pace, timed in real seconds."""
    found = []
    for number in range(first, first + count):
        began = time.perf_counter()
        found.append(await scene.order(f"F-{number}", phone=f"8916{number:07}"))
        took.append(time.perf_counter() - began)
    return found


async def pass_minutes(scene: Scene, minutes: int) -> None:
    """Time in which an outage is felt: jobs come back and fail."""
    for _ in range(minutes * 60 // STEP):
        await asyncio.sleep(0.1)
        scene.jump(seconds=STEP)


async def wind_until(scene: Scene, lead_ids: list[int], status: str) -> list[dict[str, Any]]:
    """The leads with another status after as much time as every pause takes."""
    late: list[dict[str, Any]] = []
    for _ in range(ROUNDS):
        late = [lead for lead_id in lead_ids if (lead := await scene.lead(lead_id))["status"] != status]
        if not late:
            return []
        await asyncio.sleep(0.15)
        scene.jump(seconds=STEP)
    return late


def asked_since(scene: Scene, mark: int) -> list[Entry]:
    asked = scene.world.history.find("bitrix24", "request")
    return [entry for entry in asked if entry.n >= mark and entry.data["operation"] != "oauth.token"]


def expect_patience(line: Line, case: str, asked: list[Entry]) -> None:
    """Not more than one try a second, over any ten seconds of the outage."""
    moments = [datetime.fromisoformat(entry.at).timestamp() for entry in asked]
    most = max((sum(start <= it < start + WINDOW for it in moments) for start in moments), default=0)
    line.expect(most <= WINDOW, f"{case}: {most} requests within {WINDOW:.0f} s")

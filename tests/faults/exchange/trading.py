"""An order that becomes a deal, and a deal that moves its order, with deaths of the desk in it; what came of it."""

import sqlite3
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from bot.app.stages import KEY as STAGES
from sandbox.bitrix24.fake import Bitrix24Fake
from sandbox.kit.faults import Fault
from sandbox.world.portal import PIPELINE
from scheduler.reconciliation import DEALS
from tests.faults.exchange.stores import HANDLERS, SHIPPED, STORES, UNLIMITED, Store
from tests.faults.process.play import Play, until_heard
from tests.faults.process.stage import WEBHOOK, Stage, desk_of
from tests.flows.conftest import NOON
from tests.flows.scene import Scene

SPEED = 30.0
STAGE = "Отправка товара"
BACK = 50  # parallel duplicates of a deal's event
DOWN = "<html><head><title>503</title></head><body><h1>Service temporarily unavailable</h1></body></html>"
LATE = "work that goes on after the connection broke"
# Of the requests that are written down here the first of each order is a look, the second writes.
TROUBLES: Mapping[str, Fault | None] = {
    "an ordinary answer": None,
    "an answer that is lost": Fault("accept_drop", skip=1),
    "a refusal for now": Fault("status", times=3, status=503, body=DOWN),
    "silence": Fault("accept_hang", skip=1, seconds=0.4),
    LATE: Fault("late", skip=1, seconds=20),
}
LOOK = "SELECT owes, trouble, crm_hinted_at IS NULL, store_hinted_at IS NULL FROM pair"
KEPT = "SELECT key FROM vault"
GIVEN_UP = "SELECT kind || ': ' || error FROM job WHERE status = 'failed'"


@dataclass(frozen=True, slots=True)
class Case:
    """``kills``: at which point of the play the desk dies, then of the life after it, counted from 1."""

    store: str
    trouble: str
    duplicates: int
    kills: tuple[int, ...] = ()


@dataclass
class Traded:
    """``deaths`` are the points of each life that was cut short; ``points`` those of the rest."""

    points: list[str]
    deaths: list[list[str]]
    faults: list[str] = field(default_factory=list)

    @property
    def where(self) -> str:
        return " and ".join(f"{len(life)} ({life[-1]})" for life in self.deaths) or "nowhere"


async def trade(stage: Stage, folder: Path, case: Case) -> Traded:
    store: Store = STORES[case.store]()
    settings = {"telegram": WEBHOOK, "bitrix24": UNLIMITED, **store.settings()}
    async with stage.open(folder, NOON, SPEED, town_store="cms", **settings) as scene:
        await store.open(scene.world)
        try:
            return await _trade(scene, store, case)
        finally:
            for fake in store.others:
                await fake.stop()


async def _trade(scene: Scene, store: Store, case: Case) -> Traded:
    portal = scene.world.bitrix24
    portal.limits_enabled = False
    for _ in range(HANDLERS - 1):
        portal.bind("ONCRMDEALUPDATE", f"{scene.world.public_url}/hooks/bitrix24")
    await scene.desk.start()
    play = Play(scene, recoveries=list(case.kills[1:]), others=store.others)
    async with play.kept_alive():
        await until_heard(play)
        await scene.until(lambda: _has_begun(scene.database, store))
        await _settle(play)
        play.fresh_points()
        if case.kills:
            desk_of(scene).lay_trap(case.kills[0])
        _trouble(portal, case)
        origin = await store.announce(play, case.duplicates)
        await _settle(play)
        _trouble(portal, case)
        store.trouble(TROUBLES[case.trouble])
        _move(portal)
        await _settle(play)
    return Traded(play.fresh_points(), play.deaths, list(_find_faults(scene, store, origin, case)))


async def _settle(play: Play) -> None:
    """A desk that was started again has gone through both sides, too."""
    lives = 0
    while lives <= len(play.deaths):
        lives = len(play.deaths) + 1
        await play.scene.until(play.has_opened)
        await play.settle()


def _has_begun(database: Path, store: Store) -> bool:
    """Both sides were gone through once: what changes from now on is found, whether an event tells of it or not."""
    with closing(sqlite3.connect(database, timeout=5)) as db:
        kept = {key for (key,) in db.execute(KEPT)}
    return {STAGES, f"{DEALS}:bitrix24", *store.cursors} <= kept


def _trouble(portal: Bitrix24Fake, case: Case) -> None:
    if fault := TROUBLES[case.trouble]:
        portal.faults.add(replace(fault, match="batch"))


def _move(portal: Bitrix24Fake) -> None:
    """A person drags the deal; every handler hears of it several times at once."""
    portal.events.copies = BACK // HANDLERS
    for deal in portal.board(PIPELINE):
        portal.move_deal(deal["ID"], STAGE)
    portal.events.copies = 1


def _find_faults(scene: Scene, store: Store, origin: str, case: Case) -> Iterator[str]:
    """What must hold wherever the desk died."""
    portal = scene.world.bitrix24
    deals = portal.deals()
    if [it["ORIGIN_ID"] for it in deals] != [origin]:
        yield f"{len(deals)} deals: {[it['ORIGIN_ID'] for it in deals]}"
    if len(portal.contacts()) != 1:
        yield f"{len(portal.contacts())} contacts"
    for deal in portal.board(PIPELINE):
        yield from _look_at_deal(deal, store)
    most = 2 if case.trouble == LATE and not store.keyed else 1  # by the first request and by its repetition
    if set(store.told()) != {SHIPPED[case.store]} or len(store.told()) > most:
        yield f"the store was told {store.told()}"
    yield from _look_at_books(scene.database)
    if "Traceback" in desk_of(scene).log.read_text("utf-8"):
        yield "the log shows a traceback"


def _look_at_deal(deal: dict[str, Any], store: Store) -> Iterator[str]:
    rows = Counter((it["PRODUCT_NAME"], float(it["PRICE"]), float(it["QUANTITY"])) for it in deal["ROWS"])
    if rows != store.rows():
        yield f"its rows are {rows}"
    if float(deal["OPPORTUNITY"]) != sum(price * quantity for _, price, quantity in store.rows().elements()):
        yield f"its amount is {deal['OPPORTUNITY']}"
    if deal["STAGE"] != STAGE:
        yield f"it stands at {deal['STAGE']}"
    if not deal["CONTACT_ID"]:
        yield "it has no contact"


def _look_at_books(database: Path) -> Iterator[str]:
    with closing(sqlite3.connect(database, timeout=5)) as db:
        pairs, given_up = db.execute(LOOK).fetchall(), db.execute(GIVEN_UP).fetchall()
    if pairs != [("", "", 1, 1)]:
        yield f"the desk's pairs are {pairs}"
    yield from (f"given up: {it}" for (it,) in given_up)

"""``ringdesk connect bitrix24-store``: what is there, what is missing, how stages are mapped, and one order to try."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from bot.app.checking import tell_ability
from bot.app.comparing import note_fix
from bot.app.neighbours import Neighbours, build_neighbours
from bot.app.outside import open_desk, open_surroundings
from bot.app.stages import Stages
from bot.cards.comparison import mendable
from bot.settings.loading import Settings
from desk.errors import Rejected
from desk.exchange.comparison import Report
from desk.exchange.draft import draft_of
from desk.exchange.mapping import StageMap, is_any
from desk.exchange.model import Buyer, Line, Stage, StoreOrder
from desk.exchange.ports import Deals, Installer, OrderStore
from desk.exchange.service import ExchangeService
from desk.leads.model import COMMAND_LINE
from desk.ports import Clock
from scheduler.comparison import Comparison
from scheduler.repair import Repair

NOT_CHOSEN = 'choose both sides first: [crm] use = "bitrix24" and [store] use = "shopify", "bitrix_site" or "webhook"'
TRIAL = "RINGDESK-TEST"


@dataclass(frozen=True, slots=True)
class Mapped:
    """``status`` empty: this stage moves no order. ``known`` False: the store has no such status."""

    stage: Stage
    status: str
    known: bool = True


@dataclass(frozen=True, slots=True)
class Connection:
    """``strange``: keys of the mapping that are no stage of the pipeline. ``trial``: steps of the test order."""

    abilities: tuple[str, ...]
    done: tuple[str, ...]
    missing: tuple[str, ...]
    mapping: tuple[Mapped, ...]
    strange: tuple[str, ...]
    store: str
    trial: tuple[str, ...] = ()

    @property
    def ready(self) -> bool:
        return not self.missing and not self.strange and all(it.known for it in self.mapping)


async def connect_store(settings: Settings, *, create: bool, try_out: bool) -> Connection:
    """Raises the errors of ``desk.errors``; what was made until then is there."""
    async with open_surroundings(settings) as around:
        built = build_neighbours(settings, around)
        deals, installer, store = _chosen(built)
        health = await store.check()
        set_up = await installer.set_up(create=create)
        stages = StageMap(settings.order_sync.stages, set_up.stages)
        statuses = await store.statuses()
        connection = Connection(
            abilities=tuple(tell_ability(it) for it in await deals.survey()),
            done=set_up.done,
            missing=set_up.missing,
            mapping=tuple(_map(stage, stages, statuses) for stage in set_up.stages),
            strange=tuple(stages.unknown_stages()) if set_up.stages else (),
            store=health.detail,
        )
        if not try_out or connection.missing:
            return connection
        return replace(connection, trial=tuple(await _try_out(deals, installer, around.clock)))


async def compare_sides(settings: Settings, *, fix: bool) -> tuple[Report, int]:
    """The report, and how many were put on their way again. Raises the errors of ``desk.errors``."""
    async with open_desk(settings) as (store, around):
        deals, _installer, orders = _chosen(build_neighbours(settings, around))
        stages = Stages(store, deals, around.clock, lambda: settings)
        await stages.refresh()
        service = ExchangeService(stages.map)
        report = await Comparison(store, service, around.clock, deals, orders).run()
        if not fix:
            return report, 0
        await store.write(lambda books: note_fix(books, COMMAND_LINE, report, around.clock.now()))
        repair = Repair(store, service, around.clock, orders)
        return report, await repair.run(mendable(report), COMMAND_LINE.name)


def _chosen(built: Neighbours) -> tuple[Deals, Installer, OrderStore]:
    if built.deals is None or built.installer is None or built.order_store is None:
        raise Rejected(NOT_CHOSEN)
    return built.deals, built.installer, built.order_store


def _map(stage: Stage, stages: StageMap, statuses: Sequence[str]) -> Mapped:
    status = stages.status_of(stage)
    return Mapped(stage, status, not status or not statuses or is_any(status, statuses))


async def _try_out(deals: Deals, installer: Installer, clock: Clock) -> list[str]:
    """A deal with one line, read again and removed. No customer is made for it, and no order of the store."""
    order = StoreOrder(
        store="ringdesk",
        ref=f"{TRIAL}-{uuid.uuid4().hex[:8]}",
        number=TRIAL,
        status="",
        changed_at=clock.now(),
        buyer=Buyer("Ringdesk"),
        lines=(Line("Ringdesk", price=Decimal(1)),),
        total=Decimal(1),
    )
    made = await deals.add(draft_of(order))
    steps = [f"made deal {made.deal.id} at the stage {made.deal.stage.name}", *made.remarks]
    try:
        found = await deals.find([order.origin])
        steps.append(f"found it by its mark: {', '.join(it.deal.id for it in found)}")
    finally:
        await installer.remove(made.deal.id)
    return [*steps, f"removed deal {made.deal.id}"]

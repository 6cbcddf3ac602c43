"""A store and a CRM connected with each other: what is there, what is missing, how stages are mapped, one order to try.

The command line (``ringdesk connect bitrix24-store``) and the chat (``/connect``) do the same with the same functions.
"""

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal
from urllib.parse import urlsplit

from bot.app.checking import tell_ability
from bot.app.comparing import note_fix
from bot.app.neighbours import Neighbours, build_neighbours
from bot.app.outside import open_desk
from bot.app.stages import Stages
from bot.cards.comparison import mendable
from bot.settings.loading import Settings
from desk.errors import DeskError, Rejected, Temporary, Unknown
from desk.exchange.comparison import Report
from desk.exchange.connection import Connection, Mapped
from desk.exchange.draft import ANY, draft_of
from desk.exchange.mapping import StageMap, is_any
from desk.exchange.model import Buyer, Line, Stage, StoreOrder
from desk.exchange.ports import Deals, Installer, OrderStore
from desk.exchange.service import ExchangeService
from desk.leads.model import COMMAND_LINE
from desk.ports import Clock, Health
from desk.values import replace
from scheduler.comparison import Comparison
from scheduler.repair import Repair

NOT_CHOSEN = 'choose both sides first: [crm] use = "bitrix24" and [store] use = "shopify", "bitrix_site" or "webhook"'
TRIAL, TRIAL_STORE = "RINGDESK-TEST", "ringdesk"


@dataclass(frozen=True, slots=True)
class Partners:
    """The CRM, by both of its doors, and the store."""

    deals: Deals
    installer: Installer
    orders: OrderStore


def find_partners(built: Neighbours) -> Partners | None:
    """None where a side is not chosen."""
    if built.deals is None or built.installer is None or built.order_store is None:
        return None
    return Partners(built.deals, built.installer, built.order_store)


async def look_at(it: Partners, settings: Settings, written: Collection[str], *, create: bool) -> Connection:
    """``written``: keys of the mapping as the file has it. A store that does not answer is part of the picture.

    Raises what the CRM raises; what was made until then is there.
    """
    health, statuses = await _ask_store(it.orders)
    set_up = await it.installer.set_up(create=create)
    stages = StageMap(settings.order_sync.stages, set_up.stages)
    abilities = await it.deals.survey()
    return Connection(
        abilities=tuple(tell_ability(ability) for ability in abilities),
        done=set_up.done,
        missing=set_up.missing,
        mapping=tuple(_map(stage, stages, statuses) for stage in set_up.stages),
        strange=tuple(key for key in stages.unknown_stages() if key in written) if set_up.stages else (),
        store=health.detail,
        store_works=health.ok,
        crm=_origin(it.deals.deal_url("0")),
        statuses=tuple(statuses),
    )


async def try_out(it: Partners, settings: Settings, clock: Clock, ref: str) -> list[str]:
    """A deal with one line, read again and removed; what an earlier try with this ref has left goes first.

    No customer is made for it, and no order of the store. Raises what the CRM raises.
    """
    order = _trial_order(ref, clock)
    for left in await it.deals.find([order.origin]):
        await it.installer.remove(left.deal.id)
    manager = settings.order_sync.managers.get(ANY, "")
    made = await it.deals.add(replace(draft_of(order), managers=(manager,) if manager else ()))
    steps = [f"made deal {made.deal.id} at the stage {made.deal.stage.name}", *made.remarks]
    try:
        found = await it.deals.find([order.origin])
        steps.append(f"found it by its mark: {', '.join(seen.deal.id for seen in found)}")
    finally:
        await _remove(it.installer, made.deal.id)
    return [*steps, f"removed deal {made.deal.id}"]


async def connect_store(file: Settings, *, create: bool, try_order: bool) -> Connection:
    """From the command line. Raises the errors of ``desk.errors``; what was made until then is there."""
    async with open_desk(file) as (store, around, live):
        partners = _chosen(build_neighbours(file, around))
        found = await look_at(partners, live.current, file.order_sync.stages, create=create)
        stages = Stages(store, partners.deals, around.clock, lambda: live.current)
        await stages.keep(tuple(it.stage for it in found.mapping))
        if not try_order or found.missing:
            return found
        ref = f"{TRIAL}-{uuid.uuid4().hex[:8]}"
        return replace(found, trial=tuple(await try_out(partners, live.current, around.clock, ref)))


async def compare_sides(file: Settings, *, fix: bool) -> tuple[Report, int]:
    """The report, and how many were put on their way again. Raises the errors of ``desk.errors``."""
    async with open_desk(file) as (store, around, live):
        partners = _chosen(build_neighbours(file, around))
        stages = Stages(store, partners.deals, around.clock, lambda: live.current)
        await stages.refresh()
        service = ExchangeService(stages.map)
        report = await Comparison(store, service, around.clock, partners.deals, partners.orders).run()
        if not fix:
            return report, 0
        await store.write(lambda books: note_fix(books, COMMAND_LINE, report, around.clock.now()))
        repair = Repair(store, service, around.clock, partners.orders)
        return report, await repair.run(mendable(report), COMMAND_LINE.name)


async def _ask_store(orders: OrderStore) -> tuple[Health, Sequence[str]]:
    try:
        return await orders.check(), await orders.statuses()
    except DeskError as error:
        return Health(False, error.reason), ()


async def _remove(installer: Installer, deal_id: str) -> None:
    """Raises Unknown where it may go the next time: it has to be looked for then."""
    try:
        await installer.remove(deal_id)
    except DeskError as error:
        reason = f"deal {deal_id} was made and not removed again: {error.reason}"
        raise (Unknown if isinstance(error, Temporary | Unknown) else Rejected)(reason) from error


def _chosen(built: Neighbours) -> Partners:
    partners = find_partners(built)
    if partners is None:
        raise Rejected(NOT_CHOSEN)
    return partners


def _map(stage: Stage, stages: StageMap, statuses: Sequence[str]) -> Mapped:
    status = stages.status_of(stage)
    return Mapped(stage, status, not status or not statuses or is_any(status, statuses))


def _origin(address: str) -> str:
    """Empty while the CRM's address is not known."""
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}" if parts.netloc else ""


def _trial_order(ref: str, clock: Clock) -> StoreOrder:
    return StoreOrder(
        store=TRIAL_STORE,
        ref=ref,
        number=TRIAL,
        status="",
        changed_at=clock.now(),
        buyer=Buyer("Ringdesk"),
        lines=(Line("Ringdesk", price=Decimal(1)),),
        total=Decimal(1),
    )

"""Which stage of a deal is which status of an order, as people change it: kept like any other setting, used at once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.app.neighbours import build_neighbours
from bot.app.outside import open_desk
from bot.app.overrides import change_setting, latest_changes, load_kept
from bot.app.stages import stage_map
from bot.settings.exchange import STAGES, check_line
from bot.settings.loading import Settings
from desk.errors import Conflict, DeskError, Rejected
from desk.exchange.mapping import StageMap, is_any, same
from desk.exchange.model import Stage
from desk.exchange.ports import OrderStore
from desk.exchange.service import find_stage
from desk.leads.model import COMMAND_LINE
from storage.acts import Act
from storage.books import Books

NOWHERE, AS_WRITTEN = "nowhere", "file"  # typed in the place of a status
NO_STAGES = "the CRM has not named the pipeline's stages yet"
UNKNOWN_STATUS = "the store has no such status"


@dataclass(frozen=True, slots=True)
class MappingRow:
    """``status`` empty: the stage moves no order. ``changed``: by people, since the file was read; ``act`` is how."""

    stage: Stage
    status: str
    changed: bool
    act: Act | None


def setting_of(stage: Stage) -> str:
    """By its code: that counts before its name, whatever the file says of it (EX-20)."""
    return f"{STAGES}{stage.code}"


def rows_of(stages: StageMap, kept: Mapping[str, str], changes: Mapping[str, Act]) -> list[MappingRow]:
    """All stages of the pipeline, in its order."""
    named = [(stage, setting_of(stage)) for stage in stages.stages]
    return [MappingRow(it, stages.status_of(it), name in kept, changes.get(name)) for it, name in named]


def read_mapping(books: Books, file: Settings, now: datetime) -> list[MappingRow]:
    return rows_of(stage_map(books, file, now), load_kept(books), latest_changes(books))


def check_status(typed: str, known: Sequence[str]) -> str:
    """``known``: words of the store, none where it takes any. Raises Rejected."""
    status = check_line(typed.strip())
    if not status:
        raise Rejected("write a status", code="value")
    if not known:
        return status
    if not is_any(status, known):
        raise Rejected(UNKNOWN_STATUS, code="value")
    return next(it for it in known if same(it, status))


async def map_stage(file: Settings, wanted: str, typed: str) -> tuple[Stage, str]:
    """From the command line: the stage, by code or name, and its status then, empty: nowhere.

    A store that does not answer is not asked whether it knows the status. Raises Rejected, Conflict.
    """
    async with open_desk(file) as (store, around, _live):
        now, orders = around.clock.now(), build_neighbours(file, around).order_store
        stages = await store.read(lambda books: stage_map(books, file, now))
        if not stages.stages:
            raise Conflict(f"{NO_STAGES}: run `ringdesk connect bitrix24-store`")
        stage, status = find_stage(stages, wanted), await _read_status(typed, orders)

        def work(books: Books) -> str:
            change_setting(books, file, setting_of(stage), status, COMMAND_LINE, now)
            return stage_map(books, file, now).status_of(stage)

        return stage, await store.write(work)


async def _read_status(typed: str, orders: OrderStore | None) -> str | None:
    """None: as in the file."""
    if same(typed, AS_WRITTEN):
        return None
    return "" if same(typed, NOWHERE) else check_status(typed, await _known(orders))


async def _known(orders: OrderStore | None) -> Sequence[str]:
    try:
        return await orders.statuses() if orders else ()
    except DeskError:
        return ()

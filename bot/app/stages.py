"""The pipeline's stages as the CRM last named them: kept, so that a desk decides as before while the CRM is down."""

from collections.abc import Callable
from datetime import datetime, timedelta

from pydantic import TypeAdapter

from bot.app.overrides import load_kept, settings_in_force
from bot.settings.loading import Settings
from desk.exchange.mapping import StageMap
from desk.exchange.model import Stage
from desk.exchange.ports import Deals
from desk.exchange.work import look_at_stages
from desk.leads.effects.outcome import Done
from desk.ports import Clock
from storage.books import Books, Store

KEY = "exchange:stages"
LOOK_EVERY = timedelta(minutes=10)
STAGES = TypeAdapter(tuple[Stage, ...])


def kept_stages(books: Books) -> tuple[Stage, ...]:
    """As they were last named; empty: never."""
    return STAGES.validate_python((books.vault.load(KEY) or {}).get("stages", []))


def stage_map(books: Books, file: Settings, now: datetime) -> StageMap:
    """Which stage is which status, as people have changed it."""
    return StageMap(settings_in_force(file, load_kept(books), now).order_sync.stages, kept_stages(books))


class Stages:
    """``map`` is asked for at every decision."""

    def __init__(self, store: Store, deals: Deals, clock: Clock, settings: Callable[[], Settings]) -> None:
        self._store = store
        self._deals = deals
        self._clock = clock
        self._settings = settings
        self._map = StageMap({})
        self._pipeline = settings().order_sync.pipeline

    def map(self) -> StageMap:
        statuses = self._settings().order_sync.stages
        if self._map.statuses != statuses:
            self._map = StageMap(statuses, self._map.stages)
        return self._map

    async def load(self) -> None:
        """What was kept. Raises Temporary."""
        self._take(await self._store.read(kept_stages))

    async def ask_later(self) -> None:
        """Owed, so that it is tried until the CRM answers."""
        await self._store.write(lambda books: books.jobs.put(look_at_stages(self._clock.now())))

    async def follow(self) -> None:
        """The stages of another pipeline, once people have named one."""
        if self._settings().order_sync.pipeline != self._pipeline:
            await self.ask_later()
            self._pipeline = self._settings().order_sync.pipeline

    async def refresh(self) -> Done:
        """What the CRM names now. Raises Temporary, Rejected, Unauthorised."""
        await self.keep(tuple(await self._deals.stages()))
        return Done()

    async def keep(self, stages: tuple[Stage, ...]) -> None:
        """As the CRM just named them. Raises Temporary."""
        if stages and stages != self._map.stages:
            kept = {"stages": STAGES.dump_python(stages, mode="json")}
            await self._store.write(lambda books: books.vault.keep(KEY, kept, self._clock.now()))
            self._take(stages)

    def _take(self, stages: tuple[Stage, ...]) -> None:
        self._map = StageMap(self._settings().order_sync.stages, stages)

"""The connection of call tracking that was made without the settings file: what it adds to the settings, how it is
tried, and how it stands (CR-01 to CR-12)."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime

from pydantic import SecretStr

from bot.app.discretion import Discreet, make_scrub
from bot.app.gates import Gates
from bot.app.neighbours import used
from bot.logs import hide
from bot.settings.loading import Mistake, Settings
from desk.leads.effects.outcome import Outcome
from desk.tracking.connecting import load_connection
from desk.tracking.connection import Connection, Keys, State
from desk.tracking.effects.set_up import SetUp, Sides
from desk.tracking.work import SET_UP
from integrations.calltouch.config import Calltouch
from integrations.http import HttpFactory
from integrations.neighbour import Surroundings
from integrations.registry import NEIGHBOURS
from integrations.retailcrm import RetailCrm
from scheduler.handlers import Handler
from storage.books import Books, Store
from storage.database import Database
from storage.jobs import Job

NAME = "calltouch-retailcrm"
CRM, TRACKER = "retailcrm", "calltouch"
ROLES = ("tracked_crm", "tracker")
ELSEWHERE = "the settings file names another account or cabinet, and wins"
HOW = f"ringdesk connect {NAME}"


def crm_section(settings: Settings) -> RetailCrm:
    section = settings.neighbours[CRM]
    assert isinstance(section, RetailCrm)
    return section


def tracker_section(settings: Settings) -> Calltouch:
    section = settings.neighbours.get(TRACKER, Calltouch())
    assert isinstance(section, Calltouch)
    return section


def overlay(file: Settings, keys: Keys | None) -> Settings:
    """The settings with what was connected besides. The file wins, and a key is never told to an account that the file
    names instead."""
    if keys is None:
        return file
    crm, tracker = crm_section(file), tracker_section(file)
    sections = dict(file.neighbours)
    if crm.url in ("", keys.url):
        key = crm.api_key if crm.api_key.get_secret_value() else SecretStr(keys.api_key)
        sections[CRM] = crm.model_copy(update={"url": keys.url, "api_key": key})
    if tracker.site_id in (0, keys.site_id):
        token = tracker.token if tracker.token.get_secret_value() else SecretStr(keys.token)
        sections[TRACKER] = tracker.model_copy(update={"site_id": keys.site_id, "token": token})
    return replace(file, neighbours=sections, given=file.given | {CRM, TRACKER})


def keys_in_use(books: Books) -> Keys | None:
    connection = load_connection(books)
    return connection.in_use if connection else None


async def find_keys(settings: Settings) -> Keys | None:
    """Of the migrated database, before anything stands on it. Raises Temporary."""
    store = Store(Database(settings.database.url))
    try:
        return await store.read(keys_in_use)
    finally:
        await store.database.close()


def find_gaps(settings: Settings) -> list[Mistake]:
    """Why call tracking does not run though it was begun: nothing is wrong with all else, so nobody would notice.

    A section that is filled in by halves is no mistake by itself: the rest may be typed in the chat.
    """
    crm, tracker = crm_section(settings), tracker_section(settings)
    tracked = bool(tracker.site_id or tracker.token.get_secret_value())
    halved = bool(crm.url) != bool(crm.api_key.get_secret_value())
    if ROLES[0] in used(settings) or not (tracked or halved):
        return []
    begun = {TRACKER: tracker, CRM: crm} if tracked else {CRM: crm}
    return [Mistake(f"{name}.{key}", why) for name, it in begun.items() for key, why in NEIGHBOURS[name].mistakes(it)]


def tell_gaps(gaps: Iterable[Mistake]) -> str:
    return "; ".join(map(str, gaps))


def meet_with(
    file: Settings, around: Surroundings, gates: Gates
) -> Callable[[Keys], AbstractAsyncContextManager[Sides]]:
    """Both are asked with exactly these keys, on a line of their own: a breaker that others have opened is none of
    theirs."""

    @asynccontextmanager
    async def meet(keys: Keys) -> AsyncIterator[Sides]:
        hide((keys.api_key, keys.token))
        crm = crm_section(file).model_copy(update={"url": keys.url, "api_key": SecretStr(keys.api_key)})
        tracker = tracker_section(file).model_copy(update={"site_id": keys.site_id, "token": SecretStr(keys.token)})
        scrub = make_scrub(replace(file, neighbours={**file.neighbours, CRM: crm, TRACKER: tracker}))
        http = HttpFactory(around.clock, gates.request)
        there = replace(around, http=http)
        offers = NEIGHBOURS[CRM].build(crm, there).tracking, NEIGHBOURS[TRACKER].build(tracker, there).tracker
        try:
            yield Sides(*(Discreet(it, scrub) for it in offers))
        finally:
            await http.close()

    return meet


@dataclass(frozen=True, slots=True)
class TrackingSetUp:
    """``keys``: those with which this desk was built. ``anew``: it has to be built anew."""

    effect: SetUp
    store: Store
    file: Settings
    keys: Keys | None
    anew: asyncio.Event

    def handlers(self) -> dict[str, Handler]:
        return {SET_UP: Handler(self._run, tireless=True)}

    async def _run(self, job: Job) -> Outcome:
        if "ends" in job.data:
            return await self.effect.end(datetime.fromisoformat(job.data["ends"]))
        outcome = await self.effect()
        wanted = await self.store.read(keys_in_use)
        if overlay(self.file, wanted) != overlay(self.file, self.keys):
            self.anew.set()
        return outcome


def build_set_up(file: Settings, keys: Keys | None, store: Store, around: Surroundings, gates: Gates) -> TrackingSetUp:
    limit = tracker_section(file).setup_timeout
    effect = SetUp(store, around.clock, meet_with(file, around, gates), lambda: limit)
    return TrackingSetUp(effect, store, file, keys, asyncio.Event())


def describe(file: Settings, connection: Connection | None, broken: Mapping[str, str]) -> dict[str, str]:
    """The row of ``ringdesk integrations list``. ``broken``: what is wrong at present, by role; ``file`` as written."""
    settings, latest = overlay(file, connection.in_use if connection else None), State.NEW
    if connection:
        latest = connection.state
        if connection.under_way or latest is State.FAILED:
            return _row(latest, connection.keys.url, _tell(connection))
    roles = used(settings)
    if all(role in roles for role in ROLES):
        partners = {roles[role] for role in ROLES}
        causes = [why for role, why in broken.items() if roles.get(role) in partners]
        return _row(State.BROKEN if causes else State.ACTIVE, crm_section(settings).url, "; ".join(causes))
    if connection and latest is State.ACTIVE:
        return _row(State.FAILED, connection.keys.url, ELSEWHERE)
    return _row(latest, "", tell_gaps(find_gaps(settings)) or HOW)


def _row(state: State, url: str, detail: str) -> dict[str, str]:
    return {"name": NAME, "state": state.value, "url": url, "detail": detail}


def _tell(it: Connection) -> str:
    told = f"{it.step}: {it.reason}" if it.reason else it.step.value
    return f"{told}; what was connected before goes on" if it.in_use else told

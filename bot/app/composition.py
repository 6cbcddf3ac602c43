"""Everything is built here, once, from the settings and a clock."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from aiohttp import web
from prometheus_client import CollectorRegistry

from bot.app.carrying import carrying_out
from bot.app.chat import Chat
from bot.app.clock import SteadyClock
from bot.app.daily import Daily
from bot.app.effects import lead_handlers
from bot.app.exchange import Exchange, build_exchange
from bot.app.exchange import overdue as exchange_owes
from bot.app.gates import OPEN, Gates
from bot.app.health import health_checks
from bot.app.intake import CallManner, DeskIntake
from bot.app.money import make_policy
from bot.app.neighbours import Neighbours, build_neighbours, find_checkable, find_kin
from bot.app.outside import surround
from bot.app.overrides import LiveSettings
from bot.app.reading import EventReader
from bot.app.rush import Rush
from bot.app.service import make_service
from bot.app.telegram import build_chat
from bot.app.tracked import TrackingSetUp, build_set_up, overlay
from bot.app.tracking import Tracking, build_tracking
from bot.app.upkeep import UPKEEP, Caretaker
from bot.app.web import web_settings, web_surroundings
from bot.settings.loading import Settings
from bot.texts.teller import CrmTeller
from desk.hours import Calendar
from desk.leads.books import Lane, NewJob
from desk.leads.effects.bench import Bench
from desk.leads.service import LeadService
from desk.leads.work import ASSIGN, CARRY_OUT
from desk.ports import Clock
from desk.tracking.connection import Keys
from handlers.web.server import build_web
from integrations.http import HttpFactory
from scheduler.assignment import Assignment
from scheduler.audit import Audit
from scheduler.brake import SpendingBrake
from scheduler.checkup import Checkup
from scheduler.gauges import Gauges
from scheduler.handlers import Handler
from scheduler.inbox import InboxReader
from scheduler.mending import Mending
from scheduler.pricing import Pricing
from scheduler.pulse import Pulse
from scheduler.retry import RetryPolicy
from scheduler.silence import SilenceWatch
from scheduler.spending import SpendingWatch
from scheduler.switches import LIFT, Switches
from scheduler.timekeeper import Timekeeper, boot_id
from scheduler.tracking import overdue as tracking_owes
from scheduler.watch import Watch
from scheduler.worker import Worker
from storage.books import Books, Store
from storage.database import Database
from storage.inbox import Kept

ALL_LANES = frozenset(lane.value for lane in Lane)
LANES = {
    Lane.DESK: 64,
    Lane.CRM: 4,
    Lane.STORE: 4,
    Lane.TRACKER: 4,
    Lane.TRACKED_CRM: 4,
    Lane.CALLS: 4,
    Lane.SMS: 4,
    Lane.CHAT: 8,
}


@dataclass(frozen=True, slots=True)
class App:
    """All the parts of a running desk. ``anew``: what is connected has changed, and it has to be built anew."""

    settings: Settings
    live: LiveSettings
    daily: Daily
    clock: Clock
    store: Store
    http: HttpFactory
    neighbours: Neighbours
    service: LeadService
    worker: Worker
    inbox: InboxReader
    watch: Watch
    switches: Switches
    audit: Audit
    checkup: Checkup
    mending: Mending | None
    spending: SpendingWatch
    pricing: Pricing
    pulse: Pulse
    silence: SilenceWatch | None
    timekeeper: Timekeeper | None
    chat: Chat
    exchange: Exchange | None
    tracking: Tracking | None
    caretaker: Caretaker
    web: web.Application
    anew: asyncio.Event


def build_app(file: Settings, clock: Clock, gates: Gates = OPEN, keys: Keys | None = None) -> App:
    """Nobody is talked to yet; the database must be migrated. Needs a running event loop.

    ``keys``: what was connected besides the settings file.
    """
    settings, registry = overlay(file, keys), CollectorRegistry()
    store = Store(Database(settings.database.url, gates.commit))
    http, live = HttpFactory(clock, gates.request), LiveSettings(settings, store, clock, file)
    around = surround(settings, store, clock, http, lambda: live.current)
    neighbours = build_neighbours(settings, around)
    service = make_service(settings, clock, lambda: live.current)
    watch, switches = Watch(store, clock, registry, find_kin(settings)), Switches(store, clock)
    brake = SpendingBrake(lambda: make_policy(live.current), settings.shop.timezone)
    bench = Bench(store, service, clock, brake, switches.held)
    exchange = build_exchange(live, store, service, clock, neighbours)
    tracking, set_up = build_tracking(live, store, clock, neighbours), build_set_up(file, keys, store, around, gates)
    chat = build_chat(live, store, service, clock, neighbours, switches, watch, brake, gates, exchange, tracking)
    caretaker = Caretaker(store, clock, neighbours.upkeep)
    timekeeper = Timekeeper(store, service, clock, boot_id()) if isinstance(clock, SteadyClock) else None
    intake = DeskIntake(store, service, clock, live, _manner(settings), exchange.posted if exchange else None)
    worker = Worker(
        store,
        clock,
        _handle(bench, store, neighbours, live, chat, switches, exchange)
        | _handle_more(exchange, tracking, caretaker, set_up),
        {lane.value: most for lane, most in LANES.items()},
        RetryPolicy(settings.jobs.first_pause, settings.jobs.longest_pause, settings.jobs.attempts),
        watch,
        paused=lambda: ALL_LANES if timekeeper and timekeeper.doubt() else switches.paused_lanes(),
        crowded=intake.rush.is_on,
    )
    events = _read_events(store, service, clock, neighbours, exchange, tracking)
    inbox = _read_inbox(store, clock, chat, events, intake.rush)
    store.on_jobs, store.on_mail = worker.nudge, inbox.nudge
    audit = Audit(store, service, clock, worker.running, _owed_besides(exchange, tracking))
    gauges, checks = Gauges(store, audit, registry), health_checks(store, worker, clock)
    site = build_web(intake, web_settings(settings), web_surroundings(clock, neighbours, checks, registry, gauges.run))
    return App(
        settings=settings,
        live=live,
        daily=Daily(live, store, clock),
        clock=clock,
        store=store,
        http=http,
        neighbours=neighbours,
        service=service,
        worker=worker,
        inbox=inbox,
        watch=watch,
        switches=switches,
        audit=audit,
        checkup=Checkup(store, clock, find_checkable(neighbours, find_kin(settings)), find_kin(settings)),
        mending=Mending(store, service, clock, neighbours.crm, watch) if neighbours.crm else None,
        spending=SpendingWatch(store, clock, brake),
        pricing=Pricing(store, service, clock, neighbours.caller, neighbours.sms, neighbours.connector),
        pulse=Pulse(store, clock, chat.cry),
        silence=_watch_silence(settings, store, clock, service) if settings.alarms.silence else None,
        timekeeper=timekeeper,
        chat=chat,
        exchange=exchange,
        tracking=tracking,
        caretaker=caretaker,
        web=site,
        anew=set_up.anew,
    )


def _handle(
    bench: Bench,
    store: Store,
    neighbours: Neighbours,
    live: LiveSettings,
    chat: Chat,
    switches: Switches,
    exchange: Exchange | None,
) -> dict[str, Handler]:
    """Who does which job."""
    zone, language = live.file.shop.timezone, live.file.telegram.language
    assignment = Assignment(store, bench.service, bench.clock, lambda: live.current.staff.distribution, zone)
    return {
        **lead_handlers(bench, neighbours, live, CrmTeller(language)),
        CARRY_OUT: carrying_out(bench, chat.standing, exchange.granting if exchange else None),
        ASSIGN: Handler(assignment),
        LIFT: Handler(switches.lift),
        **chat.handlers(),
    }


def _manner(settings: Settings) -> CallManner:
    return CallManner(settings.calls.detect_machine, settings.calls.key_wait)


def _handle_more(
    exchange: Exchange | None, tracking: Tracking | None, caretaker: Caretaker, set_up: TrackingSetUp
) -> dict[str, Handler]:
    pairs, touches = exchange.handlers if exchange else {}, tracking.handlers if tracking else {}
    return {UPKEEP: Handler(caretaker.do), **pairs, **touches, **set_up.handlers()}


def _read_events(
    store: Store,
    service: LeadService,
    clock: Clock,
    neighbours: Neighbours,
    exchange: Exchange | None,
    tracking: Tracking | None,
) -> EventReader:
    told, hear = exchange.service if exchange else None, tracking.service.hear if tracking else None
    return EventReader(store, service, clock, neighbours.hooks, neighbours.adopters, told, hear)


def _owed_besides(exchange: Exchange | None, tracking: Tracking | None) -> Callable[[Books, datetime], list[NewJob]]:
    """What others than leads have owed since before a moment."""
    owing = (*((exchange_owes,) if exchange else ()), *((tracking_owes,) if tracking else ()))
    return lambda books, late: [it for find in owing for it in find(books, late)]


def _read_inbox(store: Store, clock: Clock, chat: Chat, events: EventReader, rush: Rush) -> InboxReader:
    """What people say keeps its order; a neighbour's events are read side by side."""

    async def hear(row: Kept) -> str | None:
        with rush.one_more():
            return await chat.read(row)

    return InboxReader(
        store,
        clock,
        readers={"telegram": hear, "*": events},
        order_of=lambda row: chat.order_of(row) if row.source == "telegram" else f"{row.source}:{row.id}",
        gave_up=chat.report_unreadable,
    )


def _watch_silence(settings: Settings, store: Store, clock: Clock, service: LeadService) -> SilenceWatch:
    def calendar() -> Calendar:
        return service.rules().hours.calendar

    return SilenceWatch(store, clock, settings.sources, calendar, settings.shop.timezone)

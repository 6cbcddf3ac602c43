"""The chat: put together here, run beside the worker and the inbox."""

import asyncio
from collections.abc import Mapping
from typing import Protocol

import structlog
from aiogram import Bot
from aiogram.utils.token import TokenValidationError

from bot.app.accounts import Accounts
from bot.app.carrying import Standing
from bot.app.crew import Crew
from bot.app.exporting import Exporter
from bot.app.fellows import DeskFellows
from bot.app.gallery import SHOW_PICTURE, Gallery
from bot.app.gates import OPEN, Gates
from bot.app.invitations import TELL_INVITER
from bot.app.line import Line
from bot.app.neighbours import Neighbours
from bot.app.numbers import DeskNumbers
from bot.app.outcry import Outcry
from bot.app.overrides import LiveSettings
from bot.app.overviews import DeskOverviews
from bot.app.pages import DeskPages
from bot.app.pausing import DeskPauses
from bot.app.people import DeskPeople
from bot.app.shifts import DeskShifts
from bot.app.spending import DayCard, DeskSpending
from bot.app.staff import make_staff
from bot.app.tools import BACKUP, EXPORT, DeskTools
from bot.app.trouble import DeskTrouble
from bot.app.tuning import DeskSettings
from bot.app.updates import Updates, order_of
from bot.app.voice import DeskVoice
from bot.app.wishes import Wishes
from bot.app.workshop import Workshop
from bot.board.board import Board
from bot.board.digest import DIGEST, Digest
from bot.board.group import Group
from bot.board.hanger import Hanger
from bot.board.incidents import Incidents
from bot.board.painter import Painter
from bot.board.pauses import PausePanels
from bot.board.place import Place
from bot.board.private import PrivateWord
from bot.board.spending import SpendingCards
from bot.board.topics import Topics
from bot.board.unknown import UnknownLists
from bot.board.waiting import WaitingLists
from bot.courier.connection import Gate, make_bot
from bot.courier.courier import Courier
from bot.courier.documents import Documents
from bot.courier.memory import Memory
from bot.courier.menu import Menu
from bot.courier.messages import Messages
from bot.courier.moves import Moves
from bot.settings.loading import BadSettings, Mistake
from bot.settings.sections import Telegram
from desk.errors import Ignored
from desk.leads.effects.outcome import Done, Outcome
from desk.leads.service import LeadService
from desk.leads.work import (
    ALARM_ADMINS,
    HIDE_NUMBER,
    REMIND,
    SHOW_CARD,
    SHOW_UNKNOWN,
    SHOW_WAITING,
    TELL_DROPPED,
    TELL_NUMBER,
)
from desk.ports import Clock
from desk.staff.pauses import Pauses, in_force
from desk.staff.roles import Role
from handlers.telegram.dispatcher import build_dispatcher
from scheduler.brake import SpendingBrake
from scheduler.handlers import Handler
from scheduler.mending import Mending
from scheduler.spending import SHOW_SPENDING
from scheduler.switches import SHOW_PAUSES, Switches, load_pauses
from scheduler.watch import SHOW_INCIDENT, Watch
from storage.books import Books, Store
from storage.inbox import Kept
from storage.jobs import Job

KINDS = (
    SHOW_CARD,
    TELL_NUMBER,
    HIDE_NUMBER,
    REMIND,
    SHOW_WAITING,
    SHOW_UNKNOWN,
    TELL_DROPPED,
    ALARM_ADMINS,
    SHOW_INCIDENT,
    DIGEST,
    EXPORT,
    BACKUP,
    SHOW_PICTURE,
    SHOW_SPENDING,
    TELL_INVITER,
    SHOW_PAUSES,
)
log = structlog.get_logger("telegram")


class Chat(Protocol):
    """``run`` takes updates in until ``stop``; ``read`` understands one of them."""

    def handlers(self) -> Mapping[str, Handler]: ...
    def order_of(self, row: Kept) -> str: ...
    async def read(self, row: Kept) -> None: ...
    async def standing(self, person_id: int) -> Role: ...
    async def report_unreadable(self, row: Kept, reason: str) -> None: ...
    async def cry(self, cause: str, reason: str) -> None: ...
    async def run(self) -> None: ...
    async def stop(self) -> None: ...
    async def close(self) -> None: ...


class NoChat:
    """Without a token: what is owed to the chat is settled at once, everything else works."""

    def __init__(self) -> None:
        self._stopped = asyncio.Event()

    def handlers(self) -> Mapping[str, Handler]:
        return dict.fromkeys(KINDS, Handler(_nobody_reads_it))

    def order_of(self, row: Kept) -> str:
        return order_of(row)

    async def read(self, row: Kept) -> None:
        raise Ignored("no chat is connected")

    async def standing(self, person_id: int) -> Role:
        """Nobody can be asked who they are."""
        return Role.STRANGER

    async def report_unreadable(self, row: Kept, reason: str) -> None:
        log.error("a kept request could not be understood", source=row.source, row=row.id, reason=reason)

    async def cry(self, cause: str, reason: str) -> None:
        """The log has it already."""

    async def run(self) -> None:
        await self._stopped.wait()

    async def stop(self) -> None:
        self._stopped.set()

    async def close(self) -> None:
        """Nothing was opened."""


class TelegramChat:
    def __init__(
        self,
        handlers: Mapping[str, Handler],
        updates: Updates,
        line: Line,
        courier: Courier,
        outcry: Outcry,
        standing: Standing,
    ) -> None:
        self._handlers = handlers
        self._updates = updates
        self._line = line
        self._courier = courier
        self._outcry = outcry
        self._standing = standing

    def handlers(self) -> Mapping[str, Handler]:
        return self._handlers

    def order_of(self, row: Kept) -> str:
        return order_of(row)

    async def read(self, row: Kept) -> None:
        await self._updates.read(row)

    async def standing(self, person_id: int) -> Role:
        return await self._standing(person_id)

    async def report_unreadable(self, row: Kept, reason: str) -> None:
        await self._updates.report_unreadable(row, reason)

    async def cry(self, cause: str, reason: str) -> None:
        await self._outcry.cry(cause, reason)

    async def run(self) -> None:
        await self._line.run()

    async def stop(self) -> None:
        self._line.stop()

    async def close(self) -> None:
        await self._courier.close()


def build_chat(
    live: LiveSettings,
    store: Store,
    service: LeadService,
    clock: Clock,
    neighbours: Neighbours,
    switches: Switches,
    watch: Watch,
    brake: SpendingBrake,
    gates: Gates = OPEN,
) -> Chat:
    """Nobody is talked to yet. Raises BadSettings for what cannot be a token."""
    settings, told = live.file, live.file.telegram
    if not told.token.get_secret_value():
        return NoChat()
    bot = _make_bot(told, gates.request)
    zone, admins = settings.shop.timezone, frozenset(told.admins)
    painter = Painter(service.rules, zone, told.language, neighbours.crm, admins, lambda: switches.pauses)
    courier = Courier(bot, clock, Moves(store, clock), Memory(store, clock), gates.limits())
    place = Place(told.sellers_chat, told.sellers_thread or None)
    topics = Topics(courier, store, clock, place, told.language, wanted=told.topics)
    messages, menu = Messages(courier, topics.replace), Menu(courier, told.language)
    group = Group(place, topics, courier, store, clock)
    hanger = Hanger(store, messages, clock)
    board = Board(store, hanger, clock, painter, group)
    mending = Mending(store, service, clock, neighbours.crm, watch) if neighbours.crm else None
    workshop = Workshop(neighbours, watch, mending)
    staff = make_staff(settings, service)
    crew = Crew(store, clock, messages, told.sellers_chat, staff, told.language)
    wishes = Wishes(crew, service.rules)
    shifts = DeskShifts(store, clock, staff)
    people = DeskPeople(
        store=store,
        service=service,
        clock=clock,
        board=board,
        crew=crew,
        staff=staff,
        wishes=wishes,
        shifts=shifts,
        settings=DeskSettings(live, clock, painter.zone),
        numbers=DeskNumbers(store, clock, staff),
        workshop=workshop,
        brake=brake,
        moves=courier.moves,
        language=told.language,
    )
    pages = DeskPages(store, clock, workshop, switches, painter.zone, settings.shop.name)
    fellows = DeskFellows(store, clock, staff, messages, zone, settings.shop.country, told.language)
    panels = _hang_pauses(store, hanger, messages, clock, painter, tuple(settings.sources))
    pauses = DeskPauses(clock, switches, panels, tuple(settings.sources), zone)
    trouble = DeskTrouble(store, clock, painter.zone)
    tools = DeskTools(store, clock, crew, messages, painter.zone, clock.now())
    exporter = Exporter(store, clock, crew, messages, Documents(courier), painter.zone)
    glance = DeskOverviews(store, clock, hanger, messages, painter.zone, lambda: switches.pauses)
    accounts = Accounts(brake, lambda: service.rules().hours)
    money, voice = DeskSpending(store, clock, accounts), DeskVoice(messages, board, menu)
    dispatcher = build_dispatcher(people, pages, voice, glance, trouble, tools, money, fellows, pauses)
    updates = Updates(store, clock, watch, bot, dispatcher)
    private = PrivateWord(store, messages, hanger, clock, painter, group)
    handlers = {
        SHOW_CARD: Handler(board.show),
        DIGEST: Handler(Digest(store, hanger, clock, painter, group).show),
        SHOW_INCIDENT: Handler(Incidents(store, hanger, clock, painter, group).show),
        TELL_NUMBER: Handler(private.tell_number),
        HIDE_NUMBER: Handler(private.hide_number),
        REMIND: Handler(private.remind),
        SHOW_WAITING: Handler(WaitingLists(store, hanger, clock, painter).show),
        SHOW_UNKNOWN: Handler(UnknownLists(store, hanger, clock, painter).show),
        TELL_DROPPED: Handler(private.tell_dropped),
        ALARM_ADMINS: Handler(private.alarm_admins),
        EXPORT: Handler(exporter),
        BACKUP: Handler(tools.back_up),
        TELL_INVITER: Handler(fellows.tell_inviter),
        SHOW_PAUSES: Handler(panels.show),
        SHOW_PICTURE: Handler(Gallery(store, clock, hanger, messages, painter, group, gates.studio(), accounts).show),
        SHOW_SPENDING: Handler(SpendingCards(store, hanger, clock, painter, DayCard(accounts)).show),
    }
    line = Line(told, settings.server.public_url, courier, menu, updates, clock)
    outcry = Outcry(courier, painter.admins, told.language, told.sellers_chat)
    return TelegramChat(handlers, updates, line, courier, outcry, crew.standing)


def _hang_pauses(
    store: Store, hanger: Hanger, messages: Messages, clock: Clock, painter: Painter, sources: tuple[str, ...]
) -> PausePanels:
    def now_paused(books: Books) -> Pauses:
        return in_force(load_pauses(books), clock.now())

    return PausePanels(store, hanger, messages, clock, painter, sources, now_paused)


def _make_bot(told: Telegram, gate: Gate) -> Bot:
    try:
        return make_bot(told.token.get_secret_value(), told.api_url, gate)
    except TokenValidationError as error:
        raise BadSettings([Mistake("telegram.token", "this is no token of a bot; BotFather gives them out")]) from error


async def _nobody_reads_it(_job: Job) -> Outcome:
    return Done("no chat is connected")

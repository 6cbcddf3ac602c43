"""The chat in Telegram, put together: who serves what people ask, who does what is owed to them."""

from aiogram import Bot
from aiogram.utils.token import TokenValidationError

from bot.app.chat import Chat, NoChat, TelegramChat
from bot.app.comparing import SHOW_COMPARISON, ComparisonCard
from bot.app.deals import DeskDeals
from bot.app.exchange import Exchange
from bot.app.exporting import Exporter
from bot.app.fellows import DeskFellows
from bot.app.gallery import SHOW_PICTURE, Gallery
from bot.app.gates import OPEN, Gates
from bot.app.invitations import TELL_INVITER
from bot.app.line import Line
from bot.app.linking import stamp_of
from bot.app.linking_desk import DeskLinks
from bot.app.means import Means, gather
from bot.app.neighbours import Neighbours
from bot.app.numbers import DeskNumbers
from bot.app.outcry import Outcry
from bot.app.overrides import LiveSettings
from bot.app.overviews import DeskOverviews
from bot.app.pages import DeskPages
from bot.app.pausing import DeskPauses
from bot.app.people import DeskPeople
from bot.app.set_up_dialog import build_set_up
from bot.app.shifts import DeskShifts
from bot.app.spending import DayCard, DeskSpending
from bot.app.tools import BACKUP, EXPORT, DeskTools
from bot.app.touches import DeskTracking, links_of
from bot.app.tracked import tracker_section
from bot.app.tracking import Tracking
from bot.app.trouble import DeskTrouble
from bot.app.tuning import DeskSettings
from bot.app.updates import Updates
from bot.app.voice import DeskVoice
from bot.app.wishes import Wishes
from bot.app.workshop import Workshop
from bot.app.writing import DeskWriting
from bot.board.briefs import Briefs
from bot.board.connection import ConnectionNotices
from bot.board.digest import DIGEST, Digest
from bot.board.incidents import Incidents
from bot.board.pauses import PausePanels
from bot.board.private import PrivateWord
from bot.board.tracked import TrackedCards
from bot.board.unknown import UnknownLists
from bot.board.waiting import WaitingLists
from bot.courier.connection import Gate, make_bot
from bot.courier.documents import Documents
from bot.courier.menu import Menu
from bot.settings.loading import BadSettings, Mistake
from bot.settings.sections import Telegram
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
from desk.tracking.work import SHOW_CONNECTION, SHOW_TRACKED
from handlers.telegram.dispatcher import build_dispatcher
from scheduler.brake import SpendingBrake
from scheduler.handlers import Handler
from scheduler.mending import Mending
from scheduler.spending import SHOW_SPENDING
from scheduler.switches import SHOW_PAUSES, Switches, find_pauses
from scheduler.watch import SHOW_INCIDENT, Watch
from storage.books import Store


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
    exchange: Exchange | None = None,
    tracking: Tracking | None = None,
) -> Chat:
    """Nobody is talked to yet. Raises BadSettings for what cannot be a token."""
    told = live.file.telegram
    if not told.token.get_secret_value():
        return NoChat()
    bot = _make_bot(told, gates.request)
    means = gather(bot, live.file, store, service, clock, neighbours, switches, brake, gates, exchange)
    mending = Mending(store, service, clock, neighbours.crm, watch) if neighbours.crm else None
    workshop, menu = Workshop(neighbours, watch, mending), Menu(means.courier, told.language)
    fellows = DeskFellows(
        store,
        clock,
        means.staff,
        means.messages,
        means.zone,
        live.file.shop.country,
        told.language,
        told.token.get_secret_value(),
    )
    panels = PausePanels(
        store,
        means.hanger,
        means.messages,
        clock,
        means.painter,
        means.sources,
        lambda books: find_pauses(books, clock),
    )
    tools = DeskTools(store, clock, means.crew, means.messages, means.zone, clock.now())
    set_up = build_set_up(live, store, clock, means.hanger, means.painter, exchange)
    dispatcher = build_dispatcher(
        _serve_people(means, live, workshop, brake, tracking),
        DeskPages(store, clock, workshop, switches, means.zone, live.file.shop.name),
        DeskVoice(means.messages, means.board, menu),
        DeskOverviews(store, clock, means.hanger, means.messages, means.zone, lambda: switches.pauses, exchange),
        DeskTrouble(store, clock, means.zone),
        tools,
        DeskSpending(store, clock, means.accounts),
        fellows,
        DeskPauses(clock, switches, panels, means.sources, means.zone),
        DeskDeals(store, clock, exchange, means.board, means.zone),
        DeskWriting(live, store, service, clock, means.board, brake, means.zone),
        set_up,
        DeskTracking(store, clock, tracking, means.zone),
        DeskLinks(store, clock, live),
    )
    updates = Updates(store, clock, watch, bot, dispatcher)
    line = Line(told, live.file.server.public_url, means.courier, menu, updates, clock)
    handlers = _do_what_is_owed(means) | {
        BACKUP: Handler(tools.back_up),
        TELL_INVITER: Handler(fellows.tell_inviter),
        SHOW_PAUSES: Handler(panels.show),
        **set_up.message.handlers(),
        SHOW_TRACKED: Handler(_show_tracked(means, tracking).show),
        SHOW_CONNECTION: Handler(_show_connection(means).show),
    }
    outcry = Outcry(means.courier, means.painter.admins, told.language, told.sellers_chat)
    return TelegramChat(handlers, updates, line, means.courier, outcry, means.crew.standing)


def _serve_people(
    means: Means, live: LiveSettings, workshop: Workshop, brake: SpendingBrake, tracking: Tracking | None
) -> DeskPeople:
    store, clock = means.store, means.clock
    return DeskPeople(
        store=store,
        service=means.service,
        clock=clock,
        board=means.board,
        crew=means.crew,
        staff=means.staff,
        wishes=Wishes(means.crew, means.service.rules),
        shifts=DeskShifts(store, clock, means.staff),
        settings=DeskSettings(live, clock, means.zone, tracking.crm if tracking else None),
        numbers=DeskNumbers(store, clock, means.staff),
        workshop=workshop,
        brake=brake,
        moves=means.courier.moves,
        language=means.settings.telegram.language,
    )


def _do_what_is_owed(it: Means) -> dict[str, Handler]:
    store, clock, painter, hanger, group, messages = it.store, it.clock, it.painter, it.hanger, it.group, it.messages
    private = PrivateWord(store, messages, hanger, clock, painter, group)
    gallery = Gallery(store, clock, hanger, messages, painter, group, it.gates.studio(), it.accounts)
    return {
        SHOW_CARD: Handler(it.board.show),
        DIGEST: Handler(Digest(store, hanger, clock, painter, group).show),
        SHOW_INCIDENT: Handler(Incidents(store, hanger, clock, painter, group).show),
        TELL_NUMBER: Handler(private.tell_number),
        HIDE_NUMBER: Handler(private.hide_number),
        REMIND: Handler(private.remind),
        SHOW_WAITING: Handler(WaitingLists(store, hanger, clock, painter).show),
        SHOW_UNKNOWN: Handler(UnknownLists(store, hanger, clock, painter).show),
        TELL_DROPPED: Handler(private.tell_dropped),
        ALARM_ADMINS: Handler(private.alarm_admins),
        EXPORT: Handler(Exporter(store, clock, it.crew, messages, Documents(it.courier), it.zone)),
        SHOW_PICTURE: Handler(gallery.show),
        SHOW_COMPARISON: Handler(Briefs("comparison", store, hanger, clock, painter, ComparisonCard(it.zone)).show),
        SHOW_SPENDING: Handler(Briefs("spending", store, hanger, clock, painter, DayCard(it.accounts)).show),
    }


def _show_tracked(it: Means, tracking: Tracking | None) -> TrackedCards:
    return TrackedCards(it.store, it.hanger, it.clock, it.painter, it.group, links_of(tracking) if tracking else None)


def _show_connection(it: Means) -> ConnectionNotices:
    limit = tracker_section(it.settings).setup_timeout
    return ConnectionNotices(it.store, it.hanger, it.messages, it.painter, it.group, stamp_of, limit)


def _make_bot(told: Telegram, gate: Gate) -> Bot:
    try:
        return make_bot(told.token.get_secret_value(), told.api_url, gate)
    except TokenValidationError as error:
        raise BadSettings([Mistake("telegram.token", "this is no token of a bot; BotFather gives them out")]) from error

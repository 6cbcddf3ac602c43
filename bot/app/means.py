"""What everything about the chat stands on, put together."""

from dataclasses import dataclass

from aiogram import Bot

from bot.app.accounts import Accounts
from bot.app.census import Census
from bot.app.crew import Crew
from bot.app.exchange import Exchange
from bot.app.gates import Gates
from bot.app.neighbours import Neighbours
from bot.app.staff import Staff, make_staff
from bot.board.board import Board
from bot.board.group import Group
from bot.board.hanger import Hanger
from bot.board.painter import Painter
from bot.board.place import Place
from bot.board.sides import Sides
from bot.board.topics import Topics
from bot.courier.courier import Courier
from bot.courier.memory import Memory
from bot.courier.messages import Messages
from bot.courier.moves import Moves
from bot.settings.loading import Settings
from desk.leads.service import LeadService
from desk.ports import Clock
from scheduler.brake import SpendingBrake
from scheduler.switches import Switches
from storage.books import Store


@dataclass(frozen=True, slots=True)
class Means:
    """What everything about the chat stands on."""

    settings: Settings
    store: Store
    service: LeadService
    clock: Clock
    switches: Switches
    gates: Gates
    accounts: Accounts
    painter: Painter
    courier: Courier
    messages: Messages
    group: Group
    hanger: Hanger
    board: Board
    staff: Staff
    crew: Crew

    @property
    def zone(self) -> str:
        return self.settings.shop.timezone

    @property
    def sources(self) -> tuple[str, ...]:
        return tuple(self.settings.sources)


def gather(
    bot: Bot,
    settings: Settings,
    store: Store,
    service: LeadService,
    clock: Clock,
    neighbours: Neighbours,
    switches: Switches,
    brake: SpendingBrake,
    gates: Gates,
    exchange: Exchange | None,
) -> Means:
    told, zone = settings.telegram, settings.shop.timezone
    maker = exchange.maker if exchange else None
    sides = Sides(exchange.orders, exchange.deals, exchange.stages.map, maker is not None) if exchange else None
    painter = Painter(
        service.rules, zone, told.language, neighbours.crm, frozenset(told.admins), lambda: switches.pauses, sides
    )
    courier = Courier(bot, clock, Moves(store, clock), Memory(store, clock), gates.limits())
    place = Place(told.sellers_chat, told.sellers_thread or None)
    topics = Topics(courier, store, clock, place, told.language, wanted=told.topics)
    messages, group = Messages(courier, topics.replace), Group(place, topics, courier, store, clock)
    hanger, staff = Hanger(store, messages, clock), make_staff(settings, service)
    return Means(
        settings=settings,
        store=store,
        service=service,
        clock=clock,
        switches=switches,
        gates=gates,
        accounts=Accounts(brake, lambda: service.rules().hours),
        painter=painter,
        courier=courier,
        messages=messages,
        group=group,
        hanger=hanger,
        board=Board(store, hanger, clock, painter, group),
        staff=staff,
        crew=Crew(store, Census(store), clock, messages, told.sellers_chat, staff, told.language),
    )

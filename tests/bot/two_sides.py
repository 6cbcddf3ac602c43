"""A store and a CRM with deals on one sheet of paper each: as strict as their ports say, and no more."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from bot.app.neighbours import Neighbours
from bot.settings.loading import Settings, load_settings
from desk.errors import NotFound, Rejected, Temporary, Unknown
from desk.exchange.draft import DealDraft
from desk.exchange.model import Buyer, Deal, Finality, Line, Stage, StoreOrder
from desk.exchange.ordering import WantedOrder
from desk.exchange.pair import Pair
from desk.exchange.ports import Ability, DealPage, FoundDeal, MadeDeal, OrderPage
from desk.leads.policy import Rules
from desk.ports import Health
from tests.bot.telegram_room import PHONE, Room, open_room, write_settings

NEW, PAY, SHIP = (
    Stage("C5:NEW", "Взять в работу"),
    Stage("C5:PAY", "Получить оплату"),
    Stage("C5:SHIP", "Отправка товара"),
)
TALK = Stage("C5:TALK", "Переговоры")  # mapped nowhere
WON, LOST = Stage("C5:WON", "Сделка успешна", Finality.WON), Stage("C5:LOSE", "Сделка провалена", Finality.LOST)
STAGES = (NEW, PAY, SHIP, TALK, WON, LOST)
MAPPING = {NEW.name: "processing", PAY.name: "awaiting_payment", SHIP.name: "shipped", "won": "completed"} | {
    "lost": "cancelled"
}
ENDS = {"completed": Finality.WON, "cancelled": Finality.LOST}
PLACED = datetime(2026, 5, 12, 8, 0, tzinfo=UTC)


def order_of(ref: str = "1001", **changes: Any) -> StoreOrder:
    line = Line("Часы", "W-1", price=Decimal(16200), category="watches")
    buyer = Buyer("Мария Иванова", PHONE, "maria@example.com")
    given = {"buyer": buyer, "lines": (line,), "total": Decimal(16200), "currency": "RUB"} | changes
    return replace(StoreOrder("site", ref, ref, "processing", PLACED), **given)


@dataclass
class PaperCrm:
    """``refuses`` a stage with a reason; ``moved`` is what it was asked for and did."""

    name: str = "bitrix24"
    down: bool = False
    refuses: dict[str, str] = field(default_factory=dict)
    kept: dict[str, Deal] = field(default_factory=dict)
    origins: dict[str, str] = field(default_factory=dict)
    shown: list[tuple[str, DealDraft]] = field(default_factory=list)
    moved: list[tuple[str, str]] = field(default_factory=list)

    async def find(self, origins: Sequence[str]) -> Sequence[FoundDeal]:
        self._answer()
        return [FoundDeal(self.origins[it], self.kept[it]) for it in self.kept if self.origins[it] in origins]

    async def add(self, draft: DealDraft) -> MadeDeal:
        self._answer()
        stage = next((it for it in STAGES if it.code == draft.stage), NEW)
        deal = Deal(str(len(self.origins) + 1), stage, PLACED)
        self.kept[deal.id], self.origins[deal.id] = deal, draft.origin
        return MadeDeal(deal)

    async def read(self, deal_ids: Sequence[str]) -> Mapping[str, Deal]:
        self._answer()
        return {it: self.kept[it] for it in deal_ids if it in self.kept}

    async def show(self, deal_id: str, draft: DealDraft, before: DealDraft | None) -> Sequence[str]:
        self._answer()
        self._find(deal_id)
        self.shown.append((deal_id, draft))
        return ()

    async def assign(self, deal_id: str, managers: Sequence[str]) -> Deal:
        self._answer()
        self._find(deal_id)
        return self.kept[deal_id]

    async def move(self, deal_id: str, stage: str) -> Deal:
        self._answer()
        self._find(deal_id)
        if stage in self.refuses:
            raise Rejected(self.refuses[stage])
        known = next((it for it in STAGES if it.code == stage), None)
        if known is None:
            raise Rejected("the pipeline has no such stage")
        self.moved.append((deal_id, stage))
        return self.put(deal_id, known)

    async def changed_since(self, cursor: str, begun: datetime | None = None) -> DealPage:
        self._answer()
        return DealPage((), cursor)

    async def stages(self) -> Sequence[Stage]:
        self._answer()
        return STAGES

    def deal_url(self, deal_id: str) -> str:
        return f"https://portal.bitrix24.ru/crm/deal/details/{deal_id}/"

    async def survey(self) -> Sequence[Ability]:
        return ()

    async def check(self) -> Health:
        return Health(not self.down, "")

    def put(self, deal_id: str, stage: Stage) -> Deal:
        """As people move it in the CRM itself."""
        self.kept[deal_id] = replace(self.kept[deal_id], stage=stage)
        return self.kept[deal_id]

    def _answer(self) -> None:
        if self.down:
            raise Temporary("the portal does not answer", code="503", retry_after=0.2)

    def _find(self, deal_id: str) -> None:
        if deal_id not in self.kept:
            raise NotFound("there is no such deal")


@dataclass
class PaperStore:
    """``told`` are the statuses it was set to, each once however often it was asked with one key."""

    name: str = "paper"
    readable: bool = True
    refuses: dict[str, str] = field(default_factory=dict)
    orders: dict[str, StoreOrder] = field(default_factory=dict)
    told: list[tuple[str, str]] = field(default_factory=list)
    keys: set[str] = field(default_factory=set)
    losing: int = 0

    async def read(self, ref: str) -> StoreOrder | None:
        return self.orders.get(ref)

    async def set_status(self, ref: str, status: str, key: str) -> StoreOrder | None:
        if ref not in self.orders:
            raise NotFound("there is no such order")
        if status in self.refuses:
            raise Rejected(self.refuses[status])
        if key not in self.keys:
            self.keys.add(key)
            self.told.append((ref, status))
            return self.change(ref, status=status, ended=ENDS.get(status, Finality.OPEN))
        return self.orders[ref]

    async def changed_since(self, cursor: str, begun: datetime | None = None) -> OrderPage:
        return OrderPage((), cursor)

    async def statuses(self) -> Sequence[str]:
        return ()

    def order_url(self, ref: str) -> str:
        return f"https://shop.example.com/admin/orders/{ref}"

    async def check(self) -> Health:
        return Health(True, "")

    async def find_made(self, marker: str) -> Sequence[StoreOrder]:
        return [it for it in self.orders.values() if it.marker == marker]

    async def make(self, wanted: WantedOrder) -> StoreOrder:
        """The answer is lost as often as ``losing`` says; the order is there all the same."""
        if reason := self.refuses.get("make"):
            raise Rejected(reason)
        ref = str(5000 + len(self.orders))
        made = order_of(ref, buyer=wanted.buyer, lines=wanted.lines, marker=wanted.marker)
        self.orders[ref] = replace(made, store=self.name)
        if self.losing:
            self.losing -= 1
            raise Unknown("the answer was lost")
        return self.orders[ref]

    def change(self, ref: str, **changes: Any) -> StoreOrder:
        """A later version of an order."""
        before = self.orders[ref]
        self.orders[ref] = replace(before, changed_at=before.changed_at + timedelta(seconds=1), **changes)
        return self.orders[ref]


@dataclass
class TwoSides:
    """``makes``: the store takes orders from us."""

    makes: bool = False
    crm: PaperCrm = field(default_factory=PaperCrm)
    shop: PaperStore = field(default_factory=PaperStore)

    @property
    def neighbours(self) -> Neighbours:
        return Neighbours(deals=self.crm, order_store=self.shop, order_maker=self.shop if self.makes else None)

    async def open(self, settings: Settings, rules: Rules | None = None) -> Room:
        """A desk between the two, which knows the pipeline's stages."""
        room = open_room(settings, rules, self.neighbours)
        assert room.exchange
        await room.exchange.stages.load()
        if not self.crm.down:
            await room.exchange.stages.refresh()
        room.start()
        return room

    async def place(self, room: Room, ref: str = "1001", **changes: Any) -> Pair:
        """A new order of the store; its pair has a lead."""
        self.shop.orders[ref] = order_of(ref, **changes)
        return await self.see(room, ref)

    async def see(self, room: Room, ref: str) -> Pair:
        """The store tells of an order by itself."""
        order, now = self.shop.orders[ref], room.clock.now()
        service = _service(room)
        return await room.store.write(lambda books: service.see(books, order, now))

    async def hear(self, room: Room, deal_id: str) -> None:
        """The CRM tells of a change."""
        now, service = room.clock.now(), _service(room)
        await room.store.write(lambda books: service.hear_deal(books, deal_id, now))


def _service(room: Room) -> Any:
    assert room.exchange
    return room.exchange.service


async def pair_of(room: Room, pair_id: int) -> Pair:
    return await room.store.read(lambda books: books.pairs.load(pair_id))


def write_both(folder: Path, town_url: str, database: str) -> Settings:
    """With the mapping of stages."""
    write_settings(folder, town_url, database)
    file = folder / "ringdesk.toml"
    rows = [f'"{stage}" = "{status}"' for stage, status in MAPPING.items()]
    file.write_text("\n".join([file.read_text("utf-8"), "[order_sync.stages]", *rows]), "utf-8")
    return load_settings({}, file, {})

"""A CRM's pipeline and a store on paper: strict, with clocks that count whole seconds, and moods of their own.

Each keeps its records and what was really written to it. A request passes two gates: before it is carried out and after
it. A test may stop it there, or let the process die.
"""

from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, fields
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from desk.errors import NotFound, Rejected, Temporary, Unauthorised, Unknown
from desk.exchange.draft import DealDraft
from desk.exchange.hints import DealHint, StoreHint
from desk.exchange.model import Deal, Finality, Stage, StoreOrder
from desk.exchange.ordering import WantedOrder
from desk.exchange.ports import Ability, DealPage, FoundDeal, MadeDeal, OrderPage
from desk.ports import Clock, Health
from desk.values import replace

Gate = Callable[[], Awaitable[None]]
FINE, DOWN, LOST, NEVER, LATE, REFUSE, KEY = "fine", "down", "lost", "never", "late", "refuse", "key"
SLOWEST = timedelta(seconds=45)
PAGE = 2  # records on a page of changes
SHOP, CRM = "shop", "crm"
BOSS = "boss"  # gets the deals that are nobody else's

NEW = Stage("NEW", "Новая")
WORK = Stage("WORK", "Взять в работу")
PAID = Stage("PAY", "Получить оплату")
SENT = Stage("SEND", "Отправка товара")
TALK = Stage("TALK", "Переговоры")  # mapped nowhere
WON = Stage("WON", "Сделка успешна", Finality.WON)
LOSE = Stage("LOSE", "Провал", Finality.LOST)
SPAM = Stage("SPAM", "Спам", Finality.LOST)
STAGES = (NEW, WORK, PAID, SENT, TALK, WON, LOSE, SPAM)
STATUSES = {
    "NEW": "new",
    "взять  в РАБОТУ": "processing",
    "PAY": "paid",
    "SEND": "sent",
    "won": "done",
    "lost": "cancelled",
}
ENDED = {"done": Finality.WON, "cancelled": Finality.LOST}
OWN_WORDS = {"sent": "posted by train"}  # what the store makes of a word of ours


async def _pass() -> None:
    """Nothing happens at this gate."""


@dataclass
class Moods:
    """What becomes of the coming requests; an error comes before the work or after it."""

    coming: deque[str] = field(default_factory=deque)
    gate: Gate = _pass
    lost: int = 0
    slow: int = 0
    failed: int = 0
    answering: bool = False  # something was carried out, and its answer is on the way

    async def come(self, *, writes: bool = False) -> str:
        """Raises what this request's mood says. The mood of what is to happen afterwards is handed back."""
        await self.gate()
        mood = self.coming.popleft() if self.coming else FINE
        self.failed += mood != FINE
        if mood == DOWN or (not writes and mood != FINE):
            raise Temporary("it is down")
        if mood == KEY:
            raise Unauthorised("the key is not accepted")
        if mood == REFUSE:
            raise Rejected("it does not like it")
        if mood == NEVER:
            raise Unknown("the connection broke on the way there")
        return mood

    async def go(self, mood: str) -> None:
        self.answering = True
        await self.gate()
        self.answering = False
        if mood == LOST:
            self.lost += 1
            raise Unknown("the answer was lost")


@dataclass
class Write:
    """One write that was carried out: ``same`` when it showed already what was asked for, and ``by`` whom that was."""

    side: str
    id: str
    what: str
    same: bool = False
    by: str = ""


@dataclass
class DealRecord:
    """``content``: what it shows, field by field; ``touched``: those that people have changed since."""

    id: str
    origin: str
    stage: Stage
    content: dict[str, Any]
    changed_at: datetime
    first: DealDraft
    moved_by: str = "desk"
    gone: bool = False
    touched: set[str] = field(default_factory=set)
    moves: int = 0  # of people and of the CRM's own rules
    past: list[str] = field(default_factory=list)  # stages it has been in
    assignee: str = ""


class PaperDeals:
    """``rules``: from a stage that is entered to the one where the CRM's own rules move the deal at once."""

    name = "paper"

    def __init__(self, clock: Clock, moods: Moods | None = None) -> None:
        self.clock, self.moods = clock, moods or Moods()
        self.records: dict[str, DealRecord] = {}
        self.outbox: list[DealHint] = []
        self.late: list[tuple[datetime, DealDraft]] = []  # taken before the connection broke, and carried out then
        self.writes: list[Write] = []
        self.asked: list[str] = []
        self.rules: dict[str, Stage] = {}

    # --- the port -----------------------------------------------------------------------------------------------

    async def find(self, origins: list[str]) -> list[FoundDeal]:
        self.asked.append("find")
        await self.moods.come()
        found = [FoundDeal(it.origin, self._seen(it)) for it in self._alive() if it.origin in origins]
        await self.moods.go(FINE)
        return found

    async def add(self, draft: DealDraft) -> MadeDeal:
        self.asked.append("add")
        assert draft.origin, "a deal without our marker is never found again"
        mood = await self.moods.come(writes=True)
        if mood == LATE:
            self.late.append((self.clock.now() + SLOWEST, draft))
            self.moods.slow += 1
            raise Unknown("the connection broke, and the CRM works on")
        made = self._seen(self.carry_out(draft))
        await self.moods.go(mood)
        return MadeDeal(made)

    async def read(self, deal_ids: list[str]) -> dict[str, Deal]:
        self.asked.append("read")
        assert 0 < len(deal_ids) <= 50, "fifty deals in one request at most"
        await self.moods.come()
        found = {it.id: self._seen(it) for it in self._alive() if it.id in deal_ids}
        await self.moods.go(FINE)
        return found

    async def show(self, deal_id: str, draft: DealDraft, before: DealDraft | None) -> list[str]:
        self.asked.append("show")
        mood = await self.moods.come(writes=True)
        record = self._record(deal_id)
        new = {
            name: value for name, value in content_of(draft).items() if before is None or differs(name, value, before)
        }
        same = all(record.content[name] == value for name, value in new.items())
        self.writes.append(Write(CRM, record.origin, "content", same, "desk"))
        record.content |= new
        record.touched -= new.keys()
        self._change(record)
        await self.moods.go(mood)
        return []

    async def assign(self, deal_id: str, managers: tuple[str, ...]) -> Deal:
        self.asked.append("assign")
        mood = await self.moods.come(writes=True)
        record = self._record(deal_id)
        record.assignee = next(iter(managers), BOSS)
        self._change(record)
        seen = self._seen(record)
        await self.moods.go(mood)
        return seen

    async def move(self, deal_id: str, stage: str) -> Deal:
        self.asked.append("move")
        mood = await self.moods.come(writes=True)
        record = self._record(deal_id)
        wanted = next((it for it in STAGES if it.code == stage), None)
        if wanted is None:
            raise Rejected("there is no such stage")
        same = record.stage == wanted
        self.writes.append(Write(CRM, record.origin, stage, same, record.moved_by))
        if not same:
            self._put(record, wanted, "desk")
            self._follow_rules(record)
            self._change(record)
        seen = self._seen(record)
        await self.moods.go(mood)
        return seen

    async def changed_since(self, cursor: str, begun: datetime | None = None) -> DealPage:
        self.asked.append("changes")
        await self.moods.come()
        found, after, more = turn_page(list(self._alive()), cursor or begin(begun), self.clock.now())
        await self.moods.go(FINE)
        return DealPage(tuple(FoundDeal(it.origin, self._seen(it)) for it in found), after, more)

    async def stages(self) -> tuple[Stage, ...]:
        return STAGES

    def deal_url(self, deal_id: str) -> str:
        return f"https://crm.example/{deal_id}"

    async def survey(self) -> list[Ability]:
        return []

    async def check(self) -> Health:
        return Health(ok=True)

    # --- what people and the CRM itself do -----------------------------------------------------------------------

    def carry_out(self, draft: DealDraft) -> DealRecord:
        stage = next((it for it in STAGES if it.code == draft.stage), NEW)
        number = str(len(self.records) + 1)
        record = DealRecord(number, draft.origin, stage, content_of(draft), second(self.clock.now()), draft)
        record.assignee = next(iter(draft.managers), BOSS)
        self.records[number] = record
        self.writes.append(Write(CRM, draft.origin, "add"))
        record.past.append(stage.code)
        self._follow_rules(record)
        self._change(record)
        return record

    def carry_out_late(self) -> None:
        """What the CRM had taken before the connection broke."""
        while self.late:
            self.carry_out(self.late.pop(0)[1])

    def drag(self, record: DealRecord, stage: Stage) -> None:
        """A person moves it."""
        if record.stage != stage:
            self._put(record, stage, "people")
            self._follow_rules(record)
            self._change(record)

    def rename(self, record: DealRecord, title: str) -> None:
        record.content["title"] = title
        record.touched.add("title")
        self._change(record)

    def delete(self, record: DealRecord) -> None:
        record.gone = True
        self.outbox.append(DealHint("paper", record.id))

    def of(self, order: StoreOrder) -> list[DealRecord]:
        return [it for it in self.records.values() if it.origin == order.origin]

    def _follow_rules(self, record: DealRecord) -> None:
        if (onward := self.rules.get(record.stage.code)) and onward != record.stage:
            self._put(record, onward, "rules")

    def _put(self, record: DealRecord, stage: Stage, by: str) -> None:
        record.stage, record.moved_by = stage, by
        record.moves += by != "desk"
        record.past.append(stage.code)

    def _change(self, record: DealRecord) -> None:
        record.changed_at = second(self.clock.now())
        self.outbox.append(DealHint("paper", record.id))

    def _alive(self) -> list[DealRecord]:
        return [it for it in self.records.values() if not it.gone]

    def _record(self, deal_id: str) -> DealRecord:
        record = self.records[deal_id]
        if record.gone:
            raise NotFound("it was deleted")
        return record

    def _seen(self, record: DealRecord) -> Deal:
        return Deal(record.id, record.stage, record.changed_at, record.assignee)


@dataclass
class OrderRecord:
    order: StoreOrder
    id: str
    moved_by: str = "people"
    gone: bool = False
    edits: int = 0  # of people, to the status
    past: list[str] = field(default_factory=list)  # statuses it has had

    @property
    def changed_at(self) -> datetime:
        return self.order.changed_at


class PaperStore:
    """What has ended here stays ended. ``shows``: it answers a change with the order as it then is. ``page``: orders on
    one page of changes."""

    name = SHOP

    page = PAGE

    def __init__(self, clock: Clock, moods: Moods | None = None, *, readable: bool = True, shows: bool = True) -> None:
        self.clock, self.moods, self.readable, self.shows = clock, moods or Moods(), readable, shows
        self.records: dict[str, OrderRecord] = {}
        self.outbox: list[StoreHint] = []
        self.writes: list[Write] = []
        self.asked: list[str] = []
        self.keys: dict[str, str] = {}

    # --- the port -----------------------------------------------------------------------------------------------

    async def read(self, ref: str) -> StoreOrder | None:
        assert self.readable, "this store cannot be asked"
        self.asked.append("read")
        await self.moods.come()
        record = self.records.get(ref)
        found = record.order if record and not record.gone else None
        await self.moods.go(FINE)
        return found

    async def set_status(self, ref: str, status: str, key: str) -> StoreOrder | None:
        self.asked.append("set")
        assert self.keys.setdefault(key, status) == status, "one key for two changes"
        mood = await self.moods.come(writes=True)
        record, word = self.records[ref], OWN_WORDS.get(status, status)
        if record.gone:
            raise NotFound("there is no such order")
        same = record.order.status == word
        if record.order.ended is not Finality.OPEN and not same:
            raise Rejected("an order that has ended stays so")
        self.writes.append(Write(SHOP, ref, status, same, record.moved_by))
        if not same:
            record.moved_by = "desk"
            self._change(record, status=word, ended=ENDED.get(status, Finality.OPEN))
        order = record.order
        await self.moods.go(mood)
        return order if self.shows else None

    async def changed_since(self, cursor: str, begun: datetime | None = None) -> OrderPage:
        self.asked.append("changes")
        await self.moods.come()
        alive = [it for it in self.records.values() if not it.gone]
        found, after, more = turn_page(alive, cursor or begin(begun), self.clock.now(), self.page)
        await self.moods.go(FINE)
        return OrderPage(tuple(it.order for it in found), after, more)

    async def statuses(self) -> tuple[str, ...]:
        return tuple(STATUSES.values())

    def order_url(self, ref: str) -> str:
        return f"https://shop.example/{ref}"

    async def check(self) -> Health:
        return Health(ok=True)

    async def find_made(self, marker: str) -> list[StoreOrder]:
        self.asked.append("find")
        await self.moods.come()
        return [it.order for it in self.records.values() if it.order.marker == marker]

    async def make(self, wanted: WantedOrder) -> StoreOrder:
        self.asked.append("make")
        mood = await self.moods.come(writes=True)
        ref, now = str(5000 + len(self.records)), second(self.clock.now())
        total = sum((it.price * it.quantity for it in wanted.lines), Decimal(0))
        bought = {"buyer": wanted.buyer, "lines": wanted.lines, "total": total, "marker": wanted.marker}
        record = self.place(StoreOrder(SHOP, ref, ref, "new", now, currency=wanted.currency, **bought))  # type: ignore[arg-type]
        await self.moods.go(mood)
        return record.order

    # --- what customers and the shop's people do -----------------------------------------------------------------

    def place(self, order: StoreOrder) -> OrderRecord:
        record = OrderRecord(replace(order, changed_at=second(self.clock.now())), order.ref)
        self.records[order.ref] = record
        self._tell(record)
        return record

    def edit(self, record: OrderRecord, **changes: Any) -> None:
        if "status" in changes:
            changes["ended"] = ENDED.get(changes["status"], Finality.OPEN)
            record.edits += changes["status"] != record.order.status
            record.moved_by = "people"
        self._change(record, **changes)

    def delete(self, record: OrderRecord) -> None:
        record.gone = True
        self.outbox.append(StoreHint(SHOP, record.id, gone=True))

    def _change(self, record: OrderRecord, **changes: Any) -> None:
        record.past.append(record.order.status)
        record.order = replace(record.order, changed_at=second(self.clock.now()), **changes)
        self._tell(record)

    def _tell(self, record: OrderRecord) -> None:
        """Every other event shows the order whole."""
        whole = record.order if len(self.outbox) % 2 == 0 else None
        self.outbox.append(StoreHint(SHOP, record.id, whole))


def turn_page(records: list[Any], cursor: str, now: datetime, size: int = PAGE) -> tuple[list[Any], str, bool]:
    """In the order of their change. A second that is not over yet is left for the next look; what changes in it twice
    would be missed."""
    this = second(now).isoformat()
    if not cursor:
        return [], f"{this}|", False
    found = sorted((_place(it), it) for it in records if cursor < _place(it) < this)  # type: ignore[type-var]
    page = found[:size]
    return [it for _, it in page], page[-1][0] if page else cursor, len(found) > size


def _place(record: Any) -> str:
    return f"{record.changed_at.isoformat()}|{record.id:>4}"


def begin(begun: datetime | None) -> str:
    """The cursor of a look that was wanted then."""
    return f"{second(begun).isoformat()}|" if begun else ""


def second(moment: datetime) -> datetime:
    return moment.replace(microsecond=0)


CONTENT = tuple(it.name for it in fields(DealDraft) if it.name not in ("stage", "managers", "lead_id", "origin", "ref"))


def content_of(draft: DealDraft) -> dict[str, Any]:
    return {name: getattr(draft, name) for name in CONTENT}


def differs(name: str, value: Any, before: DealDraft) -> bool:
    return bool(getattr(before, name) != value)

"""The CRM that call tracking fills, on paper: strict, with whole seconds, in no order, and with moods of its own.

It keeps what was really written to it. A request passes two gates, before it is carried out and after it.
"""

import contextlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from typing import TypeVar

from desk.errors import NotFound, Rejected, Unknown
from desk.ports import Clock, Health
from desk.tracking.model import CrmOrder, Customer, Name, References, Status, Utm
from desk.tracking.ports import SITE, Change, Filling, History, NewCustomer, NewOrder
from desk.values import replace
from tests.exchange.world import FINE, LATE, SLOWEST, Moods

T = TypeVar("T")
MARKER = "calltouch_site_id"
PAGE = 3  # rows of the history on a page
STATUSES = (
    Status("new", "Новый", "new"),
    Status("assembling", "Комплектуется", "assembling"),
    Status("delivered", "Доставлен", "delivery"),
    Status("client-confirmed", "Согласован", "approval"),
    Status("vip-check", "Проверка", "control"),
    Status("complete", "Выполнен", "complete"),
    Status("no-call", "Недозвон", "cancel"),
    Status("cancel-other", "Отменен", "cancel"),
)


@dataclass
class OrderRecord:
    """``order`` as the port shows it; the rest is what was sent with it. ``by_us``: the desk made it."""

    order: CrmOrder
    customer_id: str
    fields: dict[str, str] = field(default_factory=dict)
    labels: Utm | None = None
    name: Name = field(default_factory=Name)
    manager: int = 0
    by_us: bool = False
    gone: bool = False


@dataclass
class Edit:
    order_id: str
    filling: Filling
    was_marked: bool


class PaperCrm:
    name = "paper"

    def __init__(self, clock: Clock, moods: Moods | None = None) -> None:
        self.clock, self.moods = clock, moods or Moods()
        self.customers: dict[str, Customer] = {}
        self.records: dict[str, OrderRecord] = {}
        self.rows: list[Change] = []
        self.known = References(("main", "outlet"), STATUSES)  # what it has
        self.told = self.known  # what the adapter remembers of it
        self.asked: list[str] = []
        self.made_customers: list[NewCustomer] = []
        self.made_orders: list[NewOrder] = []
        self.edits: list[Edit] = []
        self.late: list[tuple[datetime, Callable[[], str]]] = []
        self.backwards = False  # in which order lists are answered
        self.tied = False  # customers buy in their own store only

    # --- the port -----------------------------------------------------------------------------------------------

    async def customers_by_phone(self, phone: str) -> Sequence[Customer]:
        """The search looks into names, too."""
        await self._read("R customers")
        return self._list(it for it in self.customers.values() if phone in it.phones or phone in it.name.first)

    async def customers_by_email(self, email: str) -> Sequence[Customer]:
        await self._read("R customers")
        return self._list(it for it in self.customers.values() if email in it.email or email in it.name.first)

    async def make_customer(self, new: NewCustomer) -> str:
        assert new.phone or new.email, "a customer without a contact is never found again"
        return await self._make("W customers/create", lambda: self.carry_out_customer(new))

    async def orders_of(self, customer_id: str) -> Sequence[CrmOrder]:
        await self._read("R orders")
        return self._list(self._show(it) for it in self._alive() if it.customer_id == customer_id)

    async def orders(self, order_ids: Sequence[str]) -> Mapping[str, CrmOrder]:
        assert 0 < len(order_ids) <= 50
        await self._read("R orders/{id}")
        return {it.order.id: self._show(it) for it in self._alive() if it.order.id in order_ids}

    async def make_order(self, new: NewOrder) -> str:
        customer = self.customers.get(new.customer_id)
        if customer is None:
            raise Rejected("there is no such customer")
        if self.tied and customer.site and customer.site != new.site:
            self.asked.append("W orders/create")
            raise Rejected("the customer belongs to another store", code=SITE)
        return await self._make("W orders/create", lambda: self.carry_out_order(new))

    async def fill_order(self, order: CrmOrder, filling: Filling) -> None:
        await self._make("W orders/{id}/edit", lambda: self.carry_out_edit(order.id, filling))

    async def history(self, cursor: str, begun: datetime) -> History:
        await self._read("R history")
        if not cursor:
            return History((), str(sum(row.at < begun.replace(microsecond=0) for row in self.rows)))
        since = int(cursor)
        page = self.rows[since : since + PAGE]
        after = since + len(page)
        return History(tuple(page), str(after), more=after < len(self.rows))

    async def references(self, *, anew: bool = False) -> References:
        if anew:
            self.asked.append("R references")
            self.told = self.known
        return self.told

    async def authorise(self) -> None: ...

    async def make_fields(self, fields: Mapping[str, str]) -> Sequence[str]:
        return tuple(fields)

    def order_url(self, order_id: str) -> str:
        return f"https://crm.example/orders/{order_id}"

    def customer_url(self, customer_id: str) -> str:
        return f"https://crm.example/customers/{customer_id}"

    async def check(self) -> Health:
        return Health(ok=True)

    # --- what it does -------------------------------------------------------------------------------------------

    def carry_out_customer(self, new: NewCustomer) -> str:
        self.made_customers.append(new)
        return self.add_customer(new.name.first, new.phone, new.email, site=new.site).id

    def carry_out_order(self, new: NewOrder) -> str:
        self.made_orders.append(new)
        record = self.add_order(new.customer_id, new.status, new.site, fields=dict(new.filling.fields))
        record.order = replace(
            record.order,
            phones=(new.phone,) if new.phone else (),
            emails=(new.email,) if new.email else (),
            manager=str(new.manager or ""),
        )
        record.labels, record.name, record.manager, record.by_us = new.filling.labels, new.name, new.manager, True
        return record.order.id

    def carry_out_edit(self, order_id: str, filling: Filling) -> str:
        record = self.records[order_id]
        if record.gone:
            raise NotFound("there is no such order")
        self.edits.append(Edit(order_id, filling, bool(record.fields.get(MARKER))))
        record.fields |= filling.fields
        record.labels = filling.labels or record.labels
        return order_id

    def carry_out_late(self) -> None:
        """What it had taken before the connection broke."""
        while self.late and self.late[0][0] <= self.clock.now():
            with contextlib.suppress(NotFound):
                self.late.pop(0)[1]()

    # --- what people and the shop's own systems do -----------------------------------------------------------------

    def add_customer(
        self, name: str, phone: str = "", email: str = "", site: str = "", at: datetime | None = None
    ) -> Customer:
        number, made_at = str(len(self.customers) + 9), at or self._now()
        phones = (phone,) if phone else ()
        self.customers[number] = Customer(number, made_at, Name(name), phones, email, site)
        return self.customers[number]

    def add_order(
        self,
        customer_id: str,
        status: str = "new",
        site: str = "main",
        at: datetime | None = None,
        fields: dict[str, str] | None = None,
        total: str = "1395.16",
    ) -> OrderRecord:
        number, made_at = str(len(self.records) + 98), at or self._now()
        order = CrmOrder(number, f"{number}C", made_at, site, status, made_at, Decimal(total), "RUB")
        record = self.records[number] = OrderRecord(order, customer_id, dict(fields or {}))
        self.rows.append(Change(number, self._now(), created=True))
        return record

    def move(self, record: OrderRecord, status: str) -> None:
        now = self._now()
        record.order = replace(record.order, status=status, status_at=now)
        self.rows.append(Change(record.order.id, now))

    def edit(self, record: OrderRecord, **changes: object) -> None:
        """Of which the history says nothing that matters."""
        record.order = replace(record.order, **changes)

    def delete(self, record: OrderRecord) -> None:
        record.gone = True
        self.rows.append(Change(record.order.id, self._now(), deleted=True))

    # --- inside ------------------------------------------------------------------------------------------------------

    async def _read(self, what: str) -> None:
        self.asked.append(what)
        self.carry_out_late()
        await self.moods.come()
        await self.moods.go(FINE)

    async def _make(self, what: str, work: Callable[[], str]) -> str:
        self.asked.append(what)
        self.carry_out_late()
        mood = await self.moods.come(writes=True)
        if mood == LATE:
            self.late.append((self.clock.now() + SLOWEST, work))
            self.moods.slow += 1
            raise Unknown("the connection broke, and the CRM works on")
        made = work()
        await self.moods.go(mood)
        return made

    def _alive(self) -> list[OrderRecord]:
        return [it for it in self.records.values() if not it.gone]

    def _show(self, record: OrderRecord) -> CrmOrder:
        customer = self.customers.get(record.customer_id)
        return replace(record.order, marker=record.fields.get(MARKER, ""), customer=customer)

    def _list(self, found: Iterable[T]) -> list[T]:
        listed = list(found)
        return listed[::-1] if self.backwards else listed

    def _now(self) -> datetime:
        now = self.clock.now()
        return now - timedelta(microseconds=now.microsecond)

"""One touch into the CRM: a customer, an order, whatever becomes of the requests' answers (CR-13 to CR-54)."""

from collections.abc import Awaitable, Callable, Sequence

from desk.errors import NotFound, Rejected, Temporary, Unauthorised, Unknown
from desk.leads.effects.doubts import AT_WORK, Doubts
from desk.leads.effects.outcome import Again, Done, Outcome
from desk.tracking.case import Asked, Case, Result
from desk.tracking.case_facts import (
    CaseFact,
    CustomerAsked,
    CustomerKnown,
    Ended,
    FillingAsked,
    GivenUp,
    OrderAsked,
)
from desk.tracking.choosing import Action, Choice, choose, group_of
from desk.tracking.effects.table import Table
from desk.tracking.filling import filling_of
from desk.tracking.keys import By, SearchKey, contacts_of, search_key
from desk.tracking.making import new_customer, new_order
from desk.tracking.model import CrmOrder, Customer, References
from desk.tracking.picking import pick_customer, pick_newest
from desk.tracking.ports import SITE, NewOrder, TrackingCrm
from desk.tracking.wishes import Wishes
from desk.values import replace

SOON = 1.0  # seconds
Orders = Sequence[CrmOrder]


class HandleTouch:
    """One object a process: it knows which requests may still be under way."""

    def __init__(self, table: Table, crm: TrackingCrm, wishes: Callable[[], Wishes]) -> None:
        self._table = table
        self._crm = crm
        self._wishes = wishes
        self._doubts = Doubts(table.clock)

    async def __call__(self, case_id: int) -> Outcome:
        """Raises Temporary, Unauthorised: the next try comes late enough to look for what the last one made (CR-83)."""
        case = await self._table.load(case_id)
        key = search_key(case.touch)
        if not case.waits or key is None:
            return Done("this touch does not wait any more")
        if self._table.clock.now() < case.due_at:
            return Again(case.due_at, "the shop's own systems come first")
        if case.asked and (left := self._doubts.left(case.id)):
            raise Temporary("an earlier request may still be under way", retry_after=left, blameless=True)
        await self._table.claim(case, *contacts_of(case.touch))
        try:
            await self._handle(case, key)
        except Rejected as error:
            await self.give_up(case_id, error.reason)
        return Done()

    async def give_up(self, case_id: int, error: str) -> None:
        """A person hears of it (CR-82)."""
        await self._table.tell(case_id, GivenUp(error, in_doubt=self._doubts.left(case_id) > 0))

    async def _handle(self, case: Case, key: SearchKey) -> None:
        customer = await self._find(case, key)
        if customer is None:
            case, customer = await self._make_customer(case)
            await self._make_order(case, customer, ())
            return
        await self._table.claim(case, f"customer:{customer.id}")
        case = await self._table.tell(case.id, CustomerKnown(customer.id))
        orders = await self._crm.orders_of(customer.id)
        if ours := await self._ours(case, orders):
            await self._end(case, ours[0], ours[1].id)
            return
        await self._follow(case, customer, orders, await self._choose(pick_newest(orders)))

    async def _find(self, case: Case, key: SearchKey) -> Customer | None:
        """One that this touch made is there, even if the CRM's search does not find them yet."""
        ask = self._crm.customers_by_phone if key.by is By.PHONE else self._crm.customers_by_email
        found = pick_customer(await ask(key.value), key)
        if found is None and case.made_customer:
            name = new_customer(case.touch, self._wishes(), References()).name
            return Customer(case.customer_id, case.received_at, name)
        return found

    async def _make_customer(self, case: Case) -> tuple[Case, Customer]:
        new = new_customer(case.touch, self._wishes(), await self._crm.references())
        customer_id = await self._ask(case, CustomerAsked(), lambda: self._crm.make_customer(new))
        case = await self._table.tell(case.id, CustomerKnown(customer_id, made=True))
        return case, Customer(customer_id, case.received_at, new.name, site=new.site)

    async def _ours(self, case: Case, orders: Orders) -> tuple[Result, CrmOrder] | None:
        """What a request made or filled of whose answer we never heard (CR-83)."""
        marked = [it for it in orders if it.marker == case.touch.site_id]
        if case.asked is Asked.FILLING:
            filled = next((it for it in marked if it.id == case.order_id), None)
            return (Result.UPDATED_ORDER, filled) if filled else None
        if case.asked is not Asked.ORDER:
            return None
        fresh = [it for it in marked if it.id not in case.marked]
        others = await self._table.with_order([it.id for it in fresh])
        made = pick_newest([it for it in fresh if it.id not in others])
        return (Result.CREATED_ORDER, made) if made else None

    async def _choose(self, newest: CrmOrder | None) -> Choice:
        """A status that is not known: perhaps it is new (CR-39)."""
        if newest is None:
            return choose(None, References())
        references = await self._crm.references()
        if group_of(newest.status, references) is None:
            references = await self._crm.references(anew=True)
        return choose(newest, references)

    async def _follow(self, case: Case, customer: Customer, orders: Orders, choice: Choice) -> None:
        if choice.action is Action.UPDATE and choice.order:
            choice = await self._look_again(choice.order)
        if choice.action is Action.CREATE:
            await self._make_order(case, customer, orders)
        elif choice.action is Action.SKIP and choice.order:
            await self._end(case, Result.SKIPPED, choice.order.id)
        elif choice.order:
            await self._fill(case, choice.order)

    async def _look_again(self, order: CrmOrder) -> Choice:
        """Immediately before it is written: the later reading decides (CR-53). Raises Temporary."""
        found = (await self._crm.orders([order.id])).get(order.id)
        if found is None:
            raise Temporary("the order was deleted just now", retry_after=SOON)
        if found.status != order.status:
            return await self._choose(found)
        return choose(found, await self._crm.references())

    async def _fill(self, case: Case, order: CrmOrder) -> None:
        filling = filling_of(case.touch, self._wishes())

        async def fill() -> str:
            await self._crm.fill_order(order, filling)
            return order.id

        await self._end(case, Result.UPDATED_ORDER, await self._ask(case, FillingAsked(order.id), fill))

    async def _make_order(self, case: Case, customer: Customer, orders: Orders) -> None:
        new = new_order(case.touch, customer, self._wishes(), await self._crm.references())
        marked = tuple(it.id for it in orders if it.marker == case.touch.site_id)
        order_id = await self._ask(case, OrderAsked(marked), lambda: self._order(new, customer))
        await self._end(case, Result.CREATED_ORDER, order_id)

    async def _order(self, new: NewOrder, customer: Customer) -> str:
        """In the customer's own store, where the CRM lets them buy in no other (A-23)."""
        try:
            return await self._crm.make_order(new)
        except Rejected as error:
            if error.code != SITE or customer.site in ("", new.site):
                raise
        return await self._crm.make_order(replace(new, site=customer.site))

    async def _ask(self, case: Case, intent: CaseFact, work: Callable[[], Awaitable[str]]) -> str:
        """The intent is kept first; where the answer is lost, the next try looks for what was made."""
        await self._table.tell(case.id, intent)
        self._doubts.ask(case.id)
        try:
            made = await work()
        except Unknown as error:
            raise Temporary(error.reason, code=error.code, retry_after=AT_WORK.total_seconds()) from None
        except NotFound as error:
            self._doubts.settle(case.id, done=False)
            raise Temporary(error.reason, code=error.code, retry_after=SOON) from None
        except (Temporary, Rejected, Unauthorised):
            self._doubts.settle(case.id, done=False)
            raise
        self._doubts.settle(case.id, done=True)
        return made

    async def _end(self, case: Case, result: Result, order_id: str) -> None:
        await self._table.tell(case.id, Ended(result, order_id))

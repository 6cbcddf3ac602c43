"""What is wished of the exchange is held on the lead like any wish with an effect outside (N-08, S2-11, S4-08)."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal

import pytest

from bot.app.carrying import CarryOut
from desk.errors import Conflict, Ignored
from desk.exchange.draft import draft_of
from desk.exchange.facts import DealGone, DealMade, DealSeen, Fact
from desk.exchange.granting import Granting, Wish
from desk.exchange.mapping import StageMap
from desk.exchange.model import Deal, Stage
from desk.exchange.ordering import MAKE_ORDER
from desk.exchange.service import ExchangeService
from desk.exchange.work import MOVE
from desk.leads.effects.bench import Bench
from desk.leads.events import Claimed, OrderAsked, Released, StageAsked, WishUndone
from desk.leads.model import COMMAND_LINE, Lead, Person
from desk.leads.policy import StaffRules
from desk.leads.wishes import Deed
from desk.model import Customer, Order, OrderLine
from desk.staff.roles import Role
from storage.books import Books, Store
from storage.jobs import Job
from tests.bot.two_sides import MAPPING, NEW, PAY, PLACED, SHIP, STAGES, WON, order_of
from tests.clocks import TurnedClock
from tests.desk.leads.conftest import ANNA, BORIS, make_rules
from tests.scheduler.conftest import make_service

SECONDS = 5.0
SHIPPING = StageAsked(ANNA, SHIP.code, SHIP.name, NEW.code)
ORDERING = OrderAsked(ANNA)


@dataclass
class Counter:
    """Anna's lead, and what the exchange owes for it. ``roles`` as they are now; others are sellers."""

    store: Store
    undo: float = SECONDS
    clock: TurnedClock = field(default_factory=TurnedClock)
    roles: dict[int, Role] = field(default_factory=dict)
    lead_id: int = 0

    def __post_init__(self) -> None:
        staff = StaffRules(undo=timedelta(seconds=self.undo) if self.undo else None)
        self.leads = make_service(make_rules(staff=staff))
        self.granting = Granting(self.leads, ExchangeService(lambda: StageMap(MAPPING, STAGES)), "paper")
        self.carry_out = CarryOut(Bench(self.store, self.leads, self.clock), self._standing, self.granting)

    async def _standing(self, person: int) -> Role:
        return self.roles.get(person, Role.SELLER)

    async def open(self, *, sold: bool = True) -> None:
        """``sold``: the store has an order, and it has a deal."""

        def work(books: Books) -> None:
            lines = (OrderLine("Часы", "W-1", Decimal(1)),)
            order = Order("site", "1001", Customer("Мария", "89161234567"), lines=lines)
            self.lead_id = self.leads.receive(books, order, self.clock.now()).lead_id
            self.leads.tell(books, self.lead_id, Claimed(ANNA), self.clock.now())
            if sold:
                placed = order_of()
                pair = self.granting.exchange.see(books, placed, self.clock.now(), self.lead_id)
                made = DealMade(Deal("1", NEW, PLACED), draft_of(placed))
                self.granting.exchange.tell(books, pair.id, made, self.clock.now())

        await self.store.write(work)

    async def ask(self, wish: Wish, *, at_once: bool = False) -> Lead:
        now = self.clock.now()
        return await self.store.write(lambda books: self.granting.ask(books, self.lead_id, wish, now, at_once=at_once))

    async def tell(self, *facts: Claimed | Released | WishUndone) -> None:
        for fact in facts:
            now = self.clock.now()
            await self.store.write(lambda books, fact=fact, now=now: self.leads.tell(books, self.lead_id, fact, now))

    async def see(self, fact: Fact) -> None:
        """The pair is told."""

        def work(books: Books) -> None:
            pair = books.pairs.of_lead(self.lead_id)
            assert pair
            self.granting.exchange.tell(books, pair.id, fact, self.clock.now())

        await self.store.write(work)

    async def pass_by(self, seconds: float = SECONDS) -> None:
        self.clock.turn(seconds)
        await self.carry_out(self.lead_id)

    async def lead(self) -> Lead:
        return await self.store.read(lambda books: books.leads.load(self.lead_id))

    async def whats(self) -> list[str]:
        return [it.what for it in await self.store.read(lambda books: books.leads.history(self.lead_id))]

    async def owed(self, *kinds: str) -> list[Job]:
        def work(books: Books) -> list[Job]:
            return [it for it in books.jobs.listed() if it.kind in (kinds or (MOVE, MAKE_ORDER))]

        return await self.store.read(work)

    async def dropped(self) -> list[str]:
        """Why, as whoever wished for it is told."""
        return [str(it.data["why"]) for it in await self.owed("chat.tell_dropped")]


@pytest.fixture
def counter(store: Store) -> Counter:
    return Counter(store)


BOTH = pytest.mark.parametrize(("wish", "kind", "sold"), [(SHIPPING, MOVE, True), (ORDERING, MAKE_ORDER, False)])


@BOTH
async def test_n_08_it_is_held_and_then_owed_once(counter: Counter, wish: Wish, kind: str, sold: bool) -> None:
    await counter.open(sold=sold)
    held = (await counter.ask(wish)).held
    assert held and held.until == counter.clock.now() + timedelta(seconds=SECONDS)
    await counter.pass_by(SECONDS - 0.001)
    assert await counter.owed() == [], "nothing is owed outside before its time"
    with pytest.raises(Ignored, match="already"):
        await counter.ask(wish)
    await counter.pass_by(0.001)
    await counter.pass_by()
    (job,) = await counter.owed()
    assert job.kind == kind
    assert (await counter.lead()).held is None
    assert (await counter.whats())[-2:] == ["held", "stage_asked" if sold else "order_asked"]


@BOTH
async def test_n_08_what_is_undone_leaves_nothing_behind(counter: Counter, wish: Wish, kind: str, sold: bool) -> None:
    await counter.open(sold=sold)
    await counter.ask(wish)
    with pytest.raises(Conflict, match="only Анна or an admin"):
        await counter.tell(WishUndone(BORIS))
    await counter.tell(WishUndone(ANNA))
    await counter.pass_by()
    assert await counter.owed() == []
    assert (await counter.whats())[-2:] == ["held", "undone"]
    await counter.ask(wish)
    await counter.pass_by()
    assert [it.kind for it in await counter.owed()] == [kind], "it may be wished for again"


@BOTH
async def test_n_08_where_the_shop_holds_nothing_it_is_owed_at_once(
    store: Store, wish: Wish, kind: str, sold: bool
) -> None:
    counter = Counter(store, undo=0)
    await counter.open(sold=sold)
    assert (await counter.ask(wish)).held is None
    assert [it.kind for it in await counter.owed()] == [kind]


async def test_n_08_other_wishes_wait_and_so_does_the_command_line(counter: Counter) -> None:
    await counter.open()
    await counter.ask(SHIPPING)
    with pytest.raises(Conflict, match="undo it first"):
        await counter.ask(StageAsked(ANNA, PAY.code, PAY.name, NEW.code))
    with pytest.raises(Conflict, match="Анна has just asked for something"):
        await counter.ask(StageAsked(BORIS, PAY.code, by_force=True))
    with pytest.raises(Conflict, match="Анна has just asked for something"):
        await counter.ask(StageAsked(COMMAND_LINE, PAY.code, by_force=True), at_once=True)
    await counter.pass_by()
    await counter.ask(StageAsked(COMMAND_LINE, PAY.code, by_force=True), at_once=True)
    assert [it.data["stage"] for it in await counter.owed()] == [PAY.code], "the newest counts"


@pytest.mark.parametrize("wish", [StageAsked(BORIS, SHIP.code), OrderAsked(BORIS)])
async def test_n_08_who_has_not_the_lead_holds_nothing(counter: Counter, wish: Wish) -> None:
    await counter.open(sold=isinstance(wish, StageAsked))
    with pytest.raises(Conflict, match="Анна has this lead"):
        await counter.ask(wish)
    assert (await counter.lead()).held is None


async def test_n_08_what_cannot_be_done_is_refused_at_once(counter: Counter) -> None:
    await counter.open()
    with pytest.raises(Conflict, match="has this order already"):
        await counter.ask(ORDERING)
    with pytest.raises(Conflict, match="no such stage"):
        await counter.ask(StageAsked(ANNA, "C5:GONE"))
    await counter.see(DealGone())
    with pytest.raises(Conflict, match="the deal was deleted"):
        await counter.ask(SHIPPING)
    assert (await counter.lead()).held is None


def seen(stage: Stage) -> DealSeen:
    moment = TurnedClock().now() + timedelta(seconds=2)
    return DealSeen(Deal("1", stage, moment), moment)


@pytest.mark.parametrize(
    ("fact", "why"),
    [
        (seen(PAY), "somebody has moved the deal meanwhile"),
        (seen(WON), "somebody has moved the deal meanwhile"),
        (DealGone(), "the deal was deleted"),
    ],
)
async def test_n_08_ex_43_a_deal_that_others_moved_closed_or_deleted_meanwhile_stays_so_and_they_are_told(
    counter: Counter, fact: Fact, why: str
) -> None:
    await counter.open()
    await counter.ask(SHIPPING)
    counter.clock.turn(2)
    await counter.see(fact)
    await counter.pass_by()
    assert await counter.owed() == []
    (told,) = await counter.dropped()
    assert why in told
    assert ((await counter.lead()).held, (await counter.whats())[-1]) == (None, "hold_dropped")


async def test_n_08_ex_43_a_deal_that_others_moved_to_the_very_stage_is_no_trouble(counter: Counter) -> None:
    await counter.open()
    await counter.ask(SHIPPING)
    counter.clock.turn(2)
    await counter.see(seen(SHIP))
    await counter.pass_by()
    assert await counter.dropped() == []


async def test_n_08_ex_43_an_order_that_the_store_told_of_meanwhile_is_not_made_again(counter: Counter) -> None:
    await counter.open(sold=False)
    await counter.ask(ORDERING)
    now = counter.clock.now()
    exchange, lead_id = counter.granting.exchange, counter.lead_id
    await counter.store.write(lambda books: exchange.see(books, order_of(), now, lead_id))
    await counter.pass_by()
    assert await counter.owed() == []
    assert await counter.dropped() == ["the store has this order already"]


ROLES: Iterable[tuple[Person, Role, str]] = [
    (ANNA, Role.VIEWER, "Анна does not work leads here"),
    (BORIS, Role.SELLER, "Анна has this lead"),
]


@pytest.mark.parametrize(("who", "role", "why"), ROLES)
async def test_n_08_rights_are_looked_up_again_when_it_is_carried_out(
    counter: Counter, who: Person, role: Role, why: str
) -> None:
    """Who was sent away, and who is no admin any more and moved what somebody else has."""
    await counter.open()
    await counter.ask(StageAsked(who, SHIP.code, SHIP.name, NEW.code, by_force=who is BORIS))
    counter.roles[who.id] = role
    await counter.pass_by()
    assert await counter.owed() == []
    assert await counter.dropped() == [why]


async def test_n_08_an_admin_moves_what_somebody_else_has(counter: Counter) -> None:
    await counter.open()
    counter.roles[BORIS.id] = Role.ADMIN
    held = (await counter.ask(StageAsked(BORIS, SHIP.code, SHIP.name, NEW.code, by_force=True))).held
    assert held and (held.deed, held.named) == (Deed.STAGE, SHIP.name)
    await counter.pass_by()
    assert [it.data["who"] for it in await counter.owed()] == [BORIS.name]


async def test_n_08_where_no_store_is_connected_any_more_it_is_dropped_and_told(counter: Counter) -> None:
    """The settings were changed and the desk was started anew within the seconds."""
    await counter.open()
    await counter.ask(SHIPPING)
    counter.carry_out = CarryOut(counter.carry_out.bench, counter.carry_out.standing)
    await counter.pass_by()
    assert await counter.owed() == []
    assert await counter.dropped() == ["no store is connected"]

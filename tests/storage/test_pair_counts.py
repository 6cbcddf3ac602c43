"""Orders and their deals, counted and found by what is wrong with them (S2-16)."""

from desk.exchange.draft import draft_of
from desk.exchange.facts import DealGone, DealMade, DealSeen, Fact, OrderGone, Refused
from desk.exchange.mapping import StageMap
from desk.exchange.model import Deal, Finality
from desk.exchange.pair import Duty
from desk.exchange.service import ExchangeService
from desk.exchange.tally import TROUBLES, Tally
from storage.books import Books, Store
from tests.bot.two_sides import MAPPING, NEW, SHIP, STAGES, order_of
from tests.clocks import TurnedClock

SERVICE = ExchangeService(lambda: StageMap(MAPPING, STAGES))


async def keep(store: Store, clock: TurnedClock, ref: str, *facts: Fact, ended: Finality = Finality.OPEN) -> int:
    clock.turn(1)
    now = clock.now()

    def work(books: Books) -> int:
        number = SERVICE.see(books, order_of(ref, ended=ended), now).id
        for fact in facts:
            SERVICE.tell(books, number, fact, now)
        return number

    return await store.write(work)


async def test_s2_16_each_pair_is_counted_where_it_stands(store: Store) -> None:
    clock = TurnedClock()
    later = clock.now().replace(year=clock.now().year + 1)

    def made(number: str) -> DealMade:
        return DealMade(Deal(number, NEW, clock.now()), draft_of(order_of(f"A{number}")))

    def moved(number: str) -> DealSeen:
        return DealSeen(Deal(number, SHIP, clock.now()), later)

    await keep(store, clock, "A1", made("1"))
    await keep(store, clock, "A2", made("2"), moved("2"))
    await keep(store, clock, "A3")
    gone = await keep(store, clock, "A4", made("4"), DealGone())
    lost = await keep(store, clock, "A5", made("5"), OrderGone())
    refused = await keep(store, clock, "A6", made("6"), moved("6"), Refused(Duty.STATUS, "no"))
    wish = await keep(store, clock, "A7", made("7"), moved("7"), Refused(Duty.WISH, "no", stage=NEW.code))
    await keep(store, clock, "A8", ended=Finality.WON)
    several = DealMade(Deal("9", NEW, clock.now()), draft_of(order_of("A9")), ("10",))
    doubled = await keep(store, clock, "A9", several)

    tally, found = await store.read(lambda books: (books.pairs.tally(), books.pairs.troubled(TROUBLES, 9)))
    troubles = {"deal_gone": 1, "order_gone": 1, "refused_by_store": 1, "refused_by_crm": 1, "ended_before": 1}
    assert tally == Tally(1, 2, 1, {**troubles, "doubled": 1})
    assert (tally.halted, tally.refused, tally.doubled, tally.ended_before) == (2, 2, 1, 1)
    assert [it.id for it in found] == [doubled, wish, refused, lost, gone]
    assert [it.id for it in await store.read(lambda books: books.pairs.troubled(TROUBLES, 2))] == [doubled, wish]


async def test_the_counts_of_no_pairs_are_nothing(store: Store) -> None:
    assert await store.read(lambda books: books.pairs.tally()) == Tally()

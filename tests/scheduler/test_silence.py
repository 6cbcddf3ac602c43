"""N-14: of a silent source the admins hear once, and the next order ends it."""

from datetime import timedelta

from desk.hours import Calendar, parse_hours
from desk.leads.work import ALARM_ADMINS
from desk.model import Consent, Customer, Order
from scheduler.silence import SilenceWatch
from scheduler.watch import SHOW_INCIDENT
from storage.books import Store
from tests.clocks import TurnedClock
from tests.desk.leads.conftest import make_rules
from tests.scheduler.conftest import make_service

HOUR = timedelta(hours=1)
ALWAYS = Calendar(parse_hours("24/7"))


class Shop:
    def __init__(self, store: Store, clock: TurnedClock) -> None:
        self.store, self.clock, self.sold = store, clock, 0
        self.service = make_service(make_rules(hours="24/7", crm=False))

    async def sell(self, source: str = "site", every: timedelta = HOUR / 6, count: int = 1) -> None:
        for _ in range(count):
            self.clock.turn(every.total_seconds())
            self.sold += 1
            order = Order(source, f"A-{self.sold}", Customer("Анна", "89161234567"), consent=Consent(calls=True))
            now = self.clock.now()
            await self.store.write(lambda books: self.service.receive(books, order, now))  # noqa: B023

    def watch(self, *sources: str) -> SilenceWatch:
        return SilenceWatch(self.store, self.clock, sources or ("site",), lambda: ALWAYS, "Europe/Moscow")


async def kinds(store: Store) -> dict[str, int]:
    jobs = await store.read(lambda books: books.jobs.listed(limit=10_000))
    told = [it.kind for it in jobs if it.kind in (ALARM_ADMINS, SHOW_INCIDENT)]
    return {kind: told.count(kind) for kind in told}


async def test_n_14_a_silent_source_is_an_incident_until_its_next_order(store: Store) -> None:
    clock = TurnedClock()
    shop = Shop(store, clock)
    watch = shop.watch()
    await shop.sell(every=HOUR, count=200)
    assert await watch.run() == {}
    clock.turn(20 * 3600)
    assert set(await watch.run()) == {"site"}
    (incident,) = await store.read(lambda books: books.incidents.open())
    assert incident.cause == "silence:site"
    assert incident.sample.startswith("orders usually expected by now: 1")
    assert await kinds(store) == {ALARM_ADMINS: 1, SHOW_INCIDENT: 1}
    clock.turn(3600)
    await watch.run()
    (same,) = await store.read(lambda books: books.incidents.open())
    assert (same.count, same.opened_at) == (1, incident.opened_at)
    await shop.sell()
    await watch.run()
    assert await store.read(lambda books: books.incidents.open()) == []


async def test_n_14_after_a_restart_it_is_not_told_again_and_still_ends(store: Store) -> None:
    clock = TurnedClock()
    shop = Shop(store, clock)
    await shop.sell(every=HOUR, count=200)
    first = shop.watch()
    clock.turn(20 * 3600)
    await first.run()
    second = shop.watch()
    await second.run()
    assert len(await store.read(lambda books: books.incidents.open())) == 1
    await shop.sell()
    await second.run()
    assert await store.read(lambda books: books.incidents.open()) == []


async def test_n_14_a_source_that_is_not_in_the_settings_any_more_is_not_missed(store: Store) -> None:
    clock = TurnedClock()
    shop = Shop(store, clock)
    await shop.sell("former", every=HOUR, count=200)
    watch = shop.watch("site")
    clock.turn(20 * 3600)
    assert await watch.run() == {}

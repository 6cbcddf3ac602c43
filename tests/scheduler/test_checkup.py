"""The neighbours are asked now and then: who cannot work is told of, and whose money it is remembered (X-37)."""

from dataclasses import dataclass
from decimal import Decimal

from desk.model import Balance
from desk.ports import Health
from scheduler.checkup import Checkup
from storage.books import Store
from storage.charges import CURRENCIES
from tests.clocks import TurnedClock


@dataclass
class Neighbour:
    health: Health

    async def check(self) -> Health:
        return self.health


def well(currency: str) -> Neighbour:
    return Neighbour(Health(True, "", Balance(Decimal(10), currency)))


async def kept(store: Store) -> dict[str, str] | None:
    return await store.read(lambda books: books.vault.load(CURRENCIES))


async def test_x_37_the_currency_of_an_account_is_remembered(store: Store) -> None:
    clock = TurnedClock()
    await Checkup(store, clock, {"calls": well("USD"), "sms": well(""), "crm": Neighbour(Health(True))}).run()
    assert await kept(store) == {"calls": "USD"}
    await Checkup(store, clock, {"calls": well("EUR"), "sms": well("RUB")}).run()
    assert await kept(store) == {"calls": "EUR", "sms": "RUB"}


async def test_who_cannot_work_makes_an_alarm(store: Store) -> None:
    await Checkup(store, TurnedClock(), {"sms": Neighbour(Health(False, "no money"))}).run()
    (job,) = await store.read(lambda books: books.jobs.listed())
    assert "no money" in job.cause

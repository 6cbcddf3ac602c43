"""One lead whose call or message goes wrong, and a worker that dies over it and is born again."""

import itertools
import random
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field, replace

from desk.errors import Temporary, Unknown
from desk.leads.effects.bench import Bench
from desk.leads.effects.outcome import Again, Outcome
from desk.leads.model import Lead
from desk.leads.records import SmsKind
from desk.model import Order
from tests.desk.leads.conftest import make_order
from tests.desk.leads.effects.conftest import DeathError, Fate, MortalStore, Room
from tests.faults.rules.strict_doubles import Weather

LIVES = 25  # of one job, before something is wrong with the test itself
TRIES = 12
NUMBERS = itertools.count(1)
Effect = Callable[[Bench], Awaitable[Outcome]]
GiveUp = Callable[[Bench], Awaitable[None]]


def new_order() -> Order:
    number = next(NUMBERS)
    return replace(make_order(phone=f"8916{number:07}"), ref=f"F-08-{number}")


@dataclass
class Attempt:
    """One lead, whose process dies now and then, and is born again on the same memory."""

    room: Room
    dice: random.Random
    weather: Weather
    wordings: Iterator[int] = field(default_factory=itertools.count)

    def bench(self) -> Bench:
        """A new life: with luck a long one."""
        self.weather.fate = Fate(fatal=self.dice.choice((0, 0, 0, 0, 0, 0, 1, 2, 3, 4, 5, 6)))
        return Bench(MortalStore(self.room.store, self.weather.fate), self.room.service, self.room.clock)

    def word(self, _lead: Lead, kind: SmsKind) -> str:
        """A promotion may have ended meanwhile: the text is another one every time it is made."""
        return f"{kind.value} {next(self.wordings)}"

    async def live(self, effect: Effect, give_up: GiveUp | None = None) -> None:
        """As a worker does a job, through failures and deaths."""
        tries = 0
        for _ in range(LIVES):
            try:
                outcome = await effect(self.bench())
            except (Temporary, Unknown):
                tries += 1
            except DeathError:
                continue  # what it had taken is given back at the start
            else:
                if not isinstance(outcome, Again):
                    return
                self.room.clock.turn_to(outcome.at)
                continue
            if tries >= TRIES and give_up:
                await give_up(self.room.bench)
                return
            self.room.clock.turn(30)
        raise AssertionError("the job never ends")

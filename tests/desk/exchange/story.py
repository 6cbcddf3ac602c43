"""A pair's story without any I/O: tell it facts, look at what it becomes."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from desk.errors import Ignored
from desk.exchange import facts
from desk.exchange.draft import draft_of
from desk.exchange.mapping import StageMap
from desk.exchange.model import Deal, Finality, Stage, StoreOrder
from desk.exchange.pair import Pair
from desk.exchange.process import advance, open_pair
from desk.exchange.progress import Moment, Note
from desk.values import replace
from tests.exchange.orders import MAP, NOON, make_order
from tests.exchange.world import ENDED, NEW


@dataclass
class Story:
    """The store's clock and the CRM's go with ours."""

    now: datetime = NOON
    stages: StageMap = MAP
    pair: Pair = field(default_factory=lambda: open_pair(make_order()).pair)
    notes: list[Note] = field(default_factory=list)

    def tell(self, fact: facts.Fact) -> "Story":
        progress = advance(self.pair, fact, Moment(self.now, self.stages))
        self.pair = progress.pair
        self.notes += progress.notes
        return self

    def made(self, stage: Stage = NEW) -> "Story":
        self.tell(facts.DealAsked(self.pair.order.status, stage.code))
        draft = draft_of(self.pair.order)
        return self.tell(facts.DealMade(Deal("7", stage, self.now), draft)).wait()

    def store_moves(self, status: str) -> "Story":
        order = replace(self.pair.order, status=status, ended=ENDED.get(status, Finality.OPEN), changed_at=self.now)
        return self.tell(facts.OrderSeen(order)).wait()

    def crm_moves(self, stage: Stage) -> "Story":
        return self.tell(facts.DealSeen(self.deal_at(stage), self.now)).wait()

    def deal_at(self, stage: Stage) -> Deal:
        return Deal("7", stage, self.now)

    def order_with(self, **changes: object) -> StoreOrder:
        return replace(self.pair.order, **{"changed_at": self.now, **changes})

    def ignores(self, fact: facts.Fact) -> Ignored:
        """Raises AssertionError when it does not."""
        try:
            self.tell(fact)
        except Ignored as ignored:
            return ignored
        raise AssertionError(f"{fact} was not ignored")

    def wait(self, seconds: float = 5) -> "Story":
        self.now += timedelta(seconds=seconds)
        return self

    @property
    def owed(self) -> tuple[str, str]:
        """To the store, to the CRM."""
        return self.pair.due_status, self.pair.due_stage

    @property
    def whats(self) -> list[str]:
        return [it.what for it in self.notes]

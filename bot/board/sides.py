"""The two sides of the exchange, as far as a card names them."""

from collections.abc import Callable
from dataclasses import dataclass

from bot.cards.deal import DealView
from desk.exchange.mapping import StageMap
from desk.exchange.pair import Pair
from desk.exchange.ports import Deals, OrderStore


@dataclass(frozen=True, slots=True)
class Sides:
    orders: OrderStore
    deals: Deals
    stages: Callable[[], StageMap]

    def view(self, pair: Pair) -> DealView:
        deal_url = self.deals.deal_url(pair.deal.id) if pair.deal else ""
        return DealView(pair, self.orders.order_url(pair.order.ref), deal_url, self.stages())

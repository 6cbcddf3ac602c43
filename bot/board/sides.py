"""The two sides of the exchange, as far as a card names them."""

from collections.abc import Callable
from dataclasses import dataclass

from bot.cards.deal import DealView
from bot.cards.ordering import OrderingView
from desk.exchange.mapping import StageMap
from desk.exchange.ordering import Ordering
from desk.exchange.pair import Pair
from desk.exchange.ports import Deals, OrderStore


@dataclass(frozen=True, slots=True)
class Sides:
    """``makes``: orders can be made in the store."""

    orders: OrderStore
    deals: Deals
    stages: Callable[[], StageMap]
    makes: bool = False

    def view(self, pair: Pair) -> DealView:
        deal_url = self.deals.deal_url(pair.deal.id) if pair.deal else ""
        return DealView(pair, self.orders.order_url(pair.order.ref), deal_url, self.stages())

    def without_order(self, wish: Ordering | None) -> OrderingView | None:
        """Of a lead that has none in the store."""
        return OrderingView(self.orders.name, wish) if self.makes else None

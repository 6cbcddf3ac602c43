"""The port ``OrderStore`` in the words of Shopify."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from desk.errors import NotFound, Rejected, Temporary
from desk.exchange.mapping import same
from desk.exchange.model import StoreOrder
from desk.exchange.ports import OrderPage
from desk.ports import Clock, Health
from integrations.shopify import documents
from integrations.shopify.client import Client, as_dict, as_rows, following
from integrations.shopify.config import Shopify
from integrations.shopify.cursor import Cursor
from integrations.shopify.health import examine
from integrations.shopify.order import read_order, read_state
from integrations.shopify.parts import NAME
from integrations.shopify.status import CANCELLED, Action, Step, plan, word_of
from integrations.shopify.steps import take_step

MOST_LINES = 500
LOOKS = 5  # after a change, a second apart: cancelling is done by a job of Shopify's
LATER = 10.0  # seconds
PATIENCE = timedelta(minutes=10)  # with a cancellation that Shopify has taken on
LONG_AGO = datetime.min.replace(tzinfo=UTC)


class ShopifyStore:
    """Everything but reading shows a state: it is read first, and only what is missing is done.

    ``client`` is the shop's one line, for whoever has more to ask of it.
    """

    name = NAME
    readable = True

    def __init__(self, client: Client, config: Shopify, clock: Clock) -> None:
        self.client = client
        self._config = config
        self._clock = clock
        self._cancelling: dict[str, datetime] = {}

    async def read(self, ref: str) -> StoreOrder | None:
        record = await self._fetch(ref)
        return read_order(record) if record else None

    async def set_status(self, ref: str, status: str, key: str) -> StoreOrder | None:
        """No ``key`` is needed: a second try finds what the first has done.

        Raises Rejected where an order cannot go, NotFound when it was deleted, Temporary while Shopify still works.
        """
        word = " ".join(status.split())
        record, actions = await self._need(ref), self._config.actions_for(word)
        steps = plan(read_state(record), word, actions)
        if not steps:
            return read_order(record)
        while steps:
            try:
                await self._take(gid_of(ref), steps[0])
                steps = steps[1:]
            except Rejected:
                # It may have been done before: by a try whose answer was lost, or by somebody else.
                now_missing = plan(read_state(await self._need(ref)), word, actions)
                if steps[0] in now_missing:
                    raise
                steps = now_missing
        return await self._settled(ref, word)

    async def changed_since(self, cursor: str, begun: datetime | None = None) -> OrderPage:
        """Those of the last minute before the cursor come again: Shopify's index is a little behind."""
        if not cursor:
            return OrderPage((), str(Cursor.begin(begun or self._clock.now())))
        place = Cursor.read(cursor)
        page = await self._list(place)
        orders = [read_order(await complete(self.client, it)) for it in as_rows(page.get("nodes"))]
        reached = place.move(orders[-1].changed_at if orders else None, following(page))
        return OrderPage(tuple(orders), str(reached), bool(reached.after))

    async def statuses(self) -> Sequence[str]:
        """Any: what Shopify has no state for becomes a tag."""
        return ()

    def order_url(self, ref: str) -> str:
        return f"https://{self._config.shop}/admin/orders/{ref}"

    async def check(self) -> Health:
        return await examine(self.client, self._config)

    async def _take(self, order: str, step: Step) -> None:
        """What is being cancelled is not cancelled once more: Shopify would call that a mistake."""
        now = self._clock.now()
        if step.action is not Action.CANCEL:
            await take_step(self.client, order, step)
        elif now - self._cancelling.get(order, LONG_AGO) > PATIENCE:
            await take_step(self.client, order, step)
            recent = {known: at for known, at in self._cancelling.items() if now - at <= PATIENCE}
            self._cancelling = recent | {order: now}

    async def _need(self, ref: str) -> Mapping[str, Any]:
        record = await self._fetch(ref)
        if record is None:
            raise NotFound("Shopify has no such order (any more)")
        return record

    async def _fetch(self, ref: str) -> Mapping[str, Any] | None:
        """Older than 60 days counts as missing, unless the app may read them all."""
        if not (ref.isascii() and ref.isdecimal()):
            return None
        data = await self.client.run("ReadOrder", documents.READ, {"id": gid_of(ref)})
        record = as_dict(data.get("order"))
        return await complete(self.client, record) if record else None

    async def _list(self, place: Cursor) -> dict[str, Any]:
        try:
            return await self._ask_page(place)
        except Rejected:
            if not place.after:
                raise
            return await self._ask_page(place.restart())  # the place in the listing is not known any more

    async def _ask_page(self, place: Cursor) -> dict[str, Any]:
        asked = {"query": place.query, "after": place.after or None}
        data = await self.client.run("ListOrders", documents.LIST, asked)
        return as_dict(data.get("orders"))

    async def _settled(self, ref: str, word: str) -> StoreOrder:
        for _ in range(LOOKS):
            record = await self._need(ref)
            if same(word_of(read_state(record)), word):
                return read_order(record)
            await self._clock.sleep(1)
        doing = "is still cancelling the order" if same(word, CANCELLED) else "does not show the change yet"
        raise Temporary(f"Shopify {doing}", code="unsettled", retry_after=LATER)


async def complete(client: Client, record: dict[str, Any]) -> dict[str, Any]:
    """With the lines that the first answer had no room for."""
    page = as_dict(record.get("lineItems"))
    rows = as_rows(page.get("nodes"))
    while (after := following(page)) and len(rows) < MOST_LINES:
        data = await client.run("MoreLines", documents.MORE_LINES, {"id": record["id"], "after": after})
        page = as_dict(as_dict(data.get("order")).get("lineItems"))
        rows += as_rows(page.get("nodes"))
    return {**record, "lineItems": {"nodes": rows}}


def gid_of(ref: str) -> str:
    return f"gid://shopify/Order/{ref}"

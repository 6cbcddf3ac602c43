"""The port ``OrderStore`` in the words of ``sale.*``."""

from collections.abc import Sequence
from datetime import datetime

from desk.errors import NotFound, Rejected
from desk.exchange.model import StoreOrder
from desk.exchange.ports import OrderPage
from desk.parts import split
from desk.ports import Clock, Health
from integrations.bitrix_rest.client import BATCH_MAX, Client, Command
from integrations.bitrix_site.changes import find_changes
from integrations.bitrix_site.client import Row, get_order, is_missing, read_one
from integrations.bitrix_site.config import BitrixSite
from integrations.bitrix_site.health import examine
from integrations.bitrix_site.listing import begin, look, read_cursor
from integrations.bitrix_site.order import NAME, read_order
from integrations.bitrix_site.vocabulary import Statuses, Wish, read_statuses, read_wish
from integrations.values import as_id

AFTER = "after"


class BitrixSiteStore:
    """``ref`` is the order's id. Setting a status is *idempotent*: the order is read, and gets what it lacks."""

    name = NAME
    readable = True

    def __init__(self, client: Client, section: BitrixSite, clock: Clock) -> None:
        self._client = client
        self._section = section
        self._clock = clock
        self._statuses: Statuses | None = None

    async def read(self, ref: str) -> StoreOrder | None:
        row = await self._find(ref)
        return None if row is None else await self._read(row)

    async def set_status(self, ref: str, status: str, key: str) -> StoreOrder:
        """By id or name; ``cancelled`` cancels, whatever the status is. A cancelled order comes back to life."""
        wish = await self._understand(status)
        row = await self._find(ref)
        if row is None:
            raise NotFound(f"order {ref} was deleted on the site")
        commands = find_changes(row, wish, self._section.cancel_reason)
        for part in split(commands, BATCH_MAX - 1):
            row = await self._write(ref, part)
        return await self._read(row)

    async def changed_since(self, cursor: str, begun: datetime | None = None) -> OrderPage:
        """At most 50 orders; the last minute is looked at twice."""
        if not cursor:
            return OrderPage((), str(await begin(self._client, self._clock.now(), begun)))
        page = await look(self._client, read_cursor(cursor))
        orders = await self._read_all(page.rows) if page.rows else ()
        return OrderPage(orders, str(page.mark), page.more)

    async def statuses(self) -> Sequence[str]:
        """Every status by its id and its name, and the words that always mean completed and cancelled."""
        return (await self._learn()).words

    def order_url(self, ref: str) -> str:
        return f"{self._client.origin()}{self._section.order_page.replace('{ref}', ref)}"

    async def check(self) -> Health:
        return await examine(self._client, self._section)

    async def _find(self, ref: str) -> Row | None:
        if str(as_id(ref)) != ref or not as_id(ref):
            return None
        command = get_order(ref)
        try:
            return read_one(await self._client.call(command.method, command.params, repeatable=True), ref)
        except Rejected as error:
            if is_missing(error):
                return None
            raise

    async def _write(self, ref: str, commands: Sequence[Command]) -> Row:
        """One request: the changes in their order, as far as they are taken, and the order as it is then."""
        named = {f"c{n}": command for n, command in enumerate(commands)} | {AFTER: get_order(ref)}
        answer = await self._client.batch(named, halt=True, repeatable=True)
        for error in answer.errors.values():
            raise NotFound(f"order {ref} was deleted on the site") if is_missing(error) else error
        return read_one(answer.take(AFTER), ref)

    async def _read_all(self, refs: Sequence[str]) -> tuple[StoreOrder, ...]:
        """Those that were deleted meanwhile are left out."""
        answer = await self._client.batch({ref: get_order(ref) for ref in refs}, halt=False, repeatable=True)
        there = [ref for ref in refs if ref not in answer.errors or not is_missing(answer.errors[ref])]
        return tuple([await self._read(read_one(answer.take(ref), ref)) for ref in there])

    async def _read(self, row: Row) -> StoreOrder:
        return read_order(row, await self._known(), self._section)

    async def _understand(self, word: str) -> Wish:
        """A word that is not known may be that of a new status, so the site is asked once more."""
        known = self._statuses
        try:
            return read_wish(word, await self._known(), self._section)
        except Rejected:
            if known is None:
                raise
        return read_wish(word, await self._learn(), self._section)

    async def _known(self) -> Statuses:
        return self._statuses or await self._learn()

    async def _learn(self) -> Statuses:
        self._statuses = await read_statuses(self._client, self._section.language)
        return self._statuses

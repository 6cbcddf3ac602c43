"""Deals as the exchange sees them: with the stage's name, and whether it is an end."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from desk.exchange.model import Deal, Finality, Stage
from desk.exchange.ports import FoundDeal
from integrations.bitrix24.config import Bitrix24
from integrations.bitrix24.deals.book import ENDS
from integrations.bitrix24.deals.items import Item, get_deal, item_of, items_of, moment_of
from integrations.bitrix24.deals.lookup import MARKED, Lookup, find_marked
from integrations.bitrix24.deals.memory import Memory
from integrations.bitrix_rest.errors import is_gone
from integrations.values import as_id


@dataclass(frozen=True, slots=True)
class Reading:
    config: Bitrix24
    memory: Memory
    lookup: Lookup

    async def find(self, origins: Sequence[str]) -> Sequence[Item]:
        """Up to a page of markers. Where copies fill more than a page, each half is asked for by itself."""
        answer = await self.lookup.send({MARKED: find_marked(self.config, origins)})
        if MARKED in answer.next and len(origins) > 1:
            middle = len(origins) // 2
            return [*await self.find(origins[:middle]), *await self.find(origins[middle:])]
        wanted = set(origins)
        return [item for item in items_of(answer.take(MARKED)) if item.get("originId") in wanted]

    async def read(self, deal_ids: Sequence[str]) -> Mapping[str, Deal]:
        """Up to a batch of deals; those that were deleted are missing. What is no number is no deal."""
        keys = {deal_id: f"d{deal_id}" for deal_id in deal_ids if as_id(deal_id)}
        answer = await self.lookup.send({key: get_deal(deal_id) for deal_id, key in keys.items()})
        there = [deal_id for deal_id, key in keys.items() if not is_gone(answer.errors.get(key))]
        items = [item_of(answer.take(keys[deal_id])) for deal_id in there]
        await self._know_stages(items)
        return {deal_id: self._deal(item) for deal_id, item in zip(there, items, strict=True)}

    async def show_deal(self, item: Item) -> Deal:
        await self._know_stages([item])
        return self._deal(item)

    async def show_found(self, items: Sequence[Item]) -> Sequence[FoundDeal]:
        await self._know_stages(items)
        return [FoundDeal(str(item["originId"]), self._deal(item)) for item in items]

    async def _know_stages(self, items: Sequence[Item]) -> None:
        """Somebody may have added a stage since the book was read; one that it still lacks is not asked for again."""
        codes = {str(item.get("stageId")) for item in items}
        strange = {code for code in codes if self.memory.book.stage(code) is None} - self.memory.strange
        if strange:
            await self.lookup.send({}, anew=True)
            self.memory.strange |= {code for code in strange if self.memory.book.stage(code) is None}

    def _deal(self, item: Item) -> Deal:
        assignee = as_id(item.get("assignedById"))
        return Deal(str(item["id"]), self._stage(item), moment_of(item), str(assignee) if assignee else "")

    def _stage(self, item: Item) -> Stage:
        code = str(item.get("stageId") or "")
        ended = ENDS.get(str(item.get("stageSemanticId")), Finality.OPEN)
        return self.memory.book.stage(code) or Stage(code, code, ended)

"""The port ``Deals`` in the words of Bitrix24."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from desk.errors import NotFound, Rejected
from desk.exchange.draft import DealDraft
from desk.exchange.model import Deal, Stage
from desk.exchange.ports import Ability, DealPage, FoundDeal, MadeDeal, SetUp
from desk.parts import split
from desk.ports import Clock, Health
from integrations.bitrix24.config import Bitrix24
from integrations.bitrix24.deals.health import examine
from integrations.bitrix24.deals.items import delete_deal, get_deal, item_of, update_deal
from integrations.bitrix24.deals.listing import ask_changes, ask_now, begin, read_changes, read_cursor
from integrations.bitrix24.deals.lookup import Lookup
from integrations.bitrix24.deals.making import Making
from integrations.bitrix24.deals.memory import Memory
from integrations.bitrix24.deals.pipeline import Pipeline
from integrations.bitrix24.deals.reading import Reading
from integrations.bitrix24.deals.set_up import SettingUp
from integrations.bitrix24.deals.showing import Showing
from integrations.bitrix24.deals.survey import survey
from integrations.bitrix_rest.client import BATCH_MAX, Client, Command
from integrations.bitrix_rest.errors import is_gone


class Bitrix24Deals:
    """Deals of one pipeline. Adding is *queryable* by ORIGINATOR_ID and ORIGIN_ID, everything else may be repeated.

    The portal may work on a lost request for a minute after the connection broke: ask ``find`` no sooner.
    """

    name = "bitrix24"

    def __init__(
        self, client: Client, config: Bitrix24, pipeline: Pipeline, clock: Clock, *, handler: str = ""
    ) -> None:
        """``handler``: where the portal's events come to us; empty: not known."""
        self._client = client
        self._config = config
        self._pipeline = pipeline
        self._handler = handler
        self._clock = clock
        self._memory = Memory(clock)
        self._lookup = Lookup(client, config, self._memory)
        self._reading = Reading(config, self._memory, self._lookup)
        self._showing = Showing(client, config, pipeline, self._memory, self._lookup)
        self._making = Making(client, config, pipeline, self._memory, self._lookup)

    async def find(self, origins: Sequence[str]) -> Sequence[FoundDeal]:
        """In any pipeline: people may have moved it. One request for fifty markers."""
        parts = split(list(dict.fromkeys(origins)), BATCH_MAX)
        found = [item for part in parts for item in await self._reading.find(part)]
        return await self._reading.show_found(sorted(found, key=lambda item: int(item["id"])))

    async def add(self, draft: DealDraft) -> MadeDeal:
        """Two requests. Ask ``find`` before a repeat.

        Raises Unknown when the answer was lost, Rejected with the portal's words (a required field is empty) or when
        the pipeline is missing.
        """
        made = await self._making.add(draft)
        remarks = list(made.remarks)
        if made.found:  # of somebody who was quicker, or of a request that was taken for lost
            remarks += await self._showing.show(str(made.item["id"]), draft, None)
        return MadeDeal(await self._reading.show_deal(made.item), tuple(remarks))

    async def read(self, deal_ids: Sequence[str]) -> Mapping[str, Deal]:
        """One by one, but fifty in a request: in a listing a deal that is hidden from us looks like a deleted one.

        Raises Rejected or Unauthorised for what we may not see.
        """
        deals: dict[str, Deal] = {}
        for part in split(list(dict.fromkeys(deal_ids)), BATCH_MAX):
            deals |= await self._reading.read(part)
        return deals

    async def show(self, deal_id: str, draft: DealDraft, before: DealDraft | None) -> Sequence[str]:
        """One request; a second one where the buyer is another person, or an article is new.

        Raises NotFound, and Temporary when the answer was lost: a repeat writes the same.
        """
        return await self._showing.show(deal_id, draft, before)

    async def assign(self, deal_id: str, managers: Sequence[str]) -> Deal:
        """Who works there is asked before, where it is not known. Nobody of them does: the deal stays whose it is."""
        assignee = await self._making.choose(managers)
        commands = {"assigned": update_deal(deal_id, {"assignedById": assignee})} if assignee else {}
        return await self._change(deal_id, commands)

    async def move(self, deal_id: str, stage: str) -> Deal:
        """The portal's own rules may move it on at once, so it is read again in the same request. Raises NotFound."""
        return await self._change(deal_id, {"moved": update_deal(deal_id, {"stageId": stage})})

    async def _change(self, deal_id: str, changes: Mapping[str, Command]) -> Deal:
        commands = {**changes, "deal": get_deal(deal_id)}
        answer = await self._lookup.send(commands)
        for key in commands:
            if is_gone(answer.errors.get(key)):
                raise NotFound(f"deal {deal_id} was deleted in Bitrix24")
            answer.take(key)
        return await self._reading.show_deal(item_of(answer.take("deal")))

    async def changed_since(self, cursor: str, begun: datetime | None = None) -> DealPage:
        """Those of our pipeline that carry our marker, up to a hundred at a time; one may be told twice.

        Raises Rejected for a cursor that is none, and when the pipeline is missing.
        """
        if not cursor:
            ago = self._clock.now() - begun if begun else timedelta()
            return DealPage((), str(begin(await self._lookup.send(ask_now()), ago)))
        seen = read_cursor(cursor)
        funnel = await self._making.funnel()
        wanted = {"=originatorId": self._config.originator, "=categoryId": funnel.id}
        page = read_changes(seen, await self._lookup.send(ask_changes(seen, wanted)))
        deals = await self._reading.show_found([item for item in page.rows if item.get("originId")])
        return DealPage(tuple(deals), str(page.mark), page.more)

    async def stages(self) -> Sequence[Stage]:
        """Of our pipeline, in its order, as they are now. Raises Rejected when the pipeline is missing."""
        return (await self._making.funnel(anew=True)).stages

    def deal_url(self, deal_id: str) -> str:
        """Empty while the portal's address is not known (OAuth without ``portal``, before the first call)."""
        origin = self._client.origin()
        return f"{origin}/crm/deal/details/{deal_id}/" if origin else ""

    async def survey(self) -> Sequence[Ability]:
        return await survey(self._client, self._config, self._pipeline, self._handler)

    async def check(self) -> Health:
        return await examine(self._client, self._config, self._pipeline)

    async def set_up(self, *, create: bool) -> SetUp:
        """Pipeline, order field, an application's events: found, or made when ``create``.

        Raises what the portal says against it.
        """
        self._memory.forget()
        return await SettingUp(self._client, self._config, self._pipeline, self._handler).run(create=create)

    async def make_field(self) -> str:
        made = await SettingUp(self._client, self._config, self._pipeline, self._handler).make_field()
        if made:
            self._memory.forget()
        return made

    async def remove(self, deal_id: str) -> None:
        """What is not there any more needs no removing."""
        command = delete_deal(deal_id)
        try:
            await self._client.call(command.method, command.params, repeatable=True)
        except Rejected as error:
            if not is_gone(error):
                raise

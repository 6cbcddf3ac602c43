"""One desk in one town: what tests do to them, and how they see what came of it."""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Protocol

import httpx

from desk.leads.model import FINAL
from sandbox.voximplant.session import Call
from sandbox.world import access
from sandbox.world.world import World
from tests.flows.chat import Chat
from tests.flows.orders import PHONE, order

PATIENCE = 15.0  # real seconds
LOOK_EVERY = 0.04
SETTLED = {status.value for status in FINAL} | {"manual", "waiting_hours", "waiting_retry"}


class Desk(Protocol):
    """The desk under test, in this process or in one of its own."""

    url: str

    async def start(self) -> None: ...
    async def stop(self) -> None: ...


class Scene:
    def __init__(self, world: World, desk: Desk, config: Path, database: Path) -> None:
        self.world = world
        self.desk = desk
        self.config = config
        self.database = database
        self.chat = Chat(world)
        self.web = httpx.AsyncClient(base_url=world.public_url, trust_env=False, timeout=10, verify=False)

    # --- the shop ----------------------------------------------------------------------------------------------

    async def post(self, fields: dict[str, Any], **headers: str) -> httpx.Response:
        return await self.web.post(
            "/orders/site", json=fields, headers={"Authorization": f"Bearer {access.SHOP_SECRET}"} | headers
        )

    async def order(self, order_id: str = "A-1", **changed: Any) -> int:
        """Post an order that is accepted; the number of its lead."""
        answer = await self.post(order(order_id, **changed))
        assert answer.status_code == 202, answer.text
        return int(answer.json()["lead"])

    # --- the lead ----------------------------------------------------------------------------------------------

    async def lead(self, lead_id: int) -> dict[str, Any]:
        answer = await self.web.get(f"/api/leads/{lead_id}", headers={"Authorization": f"Bearer {access.API_TOKEN}"})
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found

    async def when(self, lead_id: int, seen: Callable[[dict[str, Any]], Any], seconds: float = PATIENCE) -> Any:
        """The lead as soon as ``seen`` is true of it. Fails after real ``seconds``, showing the lead."""
        lead: dict[str, Any] = {}
        try:
            async with asyncio.timeout(seconds):
                while not seen(lead := await self.lead(lead_id)):  # noqa: ASYNC110 - the desk tells nobody
                    await asyncio.sleep(LOOK_EVERY)
        except TimeoutError:
            raise AssertionError(f"not seen in {seconds} s:\n{describe(lead)}") from None
        return lead

    async def reach(self, lead_id: int, status: str) -> Any:
        """The lead once it has this status, and owes the customer no message any more."""
        return await self.when(lead_id, lambda lead: lead["status"] == status and not owing(lead))

    async def settle(self, lead_id: int) -> Any:
        """The lead once the robot does nothing with it for now."""
        return await self.when(lead_id, lambda lead: lead["status"] in SETTLED and not owing(lead))

    async def called_more_than(self, lead_id: int, times: int) -> None:
        await self.when(lead_id, lambda lead: len(lead["calls"]) > times)

    async def until(self, seen: Callable[[], Any], what: str = "", seconds: float = PATIENCE) -> Any:
        """The first truthy answer. Fails after real ``seconds``."""
        try:
            async with asyncio.timeout(seconds):
                while not (found := seen()):  # noqa: ASYNC110 - what is looked at may be anything
                    await asyncio.sleep(LOOK_EVERY)
        except TimeoutError:
            raise AssertionError(f"not seen in {seconds} s: {what or seen}") from None
        return found

    async def until_card(self, lead_id: int, *fragments: str) -> str:
        """The text of the lead's card once it holds all ``fragments``."""

        def look() -> str:
            card = self.chat.card(lead_id)
            return card if all(it in card for it in fragments) else ""

        try:
            return str(await self.until(look))
        except AssertionError:
            raise AssertionError(f"{fragments} are not on the card:\n{self.chat.card(lead_id)}") from None

    # --- the town ----------------------------------------------------------------------------------------------

    def jump_to(self, moment: str | datetime, beyond: float = 1.0) -> None:
        """Turn the clock to ``beyond`` seconds after a moment; ISO 8601 where it is text."""
        at = datetime.fromisoformat(moment) if isinstance(moment, str) else moment
        ahead = (at - self.world.clock.now()).total_seconds() + beyond
        if ahead > 0:
            self.world.jump(ahead)

    def jump(self, **ahead: float) -> None:
        self.world.jump(timedelta(**ahead).total_seconds())

    @property
    def crm_leads(self) -> list[dict[str, Any]]:
        return self.world.bitrix24.leads()

    @property
    def crm_orders(self) -> list[dict[str, Any]]:
        """Leads of a RetailCRM."""
        return self.world.retailcrm.orders()

    def crm_shows(self, lead_id: int, stage: str) -> bool:
        """Whether the portal has this lead of ours at this stage."""
        return any(it["STATUS_ID"] == stage and it["ORIGIN_ID"].startswith(f"{lead_id}-") for it in self.crm_leads)

    def dialled(self, phone: str = PHONE) -> list[Call]:
        return [call for call in self.world.voximplant.calls if call.number == phone.lstrip("+")]

    def texts(self, phone: str = PHONE) -> list[str]:
        """Bodies of all SMS that the gateway took for this number."""
        return [sms.text for sms in self.world.smsc.inbox(phone)]

    def asked(self, who: str, operation: str) -> int:
        """How many requests of this kind a neighbour has heard."""
        return len(self.world.history.find(who, "request", operation=operation))

    async def close(self) -> None:
        await self.web.aclose()


def owing(lead: dict[str, Any]) -> bool:
    return any(sms["status"] in ("planned", "sending") for sms in lead["messages"])


def describe(lead: dict[str, Any]) -> str:
    past = "\n".join(f"  {it['at'][11:19]} {it['what']}: {it['why']}" for it in lead.get("history", []))
    return f"{lead.get('status')}, next {lead.get('next')}, {lead.get('messages')}\n{past}"

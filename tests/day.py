"""A day in the demo's shop, played through the page's actions: orders of every kind, sellers and an admin at work."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from playwright.async_api import APIRequestContext

from sandbox.world.staff import ANNA, BORIS, CHAT_ID, OLGA

PATIENCE = 150.0  # real seconds until what was asked for is there: a group takes 20 messages a minute
LOOK = 0.5
HOUR = 3600

# Hour of the shop's clock, customer, city, what happens when the robot dials.
ORDERS = (
    (9, "Мария Попова", "Казань", "answers"),
    (9, "Сергей Волков", "Новосибирск", "voicemail"),
    (10, "Дарья Морозова", "Москва", "answers"),
    (10, "Игорь Лебедев", "Екатеринбург", "busy"),
    (11, "Ольга Новикова", "Самара", "answers"),
    (11, "Павел Соколов", "Омск", "bad_number"),
    (12, "Елена Кузьмина", "Самара", "presses"),
    (13, "Антон Фёдоров", "Москва", "answers"),
    (13, "Юлия Белова", "Калининград", "off"),
    (14, "Кирилл Зайцев", "Казань", "answers"),
    (15, "Наталья Орлова", "Санкт-Петербург", "voicemail"),
    (15, "Виктор Ершов", "Владивосток", "answers"),
)
OVERVIEW = 10  # the hour before whose end the morning's picture has come
BROKEN = 12  # the hour in which the CRM is down, until people are told
SOLD, LOST = "Продано", "Отказ"
BOARD, STATS, FLOW = "Работает робот", "Сегодня", "Путь заказа"  # stand on them
PIPELINE = "C5"
STAGES = {1: "WON", 3: "WON", 5: "WON", 2: "LOSE", 8: "EXECUTING", 9: "PREPAYMENT_INVOICE", 10: "PREPARATION"}
YANDEX = {"utm_source": "yandex", "utm_medium": "cpc", "utm_campaign": "brand"}
VK = {"utm_source": "vk", "utm_medium": "social", "utm_campaign": "autumn", "utm_term": "часы мужские"}
Seen = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Day:
    """``ask`` posts to the page that is shown in the browser."""

    ask: APIRequestContext

    async def live(self) -> None:
        """From nine to half past four. Ends with a lead that waits for its second call."""
        await self.do("time", to="morning", zone="Europe/Moscow")
        await self.do("time", speed=60)
        for hour in sorted({it[0] for it in ORDERS}):
            if hour == BROKEN:
                await self.do("switch", neighbour="crm", state="down")
            for _, name, city, outcome in (it for it in ORDERS if it[0] == hour):
                await self.order(name, city, outcome)
            await asyncio.sleep(9)
            await self._work(hour)
            if hour == BROKEN:
                await self.see(lambda it: "CRM" in it["html"] and "🔴" in it["html"])
                await self.do("switch", neighbour="crm", state="works")
            if hour == OVERVIEW:
                await self.do("time", speed=1)  # the desk looks once a real minute whether it is time
                await self.see(lambda it: it["media"] == "photo")
                await self.do("time", speed=60)
            await self.do("time", jump=HOUR - 12 * 60)
        await self.order("Анна Петрова", "Москва", "no_answer")
        await asyncio.sleep(5)
        await self.do("time", speed=1)
        number = len(ORDERS) + 1
        await self.see(lambda it: f"#{number} " in it["html"] and "2-го звонка" in it["html"])

    async def ask_around(self) -> None:
        """What everybody wants to know at the end of the day."""
        await self.say(ANNA, ANNA, "/mine")
        await self.say(BORIS, BORIS, "/shift")
        await self.say(OLGA, OLGA, "/board")
        await self.see(lambda it: BOARD in it["html"], OLGA)
        await self.say(OLGA, OLGA, "/stats")
        await self.see_photo(OLGA, STATS)
        await self.say(OLGA, OLGA, "/flow")
        await self.see_photo(OLGA, FLOW)

    async def track(self) -> None:
        """Ends with a call that waits for its minute, and a status that waits for its half hour."""
        await self.do("sale", place=True)
        await self.do("visitor", kind="chat", phone="+7 916 555-00-22", name="Анна", **VK)
        await self.do("visitor", kind="request", email="petr@example.com", name="Пётр", subject="Ремешок", **YANDEX)
        await self.do("visitor", kind="call", phone="+7 916 555-00-11", **YANDEX)
        await self.do("time", jump=70)
        orders = await self._watch("sales", "orders", lambda it: sum(one["marked"] for one in it) == 3)
        called = next(one["id"] for one in orders if one["phone"].endswith("11"))
        await self._watch("tracker", "deals", lambda it: len(it) == len(orders))
        await self.do("sale", order=called, total=24500)
        await self.do("sale", order=called, status="client-confirmed")
        await self.do("time", jump=HOUR / 2)
        await self._watch("tracker", "deals", lambda it: any(one["revenue"] == 24500 for one in it))
        await self.do("sale", order=orders[-1]["id"], status="complete")
        await self.do("visitor", kind="call", phone="")
        await self.do("visitor", kind="call", phone="+7 916 555-00-33", **VK)

    async def trade(self) -> None:
        """Deals go on, and the orders of the store with them."""
        for deal, stage in STAGES.items():
            await self.do("deal", deal=deal, stage=f"{PIPELINE}:{stage}")
        await self._watch("store", "orders", lambda it: sum(one["status"] != "new" for one in it) == len(STAGES))

    async def _work(self, hour: int) -> None:
        """Sellers take what waits for people, and end what they have."""
        if hour == 10:
            await self.take(ANNA, 1, SOLD)
            await self.take(BORIS, 3, SOLD)
        if hour == 11:
            await self.take(BORIS, 6)
        if hour == 13:
            await self.take(ANNA, 5, SOLD)
            await self.take(ANNA, 2, LOST)
        if hour == 15:
            await self.take(BORIS, 8, SOLD)
            await self.take(ANNA, 12)

    async def order(self, name: str, city: str, outcome: str) -> None:
        await self.do("fate", outcome=outcome)
        sample = await self.do("sample")
        wanted = {**sample, "name": name, "city": city, "partner": "partner42", "calls": True, "advertising": True}
        await self.do("order", way="json", **wanted)

    async def take(self, person: int, lead: int, end: str = "") -> None:
        await self.press(person, lead, "Взять")
        if end:
            await self.press(person, lead, end)

    async def press(self, person: int, lead: int, button: str) -> None:
        """Once the card of this lead has such a button."""

        def offers(it: Seen) -> bool:
            return f"#{lead} " in it["html"] and any(key["text"] == button for row in it["rows"] for key in row)

        card = await self.see(offers)
        data = next(key["data"] for row in card["rows"] for key in row if key["text"] == button)
        await self.do("press", **{"as": person, "chat": CHAT_ID, "message": card["id"], "data": data})

    async def say(self, person: int, chat: int, text: str) -> None:
        await self.do("say", **{"as": person, "chat": chat, "text": text})

    async def see_photo(self, chat: int, words: str) -> None:
        """As the last message of the chat."""
        await self._until(lambda all_: [it for it in all_[-1:] if it["media"] == "photo" and words in it["html"]], chat)

    async def see(self, wanted: Callable[[Seen], bool], chat: int = CHAT_ID) -> Seen:
        found = await self._until(lambda all_: [it for it in all_ if it["bot"] and wanted(it)], chat)
        return found[-1]

    async def _until(self, find: Callable[[list[Seen]], list[Seen]], chat: int) -> list[Seen]:
        for _ in range(int(PATIENCE / LOOK)):
            if found := find(await self._messages(chat)):
                return found
            await asyncio.sleep(LOOK)
        raise TimeoutError(f"nothing like that came into chat {chat}")

    async def _watch(self, section: str, part: str, wanted: Callable[[list[Seen]], bool]) -> list[Seen]:
        for _ in range(int(PATIENCE / LOOK)):
            state = await (await self.ask.get("/demo/state")).json()
            found: list[Seen] = state[section][part]
            if wanted(found):
                return found
            await asyncio.sleep(LOOK)
        raise TimeoutError(f"nothing like that came into {section}")

    async def _messages(self, chat: int) -> list[Seen]:
        state = await (await self.ask.get("/demo/state")).json()
        shown: list[Seen] = state["chat/group" if chat == CHAT_ID else f"chat/{chat}"]["messages"]
        return shown

    async def do(self, action: str, **values: Any) -> Any:
        answer = await self.ask.post(f"/demo/{action}", data=values)
        assert answer.ok, await answer.text()
        return await answer.json()

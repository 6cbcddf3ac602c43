import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiogram import Bot, Dispatcher
from aiogram.exceptions import TelegramBadRequest, TelegramConflictError, TelegramRetryAfter
from aiogram.methods import SendMessage
from aiogram.types import Message
from aiogram.webhook.aiohttp_server import SimpleRequestHandler
from aiohttp import web

from sandbox.telegram.fake import TelegramFake

SECRET = "hook-secret_1"


class Hook:
    """An address that writes down what comes and answers as told."""

    def __init__(self) -> None:
        self.came: list[dict[str, Any]] = []
        self.secrets: list[str | None] = []
        self.answers: list[web.Response] = []
        self.open = asyncio.Event()
        self.knocked = asyncio.Event()
        self.open.set()
        self.url = ""

    async def take(self, request: web.Request) -> web.Response:
        self.came.append(await request.json())
        self.secrets.append(request.headers.get("X-Telegram-Bot-Api-Secret-Token"))
        self.knocked.set()
        await self.open.wait()
        return self.answers.pop(0) if self.answers else web.json_response({})

    async def grown(self, count: int) -> None:
        async with asyncio.timeout(5):
            while len(self.came) < count:
                self.knocked.clear()
                await self.knocked.wait()

    @property
    def texts(self) -> list[str]:
        return [update["message"]["text"] for update in self.came]


async def tried(fake: TelegramFake, count: int) -> None:
    """The fake has judged that many deliveries and now sleeps or goes on."""
    await fake.history.wait_for(lambda: len(fake.history.find("telegram", "delivery")) >= count)


async def serve(app: web.Application) -> tuple[web.AppRunner, str]:
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    return runner, f"http://127.0.0.1:{runner.addresses[0][1]}/hook"


@pytest.fixture
async def hook() -> AsyncIterator[Hook]:
    found = Hook()
    app = web.Application()
    app.router.add_post("/hook", found.take)
    runner, found.url = await serve(app)
    yield found
    await runner.cleanup()


async def test_waiting_updates_are_delivered_in_order_with_the_secret(bot: Bot, fake, store, hook) -> None:
    for text in "ab":
        fake.control.say(store.anna, store.anna.id, text)
    await bot.set_webhook(hook.url, secret_token=SECRET)
    fake.control.say(store.anna, store.anna.id, "c")
    await hook.grown(3)
    assert hook.texts == ["a", "b", "c"]
    assert hook.secrets == [SECRET] * 3
    await tried(fake, 3)
    assert (await bot.get_webhook_info()).pending_update_count == 0


async def test_polling_and_webhook_exclude_each_other(bot: Bot, fake, hook) -> None:
    poll = asyncio.create_task(bot.get_updates(timeout=5))
    await fake.history.wait_for(lambda: fake.history.find("telegram", "request", operation="getUpdates"))
    await bot.set_webhook(hook.url)
    with pytest.raises(TelegramConflictError, match="terminated by setWebhook request"):
        await poll
    with pytest.raises(TelegramConflictError, match="can't use getUpdates method while webhook is active"):
        await bot.get_updates()
    await bot.delete_webhook()
    assert await bot.get_updates() == []


async def test_one_update_is_in_flight_per_queue(bot: Bot, fake, store, hook) -> None:
    hook.open.clear()
    await bot.set_webhook(hook.url)
    for person in (store.anna, store.boris):
        for text in ("1", "2"):
            fake.control.say(person, person.id, f"{person.first_name} {text}")
    await hook.grown(2)
    await asyncio.sleep(0.1)
    assert sorted(hook.texts) == ["Анна 1", "Борис 1"]
    hook.open.set()
    await hook.grown(4)
    assert sorted(hook.texts[2:]) == ["Анна 2", "Борис 2"]


async def test_failures_are_tried_again_at_once_and_then_ever_later(bot: Bot, fake, store, hook) -> None:
    hook.answers = [web.Response(status=500) for _ in range(4)]
    await bot.set_webhook(hook.url)
    fake.control.say(store.anna, store.anna.id, "x")
    await hook.grown(2)
    for count, seconds in ((3, 2), (4, 4), (5, 8)):
        await tried(fake, count - 1)
        fake.clock.jump(seconds - 0.5)
        await asyncio.sleep(0.05)
        assert len(hook.came) == count - 1
        fake.clock.jump(0.5)
        await hook.grown(count)
    info = await bot.get_webhook_info()
    assert info.last_error_message == "Wrong response from the webhook: 500 Internal Server Error"
    assert len({update["update_id"] for update in hook.came}) == 1


async def test_retry_after_of_the_address_is_obeyed(bot: Bot, fake, store, hook) -> None:
    hook.answers = [web.Response(status=503, headers={"Retry-After": "30"})]
    await bot.set_webhook(hook.url)
    fake.control.say(store.anna, store.anna.id, "x")
    await tried(fake, 1)
    fake.clock.jump(29)
    await asyncio.sleep(0.05)
    assert len(hook.came) == 1
    fake.clock.jump(1)
    await hook.grown(2)


async def test_a_dead_address_loses_nothing_and_stops_nobody(bot: Bot, fake, store, hook) -> None:
    await bot.set_webhook("http://127.0.0.1:9/hook")
    fake.control.say(store.anna, store.anna.id, "x")
    await tried(fake, 2)
    info = await bot.get_webhook_info()
    assert info.pending_update_count == 1
    assert "Cannot connect" in info.last_error_message
    fake.clock.jump(1)
    await bot.set_webhook(hook.url)
    await hook.grown(1)
    assert hook.texts == ["x"]


async def test_an_address_gone_for_23_hours_is_forgotten(bot: Bot, fake, store, hook) -> None:
    hook.answers = [web.Response(status=410) for _ in range(9)]
    await bot.set_webhook(hook.url)
    fake.control.say(store.anna, store.anna.id, "x")
    await tried(fake, 2)
    fake.clock.jump(23 * 3600)
    await tried(fake, 3)
    assert (await bot.get_webhook_info()).url == ""


@pytest.mark.parametrize(
    "answer",
    [
        {"json": {"method": "sendMessage", "text": "эхо"}},
        {"text": "not json", "content_type": "application/json"},
        {"json": {"method": "getMe"}},
        {"json": {"method": "deleteWebhook"}},
    ],
)
async def test_a_method_in_the_answer_is_run_unless_it_is_not_allowed(bot: Bot, fake, store, hook, answer) -> None:
    body = dict(answer.get("json", {}), chat_id=store.anna.id)
    reply = web.json_response(body) if "json" in answer else web.Response(**answer)
    hook.answers = [reply]
    await bot.set_webhook(hook.url)
    fake.control.say(store.anna, store.anna.id, "x")
    fake.control.say(store.anna, store.anna.id, "y")
    await hook.grown(2)
    ran = body.get("method") == "sendMessage"
    assert ("эхо" in [seen.text for seen in fake.control.transcript(store.anna.id)]) is ran
    assert (await bot.get_webhook_info()).url == hook.url


async def test_aiograms_handler_checks_the_secret_and_answers_in_the_response(bot: Bot, fake, store) -> None:
    dispatcher = Dispatcher()

    @dispatcher.message()
    async def echo(message: Message) -> SendMessage:
        return SendMessage(chat_id=message.chat.id, text=f"<b>{message.text}</b>")

    app = web.Application()
    handler = SimpleRequestHandler(dispatcher, bot, secret_token=SECRET, handle_in_background=False)
    handler.register(app, path="/hook")
    runner, url = await serve(app)
    await bot.set_webhook(url, secret_token="another")
    fake.control.say(store.anna, store.anna.id, "x")
    await tried(fake, 2)
    assert "401" in (await bot.get_webhook_info()).last_error_message
    fake.clock.jump(1)
    await bot.set_webhook(url, secret_token=SECRET)
    await fake.history.wait_for(lambda: len(fake.control.transcript(store.anna.id)) == 2)
    assert fake.control.transcript(store.anna.id)[1].html == "<b>x</b>"
    await runner.cleanup()


@pytest.mark.parametrize(
    ("url", "complaint"),
    [
        ("http://desk.example.com/hook", "An HTTPS URL must be provided"),
        ("https://desk.example.com:9999/hook", "only on ports 80, 88, 443 or 8443"),
    ],
)
async def test_addresses_telegram_would_not_call_are_refused(bot: Bot, url, complaint) -> None:
    with pytest.raises(TelegramBadRequest, match=complaint):
        await bot.set_webhook(url)


async def test_setting_the_webhook_twice_within_a_second_is_too_often(bot: Bot, fake, hook) -> None:
    await bot.set_webhook(hook.url)
    with pytest.raises(TelegramRetryAfter):
        await bot.set_webhook(hook.url)
    with pytest.raises(TelegramBadRequest, match="secret token"):
        await bot.set_webhook(hook.url, secret_token="no spaces please")


async def test_pending_updates_can_be_dropped(bot: Bot, fake, store) -> None:
    fake.control.say(store.anna, store.anna.id, "x")
    await bot.delete_webhook(drop_pending_updates=True)
    assert await bot.get_updates() == []

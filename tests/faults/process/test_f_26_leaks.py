"""F-26: no secret and no customer's number in anything that a desk writes, though every neighbour says them back.

A desk in a process of its own, at DEBUG; its neighbours fail and quote what they were told, strangers knock with
stolen pieces of secrets. Then every byte that came out of it is searched.
"""

import asyncio
import contextlib
import json
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import httpx
from typer.testing import CliRunner

from bot.cli.main import app as command_line
from sandbox.kit.faults import Fault
from sandbox.telegram.hand import ImpossibleError
from sandbox.world import access
from sandbox.world.staff import ANNA, CHAT_ID, OLGA
from tests.faults.line import Line
from tests.faults.process.spillage import Customer, Searcher, Spill, find_tokens, read_group, read_secrets, read_shown
from tests.faults.process.stage import WEBHOOK, Stage, desk_of
from tests.flows.orders import order
from tests.flows.scene import Scene

SPEED = 60.0
METRICS, OLD, SECOND = "metrics-token-marker-7d1", "old-shop-secret-marker-5c2", "second-shop-secret-marker-9e4"
LANDING = [f"landing-secret-marker-{number}-3a8" for number in range(14)]
PLANTED = {
    "server": {"metrics_token": METRICS},
    "sources": {
        "site": {"secret": [access.SHOP_SECRET, SECOND], "ref": "order_id"},
        "landing": {"secret": LANDING, "old_secret": OLD, "old_until": "2027-01-31T12:00:00+03:00", "ref": "order_id"},
    },
    "jobs": {"first_pause": "5s", "longest_pause": "10s", "attempts": 3},
}
ASKED = ("/leads", "/errors", "/failed", "/health", "/audit", "/audit refused", "/board")  # in the group, by an admin
COMMANDS = (["check", "--live"], ["jobs", "list", "--status", "failed"], ["integrations", "list"])
LEAST_MARKERS = 50


@dataclass
class Spy:
    """``heard``: everything that the desk answered to somebody, and where."""

    scene: Scene
    dice: random.Random
    secrets: list[str]
    customers: list[Customer] = field(default_factory=list)
    heard: list[tuple[str, str]] = field(default_factory=list)

    def meet(self) -> Customer:
        self.customers.append(Customer(len(self.customers)))
        return self.customers[-1]

    async def ask(self, method: str, path: str, **request: object) -> httpx.Response:
        answer = await self.scene.web.request(method, path, **request)  # type: ignore[arg-type]
        head = " ".join(f"{name}: {value}" for name, value in answer.headers.items())
        self.heard.append((f"the answer to {method} {path.partition('?')[0]}", f"{head}\n{answer.text}"))
        return answer


async def test_f_26_no_secret_and_no_number_in_whatever_a_desk_writes(
    line: Line, seed: int, stage: Stage, tmp_path: Path
) -> None:
    async with stage.open(tmp_path, speed=SPEED, level="DEBUG", telegram=WEBHOOK, **PLANTED) as scene:
        spy = Spy(scene, random.Random(seed), read_secrets(scene.config))
        spoil_neighbours(spy, Customer(0))
        await scene.desk.start()
        for _ in range(line.pick(1, 10)):
            await live(spy)
        await look_around(spy)
        await asyncio.to_thread(ask_command_line, spy)
        await scene.desk.stop()
        secrets = {*spy.secrets, *find_tokens(scene)}
        searcher = Searcher(secrets, spy.customers)
        found = list(search_all(spy, searcher))
    markers = len(secrets) + 2 * len(spy.customers)
    line.case(markers)
    line.expect(markers >= LEAST_MARKERS, f"only {markers} markers were planted")
    line.expect(len(desk_of(scene).log.read_bytes()) > 10_000, "the log is empty")
    line.note("kilobytes searched", sum(len(text) for _, text, _ in outputs(spy)) // 1024)
    for spill in found:
        line.violate(str(spill))


def spoil_neighbours(spy: Spy, customer: Customer) -> None:
    """Half of what they are asked fails, and they quote everything they know."""
    world = spy.scene.world
    said = f"{' '.join(spy.secrets)} {customer.phone} {customer.spelled} {customer.email}"
    page = f"<html><body>Traceback: request failed, {said}</body></html>"
    error = json.dumps({"error": "INTERNAL", "error_description": said, "error_code": 1, "result": said})
    address = f"{world.telegram.url}/bot{world.telegram.token}/sendMessage?text={customer.phone}"
    quoted = f"Bad Request: {address} was not understood: {customer.spelled} {customer.email}"
    refusal = json.dumps({"ok": False, "error_code": 400, "description": quoted})
    for fake in (world.bitrix24, world.voximplant, world.smsc, world.telegram):
        mine = refusal if fake is world.telegram else error
        for status, body, kind in ((500, page, "text/html"), (400, mine, "application/json"), (200, page, "text/html")):
            fake.faults.add(Fault("status", times=None, chance=0.15, status=status, body=body, content_type=kind))
        fake.faults.add(Fault("drop", times=None, chance=0.08))


async def live(spy: Spy) -> None:
    """An hour in the shop: orders, strangers, sellers."""
    for _ in range(9):
        customer = spy.meet()
        fields = order(f"L-{customer.number}", name=f"Утечкин {customer.spelled}", phone=customer.spelled)
        fields |= {"email": customer.email, "comment": f"{customer.phone} {customer.email}"}
        headers = {"Authorization": f"Bearer {spy.dice.choice([access.SHOP_SECRET, SECOND])}"}
        await spy.ask("POST", "/orders/site", json=fields, headers=headers)
    await knock(spy)
    await talk(spy)
    for _ in range(4):
        spy.scene.jump(minutes=15)
        await asyncio.sleep(0.5)


async def knock(spy: Spy) -> None:
    """Bad bodies, bad signatures, secrets where they do not belong."""
    customer, secret = spy.meet(), spy.dice.choice(spy.secrets)
    words = f"{customer.spelled} {customer.email}"
    good = {"Authorization": f"Bearer {access.SHOP_SECRET}"}
    await spy.ask("POST", "/orders/site", content=f'{{"phone": "{words}", ', headers=good)
    await spy.ask("POST", "/orders/site", json={"phone": [words], "items": words, "total": words}, headers=good)
    await spy.ask("POST", "/orders/site", json=[words], headers=good)
    await spy.ask("POST", "/orders/site", content=words.encode("utf-16"), headers=good | {"Content-Type": words[:5]})
    await spy.ask("POST", "/orders/site", json=order(phone=words), headers={"Authorization": f"Bearer {secret}x"})
    await spy.ask("POST", f"/orders/site?token={secret}", json=order(phone=words))
    await spy.ask("POST", f"/orders/{secret}", json=order(phone=words))
    await spy.ask("GET", f"/nowhere/{secret}?phone={customer.phone}&api_key={secret}")
    await spy.ask("GET", "/api/leads/1", headers={"Authorization": f"Bearer {secret}"})
    for hook in ("voximplant", "smsc", "bitrix24"):
        await spy.ask("POST", f"/hooks/{hook}/{secret}", content=f"phone={words}&auth[access_token]={secret}")
        await spy.ask("POST", f"/hooks/{hook}", json={"phone": words, "token": secret})
    path = f"/telegram/{WEBHOOK['webhook_secret']}"
    signed = {"X-Telegram-Bot-Api-Secret-Token": WEBHOOK["webhook_secret"]}
    await spy.ask("POST", path, json={"update_id": 1, "message": {"text": words}}, headers=signed)
    await spy.ask("POST", f"/telegram/{secret}", json={"text": words})


async def talk(spy: Spy) -> None:
    """Sellers take what they see and write down what they should not; an admin looks at everything in the group."""
    control, chat = spy.scene.world.telegram.control, spy.scene.chat
    for seen in [it for it in chat.group() if it.buttons][-4:]:
        for button in [it.data for it in seen.buttons if it.data and not it.disabled][:3]:
            with contextlib.suppress(ImpossibleError):  # the card changed meanwhile
                control.press(ANNA, CHAT_ID, seen.message_id, button)
    customer = spy.customers[-1]
    control.say(ANNA, CHAT_ID, f"/find {customer.spelled}")
    control.say(OLGA, OLGA, f"/find {customer.phone}")
    for command in ASKED:
        control.say(OLGA, CHAT_ID, command)
    await asyncio.sleep(1.5)


async def look_around(spy: Spy) -> None:
    for path in ("/healthz", "/readyz", "/openapi.json"):
        await spy.ask("GET", path)
    metrics = await spy.ask("GET", "/metrics", headers={"Authorization": f"Bearer {METRICS}"})
    assert metrics.is_success


def ask_command_line(spy: Spy) -> None:
    for words in COMMANDS:
        told = CliRunner().invoke(command_line, ["--config", str(spy.scene.config), *words])
        spy.heard.append((f"ringdesk {' '.join(words)}", told.output))


def outputs(spy: Spy) -> Iterator[tuple[str, str, bool]]:
    """Where, what, and whether customers are to be looked for there, too."""
    log = desk_of(spy.scene).log
    yield "the log", log.read_text("utf-8", "replace"), True
    yield from ((where, text, not where.endswith("/api/leads/1")) for where, text in spy.heard)
    yield from (("the group", text, True) for text in read_group(spy.scene))
    yield from ((where, text, where != "act.data") for where, text in read_shown(spy.scene.database))


def search_all(spy: Spy, searcher: Searcher) -> Iterator[Spill]:
    for where, text, people in outputs(spy):
        yield from searcher.search(where, text, people=people)

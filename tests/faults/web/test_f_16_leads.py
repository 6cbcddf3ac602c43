"""F-16: a hostile order that was taken is a lead like any other: it can be read, drawn, listed and exported."""

import asyncio
import hmac
import json
import random
import re
import time
from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from pathlib import Path
from typing import Any

import structlog

from bot.cards.card import Card
from bot.cards.lead import render_lead
from bot.cards.listing import Kind, render_listing
from bot.cards.notices import render_number, render_raw, render_why
from bot.exports import write_leads
from desk.leads.model import Lead
from desk.leads.view import PastEntry
from sandbox.telegram.entities import parse_html
from storage.books import Books
from tests.faults.line import Line
from tests.faults.web.aims import AIMS
from tests.faults.web.bodies import Body, draw, kept, large
from tests.faults.web.doors import API, SETTINGS, TELEPHONY
from tests.faults.web.edge import read_settings
from tests.faults.web.house import House, open_house
from tests.faults.web.wire import Answer

LONGEST = 4096  # UTF-16 units of a message
OWN = {"bold", "italic", "code", "pre", "expandable_blockquote", "blockquote", "strikethrough", "spoiler"}
RAW = re.compile("[<>\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
READ_WITHIN = 240.0  # real seconds
BEHIND = [aim for aim in AIMS[2:] if aim.name != "Twilio"]  # whose signature covers the body
EVENTS = [body for body in kept() if body.name.startswith(("report-", "update-", "status-"))]
NOWHERE = "http://127.0.0.1:9"  # nobody listens there: nothing leaves this machine


async def test_f_16_what_was_taken_can_be_read_and_drawn(
    tmp_path: Path, database_url: str, line: Line, seed: int
) -> None:
    rng = random.Random(seed)
    settings = read_settings(tmp_path, SETTINGS | {"database": {"url": database_url}})
    bodies = rng.sample(kept(), line.pick(40, len(kept()))) + rng.sample(large(), line.pick(3, len(large())))
    taken: dict[int, Body] = {}
    async with open_house(settings) as house:
        for body in [*bodies, *draws(rng, line.pick(30, 1500))]:
            for aim in AIMS[:2]:
                answer = await house.wire.send(aim.request(body, int(time.time())))
                line.case()
                line.expect(answer.status < 500, f"{body.name} at {aim.name} was answered {answer.status}")
                taken |= dict.fromkeys(leads_of(answer), body)
        for lead_id, body in taken.items():
            await look_at_lead(house, lead_id, line, body)
        await look_at_all(house, line)


async def test_f_16_what_was_kept_is_understood_or_put_aside(
    tmp_path: Path, database_url: str, line: Line, seed: int
) -> None:
    """Behind the doors: events that no neighbour would send are read without a failure, and none is left lying."""
    rng = random.Random(seed)
    changed = {"database": {"url": database_url}, "telegram": SETTINGS["telegram"] | {"api_url": NOWHERE}}
    settings = read_settings(tmp_path, SETTINGS | changed)
    with structlog.testing.capture_logs() as logged:
        async with open_house(settings) as house:
            for body in [*rng.sample(kept(), line.pick(40, len(kept()))), *EVENTS, *draws(rng, line.pick(20, 1000))]:
                for aim in BEHIND:
                    answer = await house.wire.send(aim.request(body, int(time.time())))
                    line.case()
                    line.expect(answer.status < 500, f"{body.name} at {aim.name} was answered {answer.status}")
            await read_inbox(house, line)
    broken = [entry for entry in logged if entry.get("exc_info")]
    for source, row in sorted({(entry.get("source", ""), entry.get("row", 0)) for entry in broken}):
        line.violate(f"a request of {source}, row {row}, broke its reader")


async def read_inbox(house: House, line: Line) -> None:
    reading = asyncio.create_task(house.app.inbox.run())
    try:
        async with asyncio.timeout(READ_WITHIN):
            while await house.app.store.read(lambda books: books.inbox.count_waiting()):  # noqa: ASYNC110
                await asyncio.sleep(0.05)
    except TimeoutError:
        line.violate("a kept event is never understood, nor put aside")
    finally:
        await house.app.inbox.stop()
        await reading


async def test_f_16_no_question_for_a_plan_breaks_the_desk(tmp_path: Path, database_url: str, line: Line) -> None:
    """Rightly signed by a scenario that has gone mad."""
    settings = read_settings(tmp_path, SETTINGS | {"database": {"url": database_url}})
    numbers = ("0", "1", "9" * 18, "9" * 19, "9" * 25, "9" * 70, "-1", "1e5", "")
    async with open_house(settings) as house:
        for lead, call in product(numbers, numbers):
            token = f"{lead}-{call}-x"
            sign = hmac.new(TELEPHONY.encode(), token.encode(), "sha256").hexdigest()
            answer = await house.wire.ask("GET", f"/hooks/voximplant/plan?s=9&j={token}", [("X-Sign", sign)])
            line.case()
            line.expect(answer.status in (404, 409, 422), f"the plan of {token} was answered {answer.status}")


def draws(rng: random.Random, count: int) -> Iterator[Body]:
    return (draw(rng) for _ in range(count))


def leads_of(answer: Answer) -> list[int]:
    told = json.loads(answer.body)
    if answer.status not in (200, 202):
        return []
    if "lead" in told:
        return [told["lead"]]
    return [int(it["obj_id"], 16) for it in told.get("ops", ()) if it.get("proc") == "ok"]


async def look_at_lead(house: House, lead_id: int, line: Line, body: Body) -> None:
    answer = await house.wire.ask("GET", f"/api/leads/{lead_id}", [("Authorization", f"Bearer {API}")])
    line.expect(answer.status == 200 and json.loads(answer.body)["id"] == lead_id, f"{body.name} cannot be read")
    line.expect(not RAW.search(answer.body.decode("utf-8")), f"{body.name} has raw signs in the API")
    lead, history, bodies = await house.app.store.read(lambda books: _remembered(books, lead_id))
    for card in draw_cards(house, lead, history, bodies):
        for wrong in look_at_card(card):
            line.violate(f"{wrong}: {body.name} {body.data[:300]!r}")


def _remembered(books: Books, lead_id: int) -> tuple[Lead, Sequence[PastEntry], list[bytes]]:
    rows = books.inbox.of_lead(lead_id)
    return books.leads.load(lead_id), books.leads.history(lead_id), [row.request.body for row in rows[-1:]]


def draw_cards(house: House, lead: Lead, history: Sequence[PastEntry], bodies: list[bytes]) -> Iterator[Card]:
    now, zone, rules = house.app.clock.now(), "Europe/Moscow", house.app.service.rules()
    for language, whole in product(("ru", "en"), (False, True)):
        told: Mapping[str, Any] = {"now": now, "language": language, "shop_zone": zone}
        yield render_lead(lead, history, rules=rules, full_phone=whole, admin=whole, **told)
    yield render_lead(lead, history, rules=rules, gone=True, **told)
    yield render_why(lead, history, **told)
    yield render_number(lead, **told)
    for body in bodies:
        yield render_raw(lead.id, body.decode("utf-8", "replace"), language="ru")


def look_at_card(card: Card) -> list[str]:
    """By the sandbox's own reading of Telegram's rules, which raises where Telegram would refuse."""
    text, entities = parse_html(card.html)
    wrong = [f"a {it['type']} on the card" for it in entities if it["type"] not in OWN]
    if len(text.encode("utf-16-le")) // 2 > LONGEST:
        wrong.append("a card that is too long")
    if not text.strip():
        wrong.append("an empty card")
    if any(len(button.data.encode()) > 64 for row in card.rows for button in row if getattr(button, "data", "")):
        wrong.append("a button that is too long")
    return wrong


async def look_at_all(house: House, line: Line) -> None:
    leads = await house.app.store.read(lambda books: books.leads.latest(limit=10_000))
    line.expect(len(leads) > 20, "hardly anything was taken: this line proves little")
    json.loads(write_leads("json", leads))
    line.expect(
        len(write_leads("csv", leads)) > 0 and len(write_leads("xlsx", leads)) > 0, "the leads cannot be exported"
    )
    for language in ("ru", "en"):
        for kind in (Kind.FOUND, Kind.OPEN):
            page = render_listing(
                kind, leads, now=house.app.clock.now(), language=language, shop_zone="Europe/Moscow", total=len(leads)
            )
            for wrong in look_at_card(page):
                line.violate(f"{wrong}: a listing")

"""F-25: texts that are programs elsewhere, in every text field of an order: nothing of them is carried out.

Not by the database, the search, the templates of what customers read, the files, nor the log.
"""

import itertools
import json
import logging
import random
import time
import tracemalloc
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import structlog
from sqlalchemy import text

from bot.exports import write_leads
from bot.logs import set_up_logs
from bot.settings.sections import Calls, Texts
from bot.sheets import harmless
from bot.texts.templates import BadTemplate, check, render
from bot.texts.wording import Wording
from desk.errors import Rejected
from desk.leads.model import Lead
from desk.leads.records import WORDED
from desk.orders.understanding import understand
from storage.books import Books, Store
from storage.database import Database
from tests.clocks import MONDAY_NOON
from tests.desk.leads.conftest import make_rules
from tests.faults.line import FULL, Line
from tests.faults.people.strings import SQL, TEMPLATES, draw
from tests.scheduler.conftest import make_service

FIELDS = ("name", "phone", "email", "city", "comment", "order_id", "partner", "currency", "timezone", "utm_source", "q")
A_BATCH = 100
MOST_SECONDS, MOST_BYTES = 0.05, 10 * 2**20  # for one template
BEYOND = 10_000  # characters: no answer may be longer
SECRET = "s3cr3t-of-the-shop"
LOGGED = {"event", "level", "logger", "timestamp", "given"}


def order_of(hostile: str, number: int) -> dict[str, Any]:
    """Each field carries it, with something of its own so that fields can be told apart."""
    fields = dict.fromkeys(FIELDS, hostile)
    return fields | {
        "currency": hostile[:8],
        "items": [{"name": hostile, "sku": hostile, "price": 1}],
        "ref": str(number),
    }


@pytest.fixture
def log() -> Iterator[None]:
    """What is set up for it is taken away again."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.reset_defaults()


async def test_f_25_nothing_in_an_order_is_carried_out(
    line: Line, seed: int, database_url: str, log: None, capsys: pytest.CaptureFixture[str]
) -> None:
    hostile = itertools.islice(draw(random.Random(seed)), line.pick(150, 10_000))
    store = Store(Database(database_url))
    tables = await store.database.read(read_tables)
    wording = Wording(Texts(), Calls(), "Часы", "ru")
    set_up_logs([SECRET])
    try:
        while batch := list(itertools.islice(hostile, A_BATCH)):
            await try_batch(line, store, wording, batch, capsys)
        line.expect(await store.database.read(read_tables) == tables, "the tables are other ones")
        for text_ in SQL:
            await look_for(line, store, text_)
    finally:
        await store.database.close()


async def try_batch(
    line: Line, store: Store, wording: Wording, batch: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    service, leads = make_service(make_rules(hours="24/7", crm=False)), []
    for hostile in batch:
        number = line.cases
        line.case()
        try:
            order = understand("site", order_of(hostile, number), ("ref",), MONDAY_NOON, f"{hostile[:50]}{number}")
        except Rejected:
            continue
        before = await store.read(lambda books: sum(books.leads.count().values()))
        received = await store.write(lambda books: service.receive(books, order, MONDAY_NOON))  # noqa: B023
        lead = await store.read(lambda books: books.leads.load(received.lead_id))  # noqa: B023
        after = await store.read(lambda books: sum(books.leads.count().values()))
        line.expect(after - before == 1, f"{hostile!r} made {after - before} leads")
        line.expect(lead.order == order, f"{hostile!r} was kept as something else")
        leads.append(lead)
        look_at_text(line, wording, lead, hostile)
        look_at_log(line, hostile, capsys)
        await look_for(line, store, hostile)
    rows = write_leads("csv", leads).decode("utf-8-sig").split('\r\n"')
    line.expect(len(rows) == len(leads) + 1, f"{len(leads)} leads became {len(rows) - 1} rows")
    line.expect(all(harmless(lead.order.customer.name) is not None for lead in leads), "a cell cannot be written")


def look_at_text(line: Line, wording: Wording, lead: Lead, hostile: str) -> None:
    """What customers read holds their words as they are: it grows by no more, and nothing in it was computed."""
    for kind in WORDED:
        said = wording.sms(lead, kind, advertise=False)
        line.expect(len(said) < 1000, f"{hostile!r} became {len(said)} characters")
        line.expect("49" not in said or "49" in hostile, f"{hostile!r} was computed: {said!r}")
        line.expect("subclass" not in said or "subclass" in hostile, f"{hostile!r} was looked through: {said!r}")


def look_at_log(line: Line, hostile: str, capsys: pytest.CaptureFixture[str]) -> None:
    """One line of JSON, whatever stands in it, and no word of it beside its place."""
    capsys.readouterr()
    structlog.get_logger("orders").warning("an order is strange", given=hostile)
    written = capsys.readouterr().err
    line.expect(written.count("\n") == 1 and len(written.splitlines()) == 1, f"{hostile!r} is several lines of the log")
    try:
        entry: Mapping[str, Any] = json.loads(written)
    except json.JSONDecodeError:
        line.violate(f"{hostile!r} breaks a line of the log: {written[:200]!r}")
        return
    line.expect(set(entry) <= LOGGED, f"{hostile!r} adds to the log: {set(entry) - LOGGED}")
    line.expect(entry["event"] == "an order is strange", f"{hostile!r} says something else in the log")
    line.expect(not any(ord(c) < 32 for c in written.rstrip("\n")), f"{hostile!r} moves the terminal")


async def look_for(line: Line, store: Store, words: str) -> None:
    """A search finds what holds the words, and nothing by their meaning."""

    def work(books: Books) -> list[Lead]:
        return books.leads.search(words[:100])

    plain = words[:100].replace("\x00", "").strip().lower().lstrip("#№")
    for lead in await store.read(work):
        line.expect(holds(lead, plain), f"/find {words!r} found lead {lead.id}, which has nothing of it")


def holds(lead: Lead, plain: str) -> bool:
    digits = "".join(char for char in plain if char.isdigit())
    phone = "".join(char for char in lead.phone or lead.order.customer.phone if char.isdigit())
    by_number = digits == plain and digits.isdecimal() and int(digits) == lead.id
    by_phone = len(digits) >= 4 and phone.endswith(digits[-10:])
    return by_number or by_phone or plain in lead.order.customer.name.lower() or plain == lead.order.order_id.lower()


def read_tables(connection: Any) -> list[str]:
    found = connection.execute(text("SELECT sql FROM sqlite_master UNION SELECT file FROM pragma_database_list"))
    return sorted(str(it) for (it,) in found)


def test_f_25_a_template_of_the_settings_stops_before_it_costs_anything(line: Line, seed: int) -> None:
    dice = random.Random(seed)
    known = {"name": "Анна", "shop": "Часы"}
    tracemalloc.start()
    try:
        for number in range(line.pick(len(TEMPLATES), 5000)):
            source = TEMPLATES[number] if number < len(TEMPLATES) else mixed(dice)
            line.case()
            tracemalloc.reset_peak()
            held, began = tracemalloc.get_traced_memory()[0], time.process_time()
            said = try_template(source, known)
            spent, grown = time.process_time() - began, tracemalloc.get_traced_memory()[1] - held
            line.expect(len(said) <= BEYOND, f"{source[:100]!r} became {len(said)} characters")
            line.expect(not any(sign in said for sign in ("<class", "<built-in", "root:")), f"{source!r}: {said!r}")
            line.expect(grown < MOST_BYTES, f"{source[:100]!r} took {grown} bytes")
            if FULL:
                line.expect(spent < MOST_SECONDS * 10, f"{source[:100]!r} took {spent:.3f} s, traced")
    finally:
        tracemalloc.stop()


def try_template(source: str, known: Mapping[str, str]) -> str:
    try:
        check(source, known)
        return render(source, known, BEYOND)
    except BadTemplate:
        return ""


def mixed(dice: random.Random) -> str:
    pieces = [*TEMPLATES, "{{ name }}", "{% if shop %}", "{% endif %}", "|upper", "|truncate(10**9)", " ~ ", "{{", "}}"]
    return "".join(dice.choices(pieces, k=dice.randint(1, 4)))[:1200]


def test_f_25_templates_are_told_apart_from_what_is_inserted(tmp_path: Path, line: Line) -> None:
    """A customer's name that is a template stays a name."""
    for hostile in TEMPLATES:
        line.case()
        said = render("{{ name }}", {"name": hostile}, BEYOND)
        line.expect(said == " ".join(hostile.split()), f"{hostile!r} became {said!r}")

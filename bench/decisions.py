"""The pure process, and leg 2: decisions a second, and told facts a second with loading, saving, history and jobs."""

import asyncio
import time
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import uvloop

from bench.sleepers import add_due, make_sleepers
from desk.hours import Calendar, parse_hours
from desk.leads import events
from desk.leads.decision import Situation
from desk.leads.model import Lead, Person
from desk.leads.policy import ContactHours, Rules
from desk.leads.process import advance
from desk.leads.service import LeadService
from storage.books import Store
from storage.database import Database

ROUNDS = 20_000
TOLD = 4_000
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)  # noon in Moscow
RULES = Rules(ContactHours(Calendar(parse_hours("Mon-Sun 00:00-24:00")), "Europe/Moscow"), crm=False)
ANNA = Person(1, "Анна")


def measure_decisions(folder: Path) -> dict[str, Any]:
    (folder / "decisions").mkdir()
    file = folder / "decisions" / "desk.db"
    make_sleepers(file, 0)
    add_due(file, [NOW] * TOLD)
    return uvloop.run(_measure(file))


def write_decisions(figures: dict[str, Any]) -> str:
    pure, empty = figures["decisions_per_second"], figures["nothing_per_second"]
    return "\n".join(
        [
            "| figure | a second | baseline |",
            "|---|---|---|",
            f"| pure decisions | {pure:,.0f} | {empty:,.0f} calls of an empty function in the same loop |",
            f"| facts told (load, advance, save, jobs), grouped | {figures['told_per_second']:,.0f} | |",
        ]
    )


async def _measure(file: Path) -> dict[str, Any]:
    store = Store(Database(f"sqlite+aiosqlite:///{file}"))
    asleep = await store.read(lambda books: books.leads.load(1))
    figures = {
        "decisions_per_second": _decide(asleep),
        "nothing_per_second": _do_nothing(asleep),
        "told_per_second": await _tell(store),
    }
    await store.database.close()
    return figures


def _decide(asleep: Lead) -> float:
    """A life in four facts: it wakes, is called, is reached for, and somebody takes it."""
    situation = Situation(NOW, RULES, "nonce")
    began = time.perf_counter()
    for _ in range(ROUNDS // 4):
        lead = advance(asleep, events.TimeCame(), situation).lead
        lead = advance(lead, events.CallAsked(1), situation).lead
        lead = advance(lead, events.Claimed(ANNA), situation).lead
        advance(lead, events.Released(ANNA), situation)
    return ROUNDS / (time.perf_counter() - began)


def _do_nothing(asleep: Lead) -> float:
    situation = Situation(NOW, RULES, "nonce")
    began = time.perf_counter()
    for _ in range(ROUNDS // 4):
        lead = _nothing(asleep, events.TimeCame(), situation)
        lead = _nothing(lead, events.CallAsked(1), situation)
        lead = _nothing(lead, events.Claimed(ANNA), situation)
        _nothing(lead, events.Released(ANNA), situation)
    return ROUNDS / (time.perf_counter() - began)


def _nothing(lead: Lead, _fact: events.Event, _situation: Situation) -> Lead:
    return lead


async def _tell(store: Store) -> float:
    service = LeadService(lambda: RULES, lambda: "nonce", lambda _city: "", lambda _ip: None)
    began = time.perf_counter()
    await asyncio.gather(
        *(
            store.write(partial(service.tell, lead_id=number, fact=events.TimeCame(), now=NOW))
            for number in range(1, TOLD + 1)
        )
    )
    return TOLD / (time.perf_counter() - began)

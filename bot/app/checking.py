"""``ringdesk check``: what the settings promise, and what the neighbours answer."""

from collections.abc import Awaitable
from datetime import datetime
from typing import Any

from bot.app.macros import find_macro_mistakes
from bot.app.neighbours import build_neighbours, find_checkable, used
from bot.app.outside import open_desk
from bot.app.tracked import NAME, find_gaps, keys_in_use, overlay, tell_gaps
from bot.settings.loading import Mistake, Settings
from bot.texts.wording import find_answer_mistakes, make_wording
from desk.errors import DeskError
from desk.exchange.ports import Ability, Deals
from desk.ports import Health


def find_text_mistakes(settings: Settings, now: datetime) -> list[Mistake]:
    """Templates that cannot be filled in, and steps of macros that cannot be done."""
    texts = [Mistake(f"texts.{key}", message) for key, message in make_wording(settings).find_mistakes()]
    answers = [Mistake(f"answers.{name}", message) for name, message in find_answer_mistakes(settings.answers)]
    return [*texts, *answers, *find_macro_mistakes(settings, now)]


async def ask_neighbours(settings: Settings) -> list[dict[str, Any]]:
    """One row a role that is played."""
    async with open_desk(settings) as (store, around, _live):
        settings = overlay(settings, await store.read(keys_in_use))
        built = build_neighbours(settings, around)
        ports = find_checkable(built)
        asked = [(role, name, ports[role]) for role, name in used(settings).items() if role in ports]
        rows = [await _ask(role, name, port.check()) for role, name, port in asked]
        if gaps := find_gaps(settings):
            rows.append({"name": NAME, "role": "tracker", "ok": False, "detail": tell_gaps(gaps)})
        return [*rows, *(await _ask_deals(used(settings)["crm"], built.deals) if built.deals else ())]


async def _ask_deals(name: str, deals: Deals) -> list[dict[str, Any]]:
    """One row for what this edition can do and one for each thing that it cannot (S2-17)."""
    rows = [await _ask("deals", name, deals.check())]
    try:
        abilities = await deals.survey()
    except DeskError as error:
        return [*rows, {"name": name, "role": "deals", "ok": False, "detail": error.reason}]
    return rows + [{"name": name, "role": "edition", "ok": True, "detail": tell_ability(it)} for it in abilities]


def tell_ability(it: Ability) -> str:
    return f"{'yes' if it.able else 'no'}: {it.name}" + (f" ({it.instead})" if it.instead else "")


async def _ask(role: str, name: str, question: Awaitable[Health]) -> dict[str, Any]:
    try:
        health = await question
    except DeskError as error:
        return {"name": name, "role": role, "ok": False, "detail": error.reason}
    balance = f"; balance {health.balance.amount} {health.balance.currency}" if health.balance else ""
    return {"name": name, "role": role, "ok": health.ok, "detail": health.detail + balance}

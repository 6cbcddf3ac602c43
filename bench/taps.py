"""Presses of buttons: from the update at the webhook to the committed answer, beside aiogram's bare dispatch.

Each press claims or releases a lead of its own. The cards hang before, without Telegram's limits; then they hold, as
in a shop: answers are free, and the cards change as there is room.
"""

import json
import statistics
import sys
import time
import urllib.request
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import uvloop

from bench.load import Load, post, request, send
from bench.processes import desk, find_port, fresh, running
from bench.quantiles import p50_p99

LEADS = 1000
CONNECTIONS = 40  # Telegram opens as many: https://core.telegram.org/bots/api#setwebhook
GROUP = -1001
PEOPLE = tuple(range(501, 501 + CONNECTIONS))  # one person's presses are handled one after the other
ROUNDS = 5
SECRET = "bench-secret-of-the-webhook"
TOKEN = f"7:{'x' * 35}"
LONGEST = 60.0  # seconds
CHAT = f"""
[telegram]
token = "{TOKEN}"
mode = "webhook"
webhook_secret = "{SECRET}"
sellers_chat = {GROUP}
admins = {list(PEOPLE)}
api_url = """


def measure_taps(folder: Path) -> dict[str, Any]:
    rounds = [_measure_once(fresh(folder, f"round{turn}")) for turn in range(ROUNDS)]
    return {who: [one[who] for one in rounds] for who in ("desk", "bare")}


def write_taps(figures: dict[str, Any]) -> str:
    lines = [
        f"| {2 * LEADS} presses over {CONNECTIONS} connections, of {len(PEOPLE)} people | answered per second "
        "| p50, ms | p99, ms |",
        "|---|---|---|---|",
    ]
    for name, shown in (("bare", "aiogram alone, keeps nothing"), ("desk", "desk, durable")):
        speed, p50, p99 = (
            statistics.median(row[it] for row in figures[name]) for it in ("per_second", "p50_ms", "p99_ms")
        )
        lines.append(f"| {shown} | {speed:.0f} | {p50:.1f} | {p99:.1f} |")
    pairs = zip(figures["desk"], figures["bare"], strict=True)
    shares = sorted(desk["per_second"] / bare["per_second"] for desk, bare in pairs)
    told = f"| share, the median of the rounds | {statistics.median(shares):.2f} | | |"
    return "\n".join(
        [*lines, told, "", f"Share in each of {ROUNDS} rounds: {', '.join(f'{it:.2f}' for it in shares)}."]
    )


def _measure_once(folder: Path) -> dict[str, Any]:
    """Both by turns, on a desk of its own."""
    telegram_port, port = find_port(), find_port()
    telegram = f"http://127.0.0.1:{telegram_port}"
    with running([sys.executable, "-m", "bench.telegram", str(telegram_port)], f"{telegram}/seen", folder):
        command = [sys.executable, "-m", "bench.dispatch", str(port), telegram, SECRET, TOKEN]
        with running(command, f"http://127.0.0.1:{port}/", fresh(folder, "dispatch")):
            numbers = {lead: lead for lead in range(1, LEADS + 1)}
            bare = _press(port, telegram, numbers, 1)
        place, more = fresh(folder, "desk"), f'{CHAT}"{telegram}"\n'
        with desk(place, "--no-limits", more=more) as (url, _process, _ready):
            port = int(url.rpartition(":")[2])
            _open(port)
            cards = _wait_for(f"{telegram}/cards", lambda noted: len(noted) == LEADS)
            (place / "limits").touch()
            ours = _press(port, telegram, cards, 2 * LEADS + 1)
    return {"desk": ours, "bare": bare}


def _open(port: int) -> None:
    load = Load([request("/orders/site", number) for number in range(LEADS)])
    uvloop.run(send(port, CONNECTIONS, load))
    if load.accepted != LEADS:
        raise RuntimeError(f"{load.accepted} of {LEADS} orders were accepted")


def _press(port: int, telegram: str, cards: dict[int, int], first: int) -> dict[str, float]:
    """Everybody claims, then everybody releases."""
    late: list[float] = []
    took = 0.0
    for action in ("cl", "rl"):
        updates = {first + turn: _update(first + turn, action, *card) for turn, card in enumerate(cards.items())}
        load = Load([_request(update) for update in updates.values()])
        uvloop.run(send(port, CONNECTIONS, load))
        answered = _wait_for(f"{telegram}/answered", partial(_holds, set(updates)))
        late += [answered[number] - at for number, at in zip(updates, load.sent_at, strict=True)]
        took += max(answered[number] for number in updates) - load.sent_at[0]
        first += len(updates)
    p50, p99 = p50_p99(seconds * 1000 for seconds in late)
    return {"per_second": len(late) / took, "p50_ms": p50, "p99_ms": p99}


def _update(number: int, action: str, lead: int, message: int) -> dict[str, Any]:
    who = PEOPLE[lead % len(PEOPLE)]
    group = {"id": GROUP, "type": "supergroup", "title": "Sellers"}
    pressed = {
        "id": str(number),
        "from": {"id": who, "is_bot": False, "first_name": f"Seller{who}"},
        "message": {"message_id": message, "date": int(time.time()), "chat": group, "text": "card"},
        "chat_instance": "1",
        "data": f"r1:{action}:{lead}",
    }
    return {"update_id": number, "callback_query": pressed}


def _request(update: dict[str, Any]) -> bytes:
    return post(f"/telegram/{SECRET}", f"X-Telegram-Bot-Api-Secret-Token: {SECRET}", json.dumps(update).encode())


def _holds(sent: set[int], noted: dict[int, Any]) -> bool:
    return sent <= noted.keys()


def _wait_for(url: str, complete: Callable[[dict[int, Any]], bool]) -> dict[int, Any]:
    """What Telegram noted, as soon as it is complete."""
    until = time.monotonic() + LONGEST
    while time.monotonic() < until:
        with urllib.request.urlopen(url, timeout=10) as answer:
            noted = {int(number): it for number, it in json.load(answer).items()}
        if complete(noted):
            return noted
        time.sleep(0.2)
    raise RuntimeError(f"{url} did not fill")

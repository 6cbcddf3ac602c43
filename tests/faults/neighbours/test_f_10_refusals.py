"""F-10: every kind of message that the desk sends, refused in every way in which Telegram refuses.

Nothing is given up or breaks, nobody is written to again and again, whoever cannot be reached is known, and where a
lead could go unseen somebody else hears of it.
"""

import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import structlog

from bench.leaping import LeapingClock, run_leaping
from sandbox.telegram.view import Seen
from storage.schema import copy_file
from tests.bot.telegram_room import write_settings
from tests.faults.line import Line
from tests.faults.neighbours.chat_kinds import ANSWERS, NUMBER, SELLER, Kind, Shop
from tests.faults.neighbours.paper_studio import PAPER
from tests.faults.neighbours.refusals import LATER, TOPICAL, Case, all_cases
from tests.faults.neighbours.telegram_desk import GROUP, OWNER, open_desk, open_telegram

LOST = "В чат продавцов нельзя написать"
UNREACHED = "чат с ботом закрыт"
MOST_TRIES = 3  # of a closed chat
OUT = ("kicked out", "left", "muted", "the chat was deleted")
WAITING = {"a card", "an outage", "a digest", "an alarm in the group"}  # wait until the group can be written to again
A_WHILE = 400.0  # world seconds: longer than the desk leaves a lost group alone
UNTOLD = {"a number told", "a reminder", "a whispered number"}


def test_f_10_no_refusal_loses_a_message_or_stops_the_desk(
    line: Line, seed: int, tmp_path: Path, empty_database: Path
) -> None:
    cases = list(all_cases())
    dice = random.Random(seed)
    for number, case in enumerate(dice.sample(cases, line.pick(3, len(cases)))):
        folder = tmp_path / str(number)
        folder.mkdir()
        copy_file(empty_database, folder / "desk.db")
        run_leaping(lambda case=case, folder=folder: try_one(line, case, folder))  # type: ignore[misc]


async def try_one(line: Line, case: Case, folder: Path) -> None:
    line.case()
    with structlog.testing.capture_logs() as logged:
        async with open_shop(folder, topic="topic" in case.refusal.name) as shop:
            try:
                await (refuse_message if case.refusal.of_message else refuse_chat)(line, case, shop)
            except AssertionError as error:
                line.violate(f"{case}: {error}")
    broken = [it for it in logged if it.get("exc_info") or it["event"] in ("a job broke", "a request broke")]
    line.expect(not broken, f"{case}: {broken[:1]}")


@asynccontextmanager
async def open_shop(folder: Path, *, topic: bool) -> AsyncIterator[Shop]:
    clock = LeapingClock()
    async with open_telegram(clock, 1) as fake:
        changed: dict[str, Any] = {"admins": [OWNER]}
        if topic:
            fake.state.chats[GROUP].is_forum = True
            changed["sellers_thread"] = fake.control.add_topic(OWNER, GROUP, "Заявки").id
        settings = write_settings(folder, fake.url, f"sqlite+aiosqlite:///{folder / 'desk.db'}", **changed)
        desk = open_desk(settings, clock, PAPER, staff=ANSWERS)
        shop = Shop(desk, fake, clock, changed.get("sellers_thread"))
        await shop.meet_everybody()
        desk.start()
        try:
            yield shop
        finally:
            await desk.stop()


async def refuse_chat(line: Line, case: Case, shop: Shop) -> None:
    """The chat is closed, or another one, when the message comes; later it may be open again."""
    kind = case.kind
    shop.lead_id = await shop.sell()
    await shop.until_said(GROUP, f"#{shop.lead_id} ·")
    if kind.name in LATER or not kind.spoken:
        case.refusal.strike(shop, kind)
        await bring(kind, shop)
    else:
        await kind.first(shop)
        case.refusal.strike(shop, kind)
    if kind.name == "a digest" and case.refusal.name in OUT:  # so many leads ask for the group in turn
        await shop.clock.sleep(A_WHILE)
    else:
        line.expect(await shop.calm(), f"{case}: it never falls silent")
    await check_jobs(line, case, shop)
    if kind.private:
        await check_closed(line, case, shop)
    elif case.refusal.name in OUT:
        await check_lost(line, case, shop)
    else:
        await check_moved(line, case, shop)


async def bring(kind: Kind, shop: Shop) -> None:
    """What people can do only where they see the bot's messages is not done elsewhere."""
    if kind.name == "a question in the group" and not shop.fake.control.bot_is_in(shop.fake.control.chat(shop.group)):
        return
    await kind.first(shop)


async def check_jobs(line: Line, case: Case, shop: Shop) -> None:
    failed = [(it.kind, it.error) for it in await shop.desk.owed() if it.status == "failed"]
    line.expect(not failed, f"{case}: given up: {failed[:2]}")


async def check_closed(line: Line, case: Case, shop: Shop) -> None:
    """Known to be unreachable, not tried again and again, and open again as soon as they write."""
    chat = case.kind.chat
    known = await shop.desk.store.read(lambda books: books.people.find(chat))
    line.expect(known and not known.reachable, f"{case}: nobody knows that they cannot be reached")
    refused = [it for it in sent_to(shop, chat) if it["status"] == 403]
    line.expect(len(refused) <= MOST_TRIES, f"{case}: {len(refused)} tries")
    if case.kind.name in UNTOLD:
        heard = shop.said(GROUP, "", SELLER), shop.said(OWNER, UNREACHED)
        whispered = [it for it in heard[0] if it.ephemeral_id]
        line.expect(whispered or heard[1], f"{case}: the lead waits for somebody who knows nothing of it")
    if case.kind.name == "an alarm":
        line.expect(len(shop.said(GROUP, case.kind.shows)) == 1, f"{case}: the alarm is heard nowhere")
    if case.refusal.heal:
        case.refusal.heal(shop, case.kind)
        await shop.calm()
        known = await shop.desk.store.read(lambda books: books.people.find(chat))
        line.expect(known and known.reachable, f"{case}: nobody knows that the chat is open again")


async def check_lost(line: Line, case: Case, shop: Shop) -> None:
    """The admins hear of it once; what waits comes once when the bot is back."""
    kind = case.kind
    waits = kind.name in WAITING
    told = len(shop.said(OWNER, LOST))
    if kind.name != "an alarm in the group":  # there nobody can be told
        line.expect(told == waits or (kind.name in LATER and told <= 1), f"{case}: the admins were told {told} times")
    if kind.name == "a whispered number":
        line.expect(shop.said(OWNER, UNREACHED), f"{case}: the lead waits for somebody who knows nothing of it")
    if case.refusal.heal is None or not waits:
        return
    await shop.clock.sleep(A_WHILE)
    line.expect(len(shop.said(OWNER, LOST)) == told, f"{case}: the admins are told again and again")
    case.refusal.heal(shop, kind)
    await shop.clock.sleep(A_WHILE)
    line.expect(await shop.calm(), f"{case}: it never falls silent once the bot is back")
    if kind.name == "a digest":
        await check_all_named(line, case, shop)
    else:
        check_once(line, case, shop.said(GROUP, kind.shows), of_lead(kind, shop))


async def check_all_named(line: Line, case: Case, shop: Shop) -> None:
    shown = {lead for lead in range(1, shop.sold + 1) if shop.said(GROUP, f"#{lead} ·")}
    line.expect(len(shown) == shop.sold, f"{case}: {shop.sold - len(shown)} leads hang nowhere")


async def check_moved(line: Line, case: Case, shop: Shop) -> None:
    """It comes once, where the group is now, or outside of its topic."""
    kind = case.kind
    viewer = kind.whispered or None
    check_once(line, case, shop.said(shop.group, kind.shows, viewer), of_lead(kind, shop))
    if case.refusal.name == "the group was upgraded":
        moves = await shop.desk.store.read(lambda books: books.vault.load("telegram_moves"))
        line.expect(moves == {str(GROUP): shop.group}, f"{case}: the new number is not kept, but {moves}")
    if kind.name in TOPICAL and "topic" in case.refusal.name:
        line.expect(not any(it.thread_id for it in shop.said(GROUP, kind.shows)[-1:]), f"{case}: in the topic")


def of_lead(kind: Kind, shop: Shop) -> str:
    """What tells this card from those of other leads."""
    return f"#{shop.lead_id} ·" if kind.name == "a card" else ""


def check_once(line: Line, case: Case, said: list[Seen], words: str) -> None:
    found = [it for it in said if words in it.text]
    line.expect(len(found) == 1, f"{case}: it was said {len(found)} times")


async def refuse_message(line: Line, case: Case, shop: Shop) -> None:
    """The message hangs there, and then it is gone, or cannot be changed or taken away any more."""
    kind = case.kind
    assert kind.again
    shop.lead_id = await shop.sell()
    await shop.until_said(GROUP, f"#{shop.lead_id} ·")
    await kind.first(shop)
    await shop.until_said(kind.chat, kind.shows)
    await shop.calm()
    await shop.clock.sleep(130)  # a list is not sent anew for two minutes
    if kind.spoken:
        await kind.again(shop)
        case.refusal.strike(shop, kind)
    else:
        case.refusal.strike(shop, kind)
        await kind.again(shop)
    line.expect(await shop.calm(), f"{case}: it never falls silent")
    await check_jobs(line, case, shop)
    if kind.name == "a number hidden":
        line.expect(not shop.said(kind.chat, NUMBER), f"{case}: the number is still there")
        return
    said = [it for it in shop.said(kind.chat, kind.then) if of_lead(kind, shop) in it.text]
    several = case.refusal.name == "too old to be deleted" or (kind.spoken and kind.then in kind.shows)
    line.expect(len(said) == 1 or (several and said), f"{case}: {kind.then!r} was said {len(said)} times")


def sent_to(shop: Shop, chat: int) -> list[dict[str, Any]]:
    """Answers to what was sent there."""
    history = shop.fake.history
    asked = [it for it in history.find("telegram", "request") if it.data["operation"].startswith("send")]
    here = {it.n for it in asked if f"chat_id={chat}" in it.data["body"] or f"\r\n\r\n{chat}\r\n" in it.data["body"]}
    return [it.data for it in history.find("telegram", "answer") if it.data["to"] in here]

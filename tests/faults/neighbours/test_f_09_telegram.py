"""F-09: Telegram refuses, breaks, hangs and loses answers while a flood of leads wants to be seen.

World time leaps from timer to timer, so two hours of it pass in a minute; sockets, aiogram, the database and the
server's limits are real. What counts is the server's own record of the calls.
"""

import asyncio
import itertools
import random
from dataclasses import dataclass, field
from pathlib import Path

from bench.leaping import BEGIN, LeapingClock, run_leaping
from desk.leads.model import Lead
from desk.leads.work import SHOW_CARD
from sandbox.kit.faults import Fault, Faults
from sandbox.telegram.callbacks import Press
from sandbox.telegram.fake import TelegramFake
from sandbox.telegram.messages import Message
from sandbox.telegram.view import Seen
from tests.faults.line import Line
from tests.faults.neighbours.telegram_desk import GROUP, SELLERS, Desk, open_desk, open_telegram, write_settings
from tests.faults.neighbours.telegram_record import (
    TITLE,
    by_chat,
    inside_windows,
    most_within,
    read_answers,
    read_calls,
    read_shown,
    shut_for_all,
    version_of,
    within,
)
from tests.faults.neighbours.telegram_weather import KINDS, SILENCE, Weather
from tests.flows.chat import plain

CLAIM = "Взять"
RECENT = 80  # messages: who looks further back
ARRIVE = 60.0  # seconds within which all leads arrive
NEVER = 1e12
NUMBER = "+7 916 123-45-67"
LOOKED_AT = 7.0  # seconds within which a pressed card changes, under a clear sky: two cards of a full group
AFTER = 3.0  # seconds: what was held back for all comes first
UNVEILED = 2.1  # seconds: two messages to one chat, see ``bot.courier.limits``


@dataclass
class Shop:
    """The world of one case: orders arrive, leads change hands, sellers press."""

    desk: Desk
    fake: TelegramFake
    dice: random.Random
    leads: list[int] = field(default_factory=list)
    presses: list[tuple[Press, float, int]] = field(default_factory=list)
    versions: "itertools.count[int]" = field(default_factory=lambda: itertools.count(1))
    claimed: set[int] = field(default_factory=set)
    changing: int = 0

    async def receive(self, count: int) -> None:
        for number in range(count):
            self.leads.append(await self.desk.sell(number))
            await asyncio.sleep(ARRIVE / count)

    async def change(self, every: float) -> None:
        """A lead that nobody of the group has taken changes hands, again and again."""
        while True:
            await asyncio.sleep(self.dice.expovariate(1 / every))
            free = [it for it in self.leads if it not in self.claimed]
            if free:
                self.changing = self.dice.choice(free)
                await self.desk.hand_over(self.changing, next(self.versions))
                self.changing = 0

    async def press(self, every: float) -> None:
        """One seller after the other takes a lead whose card hangs in the group."""
        for seller in itertools.cycle(SELLERS):
            await asyncio.sleep(every)
            if offers := self.offers():
                card = self.dice.choice(offers)
                self.claimed.add(lead_of(card))
                now = self.desk.clock.now().timestamp()
                self.presses.append((self.fake.control.press(seller, GROUP, card.id, CLAIM), now, seller))

    async def talk(self, every: float) -> None:
        """Members' own messages take numbers between the cards."""
        while True:
            await asyncio.sleep(self.dice.expovariate(1 / every))
            self.fake.control.say(self.dice.choice(SELLERS), GROUP, "хорошо")

    def offers(self) -> list[Message]:
        """Of the last messages in the group those that can be taken."""
        last = list(self.fake.state.chats[GROUP].messages.values())[-RECENT:]
        offered = [it for it in last if any(button["text"] == CLAIM for row in it.inline_rows for button in row)]
        return [it for it in offered if lead_of(it) != self.changing]

    def seen(self) -> list[Seen]:
        return [it for it in self.fake.control.transcript(GROUP) if it.from_bot]

    async def calm(self, within: float) -> bool:
        """Wait until no card is owed any more; False when that takes longer than ``within`` world seconds."""
        for _ in range(int(within / 10)):
            if not any(job.kind == SHOW_CARD for job in await self.desk.owed()):
                return True
            await asyncio.sleep(10)
        return False


def is_card(seen: Seen) -> bool:
    return TITLE.search(plain(seen.text).split("\n", 1)[0]) is not None


def lead_of(seen: Seen | Message) -> int:
    return int(plain(seen.text).split("#", 1)[1].split(" ", 1)[0])


def test_f_09_nothing_is_lost_in_a_flood_and_no_window_is_disturbed(
    line: Line, seed: int, tmp_path: Path, database_url: str
) -> None:
    run_leaping(lambda: storm(line, seed, tmp_path, database_url))


async def storm(line: Line, seed: int, folder: Path, database: str) -> None:
    dice, clock = random.Random(seed), LeapingClock()
    leads, disturbed = line.pick(10, 1000), line.pick(50, 7200)
    async with open_telegram(clock, seed) as fake:
        desk = open_desk(write_settings(folder, fake.url, database), clock)
        desk.start()
        shop = Shop(desk, fake, dice)
        weather = Weather(fake, (GROUP, GROUP, SELLERS[0]), random.Random(dice.random()))
        life = [asyncio.create_task(it) for it in (shop.change(line.pick(12, 20)), shop.press(15), shop.talk(30))]
        await asyncio.gather(shop.receive(leads), weather.blow(disturbed))
        for task in life:
            task.cancel()
        line.expect(await shop.calm(leads * 8 + 600), "cards are owed for ever")
        line.case(leads)
        await check_cards(line, shop)
        check_calls(line, fake)
        check_order(line, fake)
        check_answers(line, shop)
        check_numbers(line, shop, weather)
        note_weather(line, weather, clock)
        await desk.stop()


async def check_cards(line: Line, shop: Shop) -> None:
    """Every lead hangs in the group and tells its present state; nothing was given up."""
    cards: dict[int, list[Seen]] = {}
    for seen in shop.seen():
        if is_card(seen):
            cards.setdefault(lead_of(seen), []).append(seen)
    for lead_id in shop.leads:
        lead = await shop.desk.lead(lead_id)
        shown = cards.get(lead_id, [])
        line.expect(shown, f"lead {lead_id} hangs nowhere")
        line.expect(any(tells(it, lead) for it in shown), f"no card of lead {lead_id} tells its present state")
    failed = [job for job in await shop.desk.owed() if job.status == "failed"]
    line.expect(not failed, f"{len(failed)} jobs were given up: {[(it.kind, it.error) for it in failed[:3]]}")
    line.note("cards that hang twice", sum(len(it) - 1 for it in cards.values()))


def tells(seen: Seen, lead: Lead) -> bool:
    if lead.assignee is None:
        return version_of(plain(seen.text)) is None
    return lead.assignee.name in plain(seen.text).split("\n", 1)[0]


def check_calls(line: Line, fake: TelegramFake) -> None:
    calls = read_calls(fake.history)
    early = inside_windows(calls) + [it for it in calls if within(it.at, shut_for_all(calls))]
    line.expect(not early, f"{len(early)} calls inside a window: {early[:3]}")
    moments = by_chat(calls)
    fullest = {chat: most_within(them, 60) for chat, them in moments.items() if chat < 0}
    line.expect(max(fullest.values()) <= 20, f"{fullest} calls in a group's minute")
    crowded = {chat: most_within(them, 1) for chat, them in moments.items()}
    line.expect(max(crowded.values()) <= 1, f"{crowded} calls in a chat's second")
    together = most_within((call.at for call in calls), 1)
    line.expect(together <= 30, f"{together} calls in a second")
    line.note("calls", len(calls))
    line.note("429", sum(call.status == 429 for call in calls))
    line.note("most in a group's minute", max(fullest.values()))


def check_order(line: Line, fake: TelegramFake) -> None:
    """An older picture never comes after a newer one."""
    newest: dict[int, int] = {}
    for shown in read_shown(fake.history, GROUP):
        if shown.version is not None:
            line.expect(shown.version >= newest.get(shown.lead, 0), f"an old picture of lead {shown.lead}")
            newest[shown.lead] = max(shown.version, newest.get(shown.lead, 0))


def check_answers(line: Line, shop: Shop) -> None:
    """Whoever presses is answered within a second, whatever waits, breaks or hangs in the group."""
    answers = read_answers(shop.fake.history)
    late = [answers.get(press.id, NEVER) - at for press, at, _seller in shop.presses]
    line.expect(all(it <= 1.0 for it in late), f"answers came late: {sorted(late)[-3:]}")
    line.note("presses", len(late))
    line.note("slowest answer, s", f"{max(late, default=0):.2f}")


def check_numbers(line: Line, shop: Shop, weather: Weather) -> None:
    """The number comes with the second message to this chat: at once a veiled one, and then, when a second has passed,
    the number into it; unless nothing at all may be said, or the chat itself is broken."""
    calls = read_calls(shop.fake.history)
    told = [it for it in calls if it.chat_id > 0 and it.status == 200 and NUMBER in it.text]
    shut = weather.shut + shut_for_all(calls)
    late = []
    for press, at, seller in shop.presses:
        if seller == weather.chats[-1] or within(at, shut, AFTER) or not (press.answer and NUMBER in press.answer.text):
            continue
        late.append(next((it.at for it in told if it.chat_id == seller and it.at >= at), NEVER) - at)
    line.expect(all(it <= UNVEILED for it in late), f"numbers came late: {sorted(late)[-3:]}")
    line.note("numbers", len(late))
    line.note("slowest number, s", f"{max(late, default=0):.2f}")


def note_weather(line: Line, weather: Weather, clock: LeapingClock) -> None:
    line.note("disturbances", sum(weather.seen.values()))
    line.note("world hours", f"{(clock.monotonic() - BEGIN) / 3600:.1f}")


def test_f_09_a_restart_in_a_flood_meets_no_window_of_before(
    line: Line, seed: int, tmp_path: Path, database_url: str
) -> None:
    run_leaping(lambda: restarts(line, seed, tmp_path, database_url))


async def restarts(line: Line, seed: int, folder: Path, database: str) -> None:
    """The group is as full as it may be, or has asked for a pause, when the next process starts."""
    dice, clock = random.Random(seed), LeapingClock()
    async with open_telegram(clock, seed) as fake:
        settings = write_settings(folder, fake.url, database)
        for turn in range(line.pick(2, 25)):
            desk = open_desk(settings, clock)
            desk.start()
            for number in range(8):
                await desk.sell(turn * 100 + number)
            await asyncio.sleep(dice.uniform(1, 30))
            if asked := dice.random() < 0.5:
                fake.limits.flood(dice.randint(20, 120), GROUP)
                await asyncio.sleep(dice.uniform(5, 10))
            await desk.stop()
            await asyncio.sleep(dice.uniform(0, 5))
            line.case()
            line.note("restarts in a pause", int(line.notes.get("restarts in a pause", 0)) + asked)
        desk = open_desk(settings, clock)
        desk.start()
        line.expect(await Shop(desk, fake, dice).calm(6000), "cards are owed for ever")
        check_calls(line, fake)
        unasked = [it for it in read_calls(fake.history) if it.status == 429]
        line.expect(len(unasked) <= int(line.notes["restarts in a pause"]), f"{len(unasked)} refusals")
        await desk.stop()


def test_f_09_what_somebody_looks_at_goes_before_the_backlog(line: Line, tmp_path: Path, database_url: str) -> None:
    run_leaping(lambda: backlog(line, tmp_path, database_url))


async def backlog(line: Line, folder: Path, database: str) -> None:
    """Many new leads wait for room in the group; whoever takes one sees at once that it is theirs."""
    clock = LeapingClock()
    async with open_telegram(clock, 1) as fake:
        desk = open_desk(write_settings(folder, fake.url, database), clock)
        desk.start()
        shop = Shop(desk, fake, random.Random(1))
        shop.leads += await asyncio.gather(*(desk.sell(number) for number in range(line.pick(12, 400))))
        slowest = 0.0
        for seller in SELLERS[: line.pick(4, 10)]:
            await asyncio.sleep(11)
            card = next(it for it in shop.seen() if any(button.text == CLAIM for button in it.buttons))
            begun = clock.monotonic()
            fake.control.press(seller, GROUP, card.message_id, CLAIM)
            name = f"Seller{seller}"
            while not any(it.message_id == card.message_id and name in it.text for it in shop.seen()):
                await asyncio.sleep(0.1)
                assert clock.monotonic() - begun < 120
            slowest = max(slowest, clock.monotonic() - begun)
            line.case()
        line.expect(slowest <= LOOKED_AT, f"a pressed card changed after {slowest:.1f} s")
        line.note("slowest pressed card, s", f"{slowest:.1f}")
        check_calls(line, fake)
        await desk.stop()


def test_f_09_nothing_is_given_up_however_long_telegram_is_down(line: Line, tmp_path: Path, database_url: str) -> None:
    run_leaping(lambda: outage(line, tmp_path, database_url))


async def outage(line: Line, folder: Path, database: str) -> None:
    """One kind of trouble without a pause, for far longer than a job has tries; then the card comes soon."""
    clock, seconds = LeapingClock(), line.pick(200, 3600)
    async with open_telegram(clock, 1) as fake:
        desk = open_desk(write_settings(folder, fake.url, database, attempts=3), clock)
        desk.start()
        shop = Shop(desk, fake, random.Random(1))
        for kind, status, body, content_type in KINDS[: line.pick(3, 5)]:
            before = len(read_calls(fake.history))
            script = fake.chat_faults[GROUP] = Faults()
            script.add(Fault(kind, times=None, status=status, body=body, content_type=content_type, seconds=SILENCE))
            shop.leads.append(await desk.sell(len(shop.leads)))
            await asyncio.sleep(seconds)
            script.clear()
            asked = len(read_calls(fake.history)) - before
            line.expect(5 <= asked <= seconds / 10, f"{asked} tries while {kind} {status}")
            line.expect(await shop.calm(90), f"no card after {kind} {status}")
            line.case()
        await check_cards(line, shop)
        await desk.stop()

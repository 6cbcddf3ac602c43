"""Bad weather between the desk and Telegram: floods, errors, silence and lost answers, drawn from a seed."""

import asyncio
import random
from dataclasses import dataclass, field

from sandbox.kit.faults import Fault, Faults, Kind
from sandbox.telegram.fake import TelegramFake
from sandbox.telegram.limits import EVERYWHERE

PAGE = "<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>"
BROKEN = '{"ok": false, "error_code": 500, "description": "Internal Server Error: restart"}'
WRITING = "*Message*"  # whether somebody belongs to the group can be asked all the same
SILENCE = 60.0  # seconds; the desk gives up sooner
LONGEST_FLOOD = 120
FLOODS = 0.25  # of all disturbances

# Kind, status, body, type.
KINDS: tuple[tuple[Kind, int, str, str], ...] = (
    ("status", 500, BROKEN, "application/json"),
    ("status", 502, PAGE, "text/html"),
    ("hang", 0, "", ""),
    ("drop", 0, "", ""),
    ("accept_drop", 0, "", ""),
    ("accept_hang", 0, "", ""),
    ("accept_status", 502, PAGE, "text/html"),
    ("cut", 0, "", ""),
)


@dataclass
class Weather:
    """One disturbance after the other, with some quiet between; ``seen`` counts them by kind."""

    fake: TelegramFake
    chats: tuple[int, ...]
    dice: random.Random
    seen: dict[str, int] = field(default_factory=dict)
    shut: list[tuple[float, float]] = field(default_factory=list)  # when nothing could be said to anybody
    matches: tuple[str, ...] = (WRITING,)

    async def blow(self, seconds: float) -> None:
        """For so many world seconds; afterwards the sky is clear."""
        self.fake.chat_faults = {chat: Faults(self.dice.randrange(2**32)) for chat in self.chats}
        loop = asyncio.get_running_loop()
        end = loop.time() + seconds
        self._flood(self.chats[0])  # however short the weather is
        while loop.time() < end:
            await asyncio.sleep(self.dice.uniform(1, 40))
            await self._disturb()
        self.fake.chat_faults = {}

    async def _disturb(self) -> None:
        chat = self.dice.choice(self.chats)
        if self.dice.random() < FLOODS:
            self._flood(self.dice.choice([chat, chat, chat, EVERYWHERE]))
        else:
            await self._break(chat)

    def _flood(self, chat: int) -> None:
        self._count("flood of all" if chat == EVERYWHERE else "flood")
        seconds = self.dice.randint(1, LONGEST_FLOOD)
        self.fake.limits.flood(seconds, chat)
        if chat == EVERYWHERE:
            now = self.fake.clock.now().timestamp()
            self.shut.append((now, now + seconds))

    async def _break(self, chat: int) -> None:
        kind, status, body, content_type = self.dice.choice(KINDS)
        self._count(f"{kind} {status}" if status else kind)
        chance = self.dice.choice([0.3, 0.7, 1.0])
        script = self.fake.chat_faults[chat]
        for match in self.matches:
            fault = Fault(kind, match=match, times=None, chance=chance, status=status, body=body, seconds=SILENCE)
            fault.content_type = content_type or fault.content_type
            script.add(fault)
        await asyncio.sleep(self.dice.uniform(1, 60))
        script.clear()

    def _count(self, kind: str) -> None:
        self.seen[kind] = self.seen.get(kind, 0) + 1

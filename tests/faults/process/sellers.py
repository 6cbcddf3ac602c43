"""Sellers who press what they see, at random, for as long as they are let."""

import asyncio
import random

from sandbox.telegram.hand import ImpossibleError
from sandbox.telegram.view import Seen
from sandbox.world.staff import ANNA, BORIS, CHAT_ID, VERA
from sandbox.world.world import World
from tests.flows.chat import Chat

PAUSE = (0.2, 1.0)  # real seconds between two taps
PATIENCE = 8.0
LATEST = 30  # messages that are still on somebody's screen


class Sellers:
    """Every tap, and what its presser was told, stands in the history."""

    def __init__(self, world: World, dice: random.Random) -> None:
        self._world = world
        self._dice = dice
        self._chat = Chat(world)
        self._taps: set[asyncio.Task[None]] = set()

    async def tap_on(self) -> None:
        """Until cancelled."""
        try:
            while True:
                await asyncio.sleep(self._dice.uniform(*PAUSE))
                if shown := [seen for seen in self._chat.group()[-LATEST:] if buttons_of(seen)]:
                    self._start(self._dice.choice(shown))
        finally:
            for tap in self._taps:
                tap.cancel()

    def _start(self, seen: Seen) -> None:
        task = asyncio.create_task(self._tap(seen, self._dice.choice(buttons_of(seen))))
        self._taps.add(task)
        task.add_done_callback(self._taps.discard)

    async def _tap(self, seen: Seen, button: str) -> None:
        person = self._dice.choice((ANNA, BORIS, VERA))
        try:
            press = self._world.telegram.control.press(person, CHAT_ID, seen.message_id, button)
        except ImpossibleError:
            return  # the card was changed between the look and the press
        tap = self._note("tap", person=person, message=seen.message_id, button=button)
        try:
            told = (await press.wait_answer(PATIENCE)).text
        except TimeoutError:
            told = ""
        self._note("told", to=tap, person=person, text=told)

    def _note(self, what: str, **data: object) -> int:
        return self._world.history.add(self._world.clock.now().isoformat(), "seller", what, **data).n


def buttons_of(seen: Seen) -> list[str]:
    return [button.data for button in seen.buttons if button.data and not button.disabled]

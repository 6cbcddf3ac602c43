"""What goes wrong with neighbours at random, as far as the real ones do such things."""

import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sandbox.kit.fake import Fake
from sandbox.kit.faults import Fault, Faults, Kind
from sandbox.world.world import World

PAGE = "<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>"
KINDS: tuple[Kind, ...] = ("status", "drop", "accept_drop", "delay", "cut")
SLOW = 0.3  # real seconds


def disturb(world: World, share: float, dice: random.Random) -> None:
    """Of all requests to any neighbour so many go wrong, each kind as often as the others."""
    for fake in world.fakes:
        fake.faults = Faults(dice.getrandbits(32))
        _disturb(fake, share)


@asynccontextmanager
async def outage(world: World, fake: Fake) -> AsyncIterator[None]:
    """Nobody is there; the history says from when to when."""
    world.note("outage", of=fake.name)
    await fake.unplug()
    try:
        yield
    finally:
        await fake.start()
        world.note("recovery", of=fake.name)


def calm(world: World) -> None:
    for fake in world.fakes:
        fake.faults.clear()


def _disturb(fake: Fake, share: float) -> None:
    for kind in KINDS:
        fake.faults.add(Fault(kind, times=None, chance=share / len(KINDS), status=502, body=PAGE, seconds=SLOW))

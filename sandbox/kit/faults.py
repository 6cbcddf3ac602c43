"""Fault scripts: what goes wrong, at which call, how often. Seeded, so that a run can be repeated."""

import fnmatch
import random
from dataclasses import dataclass, field
from typing import Literal

Kind = Literal[
    "status",  # answer `status` with `body` instead of handling
    "drop",  # close the connection, nothing was handled
    "hang",  # say nothing for `seconds` (real), then close; nothing was handled
    "delay",  # handle and answer `seconds` (real) late
    "accept_status",  # handle, then answer `status` with `body`
    "accept_drop",  # handle, then close the connection: the answer is lost
    "accept_hang",  # handle, then say nothing for `seconds` and close
    "cut",  # handle, then send half of the answer and close
    "late",  # close the connection at once, handle ``seconds`` of the world's time later
    "redirect",  # answer `status` and send to the same path at the address `to`, instead of handling
    "accept_redirect",
    "flood",  # answer with `size` bytes instead of handling
    "accept_flood",  # handle, then answer with `size` bytes
    "bomb",  # answer with a few bytes that unpack (gzip) to `size`, instead of handling
    "accept_bomb",
    "twice",  # handle the request two times, as when a proxy repeats it, and answer what came of the second
    "accept_recode",  # handle, then answer in another `charset` than the header says
]


@dataclass(slots=True)
class Fault:
    """``match`` is a pattern over operation names; the first ``skip`` matches pass, then ``times`` fail."""

    do: Kind
    match: str = "*"
    times: int | None = 1  # None: until removed
    skip: int = 0
    chance: float = 1.0
    status: int = 500
    body: str = ""
    content_type: str = "text/html"
    headers: dict[str, str] = field(default_factory=dict)
    seconds: float = 30.0
    to: str = ""
    size: int = 10 * 2**20
    charset: str = "utf-16"

    def applies(self, operation: str, dice: random.Random) -> bool:
        if self.times == 0 or not fnmatch.fnmatchcase(operation.lower(), self.match.lower()):
            return False
        if self.chance < 1 and dice.random() >= self.chance:
            return False
        if self.skip:
            self.skip -= 1
            return False
        if self.times is not None:
            self.times -= 1
        return True


class Faults:
    """The script of one fake. The first rule that applies wins."""

    def __init__(self, seed: int = 0) -> None:
        self.rules: list[Fault] = []
        self._dice = random.Random(seed)

    def add(self, fault: Fault) -> Fault:
        self.rules.append(fault)
        return fault

    def clear(self) -> None:
        self.rules.clear()

    def choose(self, operation: str) -> Fault | None:
        return next((rule for rule in self.rules if rule.applies(operation, self._dice)), None)

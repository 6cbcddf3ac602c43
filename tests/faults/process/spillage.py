"""What must not be found anywhere: every secret of a shop, and what is known of its customers; and where to look.

Nothing here asks the desk's own scrubber: words are looked for as they are, and in the spellings of addresses, JSON
and forms; a number by its digits, however they are spaced.
"""

import base64
import json
import re
import sqlite3
import tomllib
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote, quote_plus

from tests.faults.checker.leaks import DIGITS, tail
from tests.flows.chat import plain, read
from tests.flows.scene import Scene

# Texts that people and other programs get to see. What a customer ordered stands in other columns, and may.
SHOWN = {
    "job": ("error", "cause"),
    "inbox": ("outcome",),
    "incident": ("sample",),
    "history": ("why",),
    "act": ("subject", "data"),
}
SECRET = re.compile("secret|token|password|psw|key$")
LEAST = 10
PHRASES = frozenset({"text", "caption", "media"})
FOR_ONE = frozenset({"receiver_user_id", "ephemeral_message_parameters"})


@dataclass(frozen=True, slots=True)
class Customer:
    """Somebody who is in nobody's address book."""

    number: int

    @property
    def phone(self) -> str:
        return f"+7916{7310000 + self.number}"

    @property
    def spelled(self) -> str:
        """As people type it: each in another way."""
        digits = self.phone[2:]
        ways = (
            self.phone,
            f"8{digits}",
            f"8 ({digits[:3]}) {digits[3:6]}-{digits[6:8]}-{digits[8:]}",
            f"+7 {digits[:3]} {digits[3:6]} {digits[6:8]} {digits[8:]}",
            f"8-{digits[:3]}-{digits[3:6]}-{digits[6:]}",
        )
        return ways[self.number % len(ways)]

    @property
    def email(self) -> str:
        return f"leaky.customer{self.number}@marker-mail.example"


@dataclass(frozen=True, slots=True)
class Spill:
    where: str
    what: str
    excerpt: str

    def __str__(self) -> str:
        return f"{self.where} shows {self.what}: …{self.excerpt}…"


class Searcher:
    """``secrets`` by the names that they are told by: a report of a spill shall not be another one."""

    def __init__(self, secrets: Iterable[str], customers: Iterable[Customer]) -> None:
        self.secrets = {form: number for number, it in enumerate(sorted(set(secrets))) for form in spellings(it)}
        known = list(customers)
        self._phones = {tail(it.phone): it.number for it in known}
        self._emails = {form: it.number for it in known for form in (it.email, quote(it.email, safe=""))}

    def search(self, where: str, text: str, *, people: bool = True) -> Iterator[Spill]:
        for secret, number in self.secrets.items():
            if (at := text.find(secret)) >= 0:
                yield Spill(where, f"secret {number}", around(text, at).replace(secret, "<it>"))
        if people:
            yield from self._search_people(where, text)

    def _search_people(self, where: str, text: str) -> Iterator[Spill]:
        for email, number in self._emails.items():
            if (at := text.find(email)) >= 0:
                yield Spill(where, f"the mailbox of customer {number}", around(text, at))
        for found in DIGITS.finditer(text):
            if (number := self._phones.get(tail(found[0]))) is not None:
                yield Spill(where, f"the number of customer {number}", around(text, found.start()))


def read_secrets(config: Path) -> list[str]:
    """Out of the file itself: whatever its key says is one."""
    found = sorted(set(_secrets_in(tomllib.loads(config.read_text("utf-8")))))
    assert len(found) > LEAST
    return found


def _secrets_in(value: Any, name: str = "") -> Iterator[str]:
    if isinstance(value, dict):
        for key, it in value.items():
            yield from _secrets_in(it, key)
    elif isinstance(value, list):
        for it in value:
            yield from _secrets_in(it, name)
    elif isinstance(value, str) and value and SECRET.search(name):
        yield value


def spellings(secret: str) -> set[str]:
    encoded = base64.b64encode(secret.encode()).decode().rstrip("=")
    return {secret, json.dumps(secret)[1:-1], quote(secret, safe=""), quote_plus(secret), encoded}


def around(text: str, at: int) -> str:
    return " ".join(text[max(0, at - 80) : at + 80].split())


def read_shown(file: Path) -> Iterator[tuple[str, str]]:
    """Where in the database, and what stands there."""
    with closing(sqlite3.connect(file, timeout=5)) as db:
        for table, columns in SHOWN.items():
            for column in columns:
                for (value,) in db.execute(f"SELECT {column} FROM {table}"):
                    yield f"{table}.{column}", value.decode() if isinstance(value, bytes) else str(value or "")


def read_group(scene: Scene) -> Iterator[str]:
    """All that the sellers' chat could ever read."""
    chat = str(scene.world.staff.group.id)
    for asked in scene.world.history.find("telegram", "request"):
        fields = read(asked.data)
        if fields.get("chat_id") == chat and not FOR_ONE & fields.keys():
            yield plain(" ".join(fields[name] for name in PHRASES & fields.keys()))


def find_tokens(scene: Scene) -> set[str]:
    """Tokens that were handed out while the desk ran."""
    bodies = " ".join(str(it.data["body"]) for it in scene.world.history.entries if "body" in it.data)
    return set(re.findall(r'(?:access|refresh)_token"\s*:\s*"([^"]{8,})"', bodies))

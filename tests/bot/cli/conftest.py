"""``ringdesk`` in a folder of its own, on a real database file with leads in it."""

import asyncio
import itertools
import json
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import pytest
from typer.testing import CliRunner, Result

from bot.app.clock import SystemClock
from bot.cli.main import app
from desk.leads import events
from desk.model import Consent, Customer, Order
from storage.books import Books, Store
from storage.database import Database
from storage.schema import copy_file
from tests.desk.leads.conftest import make_rules
from tests.scheduler.conftest import make_service

T = TypeVar("T")
ROOT = Path(__file__).parents[3]
RUNNER = CliRunner()
SETTINGS = """
[database]
url = "sqlite+aiosqlite:///desk.db"
[shop]
hours = "24/7"
[server]
public_url = "https://desk.example.com"
[sources.site]
secret = "a-secret-of-the-site"
[calls]
use = "voximplant"
consent = "assumed"
[voximplant]
account_id = 1
api_key = "key-of-the-account"
rule_id = 2
caller_id = "74950000000"
callback_secret = "secret-of-the-scenario"
"""


@dataclass
class Shell:
    folder: Path

    def run(self, *words: str) -> Result:
        return RUNNER.invoke(app, list(words))

    def ok(self, *words: str) -> str:
        result = self.run(*words)
        assert result.exit_code == 0, result.output
        return result.stdout

    def json(self, *words: str) -> Any:
        return json.loads(self.ok(*words, "--json"))

    def refused(self, *words: str, code: int = 1) -> str:
        """What is said on the stream of errors; there is no traceback."""
        result = self.run(*words)
        assert result.exit_code == code, result.output
        assert isinstance(result.exception, SystemExit | None)
        return result.stderr

    @property
    def environment(self) -> dict[str, str]:
        """For a process of its own."""
        return {"PATH": os.environ.get("PATH", ""), "PYTHONPATH": str(ROOT)}

    def write(self, settings: str) -> None:
        (self.folder / "ringdesk.toml").write_text(settings, "utf-8")

    def books(self, work: Callable[[Books], T]) -> T:
        async def run() -> T:
            store = Store(Database("sqlite+aiosqlite:///desk.db"))
            try:
                return await store.write(work)
            finally:
                await store.database.close()

        return asyncio.run(run())

    def open(self, name: str, *facts: events.Event, phone: str = "89161234567", **given: Any) -> int:
        """A lead, as the desk would have it by now; ``given`` are fields of its order."""
        service, now = make_service(make_rules(hours="24/7", crm=False, sms=False, connects=True)), SystemClock().now()
        ref = f"A-{next(REFS)}"
        order = Order("site", ref, Customer(name, phone), order_id=ref, consent=Consent(calls=True), **given)

        def work(books: Books) -> int:
            lead_id = service.receive(books, order, now).lead_id
            for fact in facts:
                service.tell(books, lead_id, fact, now)
            return lead_id

        return self.books(work)

    def fail_jobs(self) -> list[int]:
        """Every job is given up."""

        def work(books: Books) -> list[int]:
            jobs = books.jobs.listed()
            for job in jobs:
                books.jobs.fail(job.id, "503 for three hours", 12)
            return [job.id for job in jobs]

        return self.books(work)


REFS = itertools.count(1)


@pytest.fixture
def shell(tmp_path: Path, empty_database: Path, monkeypatch: pytest.MonkeyPatch) -> Shell:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TERM", "dumb")
    copy_file(empty_database, tmp_path / "desk.db")
    shell = Shell(tmp_path)
    shell.write(SETTINGS)
    return shell

"""``init``, ``check``, ``migrate``, ``backup``, ``restore``, ``integrations`` and the help of everything."""

import json
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer

from bot.cli.main import app
from storage.lock import ProcessLock
from tests.bot.cli.conftest import Shell
from tests.clocks import MONDAY_NOON


def commands(group: Any, *above: str) -> Iterator[tuple[str, ...]]:
    yield above
    for name, command in getattr(group, "commands", {}).items():
        yield from commands(command, *above, name)


@pytest.mark.parametrize("words", list(commands(typer.main.get_command(app))), ids=" ".join)
def test_every_command_explains_itself(shell: Shell, words: tuple[str, ...]) -> None:
    text = shell.ok(*words, "--help")
    assert "Usage" in text
    assert len(text.splitlines()) > 5


def test_a_group_without_a_command_shows_what_there_is(shell: Shell) -> None:
    result = shell.run("leads")
    assert result.exit_code == 2
    assert "show" in result.output


def test_init_writes_settings_that_check_accepts(shell: Shell) -> None:
    (shell.folder / "ringdesk.toml").unlink()
    shell.ok("init", "fresh")
    assert Path("fresh/.env.example").is_file()
    assert shell.ok("--config", "fresh/ringdesk.toml", "check") == "the configuration is right\n"


def test_init_overwrites_only_when_told(shell: Shell) -> None:
    before = Path("ringdesk.toml").read_text("utf-8")
    assert "--force" in shell.refused("init")
    assert Path("ringdesk.toml").read_text("utf-8") == before
    shell.ok("init", "--force")
    assert Path("ringdesk.toml").read_text("utf-8") != before


def test_check_is_content_with_what_is_right(shell: Shell) -> None:
    assert shell.ok("check") == "the configuration is right\n"
    assert shell.json("check") == {"ok": True, "mistakes": []}


MISTAKES = """
telegrm = {}
[shop]
hours = "Mon 9"
[calls]
max_attempts = 0
[texts]
night = "{{ nme }}"
"""


HALVES = {  # what stands in the file -> what is missing
    "[calltouch]\nsite_id = 12345": {"calltouch.token", "retailcrm.url", "retailcrm.api_key"},
    "[calltouch]\ntoken = 'x'\n[retailcrm]\nurl = 'shop'\napi_key = 'y'": {"calltouch.site_id"},
    "[calltouch]\nsite_id = 12345\ntoken = 'x'\n[retailcrm]\nurl = 'shop'": {"retailcrm.api_key"},
    "[retailcrm]\napi_key = 'y'": {"retailcrm.url"},
    "[calltouch]\nwebhook_secret = 'x'": set(),
}


@pytest.mark.parametrize("text", HALVES)
def test_check_says_what_call_tracking_lacks_that_was_filled_in_by_halves(shell: Shell, text: str) -> None:
    """S1-08: no mistake, since the rest may be typed in the chat; nor is it passed over in silence."""
    shell.write(text)
    notes = shell.json("check").get("notes", [])
    assert {it["path"] for it in notes} == HALVES[text]
    said = shell.ok("check").splitlines()[1:]
    assert [it.split(": ")[1] for it in said] == [it["path"] for it in notes]
    assert all(
        it.startswith("without `ringdesk connect calltouch-retailcrm` call tracking does not run") for it in said
    )


def test_check_names_all_mistakes_at_once_and_ends_with_two(shell: Shell) -> None:
    shell.write(MISTAKES)
    said = shell.refused("check", code=2).splitlines()
    assert {line.split(":")[0] for line in said} == {"telegrm", "shop.hours", "calls.max_attempts"}


def test_check_says_it_to_scripts_too(shell: Shell) -> None:
    shell.write("[calls]\nuse = 'voximplnt'\n[sms]\nuse = 'bitrix24'\n[crm]\nuse = 'bitrix24'")
    result = shell.run("check", "--json")
    assert result.exit_code == 2
    found = json.loads(result.stdout)
    assert not found["ok"]
    assert {it["path"] for it in found["mistakes"]} == {"calls.use", "sms.use", "bitrix24.webhook_url"}


def test_check_tries_the_templates(shell: Shell) -> None:
    shell.write("[texts]\nnight = '{{ nme }'")
    assert shell.refused("check", code=2).startswith("texts.night: ")


@pytest.mark.parametrize("command", [["leads", "list"], ["jobs", "list"], ["migrate"], ["export", "leads"]])
def test_wrong_settings_end_every_command_with_two(shell: Shell, command: list[str]) -> None:
    shell.write("[calls]\nmax_attempts = 0")
    assert shell.refused(*command, code=2).startswith("calls.max_attempts: ")


def test_a_token_that_is_none_is_said_without_a_traceback(shell: Shell) -> None:
    shell.write("[telegram]\ntoken = 'not a token'\n[database]\nurl = 'sqlite+aiosqlite:///desk.db'")
    ran = subprocess.run(
        [sys.executable, "-m", "bot.cli", "run"], check=False, env=shell.environment, capture_output=True, text=True
    )
    assert ran.returncode == 2
    assert ran.stderr.splitlines()[-1].startswith("telegram.token: ")
    assert "Traceback" not in ran.stderr
    assert "not a token" not in ran.stderr


def test_a_settings_file_that_is_not_there_is_wrong_usage(shell: Shell) -> None:
    assert shell.refused("--config", "no.toml", "check", code=2) == "no.toml: there is no such file\n"


def test_migrate_makes_the_database_and_then_has_nothing_to_do(shell: Shell) -> None:
    Path("desk.db").unlink()
    assert "migrated the database from nothing" in shell.ok("migrate")
    assert shell.ok("migrate") == "the database is up to date\n"


def test_a_backup_is_a_database_and_comes_back(shell: Shell) -> None:
    first = shell.open("Анна")
    assert shell.ok("backup", "copy.db") == "copied to copy.db\n"
    shell.open("Борис")
    assert "before-restore" in shell.ok("restore", "copy.db")
    assert [row["id"] for row in shell.json("leads", "list")] == [first]
    with sqlite3.connect("desk.db.before-restore") as former:
        assert former.execute("SELECT count(*) FROM lead").fetchone() == (2,)


def test_a_backup_overwrites_nothing(shell: Shell) -> None:
    Path("copy.db").write_text("precious", "utf-8")
    assert "exists already" in shell.refused("backup", "copy.db")
    assert Path("copy.db").read_text("utf-8") == "precious"


def test_a_damaged_copy_is_not_put_back(shell: Shell) -> None:
    shell.open("Анна")
    Path("copy.db").write_bytes(b"this is no database at all, and never was" * 200)
    assert "is damaged" in shell.refused("restore", "copy.db")
    assert sorted(it.name for it in Path().glob("*.db*")) == ["copy.db", "desk.db", "desk.db.lock"]
    assert len(shell.json("leads", "list")) == 1


def test_nothing_is_restored_under_a_running_desk(shell: Shell) -> None:
    shell.ok("backup", "copy.db")
    with ProcessLock(Path("desk.db")):
        assert "another desk" in shell.refused("restore", "copy.db")


def test_f_14_a_damaged_database_is_refused_with_the_command_that_puts_a_copy_back(shell: Shell) -> None:
    """S0-57: also the one that cannot be copied any more."""
    first = shell.open("Анна")
    shell.ok("backup", "copy.db")
    Path("desk.db").write_bytes(b"this is no database any more" * 500)
    assert "ringdesk restore" in shell.refused("run")
    assert "damaged" in shell.refused("leads", "list")
    assert "before-restore" in shell.ok("restore", "copy.db")
    assert [row["id"] for row in shell.json("leads", "list")] == [first]
    assert Path("desk.db.before-restore").read_bytes().startswith(b"this is no database any more")


def test_f_14_a_database_that_was_lost_is_not_begun_anew(shell: Shell) -> None:
    first = shell.open("Анна")
    shell.ok("backup", "copy.db")
    with ProcessLock(Path("desk.db")) as lock:
        lock.sign()
    Path("desk.db").unlink()
    assert "ringdesk restore" in shell.refused("run")
    assert "ringdesk restore" in shell.refused("leads", "list")
    assert not Path("desk.db").exists()
    assert shell.ok("restore", "copy.db") == "restored copy.db\n"
    assert [row["id"] for row in shell.json("leads", "list")] == [first]


def test_a_copy_that_is_not_there_is_said_plainly(shell: Shell) -> None:
    assert shell.refused("restore", "no.db") == "there is no copy at no.db\n"


def test_every_neighbour_has_a_state(shell: Shell) -> None:
    rows = {row["name"]: row for row in shell.json("integrations", "list")}
    assert (rows["voximplant"]["state"], rows["voximplant"]["detail"]) == ("active", "calls")
    assert rows.pop("calltouch-retailcrm")["state"] == "new"
    assert {row["state"] for name, row in rows.items() if name != "voximplant"} == {"disabled"}
    assert all(set(row) == {"name", "state", "url", "detail"} for row in rows.values())


def test_s0_05_a_neighbour_with_an_open_incident_is_broken(shell: Shell) -> None:
    shell.books(lambda books: books.incidents.add("calls", "503 Service Unavailable", MONDAY_NOON))
    rows = {row["name"]: row for row in shell.json("integrations", "list")}
    assert (rows["voximplant"]["state"], rows["voximplant"]["detail"]) == ("broken", "503 Service Unavailable")
    assert "broken" in shell.ok("integrations", "list")

"""``ringdesk connect calltouch-retailcrm`` while no desk runs: what is typed is kept, and never shown again."""

import json
from pathlib import Path

import pytest

from desk.tracking.connecting import load_connection
from desk.tracking.work import SET_UP
from tests.bot.cli.conftest import Shell

KEY, TOKEN = "s3cret-key-of-the-crm", "s3cret-token-of-the-tracker"
CONNECT = ("connect", "calltouch-retailcrm")
GIVEN = ("--url", "shop", "--api-key", KEY, "--site-id", "12345", "--token", TOKEN)


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("https://shop.retailcrm.ru/admin/orders?x=1#a", "https://shop.retailcrm.ru"),  # T-50
        (" http://SHOP.retailcrm.ru:80/ ", "https://shop.retailcrm.ru"),
        ("https://shop.retailcrm.ru:443/x", "https://shop.retailcrm.ru"),
        ("shop", "https://shop.retailcrm.ru"),
        ("http://127.0.0.1:8080/x", "http://127.0.0.1:8080"),
    ],
)
def test_cr_02_an_address_is_shown_as_it_is_understood_and_nobody_is_asked(
    shell: Shell, typed: str, shown: str
) -> None:
    """T-50; neither settings nor a database are needed."""
    for name in ("ringdesk.toml", "desk.db"):
        Path(name).unlink()
    assert json.loads(shell.ok(*CONNECT, "--url", typed, "--check-address")) == {"url": shown}
    assert not Path("desk.db").exists()


@pytest.mark.parametrize("typed", ["", "https://", "https:///orders?x=1", "?", "two words"])
def test_cr_02_an_address_without_a_host_is_refused(shell: Shell, typed: str) -> None:
    refused = shell.run(*CONNECT, "--url", typed, "--check-address")
    assert (refused.exit_code, refused.stdout) == (1, "")
    assert "wrong address" in refused.stderr
    assert shell.run(*CONNECT, *GIVEN, "--url", typed or "https://").exit_code == 1
    assert shell.books(load_connection) is None


def test_cr_01_what_is_missing_is_named_and_the_files_cabinet_is_used(shell: Shell) -> None:
    refused = shell.run(*CONNECT, "--url", "shop")
    assert (refused.exit_code, "API key" in refused.stderr) == (2, True)
    refused = shell.run(*CONNECT, "--url", "shop", "--api-key", KEY)
    assert (refused.exit_code, "cabinet" in refused.stderr) == (2, True)
    with Path("ringdesk.toml").open("a") as file:
        file.write(f'[calltouch]\nsite_id = 777\ntoken = "{TOKEN}"\n')
    shell.ok(*CONNECT, "--url", "shop", "--api-key", KEY)
    kept = shell.books(load_connection)
    assert kept
    assert (kept.keys.site_id, kept.keys.token) == (777, TOKEN)


def test_s1_09_it_is_kept_at_once_and_waits_for_a_desk(shell: Shell) -> None:
    """CR-04, CR-12: the job is there; the secrets are in nothing that is shown."""
    said = shell.ok(*CONNECT, *GIVEN)
    assert "https://shop.retailcrm.ru: authorising" in said
    row = next(it for it in shell.json("integrations", "list") if it["name"] == CONNECT[1])
    assert (row["state"], row["url"]) == ("authorising", "https://shop.retailcrm.ru")
    jobs = shell.ok("jobs", "list", "--json")
    assert SET_UP in jobs
    acts = shell.books(lambda books: books.acts.latest(10))
    assert [(it.what, it.subject) for it in acts] == [("link_keys", "https://shop.retailcrm.ru")]
    for shown in (said, jobs, str(row), str(acts), repr(shell.books(load_connection))):
        assert KEY not in shown
        assert TOKEN not in shown


def test_cr_12_what_was_never_connected_is_neither_tried_again_nor_let_go_of(shell: Shell) -> None:
    for option in ("--again", "--disconnect"):
        refused = shell.run(*CONNECT, option)
        assert (refused.exit_code, "nothing was connected" in refused.stderr) == (1, True)

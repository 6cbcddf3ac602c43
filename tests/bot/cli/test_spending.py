"""``ringdesk spending``: the ledger and the brake without the chat (N-09)."""

from decimal import Decimal
from pathlib import Path

from desk.leads import events
from desk.ports import CallReport, Disposition
from tests.bot.cli.conftest import Shell

CALLED = (
    events.CallAsked(1),
    events.CallEnded(1, CallReport("", "s", Disposition.BUSY, "", cost=Decimal("2.50"))),
)


def limit(shell: Shell, amount: int) -> None:
    file = Path("ringdesk.toml")
    file.write_text(f"{file.read_text('utf-8')}\n[spending]\ndaily_limit = {amount}\ncurrency = 'RUB'\n", "utf-8")


def test_n_09_spending_is_told_with_its_forecast(shell: Shell) -> None:
    shell.open("Анна", *CALLED)
    shell.open("Борис")
    told = shell.json("spending")
    assert (told["today"]["spent"], told["today"]["leads"], told["today"]["per_lead"]) == ("2.5", 2, "1.25")
    assert told["today"]["rows"] == [{"kind": "call", "count": 1, "priced": 1, "amount": "2.5", "mean": "2.50"}]
    assert told["forecast"]["basis"] in ("open_hours", "spent")
    assert told["month"]["spent"] == "2.5"
    assert (told["limit"], told["closed"]) == (None, False)
    assert "2,50" in shell.ok("spending")


def test_n_09_the_limit_is_decided_about_and_that_is_written_down(shell: Shell) -> None:
    limit(shell, 2)
    shell.open("Анна", *CALLED)
    assert shell.json("spending")["closed"] is True
    more = shell.json("spending", "--approve", "100.50")
    assert (more["approved"], more["closed"]) == ("100.5", False)
    assert shell.json("spending", "--stop")["stopped"] is True
    assert shell.json("spending", "--free")["without_limit"] is True
    acts = [(it["what"], it["subject"]) for it in shell.json("audit")]
    assert sorted(acts) == [("spend_free", ""), ("spend_more", "100.5"), ("spend_stop", "")]
    assert shell.run("spending", "--free", "--stop").exit_code == 2


def test_n_09_without_a_limit_there_is_nothing_to_approve(shell: Shell) -> None:
    result = shell.run("spending", "--approve", "5")
    assert result.exit_code == 1
    assert "there is no spending limit" in result.output

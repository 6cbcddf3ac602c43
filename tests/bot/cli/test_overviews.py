"""``ringdesk board``, ``flow`` and ``stats``: what the chat shows, on the command line (S0-58, X-37)."""

from pathlib import Path

import pytest

from desk.leads import events
from desk.leads.model import LeadStatus
from sandbox.telegram.files import picture_size
from tests.bot.cli.conftest import Shell
from tests.desk.leads.conftest import ANNA


def test_s0_58_the_board_counts_leads_by_status(shell: Shell) -> None:
    shell.open("Анна")
    shell.open("Борис", events.Claimed(ANNA))
    shell.open("Вера", events.OutcomeSet(ANNA, LeadStatus.WON))
    counts = shell.json("board")
    assert {name: number for name, number in counts.items() if number} == {"calling": 1, "in_work": 1, "won": 1}
    assert ["calling", "1"] in [line.split() for line in shell.ok("board").splitlines()]


def test_s0_58_the_process_is_told_with_every_move(shell: Shell) -> None:
    shell.open("Анна")
    told = shell.json("flow")
    assert {it["status"] for it in told["nodes"]} == {it.value for it in LeadStatus}
    assert [it for it in told["nodes"] if it["leads"]] == [
        {"status": "calling", "leads": 1, "start": False, "final": False}
    ]
    assert {"from": "calling", "to": "manual", "cause": "time", "fact": "TimeCame"} in told["moves"]
    assert "TimeCame" in shell.ok("flow")


def test_s0_58_x_37_pictures_are_drawn_into_files(shell: Shell) -> None:
    shell.open("Анна")
    for command in ("flow", "stats"):
        shell.ok(command, "--picture", f"{command}.png")
        width, _height = picture_size(Path(f"{command}.png").read_bytes())
        assert width == 1080


@pytest.mark.parametrize("period", ["day", "week", "month"])
def test_x_37_figures_of_a_period(shell: Shell, period: str) -> None:
    shell.open("Анна")
    shell.open("Борис", events.Claimed(ANNA), events.OutcomeSet(ANNA, LeadStatus.WON))
    told = shell.json("stats", "--period", period)
    assert told["period"] == period
    assert told["funnel"] == {"accepted": 2, "in_crm": None, "called": 1, "reached": 1, "won": 1}
    assert told["response"]["median_seconds"] == 0
    assert [it["name"] for it in told["sources"]] == ["site"]
    assert "принято — 2" in shell.ok("stats", "--period", period)


def test_an_unknown_period_is_wrong_usage(shell: Shell) -> None:
    assert "month" in shell.refused("stats", "--period", "aeon", code=2)

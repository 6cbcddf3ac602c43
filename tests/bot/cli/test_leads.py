"""``ringdesk leads`` and ``ringdesk export``: what the chat shows, for scripts and for the day the chat is down."""

import csv
import io
import json
from pathlib import Path

import openpyxl
import pytest

from desk.leads import events
from desk.leads.model import LeadStatus
from desk.leads.work import PLACE_BRIDGE, PLACE_CALL
from desk.model import InboundRequest
from storage.books import Books
from tests.bot.cli.conftest import SETTINGS, Shell
from tests.clocks import MONDAY_NOON
from tests.desk.leads.conftest import ANNA


def test_the_newest_lead_comes_first(shell: Shell) -> None:
    first, second = shell.open("Анна"), shell.open("Борис", events.OutcomeSet(ANNA, LeadStatus.WON))
    assert [(row["id"], row["name"], row["status"]) for row in shell.json("leads", "list")] == [
        (second, "Борис", "won"),
        (first, "Анна", "calling"),
    ]
    assert [row["id"] for row in shell.json("leads", "list", "--status", "won")] == [second]
    assert [row["id"] for row in shell.json("leads", "list", "--limit", "1")] == [second]


def test_people_get_a_table(shell: Shell) -> None:
    shell.open("Анна", events.Claimed(ANNA))
    head, row = shell.ok("leads", "list").splitlines()
    assert head.split() == ["id", "status", "name", "phone", "next", "at", "assignee"]
    assert row.split()[:3] == ["1", "manual", "Анна"]
    assert row.split()[-2:] == ["person", "Анна"]


def test_an_empty_desk_lists_nothing(shell: Shell) -> None:
    assert shell.json("leads", "list") == []
    assert len(shell.ok("leads", "list").splitlines()) == 1


def test_s0_20_a_lead_is_shown_with_its_history_and_what_the_shop_sent(shell: Shell) -> None:
    lead_id = shell.open("Анна")

    def keep(books: Books) -> None:
        request = InboundRequest("POST", "/orders/site", {}, {}, '{"name": "Анна"}\x1b[2J'.encode(), "", MONDAY_NOON)
        row = books.inbox.keep("orders/site", "d1", request)
        assert row
        books.inbox.handle(row, MONDAY_NOON, "order", lead_id)

    shell.books(keep)
    text = shell.ok("leads", "show", str(lead_id))
    assert "order_received: a new order (shop)" in text
    assert '{"name": "Анна"}' in text
    assert "\x1b" not in text  # a stranger's words do not steer the terminal
    whole = shell.json("leads", "show", str(lead_id))
    assert whole["raw"] == ['{"name": "Анна"}\x1b[2J']
    assert [it["what"] for it in whole["history"]] == ["order_received", "call_planned"]


def test_s0_41_a_waiting_lead_says_until_when_and_why(shell: Shell) -> None:
    lead_id = shell.open("Анна", events.CallAsked(1))
    coming = shell.json("leads", "show", str(lead_id))["next"]
    assert coming["action"] == "await_result"
    assert coming["at"].endswith("+03:00")
    assert coming["why"]


@pytest.mark.parametrize("command", ["show", "retry", "manual"])
def test_a_lead_that_is_not_there_is_said_plainly(shell: Shell, command: str) -> None:
    assert shell.refused("leads", command, "99") == "there is no lead 99\n"


def test_a_word_for_a_number_is_wrong_usage(shell: Shell) -> None:
    assert "number" in shell.refused("leads", "show", "Anna", code=2)


def test_d_06_a_lead_is_taken_by_hand(shell: Shell) -> None:
    lead_id = shell.open("Анна")
    assert shell.ok("leads", "manual", str(lead_id)).startswith(f"lead {lead_id}: manual; next: person")
    lead = shell.json("leads", "show", str(lead_id))
    assert (lead["status"], lead["assignee"]["name"]) == ("manual", "command line")
    assert lead["history"][-1]["who"] == "command line"


def test_d_05_a_lead_is_retried_now(shell: Shell) -> None:
    lead_id = shell.open("Анна", events.CallAsked(1), events.CallRefused(1, "no money"))
    assert shell.ok("leads", "retry", str(lead_id)).startswith(f"lead {lead_id}: calling; next: call")
    assert f"{PLACE_CALL}:{lead_id}:2" in [row["key"] for row in shell.json("jobs", "list")]


def test_d_05_what_is_not_possible_is_refused_with_the_reason(shell: Shell) -> None:
    lead_id = shell.open("Анна", events.Claimed(ANNA))
    assert shell.refused("leads", "retry", str(lead_id)) == "Анна has this lead\n"


@pytest.fixture
def connecting(shell: Shell) -> Shell:
    """Telephony can connect, and knows where to call Anna."""
    shell.write(SETTINGS.replace("rule_id = 2", "rule_id = 2\nconnect_rule_id = 3"))
    shell.books(lambda books: books.people.meet(ANNA.id, "Анна", "anna", MONDAY_NOON))
    shell.ok("people", "phone", "@anna", "8 903 555-66-77")
    return shell


def test_a_seller_is_connected_from_the_command_line_too(connecting: Shell) -> None:
    lead_id = connecting.open("Мария", events.Claimed(ANNA))
    assert f"lead {lead_id}: manual" in connecting.ok("leads", "connect", str(lead_id), "--by", "@anna")
    assert f"{PLACE_BRIDGE}:{lead_id}:1" in [row["key"] for row in connecting.json("jobs", "list")]
    (bridge,) = connecting.json("leads", "show", str(lead_id))["bridges"]
    assert (bridge["by"]["name"], bridge["leg"], bridge["result"]) == ("Анна", None, None)
    assert "bridge 1 for Анна: no result yet" in connecting.ok("leads", "show", str(lead_id))
    (act,) = [it for it in connecting.json("audit") if it["what"] == "connect"]
    assert (act["who_id"], act["lead_id"], act["subject"]) == (0, lead_id, "Анна")


def test_what_stands_in_the_way_of_a_connection_is_said_and_nothing_is_kept(connecting: Shell) -> None:
    lead_id = connecting.open("Мария", events.Claimed(ANNA))
    asked = ("leads", "connect", str(lead_id), "--by")
    assert connecting.refused(*asked, "7") == "Анна has this lead\n"
    assert "nobody is known by the name" in connecting.refused(*asked, "@nobody")
    connecting.ok("people", "phone", "@anna", "--", "-")
    assert "your own number is not known yet" in connecting.refused(*asked, "@anna")
    assert connecting.json("leads", "show", str(lead_id))["bridges"] == []
    assert "connect" not in [it["what"] for it in connecting.json("audit")]


def test_leads_are_exported_to_every_format(shell: Shell) -> None:
    shell.open("=1+1", phone="+79161234567")
    shell.open("Борис")
    text = shell.ok("export", "leads")
    assert [row["name"] for row in csv.DictReader(io.StringIO(text.lstrip("\ufeff")))] == ["'=1+1", "Борис"]
    assert [row["name"] for row in json.loads(shell.ok("export", "leads", "--format", "json"))] == [
        "=1+1",
        "Борис",
    ]
    file = Path("leads.xlsx")
    shell.ok("export", "leads", "--format", "xlsx", "--output", str(file))
    sheet = openpyxl.load_workbook(file).active
    assert sheet is not None
    assert [row[0] for row in sheet.iter_rows(min_row=2, values_only=True)] == ["1", "2"]


def test_an_unknown_format_is_wrong_usage(shell: Shell) -> None:
    assert "csv" in shell.refused("export", "leads", "--format", "pdf", code=2)


def test_the_log_of_acts_is_exported_too(shell: Shell) -> None:
    """X-38, X-39."""
    shell.open("Анна")
    shell.ok("jobs", "drop", str(shell.fail_jobs()[0]))
    assert '"job_drop"' in shell.ok("export", "audit")
    (act,) = json.loads(shell.ok("export", "audit", "--format", "json"))
    assert (act["who"], act["what"]) == ("command line", "job_drop")

"""``ringdesk people`` and ``ringdesk audit``: the same rights and acts as in the chat, without it."""

from datetime import UTC, datetime, timedelta

import pytest

from desk.leads import events
from desk.leads.model import Person
from desk.staff.shift import UNTIL_BACK, Shift
from tests.bot.cli.conftest import SETTINGS, Shell
from tests.clocks import MONDAY_NOON
from tests.desk.leads.conftest import ANNA

OWNERS = f"{SETTINGS}[telegram]\nadmins = [904]\n"


def shift_of(shell: Shell, person: int = 1) -> Shift:
    known = shell.books(lambda books: books.people.find(person))
    assert known
    return known.shift


@pytest.fixture
def crew(shell: Shell) -> Shell:
    """Anna sells, and has a username."""
    shell.write(OWNERS)
    shell.books(lambda books: books.people.meet(1, "Анна", "anna", MONDAY_NOON))
    shell.ok("people", "add", "@anna")
    return shell


def test_x_39_people_are_added_with_name_and_role(crew: Shell) -> None:
    assert crew.ok("people", "add", "7", "--name", "Глеб", "--role", "viewer") == "Глеб (7): viewer\n"
    rows = {row["id"]: (row["name"], row["role"], row["presence"]) for row in crew.json("people", "list")}
    assert rows == {1: ("Анна", "seller", "on_duty"), 7: ("Глеб", "viewer", "")}
    assert "viewer" in crew.ok("people", "list")


def test_x_39_the_owners_of_the_settings_are_listed_and_stay(crew: Shell) -> None:
    crew.books(lambda books: books.people.meet(904, "Ольга", "", MONDAY_NOON))
    assert {row["id"]: row["role"] for row in crew.json("people", "list")} == {1: "seller", 904: "owner"}
    assert crew.refused("people", "remove", "904") == "the owners are those of the settings\n"


def test_x_39_who_is_removed_gives_their_leads_back(crew: Shell) -> None:
    lead_id = crew.open("Мария", events.Claimed(ANNA))
    assert crew.json("people", "list")[0]["open_leads"] == 1
    assert crew.ok("people", "remove", "@anna") == "Анна (1) does not work here any more\n"
    lead = crew.json("leads", "show", str(lead_id))
    assert lead["assignee"] is None
    assert lead["history"][-1]["who"] == "command line"
    assert crew.json("people", "list") == []


@pytest.mark.parametrize("role", ["king", "", "dismissed"])
def test_an_unknown_role_is_wrong_usage(crew: Shell, role: str) -> None:
    assert "owner, admin, seller or viewer" in crew.refused("people", "add", "7", "--role", role, code=2)


def test_x_54_weekly_hours_are_set_and_taken_back(crew: Shell) -> None:
    told = crew.ok("people", "shift", "@anna", "Mon-Fri 09:00-18:00")
    assert told.startswith("Анна (1): ")
    assert told.endswith("hours: Mon-Fri 09:00-18:00\n")
    assert shift_of(crew) == Shift("Mon-Fri 09:00-18:00")
    assert "24/7" in crew.ok("people", "shift", "1", "24/7")
    crew.ok("people", "shift", "1", "-")
    assert shift_of(crew) == Shift()


def test_x_54_hours_that_cannot_be_read_are_refused_with_the_reason(crew: Shell) -> None:
    assert "not a day of the week" in crew.refused("people", "shift", "@anna", "someday 09:00-18:00")
    assert shift_of(crew) == Shift()


def test_x_17_somebody_is_away_and_back(crew: Shell) -> None:
    until = (datetime.now(UTC) + timedelta(days=2)).replace(microsecond=0)
    assert "⏸ away until" in crew.ok("people", "away", "@anna", "--until", until.isoformat())
    assert shift_of(crew).away_until == until
    (row,) = crew.json("people", "list")
    assert (row["presence"], datetime.fromisoformat(row["until"])) == ("away", until)
    crew.ok("people", "away", "1")
    assert shift_of(crew).away_until == UNTIL_BACK
    assert crew.json("people", "list")[0]["until"] == ""
    assert "🟢 on duty" in crew.ok("people", "back", "1")
    assert shift_of(crew) == Shift()


def test_x_17_a_moment_that_is_past_or_none_is_refused(crew: Shell) -> None:
    assert crew.refused("people", "away", "1", "--until", "2020-01-01") == "that moment is past already\n"
    assert crew.refused("people", "away", "1", "--until", "soon") == "cannot read 'soon'\n"


@pytest.mark.parametrize("command", [["shift", "9", "24/7"], ["away", "9"], ["back", "@boris"], ["remove", "@boris"]])
def test_whom_nobody_knows_is_said_plainly(crew: Shell, command: list[str]) -> None:
    assert "nobody is known by the n" in crew.refused("people", *command)


def test_x_39_the_audit_log_is_read_by_lead_and_by_person(crew: Shell) -> None:
    crew.ok("people", "shift", "@anna", "24/7")
    crew.books(lambda books: books.acts.note(Person(5, "Ольга\x1b[2J"), "claim", MONDAY_NOON, lead_id=17))
    rows = crew.json("audit")
    assert [(row["who_id"], row["what"], row["lead_id"]) for row in rows] == [
        (5, "claim", 17),
        (0, "hours", None),
        (0, "appoint", None),
    ]
    assert rows[1]["data"] == {"id": 1, "text": "24/7"}
    assert [row["what"] for row in crew.json("audit", "--lead", "17")] == ["claim"]
    assert [row["what"] for row in crew.json("audit", "--who", "0", "--limit", "1")] == ["hours"]
    table = crew.ok("audit")
    assert "text: 24/7" in table
    assert "\x1b" not in table


def test_somebodys_own_number_is_kept_masked_and_taken_back(crew: Shell) -> None:
    assert crew.ok("people", "phone", "@anna", "8 903 555-66-77") == "Анна (1): +7 903 ***-**-77\n"
    assert crew.books(lambda books: books.people.phone_of(1)) == "+79035556677"
    assert crew.json("people", "list")[0]["phone"] == "+7 903 ***-**-77"
    (row,) = [it for it in crew.json("audit") if it["what"] == "phone"]
    assert (row["who_id"], row["subject"], row["data"]) == (0, "Анна", {"id": 1, "text": "+7 903 ***-**-77"})
    assert crew.ok("people", "phone", "1", "--", "-") == "Анна (1): no number\n"
    assert crew.books(lambda books: books.people.phone_of(1)) == ""


def test_a_number_that_is_none_is_refused(crew: Shell) -> None:
    assert "cannot be called" in crew.refused("people", "phone", "@anna", "12345")


def test_x_39_who_is_removed_leaves_no_number_behind(crew: Shell) -> None:
    crew.ok("people", "phone", "@anna", "89035556677")
    crew.ok("people", "remove", "@anna")
    assert crew.books(lambda books: books.people.phone_of(1)) == ""


def test_x_39_a_link_is_made_listed_and_taken_back(crew: Shell) -> None:
    link = crew.ok("people", "invite", "viewer", "--language", "en").strip()
    assert link.startswith("write to the bot: /start in_")  # the bot has not heard its own name yet
    crew.books(lambda books: books.vault.keep("bot", {"username": "our_bot"}, MONDAY_NOON))
    link = crew.ok("people", "invite").strip()
    assert link.startswith("https://t.me/our_bot?start=in_")
    listed = crew.json("people", "invites")
    assert [(row["number"], row["role"], row["language"]) for row in listed] == [
        ("2", "seller", ""),
        ("1", "viewer", "en"),
    ]
    assert "in_" not in crew.ok("people", "invites")
    crew.ok("people", "invites", "--revoke", "2")
    assert [row["number"] for row in crew.json("people", "invites")] == ["1"]
    assert crew.refused("people", "invites", "--revoke", "2") == "this link works no more\n"
    assert [row["what"] for row in crew.json("audit")][:3] == ["uninvite", "invite", "invite"]


@pytest.mark.parametrize("words", [["king"], ["seller", "--language", "de"]])
def test_a_link_for_no_role_or_in_no_language_is_wrong_usage(crew: Shell, words: list[str]) -> None:
    crew.refused("people", "invite", *words, code=2)


def test_a_language_is_chosen_for_somebody(crew: Shell) -> None:
    assert crew.ok("people", "language", "@anna", "en") == "Анна (1): en\n"
    assert crew.books(lambda books: books.people.find(1)).speaks == "en"  # type: ignore[union-attr]
    crew.ok("people", "language", "1", "auto")
    assert crew.books(lambda books: books.people.find(1)).speaks == ""  # type: ignore[union-attr]
    assert "no texts" in crew.refused("people", "language", "1", "de")

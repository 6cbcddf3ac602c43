"""X-08: what is owed, and the dead-letter list."""

import pytest

from tests.bot.cli.conftest import Shell


def test_x_08_what_is_due_and_what_was_given_up(shell: Shell) -> None:
    shell.open("Анна")
    waiting = shell.json("jobs", "list")
    assert {row["status"] for row in waiting} == {"waiting"}
    assert {row["kind"] for row in waiting} == {"lead.place_call", "card.show"}
    assert shell.json("jobs", "list", "--status", "failed") == []
    shell.fail_jobs()
    failed = shell.json("jobs", "list", "--status", "failed")
    assert {(row["status"], row["error"], row["tries"]) for row in failed} == {("failed", "503 for three hours", 12)}
    assert "503 for three hours" in shell.ok("jobs", "list")


def test_x_08_a_given_up_job_is_tried_again(shell: Shell) -> None:
    shell.open("Анна")
    job = shell.fail_jobs()[0]
    shell.ok("jobs", "retry", str(job))
    (row,) = shell.json("jobs", "list", "--status", "waiting")
    assert (row["id"], row["tries"]) == (job, 0)


def test_x_08_a_given_up_job_is_dropped(shell: Shell) -> None:
    shell.open("Анна")
    first, second = shell.fail_jobs()
    shell.ok("jobs", "drop", str(first))
    assert [row["id"] for row in shell.json("jobs", "list")] == [second]


@pytest.mark.parametrize("command", ["retry", "drop"])
def test_a_job_that_still_waits_is_left_alone(shell: Shell, command: str) -> None:
    shell.open("Анна")
    job = shell.json("jobs", "list")[0]["id"]
    assert shell.refused("jobs", command, str(job)) == f"there is no given-up job {job}\n"
    assert shell.refused("jobs", command, "999") == "there is no given-up job 999\n"
    assert len(shell.json("jobs", "list")) == 2


def test_x_08_all_given_up_jobs_are_tried_again_gently(shell: Shell) -> None:
    for number in range(3):
        shell.open(f"Анна {number}")
    assert len(shell.fail_jobs()) == 6
    assert shell.ok("jobs", "retry", "--all", "--pace", "10s") == "6 given-up jobs are tried again, the last in 20 s\n"
    rows = shell.json("jobs", "list", "--status", "waiting")
    assert len({row["run_at"] for row in rows if row["kind"] == "card.show"}) == 3
    assert shell.refused("jobs", "retry", "--all") == "this was tried again or dropped already\n"
    acts = shell.books(lambda books: [(it.who, it.what) for it in books.acts.latest(9)])
    assert acts == [("command line", "jobs_retry")]


@pytest.mark.parametrize("words", [("retry",), ("retry", "5", "--all"), ("retry", "--all", "--pace", "soon")])
def test_what_is_to_be_tried_again_is_said_clearly(shell: Shell, words: tuple[str, ...]) -> None:
    assert shell.refused("jobs", *words, code=2)

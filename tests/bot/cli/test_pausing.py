"""``ringdesk pause`` and ``ringdesk resume``: as in the chat, without it (X-02)."""

from datetime import UTC, datetime, timedelta

from tests.bot.cli.conftest import Shell


def test_x_02_a_source_is_paused_for_a_while_listed_and_resumed(shell: Shell) -> None:
    (row,) = shell.json("pause", "source", "site", "2h")
    assert (row["paused"], row["by"]) == ("source:site", "command line")
    left = datetime.fromisoformat(row["until"]) - datetime.now(UTC)
    assert timedelta(hours=1, minutes=58) < left <= timedelta(hours=2)
    assert "source:site" in shell.ok("pause")
    assert shell.json("resume", "source", "site") == []
    assert shell.ok("pause") == "nothing is paused\n"
    assert [row["what"] for row in shell.json("audit")] == ["resume", "pause"]


def test_resuming_without_words_resumes_everything(shell: Shell) -> None:
    shell.ok("pause", "calls")
    shell.ok("pause", "source", "site")
    assert shell.ok("resume") == "nothing is paused\n"


def test_what_cannot_be_paused_is_refused_with_what_can(shell: Shell) -> None:
    assert shell.refused("pause", "weather") == "there is only: calls, sms, all, source site\n"
    assert "cannot read" in shell.refused("pause", "calls", "soon")
    assert shell.json("pause") == []

"""``ringdesk leads unknown`` and ``settle``: the unknown-outcome desk on the day the chat is down (N-07)."""

from desk.leads import events
from desk.leads.wishes import Word
from storage.books import Books
from tests.bot.cli.conftest import Shell
from tests.desk.leads.conftest import ANNA

LOST = (
    events.CallAsked(1),
    events.Claimed(ANNA),
    events.CallLost(1, "the provider does not know it either"),
    events.Released(ANNA),
)


def test_n_07_the_oldest_question_comes_first_and_numbers_are_masked(shell: Shell) -> None:
    first, second = shell.open("Анна", *LOST), shell.open("Борис", *LOST)
    rows = shell.json("leads", "unknown")
    assert [(it["lead"], it["what"], it["subject"]) for it in rows] == [(first, "call", "1"), (second, "call", "1")]
    assert "1234567" not in shell.ok("leads", "unknown")


def test_n_07_a_word_is_written_down_with_who_said_it(shell: Shell) -> None:
    lead_id = shell.open("Анна", *LOST)
    assert "did not go out" in shell.ok("leads", "settle", str(lead_id), "--not")

    def look(books: Books) -> tuple[Word | None, list[str], list[str]]:
        lead, acts = books.leads.load(lead_id), books.acts.latest(5)
        return lead.calls[0].word, [it.what for it in acts], [it.subject for it in acts]

    assert shell.books(look) == (Word.NOT, ["went_not"], ["call 1"])
    assert shell.json("leads", "unknown") == []


def test_n_07_what_is_settled_is_refused_and_nothing_is_noted(shell: Shell) -> None:
    lead_id = shell.open("Анна", *LOST)
    shell.ok("leads", "settle", str(lead_id), "--went")
    assert "settled meanwhile" in shell.refused("leads", "settle", str(lead_id), "--not")
    assert shell.books(lambda books: len(books.acts.latest(5))) == 1


def test_n_07_one_has_to_say_which(shell: Shell) -> None:
    lead_id = shell.open("Анна", *LOST)
    assert shell.run("leads", "settle", str(lead_id)).exit_code == 2
    assert "settled meanwhile" in shell.refused("leads", "settle", str(lead_id), "--went", "--subject", "2")


def test_n_07_a_call_that_was_to_join_people_is_on_the_list_and_settled_from_there(shell: Shell) -> None:
    heard = (
        events.CallAsked(1),
        events.PlanTaken(1, "s1"),
        events.CallOverdue(1, gave_up=True),
    )
    lead_id = shell.open("Анна", events.Claimed(ANNA), events.ConnectAsked(ANNA), *map(events.BridgeHeard, heard))
    (row,) = shell.json("leads", "unknown")
    assert (row["lead"], row["what"], row["subject"]) == (lead_id, "bridge", "b1")
    assert "b1: it went out" in shell.ok("leads", "settle", str(lead_id), "--went", "--subject", "b1")

    def look(books: Books) -> tuple[Word | None, list[str]]:
        bridge = books.leads.load(lead_id).bridge
        return bridge.call.word if bridge else None, [it.subject for it in books.acts.latest(5)]

    assert shell.books(look) == (Word.WENT, ["bridge 1"])
    assert shell.json("leads", "unknown") == []

"""``ringdesk tracking``: what the chat shows of touches and deals, and may do about them (CR-82, CR-84)."""

from datetime import timedelta

import pytest

from bot.app.clock import SystemClock
from desk.leads.books import Lane
from desk.tracking.case import Result
from desk.tracking.case_facts import Ended, GivenUp
from desk.tracking.export import Standing
from desk.tracking.export_facts import DealBound, DealMade, Refused
from desk.tracking.model import Kind, Touch
from desk.tracking.ports import Bound, Change
from desk.tracking.service import TrackingService
from desk.tracking.wishes import Wishes
from desk.tracking.work import HANDLE_TOUCH
from storage.books import Books
from tests.bot.cli.conftest import Shell

PHONE = "79001234567"


@pytest.fixture
def kept(shell: Shell) -> Shell:
    """A call that made an order, and one that failed and was given up; orders 7, 8 and 9 at the tracker."""
    service, now = TrackingService(Wishes), SystemClock().now()

    def work(books: Books) -> None:
        made, failed = (
            service.receive(books, Touch(Kind.CALL, it, "12345", now, phone=PHONE), now) for it in ("1", "2")
        )
        service.tell(books, made.id, Ended(Result.CREATED_ORDER, "7"), now)
        service.tell(books, failed.id, GivenUp("it is down"), now)
        for job in books.jobs.take(Lane.TRACKED_CRM, now + timedelta(hours=1), 9, timedelta(minutes=1)):
            books.jobs.fail(job.id, "it is down", 12)
        service.follow(books, [Change(it, now, created=True) for it in "789"], now)
        new = Standing("new", now)
        facts = ((1, DealMade(new, now)), (1, DealBound(Bound("call", "1", "google"))), (2, DealMade(new, now)))
        service.tell_exports(books, (*facts, (2, DealBound(Bound())), (3, Refused("no such manager"))), now)

    shell.books(work)
    return shell


def jobs(shell: Shell) -> list[tuple[str, str]]:
    return [(it.kind, it.status) for it in shell.books(lambda books: books.jobs.listed()) if it.kind == HANDLE_TOUCH]


def acts(shell: Shell) -> list[tuple[str, str]]:
    return [(it.what, it.subject) for it in shell.books(lambda books: books.acts.latest(5))]


def test_cr_84_touches_are_listed_and_counted_without_contacts(kept: Shell) -> None:
    rows = kept.json("tracking", "list")
    assert [(it["id"], it["result"], it["order"]) for it in rows] == [(2, "failed", ""), (1, "created_order", "7")]
    assert PHONE not in str(rows)
    assert [it["id"] for it in kept.json("tracking", "list", "--before", "2")] == [1]
    assert [it["id"] for it in kept.json("tracking", "list", "--trouble")] == [2]
    expected = {"touches": {"created_order": 1, "failed": 1}, "deals": {"linked": 1, "refused": 1, "unlinked": 1}}
    assert kept.json("tracking", "counts") == expected


def test_s1_59_the_journal_names_the_lead_of_each_deal(kept: Shell) -> None:
    rows = kept.json("tracking", "deals")
    shown = [(it["order"], it["linked"], it["lead"], it["refusal"]) for it in rows]
    assert shown == [
        ("9", None, None, "no such manager"),
        ("8", False, None, ""),
        ("7", True, {"kind": "call", "id": "1"}, ""),
    ]
    assert [it["order"] for it in kept.json("tracking", "deals", "--state", "unlinked")] == ["8"]


def test_cr_82_a_failed_touch_is_tried_again_and_leaves_the_list_of_what_was_given_up(kept: Shell) -> None:
    assert (HANDLE_TOUCH, "failed") in jobs(kept)
    kept.ok("tracking", "retry", "2")
    assert jobs(kept).count((HANDLE_TOUCH, "waiting")) == 1
    assert "failed" not in [it.status for it in kept.books(lambda books: books.jobs.listed()) if it.key.endswith(":2")]
    assert acts(kept) == [("touch_retry", "call 2")]


def test_cr_82_what_people_do_by_hand_needs_nobody_else(kept: Shell) -> None:
    kept.ok("tracking", "by-hand", "2")
    kept.ok("tracking", "by-hand", "3", "--deal")
    assert kept.json("tracking", "list", "--trouble") == []
    assert kept.json("tracking", "deals", "--state", "refused")[0]["by_hand"]
    assert sorted(acts(kept)) == [("told_by_hand", "9"), ("touch_by_hand", "call 2")]
    kept.ok("tracking", "retry", "3", "--deal")
    assert kept.json("tracking", "deals", "--state", "refused") == []

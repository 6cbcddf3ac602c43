"""The oracle of F-09 itself, on histories that were made up."""

from typing import Any

from sandbox.kit.history import History
from tests.faults.neighbours.telegram_record import inside_windows, most_within, read_calls, read_shown, shut_for_all

GROUP = -1001234567890


def call(history: History, at: int, *, chat: int = GROUP, retry_after: int = 0) -> None:
    moment = f"2026-11-23T09:00:{at:02}+00:00"
    asked = history.add(moment, "telegram", "request", operation="sendMessage", body=f"chat_id={chat}&text=x")
    body = f'{{"parameters": {{"retry_after": {retry_after}}}}}'
    history.add(moment, "telegram", "answer", to=asked.n, status=429 if retry_after else 200, body=body)


def show(history: History, what: str, text: str) -> None:
    history.add("2026-11-23T09:00:00+00:00", "telegram", what, chat=GROUP, id=5, text=text)


def test_a_call_inside_a_window_is_seen_and_one_after_it_is_not() -> None:
    history = History()
    call(history, 10, retry_after=7)
    call(history, 16)
    call(history, 17)
    call(history, 11, chat=7)
    assert [it.at % 60 for it in inside_windows(read_calls(history))] == [16]


def test_two_chats_that_refuse_shut_all_until_the_last_end() -> None:
    history = History()
    call(history, 10, retry_after=30)
    call(history, 12, chat=7, retry_after=5)
    assert [(begin % 60, end % 60) for begin, end in shut_for_all(read_calls(history))] == [(12, 40)]


def test_pictures_come_in_the_order_in_which_people_saw_them() -> None:
    history = History()
    show(history, "message", "🟡 #7 · Анна · новый: v2\nтелефон")
    show(history, "edit", "🟡 #7 · Анна · новый: v1\nтелефон")
    show(history, "edit", "🟡 #7 · Анна · новый\nтелефон")
    versions: list[Any] = [it.version for it in read_shown(history, GROUP)]
    assert versions == [2, 1, None]


def test_the_fullest_window_is_found() -> None:
    assert most_within([0, 1, 59.9, 60.0, 60.9], 60) == 4

"""Calls that reach nobody, are stopped, or last too long."""

import json

import pytest

STOP = json.dumps({"cmd": "stop"})


@pytest.mark.parametrize(
    ("code", "status"),
    [
        (486, "busy"),
        (408, "no_answer"),
        (480, "unavailable"),
        (603, "rejected"),
        (404, "bad_number"),
        (402, "no_money"),
        (487, "cancelled"),
        (403, "failed"),
        (503, "failed"),
    ],
)
def test_a_failed_call_is_reported_with_word_code_and_reason(play, code, status):
    seen = play(call={"fail": {"code": code, "reason": "Абонент"}, "ring": 5})
    assert (seen.report["status"], seen.report["code"], seen.report["reason"]) == (status, code, "Абонент")
    assert seen.report["talk_s"] == 0 and seen.report["played"] is False


def test_nobody_rings_longer_than_35_seconds(play):
    seen = play(call={})
    assert seen.one("hangup")["at"] == pytest.approx(seen.one("dial")["at"] + 35)
    assert (seen.report["status"], seen.report["code"], seen.report["reason"]) == ("no_answer", 487, "ring limit")


def test_an_answer_just_before_the_ring_limit_is_not_hung_up(play):
    seen = play(call={"answer": True, "ring": 34})
    assert (seen.report["status"], seen.report["played"]) == ("answered", True)


def test_a_stop_before_the_answer_cancels_the_call(play):
    seen = play(call={}, commands=[{"at": 10, "content": STOP}])
    assert (seen.report["status"], seen.report["code"], seen.report["reason"]) == ("cancelled", 487, "stop")


def test_a_stop_after_the_answer_ends_the_call(play):
    seen = play(call={"answer": True, "ring": 3}, commands=[{"at": 6, "content": STOP}])
    assert (seen.report["status"], seen.report["code"], seen.report["reason"]) == ("cancelled", 0, "stop")
    assert seen.report["talk_s"] == 3 and seen.report["played"] is False


def test_a_stop_while_the_plan_is_fetched_dials_nobody(play):
    seen = play(commands=[{"at": 0.05, "content": STOP}])
    assert seen.all("dial") == [] and seen.report["status"] == "cancelled"


@pytest.mark.parametrize("content", ["", "stop", "{}", "null", '{"cmd": "sing"}'])
def test_other_commands_change_nothing(play, content):
    seen = play(commands=[{"at": 5, "content": content}])
    assert (seen.report["status"], seen.report["played"]) == ("answered", True)


def test_a_session_ends_hard_after_three_minutes(play):
    seen = play(call={"answer": True, "message": 900})
    assert seen.one("hangup")["at"] == 180
    assert (seen.report["status"], seen.report["reason"], seen.report["talk_s"]) == ("answered", "hard stop", 177)


def test_a_call_that_does_not_hang_up_is_reported_all_the_same(play):
    seen = play(call={"answer": True, "message": 900, "deaf": True})
    assert seen.reports[0]["at"] == 185
    assert (seen.report["status"], seen.report["reason"], seen.report["talk_s"]) == ("answered", "hard stop", 182)


def test_an_error_in_a_handler_becomes_the_report(play):
    seen = play(call={"answer": True, "say_throws": True})
    assert (seen.report["status"], seen.report["reason"]) == ("internal_error", "script: Error: say failed")


def test_a_call_that_cannot_be_dialled_becomes_the_report(play):
    seen = play(dial_throws=True)
    assert seen.report["status"] == "internal_error" and seen.report["reason"].startswith("script: ")

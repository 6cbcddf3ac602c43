"""The plan and the report when the way to the desk is bad."""

import json

import pytest

OK = {"code": 200, "text": json.dumps({"to": "79990000000", "from": "74950000000", "text": "Hello"})}


@pytest.mark.parametrize("code", [400, 401, 404, 409, 410])
def test_a_refused_plan_dials_nobody_and_is_not_asked_for_again(play, code):
    seen = play(plan_answers=[{"code": code}])
    assert seen.all("dial") == [] and len(seen.plans) == 1
    assert (seen.report["status"], seen.report["reason"]) == ("internal_error", f"plan http {code}")


@pytest.mark.parametrize("code", [-7, -4, 0, 429, 502])
def test_a_lost_plan_is_asked_for_again(play, code):
    seen = play(plan_answers=[{"code": code}, {"code": code}, OK])
    assert len(seen.plans) == 3 and seen.report["status"] == "answered"


def test_a_slow_desk_is_given_up_before_the_platform_ends_the_idle_session(play):
    seen = play(plan_answers=[{"code": 200, "after": 100}])
    assert len(seen.plans) == 4 and seen.all("dial") == []
    assert seen.report["reason"] == "plan http -7" and seen.one("terminated")["by"] == "scenario"


@pytest.mark.parametrize("text", ["", "[]", "null", "not json", '{"to": "7"}', '{"to": "7", "from": "8"}'])
def test_a_plan_that_says_nothing_dials_nobody(play, text):
    seen = play(plan_answers=[{"code": 200, "text": text}])
    assert seen.all("dial") == [] and seen.report["reason"] == "plan unreadable"


def test_a_report_lost_twice_is_sent_a_third_time_with_a_fresh_stamp(play):
    seen = play(result=[{"code": -7}, {"code": 503}, {"code": 200}])
    stamps = [told["headers"]["X-Ts"] for told in seen.reports]
    assert len(stamps) == 3 and len(set(stamps)) == 3
    assert seen.report["status"] == "answered"


def test_after_forty_seconds_of_tries_the_session_ends_without_more_noise(play):
    seen = play(result=[{"code": 500}])
    assert len(seen.reports) == 6 and seen.one("terminated")["by"] == "scenario"


def test_a_session_ended_by_the_platform_reports_with_its_last_request(play):
    seen = play(call={"answer": True, "ring": 3, "message": 100}, ends_at=20)
    assert len(seen.reports) == 1 and seen.one("terminated")["by"] == "platform"
    assert (seen.report["status"], seen.report["reason"], seen.report["talk_s"]) == ("answered", "terminated", 17)


def test_a_session_ended_while_its_report_was_under_way_sends_it_once_more(play):
    seen = play(result=[{"code": 200, "after": 14}], call={"fail": {"code": 486}, "ring": 3}, ends_at=10)
    assert len(seen.reports) == 2 and seen.report["status"] == "busy"


def test_a_crash_of_the_last_request_stays_inside(play):
    seen = play(call={}, ends_at=20, http_throws_at_end=True)
    assert len(seen.reports) == 1 and "connection count limit" in seen.one("log")["text"]


def test_a_report_that_cannot_even_be_sent_ends_the_session(play):
    seen = play(http_throws=True)
    assert seen.one("terminated")["by"] == "scenario" and seen.all("dial") == []


@pytest.mark.parametrize(
    "world",
    [
        {"custom": ""},
        {"custom": "not json"},
        {"custom": "{}"},
        {"secrets": {}},
        {"secrets": {"RINGDESK_URL": "https://desk.example.com"}},
        {"secrets": {"RINGDESK_SECRET": "callback-secret"}},
    ],
)
def test_without_a_token_or_a_secret_nothing_is_asked_and_nobody_called(play, world):
    seen = play(**world)
    assert seen.all("http") == [] and seen.all("dial") == []
    assert seen.one("terminated") == {"at": 0, "what": "terminated", "by": "scenario"}


def test_a_slash_after_the_address_is_no_matter(play):
    secrets = {"RINGDESK_URL": "https://desk.example.com/", "RINGDESK_SECRET": "callback-secret"}
    assert play(secrets=secrets).report["status"] == "answered"


def test_digits_that_are_pressed_stay_out_of_the_log(play):
    assert play().one("hideTones")["flag"] is True

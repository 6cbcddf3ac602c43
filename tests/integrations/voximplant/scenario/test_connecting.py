"""The second scenario: the seller first, then the customer, then both joined; whoever ends it ends both calls."""

import json

import pytest

STOP = json.dumps({"cmd": "stop"})
ANSWERS = {"answer": True, "ring": 4, "message": 5}


def test_the_seller_hears_what_is_coming_then_the_customer_is_called_and_both_are_joined(connect):
    seen = connect(ANSWERS, {"answer": True, "ring": 6, "leaves": 60})
    first, second = seen.all("dial")
    assert (first["to"], second["to"]) == ("79161112233", "79990000000")
    assert {first["from"], second["from"]} == {"74950000000"}
    (said,) = seen.all("say")
    assert (said["leg"], said["text"], said["voice"]) == (1, "Заказ 1042, Мария.", "ru_RU_alena")
    assert second["at"] >= said["at"] + 5, "not before the words are over"
    tone = seen.one("tone")
    assert (tone["leg"], tone["country"], tone["at"]) == (1, "RU", second["at"])
    assert [it["leg"] for it in seen.all("joined")] == [1, 2]
    report = seen.report
    assert (report["status"], report["leg"], report["talk_s"]) == ("answered", "talk", 60)
    assert report["cost"] == pytest.approx(0.08), "of both calls"
    assert seen.legs == ["customer", "talk"]


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
def test_a_seller_who_is_not_reached_ends_it_and_the_customer_never_rings(connect, code, status):
    seen = connect({"fail": {"code": code, "reason": "Абонент"}, "ring": 5})
    report = seen.report
    assert (report["status"], report["leg"], report["code"], report["reason"]) == (status, "seller", code, "Абонент")
    assert (report["talk_s"], seen.legs, len(seen.all("dial"))) == (0, [], 1)


@pytest.mark.parametrize(
    ("code", "status"),
    [
        (486, "busy"),
        (408, "no_answer"),
        (480, "unavailable"),
        (603, "rejected"),
        (404, "bad_number"),
        (402, "no_money"),
        (503, "failed"),
    ],
)
def test_a_customer_who_is_not_reached_ends_both_calls(connect, code, status):
    seen = connect(ANSWERS, {"fail": {"code": code, "reason": "Busy"}, "ring": 5})
    report = seen.report
    assert (report["status"], report["leg"], report["code"], report["talk_s"]) == (status, "customer", code, 0)
    assert [it["leg"] for it in seen.all("hangup")] == [1]
    assert report["cost"] == pytest.approx(0.04), "the seller's call costs all the same"
    assert seen.all("joined") == []


def test_nobody_rings_at_the_sellers_longer_than_30_seconds(connect):
    seen = connect({})
    assert seen.one("hangup")["at"] == pytest.approx(seen.one("dial")["at"] + 30)
    assert (seen.report["status"], seen.report["leg"], seen.report["reason"]) == ("no_answer", "seller", "ring limit")


def test_nobody_rings_at_the_customers_longer_than_45_seconds(connect):
    seen = connect(ANSWERS, {})
    dialled = seen.all("dial")[1]["at"]
    assert [(it["leg"], it["at"]) for it in seen.all("hangup")][:2] == [
        (2, pytest.approx(dialled + 45)),
        (1, pytest.approx(dialled + 45)),
    ]
    assert (seen.report["status"], seen.report["leg"]) == ("no_answer", "customer")


@pytest.mark.parametrize("slow", [0.05, 2.0], ids=["the seller goes first", "the customer goes first"])
def test_the_ring_limit_is_no_answer_whoever_is_gone_first(connect, slow):
    seen = connect({**ANSWERS, "slow": slow}, {})
    assert (seen.report["status"], seen.report["leg"], len(seen.reports)) == ("no_answer", "customer", 1)


def test_a_seller_who_hangs_up_during_the_words_calls_nobody(connect):
    seen = connect({"answer": True, "ring": 4, "message": 9, "leaves": 3})
    report = seen.report
    assert (report["status"], report["leg"], report["reason"]) == ("cancelled", "customer", "the seller hung up")
    assert len(seen.all("dial")) == 1


def test_a_seller_who_hangs_up_while_it_rings_ends_the_ringing(connect):
    seen = connect({**ANSWERS, "leaves": 9}, {})
    report = seen.report
    assert (report["status"], report["leg"], report["reason"]) == ("cancelled", "customer", "the seller hung up")
    assert [it["leg"] for it in seen.all("hangup")] == [2]


def test_a_customer_who_answers_as_the_seller_hangs_up_is_joined_with_nobody(connect):
    seen = connect({**ANSWERS, "leaves": 9}, {"answer": True, "ring": 4.05, "slow": 1})
    assert seen.all("joined") == []
    assert (seen.report["status"], seen.report["leg"], seen.report["talk_s"]) == ("cancelled", "customer", 0)


@pytest.mark.parametrize(
    ("seller", "customer", "talked", "gone"),
    [({**ANSWERS, "leaves": 40}, {"answer": True, "ring": 5}, 30, 2), (ANSWERS, {"answer": True, "leaves": 33}, 33, 1)],
    ids=["the seller", "the customer"],
)
def test_either_side_ends_the_conversation_of_both(connect, seller, customer, talked, gone):
    seen = connect(seller, customer)
    assert (seen.report["status"], seen.report["leg"], seen.report["talk_s"]) == ("answered", "talk", talked)
    assert [it["leg"] for it in seen.all("hangup")] == [gone]


def test_a_side_that_does_not_go_delays_the_report_by_five_seconds_only(connect):
    seen = connect({**ANSWERS, "deaf": True}, {"answer": True, "leaves": 30})
    ended = seen.all("hangup")[0]["at"]
    assert seen.reports[0]["at"] == pytest.approx(ended + 5, abs=0.2)
    assert (seen.report["status"], seen.report["talk_s"]) == ("answered", 30)


def test_a_conversation_ends_after_half_an_hour(connect):
    seen = connect(ANSWERS, {"answer": True})
    assert (seen.report["status"], seen.report["leg"], seen.report["reason"]) == ("answered", "talk", "talk limit")
    assert seen.report["talk_s"] == 1800


def test_a_session_ends_hard_whatever_happens(connect):
    seen = connect({**ANSWERS, "deaf": True}, {"answer": True, "deaf": True})
    assert seen.reports[0]["at"] <= 2045
    assert (seen.report["status"], seen.report["leg"], len(seen.reports)) == ("answered", "talk", 1)
    assert seen.report["talk_s"] >= 1800


@pytest.mark.parametrize("trouble", [{"say_error": "500"}, {"message": 900}], ids=["unplayable", "endless"])
def test_words_that_cannot_be_spoken_keep_nobody_from_the_customer(connect, trouble):
    seen = connect({**ANSWERS, **trouble}, {"answer": True, "leaves": 10})
    assert seen.all("dial")[1]["at"] <= seen.one("say")["at"] + 20
    assert (seen.report["status"], seen.report["leg"]) == ("answered", "talk")


def test_without_any_voice_the_customer_is_called_at_once(connect):
    seen = connect(ANSWERS, {"answer": True, "leaves": 10}, no_voices=True)
    assert seen.all("say") == []
    assert seen.report["leg"] == "talk"


@pytest.mark.parametrize("verdict", ["HUMAN", "TIMEOUT"])
def test_whatever_is_no_machine_is_the_seller(connect, verdict):
    seen = connect(ANSWERS, {"answer": True, "leaves": 10}, plan={"amd": True}, amd={"verdict": verdict, "after": 6})
    first, second = seen.all("dial")
    assert (first["amd"], second["amd"]) == (True, False), "nobody listens to the customer for a machine"
    assert second["at"] >= seen.one("say")["at"] + 6, "the verdict is waited for"
    assert (seen.report["amd"], seen.report["leg"]) == (verdict, "talk")


def test_a_sellers_answering_machine_is_connected_with_nobody(connect):
    seen = connect(ANSWERS, plan={"amd": True}, amd={"verdict": "VOICEMAIL", "after": 3})
    assert (seen.report["status"], seen.report["leg"], len(seen.all("dial"))) == ("voicemail", "seller", 1)


@pytest.mark.parametrize("broken", [{"silent": True}, {"throws": True}, {"create_throws": True}, {"error": "no media"}])
def test_a_broken_detector_keeps_nobody_from_the_customer(connect, broken):
    seen = connect(ANSWERS, {"answer": True, "leaves": 10}, plan={"amd": True}, amd={"verdict": "HUMAN", **broken})
    assert (seen.report["amd"], seen.report["leg"]) == ("ERROR", "talk")


@pytest.mark.parametrize(
    ("at", "status", "leg", "dialled"),
    [(0.05, "cancelled", "seller", 0), (2, "cancelled", "seller", 1), (12, "cancelled", "customer", 2)],
)
def test_a_stop_ends_what_rings(connect, at, status, leg, dialled):
    seen = connect(ANSWERS, {}, commands=[{"at": at, "content": STOP}])
    assert (seen.report["status"], seen.report["leg"], seen.report["reason"]) == (status, leg, "stop")
    assert len(seen.all("dial")) == dialled


def test_the_platform_that_ends_the_session_leaves_one_report(connect):
    seen = connect(ANSWERS, {"answer": True, "ring": 5}, ends_at=30)
    assert len(seen.reports) == 1
    assert (seen.report["status"], seen.report["leg"], seen.report["reason"]) == ("answered", "talk", "terminated")
    assert 10 < seen.report["talk_s"] < 20


@pytest.mark.parametrize("answer", [{"code": 500}, {"code": 200, "after": 60}], ids=["refused", "silent"])
def test_word_on_the_way_that_is_lost_changes_nothing(connect, answer):
    seen = connect(ANSWERS, {"answer": True, "leaves": 30}, progress=[answer])
    assert (seen.legs, seen.report["leg"], seen.report["talk_s"]) == (["customer", "talk"], "talk", 30)


def test_a_report_is_repeated_word_for_word_until_it_is_taken(connect):
    seen = connect(ANSWERS, {"answer": True, "leaves": 30}, result=[{"code": 502}, {"code": -6}, {"code": 200}])
    assert len(seen.reports) == 3
    assert seen.report["status"] == "answered"


@pytest.mark.parametrize(
    "plan",
    [{"mode": "call"}, {"mode": None}, {"seller": ""}, {"customer": ""}, {"from": ""}, {"text": ""}],
    ids=str,
)
def test_a_plan_that_is_none_of_its_own_calls_nobody(connect, plan):
    """The robot's among them: the rule starts the wrong scenario."""
    seen = connect({}, plan=plan)
    assert seen.all("dial") == []
    assert (seen.report["status"], seen.report["reason"]) == ("internal_error", "plan unreadable")


def test_the_robot_does_not_understand_the_plan_of_a_bridge(play):
    seen = play(plan={"to": None, "mode": "connect", "seller": "79161112233", "customer": "79990000000"})
    assert seen.all("dial") == []
    assert seen.report["reason"] == "plan unreadable"


def test_a_refused_plan_calls_nobody(connect):
    seen = connect({}, plan_answers=[{"code": 409}])
    assert seen.all("dial") == []
    assert (seen.report["status"], seen.report["reason"], len(seen.plans)) == ("internal_error", "plan http 409", 1)


@pytest.mark.parametrize("broken", [{"dial_throws": True}, {}], ids=["the number", "the words"])
def test_an_error_in_a_handler_becomes_the_report(connect, broken):
    seen = connect({**ANSWERS, "say_throws": True}, **broken)
    assert seen.report["status"] == "internal_error"
    assert seen.report["reason"].startswith("script: ")

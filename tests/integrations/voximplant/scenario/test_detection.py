"""Person or machine: when in doubt, a person."""

import pytest

AMD = {"amd": True}


def test_a_machine_hears_nothing_and_is_reported(play):
    seen = play(AMD, amd={"verdict": "VOICEMAIL"})
    assert seen.all("say") == [] and seen.one("dial")["amd"] is True
    assert (seen.report["status"], seen.report["amd"], seen.report["played"]) == ("voicemail", "VOICEMAIL", False)


@pytest.mark.parametrize("verdict", ["HUMAN", "TIMEOUT"])
def test_whatever_is_not_a_machine_is_spoken_to(play, verdict):
    seen = play(AMD, amd={"verdict": verdict})
    assert seen.one("say")["at"] == pytest.approx(seen.one("detect")["at"] + 2)
    assert (seen.report["status"], seen.report["amd"]) == ("answered", verdict)


@pytest.mark.parametrize(
    "detector",
    [{"error": "no model"}, {"rejects": True}, {"throws": True}, {"create_throws": True}],
)
def test_a_broken_detector_does_not_cost_the_call(play, detector):
    seen = play(AMD, amd=detector)
    assert len(seen.all("say")) == 1
    assert (seen.report["status"], seen.report["amd"]) == ("answered", "ERROR")


def test_a_silent_detector_is_waited_for_eight_seconds(play):
    seen = play(AMD, amd={"silent": True}, call={"answer": True, "ring": 3})
    assert seen.one("say")["at"] == pytest.approx(seen.one("detect")["at"] + 8)
    assert seen.report["amd"] == "ERROR"


def test_the_first_verdict_counts(play):
    seen = play(AMD, amd={"verdict": "VOICEMAIL", "after": 9})
    assert (seen.report["status"], seen.report["amd"], len(seen.all("say"))) == ("answered", "ERROR", 1)


def test_who_hangs_up_during_detection_has_answered(play):
    seen = play(AMD, amd={"verdict": "CALL_ENDED", "after": 1.5}, call={"answer": True, "leaves": 1.6})
    assert seen.all("say") == []
    assert (seen.report["status"], seen.report["amd"], seen.report["talk_s"]) == ("answered", "CALL_ENDED", 2)


@pytest.mark.parametrize(("asked", "model"), [("KZ", "model.KZ"), ("MOON", "model.RU"), (None, "model.RU")])
def test_the_model_is_the_plans_or_the_russian_one(play, asked, model):
    assert play({"amd": True, "amd_model": asked}).one("detector")["model"] == model


def test_the_detector_module_is_loaded_where_there_is_one(play):
    assert play(AMD, amd_module=True).one("require")["name"] == "amd"

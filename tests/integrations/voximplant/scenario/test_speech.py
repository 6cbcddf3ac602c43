"""What the customer hears, and which keys count."""

import pytest


def test_a_text_is_spoken_to_its_end_and_reported(play):
    seen = play()
    assert seen.one("dial") == {**seen.one("dial"), "to": "79990000000", "from": "74950000000", "amd": False}
    assert seen.one("say")["text"] == "Здравствуйте! Это магазин часов."
    assert seen.one("say")["voice"] == "ru_RU_alena"
    assert {**seen.report, "talk_s": 8} == {
        "job": "c_8f3a1b",
        "session_id": 4202753936,
        "status": "answered",
        "code": 0,
        "reason": "",
        "amd": "NOT_RUN",
        "dtmf": "",
        "played": True,
        "talk_s": 8,
        "cost": 0.04,
    }
    assert seen.one("terminated")["by"] == "scenario" and len(seen.reports) == 1


def test_a_recording_is_played_instead_of_a_text(play):
    seen = play({"mp3": "https://cdn.example/hello-3f2a.mp3", "text": ""})
    assert seen.one("mp3")["url"] == "https://cdn.example/hello-3f2a.mp3" and seen.all("say") == []
    assert (seen.report["status"], seen.report["played"]) == ("answered", True)


def test_words_stand_in_for_a_recording_that_cannot_be_had(play):
    seen = play({"mp3": "https://cdn.example/gone.mp3"}, call={"answer": True, "mp3_error": "404"})
    assert seen.one("say") and (seen.report["status"], seen.report["played"]) == ("answered", True)


@pytest.mark.parametrize(
    ("plan", "call"),
    [
        ({}, {"say_error": "timeout"}),
        ({"mp3": "https://cdn.example/gone.mp3", "text": ""}, {"mp3_error": "timeout"}),
        ({"mp3": "https://cdn.example/gone.mp3"}, {"mp3_error": "404", "say_error": "timeout"}),
    ],
)
def test_a_message_that_cannot_be_played_is_a_playback_error(play, plan, call):
    seen = play(plan, call={"answer": True, **call})
    assert (seen.report["status"], seen.report["reason"], seen.report["played"]) == (
        "playback_error",
        "timeout",
        False,
    )


@pytest.mark.parametrize(
    ("plan", "voice", "options"),
    [
        ({"voice": "Yandex.Neural.ru_RU_filipp", "speed": 1.25}, "ru_RU_filipp", {"speed": "1.3"}),
        ({"voice": "Yandex.Neural.ru_RU_filipp", "speed": "9"}, "ru_RU_filipp", {"speed": "3.0"}),
        ({"voice": "Yandex.Neural.ru_RU_filipp", "volume": "loud"}, "ru_RU_filipp", {}),
        ({"voice": "Google.ru_RU_Wavenet_A", "volume": "loud", "speed": 2}, "ru_RU_Wavenet_A", {"volume": "loud"}),
        ({"voice": "Google.ru_RU_Wavenet_A", "volume": "deafening"}, "ru_RU_Wavenet_A", {}),
        ({"voice": "Yandex.Neural.nobody"}, "ru_RU_alena", {}),
        ({"voice": "No.Such.Path"}, "ru_RU_alena", {}),
        ({"language": "kk"}, "kk_KK_amira", {}),
        ({"language": "de-DE"}, "ru_RU_alena", {}),
    ],
)
def test_voice_and_options_are_those_the_platform_has(play, plan, voice, options):
    seen = play(plan)
    assert (seen.one("say")["voice"], seen.one("say")["options"]) == (voice, options)
    assert seen.report["status"] == "answered"


def test_nothing_is_said_in_a_foreign_voice_when_no_voice_is_known(play):
    seen = play(no_voices=True)
    assert seen.all("say") == []
    assert (seen.report["status"], seen.report["reason"]) == ("playback_error", "no voice")


def test_a_long_text_is_cut_to_what_the_platform_takes(play):
    assert len(play({"text": "ж" * 2000}).one("say")["text"]) == 1500


@pytest.mark.parametrize(("pressed_at", "played"), [(4, False), (12, True)])
def test_a_key_counts_during_the_message_and_after_it(play, pressed_at, played):
    seen = play({"wait_key_s": 10}, call={"answer": True, "keys": [[pressed_at, "1"], [pressed_at + 0.1, "2"]]})
    assert (seen.report["dtmf"], seen.report["played"], seen.report["status"]) == ("1", played, "answered")
    assert seen.report["talk_s"] == pressed_at


def test_without_a_key_the_call_ends_when_the_waiting_is_over(play):
    seen = play({"wait_key_s": 10})
    assert (seen.report["dtmf"], seen.report["talk_s"]) == ("", 18)


def test_a_stray_key_does_not_cut_a_message_that_asks_for_none(play):
    seen = play(call={"answer": True, "keys": [[2, "5"]]})
    assert (seen.report["dtmf"], seen.report["played"]) == ("", True)


def test_who_leaves_early_has_answered_but_not_heard(play):
    seen = play(call={"answer": True, "leaves": 3})
    assert (seen.report["status"], seen.report["played"], seen.report["talk_s"]) == ("answered", False, 3)

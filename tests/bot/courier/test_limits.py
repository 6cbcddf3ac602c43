"""Telegram's limits and pauses, without a network: moments are passed in."""

from bot.courier.limits import Limits, Precedence
from bot.courier.pauses import Pauses

GROUP, PRIVATE = -100, 7


def send_as_fast_as_allowed(limits: Limits, chat: int, precedence: Precedence, seconds: float) -> list[float]:
    moments, now = [], 0.0
    while (now := now + limits.wait(chat, precedence, now)) < seconds:
        limits.take(chat, now)
        moments.append(now)
    return moments


def most_within(moments: list[float], span: float) -> int:
    return max(sum(start <= it < start + span for it in moments) for start in moments)


def test_a_group_gets_no_more_than_twenty_a_minute_and_one_a_second() -> None:
    moments = send_as_fast_as_allowed(Limits(), GROUP, Precedence.ANSWER, 300)
    assert most_within(moments, 60) <= 20
    assert most_within(moments, 1) == 1
    assert len(moments) >= 90


def test_the_whole_bot_sends_no_more_than_thirty_a_second() -> None:
    limits, moments, now = Limits(), [], 0.0
    for chat in range(1, 100):
        now += limits.wait(chat, Precedence.ANSWER, now)
        limits.take(chat, now)
        moments.append(now)
    assert most_within(moments, 1) <= 30


def test_cards_leave_room_for_what_is_more_pressing() -> None:
    limits = Limits()
    last = send_as_fast_as_allowed(limits, GROUP, Precedence.CARD, 58)[-1]
    now = last + 2
    assert limits.wait(GROUP, Precedence.CARD, now) > 0
    assert limits.wait(GROUP, Precedence.DIGEST, now) == 0
    assert limits.wait(GROUP, Precedence.ANSWER, now) == 0
    assert limits.wait(GROUP, Precedence.EDIT, now) > 0


def test_a_group_that_is_filled_evenly_soon_has_room_again_for_what_is_more_pressing() -> None:
    limits = Limits()
    moments = send_as_fast_as_allowed(limits, GROUP, Precedence.CARD, 600)
    assert most_within(moments, 60) <= 19
    assert len(moments) >= 600 / 60 * 20 * 0.9
    now = moments[-1] + 1.1
    limits.take(GROUP, now)  # the last of the twenty
    assert limits.wait(GROUP, Precedence.URGENT, now) < 6


def test_a_few_cards_leave_one_after_the_other_without_a_pause() -> None:
    moments = send_as_fast_as_allowed(Limits(), GROUP, Precedence.CARD, 9)
    assert len(moments) >= 8


def test_a_forecast_far_ahead_counts_on_an_even_pace() -> None:
    told = Limits().forecast(GROUP, Precedence.CARD, 0.0, 1000)
    assert 1000 * 60 / 20 < told < 1000 * 60 / 18


def test_what_an_earlier_process_sent_is_counted() -> None:
    before, limits = Limits(), Limits()
    for moment in range(20):
        before.take(GROUP, float(moment))
    limits.recall(GROUP, before.ages(21.0)[GROUP], now=500.0)
    assert 39 < limits.wait(GROUP, Precedence.ANSWER, 500.0) < 41


def test_a_forecast_is_what_then_happens() -> None:
    limits = Limits()
    for now in (0.0, 2.0, 4.0):
        limits.take(GROUP, now)
    told = [limits.forecast(GROUP, Precedence.CARD, 5.0, place) for place in range(30)]
    now, happened = 5.0, []
    for _ in range(30):
        now += limits.wait(GROUP, Precedence.CARD, now)
        limits.take(GROUP, now)
        happened.append(now - 5.0)
    assert [round(it, 6) for it in told] == [round(it, 6) for it in happened]


def test_a_refused_chat_pauses_alone_and_several_pause_everybody() -> None:
    pauses = Pauses()
    pauses.refuse(1, 7, now=100)
    assert pauses.wait(1, 106.9) > 0
    assert pauses.wait(1, 108) == 0
    assert pauses.wait(2, 101) == 0
    pauses.refuse(2, 3, now=102)
    assert pauses.wait(3, 103) > 0
    pauses = Pauses()
    pauses.refuse(1, 7, now=100)
    pauses.refuse(2, 7, now=130)
    assert pauses.wait(3, 131) == 0


def test_a_refused_method_does_not_close_chats_or_other_methods() -> None:
    pauses = Pauses()
    pauses.refuse("setMyCommands", 60, now=100)
    pauses.refuse("getMe", 60, now=100)
    assert pauses.wait("setMyCommands", 101) > 0
    assert pauses.wait("answerCallbackQuery", 101) == pauses.wait(1, 101) == 0


def test_a_paused_bot_still_answers_presses() -> None:
    pauses = Pauses()
    for chat in (1, 2):
        pauses.refuse(chat, 60, now=100)
    assert pauses.wait(3, 101) > 0
    assert pauses.wait("answerCallbackQuery", 101) == 0


def test_what_fails_in_a_row_is_tried_more_and_more_seldom_until_it_works() -> None:
    pauses, now, waits = Pauses(), 0.0, []
    for _ in range(8):
        pauses.stumble(1, now)
        waits.append(pauses.wait(1, now))
        now += waits[-1]
    assert waits == [1, 2, 4, 8, 16, 30, 30, 30]
    pauses.recover(1)
    pauses.stumble(1, now)
    assert pauses.wait(1, now) == 1

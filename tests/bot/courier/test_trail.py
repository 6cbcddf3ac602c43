"""Lost cards are looked for behind the last known message, and nowhere else."""

from bot.courier.trail import REACH, Trail

GROUP, BASIC, PRIVATE = -1001234567890, -4000000001, 7


def lost_after(number: int, chat: int = GROUP, times: int = 1) -> Trail:
    trail = Trail()
    trail.note(chat, number)
    for _ in range(times):
        trail.lose_card(chat, None)
    return trail


def test_the_next_numbers_are_tried() -> None:
    assert list(lost_after(10).candidates(GROUP, None)) == [11, 12, 13]


def test_known_messages_and_missed_ones_are_left_out() -> None:
    trail = lost_after(10)
    trail.note(GROUP, 11)
    trail.miss(GROUP, 12)
    assert list(trail.candidates(GROUP, None)) == [13, 14]


def test_misses_do_not_lead_on_and_on() -> None:
    trail, tried = lost_after(10), 0
    while numbers := trail.candidates(GROUP, None):
        trail.miss(GROUP, numbers[0])
        tried += 1
    assert tried == REACH


def test_nothing_is_looked_for_where_numbers_are_shared_or_not_known() -> None:
    assert not lost_after(10, BASIC).candidates(BASIC, None)
    assert not lost_after(10, PRIVATE).candidates(PRIVATE, None)
    trail = Trail()
    trail.lose_card(GROUP, None)
    assert not trail.candidates(GROUP, None)


def test_a_lost_message_that_is_no_card_is_never_turned_into_one() -> None:
    trail = lost_after(10)
    trail.lose_other(GROUP)
    assert not trail.candidates(GROUP, None)
    trail.lose_card(GROUP, None)
    assert not trail.candidates(GROUP, None)


def test_cards_of_different_threads_are_not_mixed() -> None:
    trail = lost_after(10)
    assert not trail.candidates(GROUP, 77)
    trail.lose_card(GROUP, 77)
    assert not trail.candidates(GROUP, None)


def test_what_was_found_or_sent_anew_is_not_looked_for_any_more() -> None:
    trail = lost_after(10, times=2)
    trail.settle(GROUP)
    assert trail.candidates(GROUP, None)
    trail.settle(GROUP)
    assert not trail.candidates(GROUP, None)

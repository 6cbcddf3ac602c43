"""S0-16: in a rush orders are taken in before anything that follows from those taken in already."""

from contextlib import ExitStack

from bot.app.rush import MANY, STUCK, Rush


def test_many_orders_at_once_are_a_rush_though_one_commit_has_answered_them_all() -> None:
    rush = Rush()
    with ExitStack() as held:
        for _ in range(MANY):
            held.enter_context(rush.one_more())
    assert rush.is_on()
    assert not rush.is_on()


def test_one_order_after_the_other_is_none() -> None:
    rush = Rush()
    for _ in range(MANY * 10):
        with rush.one_more():
            pass
    assert not rush.is_on()


def test_a_rush_lasts_for_as_long_as_many_wait() -> None:
    rush = Rush()
    with ExitStack() as held:
        for _ in range(MANY):
            held.enter_context(rush.one_more())
        assert rush.is_on()
        assert rush.is_on()


def test_where_nobody_gets_through_nobody_stands_back() -> None:
    rush = Rush()
    with ExitStack() as held:
        for _ in range(MANY):
            held.enter_context(rush.one_more())
        assert [rush.is_on() for _ in range(STUCK + 1)] == [True] * STUCK + [False]
        with rush.one_more():
            pass
        assert rush.is_on()

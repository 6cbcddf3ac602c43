"""Who must go when there are too many connections from one address."""

import asyncio
from dataclasses import dataclass

from handlers.web.crowd import Crowd

GRACE = 0.1


@dataclass(eq=False)
class Guest:
    name: str
    waiting_since: float | None
    served: bool = False
    closed: bool = False

    def force_close(self):
        self.closed = True


def now():
    return asyncio.get_running_loop().time()


async def closed_after_thinning(most, guests):
    crowd = Crowd(most, GRACE)
    admitted = [crowd.admit("a", guest) for guest in guests]
    assert all(admitted)
    await asyncio.sleep(GRACE * 1.5)
    return [guest.name for guest in guests if guest.closed]


async def test_strangers_go_oldest_first_and_only_as_many_as_are_too_many():
    guests = [Guest(str(age), now() - age) for age in (3, 9, 5, 7)]
    assert await closed_after_thinning(2, guests) == ["9", "7"]


async def test_who_is_being_served_stays_whatever_the_number():
    assert await closed_after_thinning(1, [Guest(str(number), None) for number in range(4)]) == []


async def test_a_regular_is_not_cut_for_strangers_who_are_still_in_their_grace():
    """The strangers came a moment later than the alarm was set: none may be cut yet, and so nobody is."""
    regular = Guest("regular", now() - 9, served=True)
    fresh = [Guest(f"fresh{number}", now() + GRACE) for number in range(4)]
    assert await closed_after_thinning(2, [regular, *fresh]) == []


async def test_those_in_their_grace_are_looked_at_again():
    crowd = Crowd(2, GRACE)
    regular = Guest("regular", now() - 9, served=True)
    fresh = [Guest(f"fresh{number}", now() + GRACE) for number in range(4)]
    for guest in (regular, *fresh):
        crowd.admit("a", guest)
    await asyncio.sleep(GRACE * 4)
    assert ([guest.closed for guest in fresh], regular.closed) == ([True, True, True, False], False)


async def test_regulars_go_too_when_they_alone_are_too_many():
    guests = [Guest(str(age), now() - age, served=True) for age in (3, 9, 5)]
    assert await closed_after_thinning(2, guests) == ["9"]


async def test_addresses_do_not_share_their_limit_and_who_left_does_not_count():
    crowd = Crowd(1, GRACE)
    first, second, other = (Guest(name, now() - 9) for name in ("first", "second", "other"))
    crowd.admit("a", first)
    crowd.admit("b", other)
    crowd.leave("a", first)
    crowd.admit("a", second)
    await asyncio.sleep(GRACE * 1.5)
    assert not any(guest.closed for guest in (first, second, other))


async def test_five_times_the_limit_is_the_end():
    crowd = Crowd(2, GRACE)
    assert [crowd.admit("a", Guest("x", None)) for _ in range(11)] == [True] * 10 + [False]


async def test_when_all_together_are_too_many_the_longest_waiting_stranger_makes_room_wherever_he_is_from():
    crowd = Crowd(10, GRACE, lambda: 3)
    regular, served = Guest("regular", now() - 9, served=True), Guest("served", None)
    strangers = [Guest(f"stranger{number}", now()) for number in range(3)]
    for address, guest in zip("abcde", [regular, served, *strangers], strict=True):
        assert crowd.admit(address, guest)
    assert [guest.closed for guest in (regular, served, *strangers)] == [False, False, True, True, False]


async def test_regulars_make_room_only_when_there_are_no_strangers_and_the_served_never():
    crowd = Crowd(10, GRACE, lambda: 2)
    regular, served, newcomer = Guest("regular", now(), served=True), Guest("served", None), Guest("new", None)
    assert [crowd.admit(it.name, it) for it in (regular, served, newcomer)] == [True, True, True]
    assert (regular.closed, served.closed) == (True, False)
    assert not crowd.admit("b", Guest("too many", now()))

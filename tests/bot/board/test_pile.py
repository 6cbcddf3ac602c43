"""D-03: the kept order of the pile against a slow one that is made anew each time."""

import random

from bot.board.pile import LOST, Pile, Waiting

STEPS = 3000


def slow_place(pile: Pile, aside: set[int], lead_id: int) -> int:
    mine = pile.waiting[lead_id]

    def turn(number: int, it: Waiting) -> tuple[int, float, int]:
        return it.rank, it.since, number

    there = [it for it in pile.waiting.items() if it[0] not in aside and mine.seen - it[1].due < LOST]
    return sum(turn(*it) < turn(lead_id, mine) for it in there)


def test_d_03_whoever_asks_hears_how_many_go_before_it() -> None:
    dice, pile, now = random.Random(3), Pile(), 1000.0
    aside: set[int] = set()
    asked = 0
    for _ in range(STEPS):
        now += dice.choice((0.0, 0.1, 5.0))
        lead_id = dice.randrange(60)
        match dice.choice(("join", "join", "join", "leave", "aside", "press", "name")):
            case "join":
                pile.join(lead_id, now, fresh=dice.random() < 0.6, trouble=dice.random() < 0.3)
                aside.discard(lead_id)
                assert pile.place(lead_id) == slow_place(pile, aside, lead_id)
                pile.expect(lead_id, now + dice.uniform(0, 100))
                asked += 1
            case "leave":
                pile.leave(lead_id, now, changed=dice.random() < 0.5)
                aside.discard(lead_id)
            case "aside":
                pile.step_aside(lead_id)
                aside.add(lead_id)
            case "press":
                pile.press(lead_id)
            case _:
                pile.name(list(pile.unnamed)[:5])
                pile.ebb()
        assert pile.unnamed == {it for it, waits in pile.waiting.items() if waits.fresh} - pile.named
    assert asked > STEPS / 3

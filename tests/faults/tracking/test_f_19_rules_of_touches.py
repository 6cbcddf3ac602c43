"""F-19: what the desk does with touches is what the rules say, sentence by sentence; of one moment, one update."""

import random
from collections import Counter

from desk.tracking.model import Kind, Touch
from tests.exchange.world import DOWN, FINE, LOST, NEVER
from tests.faults.line import Line
from tests.faults.tracking.histories import EMAILS, PHONES, HistoryLife
from tests.faults.tracking.town import Town
from tests.tracking.world import MARKER


def test_f_19_the_desk_and_the_table_agree(line: Line, seed: int) -> None:
    """Random histories, half of them with lost answers and deaths of the process (CR-14 to CR-54, CR-83, CR-84)."""
    results: Counter[str] = Counter()
    for number in range(line.pick(120, 50_000)):
        dice = random.Random(f"{seed} {number}")
        life = HistoryLife(dice, troubled=dice.random() < 0.5)
        try:
            life.live()
        except AssertionError as error:
            line.violate(f"{number}: {error}")
        results.update(life.results)
        line.case()
    line.note("touches", dict(sorted(results.items())))


def test_f_19_of_one_moment_one_update(line: Line, seed: int) -> None:
    """2 to 20 touches of one client at the same moment: one of them writes (CR-20, CR-34, CR-38, CR-52, CR-53)."""
    for number in range(line.pick(60, 5_000)):
        dice = random.Random(f"{seed} {number}")
        town, crowd = Town(dice), dice.randint(2, 20)
        for fault in _rush(town, dice, crowd):
            line.violate(f"{number}: {fault}")
        line.case()


def _rush(town: Town, dice: random.Random, crowd: int) -> list[str]:
    """Some come by phone, others by e-mail: the customer, where there is one, has both."""
    there = dice.random() < 0.7
    customer = town.crm.add_customer("Пётр", PHONES[0], EMAILS[0]).id if there else ""
    if there and dice.random() < 0.7:
        town.crm.add_order(customer, dice.choice(("new", "assembling", "complete")))
    orders = len(town.crm.records)
    for number in range(crowd):
        known = {"phone": PHONES[0], "email": EMAILS[0]} if not there or dice.random() < 0.5 else {"email": EMAILS[0]}
        town.receive(Touch(Kind.CHAT, str(number), "12345", town.clock.now(), **known))
    town.crm.moods.coming.extend(dice.choices((FINE, DOWN, LOST, NEVER), weights=(5, 1, 1, 1), k=dice.randint(0, 12)))
    for _ in range(60):
        town.clock.turn(30)
        town.work()
    ends = Counter(it.result for it in town.books.touches.rows.values())
    made, filled = len(town.crm.records) - orders, len({it.order_id for it in town.crm.edits if not it.was_marked})
    faults = []
    if (ends["created_order"], ends["updated_order"], ends["skipped_already_linked"]) != (made, filled, crowd - 1):  # type: ignore[index]
        faults.append(f"{made} made, {filled} filled, {dict(ends)} of {crowd}")
    if made + filled != 1 or len(town.crm.customers) != 1:
        faults.append(f"{made} made, {filled} filled, {len(town.crm.customers)} customers")
    if any(it.was_marked for it in town.crm.edits) and not town.crm.moods.lost:
        faults.append("an order was filled that was filled already")
    if len([it for it in town.crm.records.values() if it.fields.get(MARKER)]) != 1:
        faults.append("not one order is marked")
    return faults

"""F-19: the tracker is told of orders as the rules say: once at first, then of changes of the status alone."""

import random
from collections import Counter
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from desk.tracking.effects.history import begin
from desk.tracking.model import Kind, Touch
from tests.exchange.world import DOWN, FINE, LOST
from tests.faults.line import Line
from tests.faults.tracking.oracle_of_deals import Record, lead_for, tellings_of
from tests.faults.tracking.town import Town
from tests.tracking.paper_tracker import Telling
from tests.tracking.world import OrderRecord

PHONES, EMAILS = ("79001234567", "79160000001"), ("a@example.com", "b@example.com")
STATUSES = ("new", "assembling", "client-confirmed", "delivered", "complete", "cancel-other")
A_MINUTE = 60
IN_DOUBT = 900  # seconds: whether a deal shows a change that so shortly came before nobody knows after a lost answer
MONTH = 30 * 24 * 3600


class DealsLife:
    """Orders come and change at odd seconds; the desk looks at the full minute."""

    def __init__(self, dice: random.Random) -> None:
        self.dice, self.town = dice, Town(dice)
        self.start = self.town.clock.now()
        self.states: dict[str, list[Record]] = {}
        self.contacts: dict[str, Record] = {}
        self.leads: list[Record] = []

    def live(self, minutes: int) -> None:
        """The first quarter of an hour is before the connection."""
        for minute in range(15):
            self._play_minute(minute)
        with self.town.books.transaction() as books:
            begin(books, self.town.clock.now())  # type: ignore[arg-type]
        self.look()
        for minute in range(15, minutes):
            self._play_minute(minute)
            self.look()

    def look(self) -> None:
        """The clock has come to the full minute."""
        self.town.begin("history", None, self.town.turn_history())
        self.town.work()

    def _play_minute(self, minute: int) -> None:
        for second in sorted(self.dice.sample(range(1, 59), self.dice.choice((0, 0, 0, 1, 2)))):
            self._turn(minute * A_MINUTE + second)
            self.dice.choice((self._add, self._move, self._move, self._move, self._edit, self._drop, self._lead))()
        self._turn((minute + 1) * A_MINUTE)

    def _turn(self, second: int) -> None:
        self.town.clock.turn_to(self.start + timedelta(seconds=second))

    def second(self, at: datetime) -> int:
        return int((at - self.start).total_seconds())

    # --- what happens ------------------------------------------------------------------------------------------------

    def _add(self) -> None:
        if len(self.states) > 3:
            return
        phone, email = self.dice.choice((*PHONES, "")), self.dice.choice((*EMAILS, ""))
        customer = self.town.crm.add_customer("Пётр", phone, email).id
        record = self.town.crm.add_order(customer, self.dice.choice(STATUSES), self.dice.choice(("main", "outlet")))
        own = self.dice.choice((*PHONES, ""))
        self.town.crm.edit(record, phones=(own,) if own else ())
        self.contacts[record.order.id] = {
            "phones": [it for it in (phone, own) if it],
            "emails": [email] if email else [],
        }
        self._note(record, "created")

    def _move(self) -> None:
        if record := self._some():
            self.town.crm.move(record, self.dice.choice(STATUSES))
            self._note(record, "status")

    def _edit(self) -> None:
        if record := self._some():
            self.town.crm.edit(record, total=Decimal(self.dice.randint(1, 999)), manager=self.dice.choice(("", "Анна")))
            self._note(record, "other")

    def _drop(self) -> None:
        if (record := self._some()) and self.dice.random() < 0.3:
            self.town.crm.delete(record)
            self._note(record, "deleted")

    def _lead(self) -> None:
        kind, number = self.dice.choice(list(Kind)), str(len(self.leads))
        at = self.town.clock.now() - timedelta(seconds=self.dice.choice((0, MONTH, 11 * MONTH, 13 * MONTH)))
        phone, email = self.dice.choice((*PHONES, "")), self.dice.choice((*EMAILS, ""))
        touch = Touch(kind, number, "12345", at, phone=phone, email=email)
        self.town.tracker.leads.append(touch)
        self.leads.append(
            {"key": touch.key, "kind": kind.value, "at": self.second(at), "phone": phone or "-", "email": email or "-"}
            | {"known": self.second(self.town.clock.now())}
        )

    def _some(self) -> OrderRecord | None:
        alive = [it for it in self.town.crm.records.values() if not it.gone]
        return self.dice.choice(alive) if alive else None

    def _note(self, record: OrderRecord, why: str) -> None:
        order = record.order
        state = {
            "from": self.second(self.town.clock.now()),
            "why": why,
            "id": order.id,
            "number": order.number,
            "manager": order.manager,
            "site": order.site,
            "status": order.status,
            "total": order.total.quantize(Decimal("0.01")),
            "created": self.second(order.created_at),
            "status_at": self.second(order.status_at or order.created_at),
        }
        self.states.setdefault(order.id, []).append(state)

    # --- what was told -----------------------------------------------------------------------------------------------

    def shown(self, order_id: str) -> list[Record]:
        return [self._show(it) for it in self.town.tracker.tellings if it.deal.ref == order_id]

    def _show(self, it: Telling) -> Record:
        deal = it.deal
        known: dict[str, Any] = {
            "what": it.what,
            "second": self.second(it.at) // A_MINUTE * A_MINUTE,
            "orderNumber": deal.ref,
            "orderName": deal.title,
            "manager": deal.manager,
            "funnel": deal.funnel,
            "status": deal.status,
            "revenue": str(deal.revenue),
            "orderDate": str(self.second(deal.created_at)),
            "statusDate": str(self.second(deal.status_at)),
        }
        return known


def test_f_19_deals_are_told_as_the_rules_say(line: Line, seed: int) -> None:
    """CR-60 to CR-78, minute by minute, and each deal bound to the lead that the rules name."""
    whats: Counter[str] = Counter()
    for number in range(line.pick(70, 20_000)):
        life = DealsLife(random.Random(f"{seed} {number}"))
        minutes = life.dice.randint(40, 150)
        life.live(minutes)
        for order_id, states in life.states.items():
            expected = tellings_of(states, 15 * A_MINUTE, minutes * A_MINUTE, A_MINUTE)
            shown = life.shown(order_id)
            line.expect(shown == expected, f"{number}: {states}\ntold {shown}\nexpected {expected}")
            whats.update(it["what"] for it in shown)
            if expected:
                created = life.second(life.town.crm.records[order_id].order.created_at)
                leads = [it for it in life.leads if it["known"] <= expected[0]["second"]]
                bound = lead_for(life.contacts[order_id], created, leads)
                line.expect(life.town.tracker.records[order_id].lead == bound, f"{number}: not bound to {bound}")
        line.case()
    line.note("told", dict(sorted(whats.items())))


def test_f_19_whatever_fails_the_tracker_knows_every_status_in_the_end(line: Line, seed: int) -> None:
    """Lost answers on both sides, and deaths of the process: nothing is told early, and nothing is lost
    (CR-61, CR-73, CR-81)."""
    for number in range(line.pick(40, 10_000)):
        dice = random.Random(f"{seed} {number}")
        life = TroubledLife(dice)
        life.live(dice.randint(40, 90))
        life.calm_down()
        for minute in range(200, 320):
            life.turn(minute)
            life.look()
        for order_id, states in life.states.items():
            line.expect(*life.judge(order_id, states))
        line.case()


class TroubledLife(DealsLife):
    calm = False

    def calm_down(self) -> None:
        """From now on all is well."""
        self.calm = True
        self.town.tracker.moods.coming.clear()
        self.town.crm.moods.coming.clear()

    def look(self) -> None:
        if not self.calm and self.dice.random() < 0.3:
            moods = self.dice.choice((self.town.tracker.moods, self.town.crm.moods))
            moods.coming.extend(self.dice.choices((FINE, DOWN, LOST), k=self.dice.randint(1, 3)))
        self.town.begin("history", None, self.town.turn_history())
        if not self.calm and self.dice.random() < 0.1:
            for _ in range(self.dice.randint(0, 8)):
                self.town.step()
            self.town.crash()
        self.town.work()

    def turn(self, minute: int) -> None:
        self._turn(minute * A_MINUTE)

    def judge(self, order_id: str, states: list[Record]) -> tuple[bool, str]:
        """Held or not, and what was seen."""
        moved = [it for it in states if it["why"] in ("created", "status") and it["from"] > 15 * A_MINUTE]
        deals = [it for it in self.town.tracker.tellings if it.deal.ref == order_id]
        seen = f"{states}\ntold {[self._show(it) for it in deals]}"
        if states[-1]["why"] == "deleted":
            return True, seen
        if not moved:
            return not deals, seen
        early = [
            it
            for it in deals[1:]
            if not any(
                c["why"] == "status" and c["from"] + 1800 <= self.second(it.at)
                for c in states
                if c["from"] > self.second(deals[0].at) - IN_DOUBT
            )
        ]
        known = bool(deals) and deals[-1].deal.status == states[-1]["status"]
        return known and not early and [it.what for it in deals].count("make") == 1, seen

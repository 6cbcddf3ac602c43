"""Random histories of a CRM and of people who get in touch: told to the desk and to the oracle alike."""

import random
from datetime import timedelta
from typing import Any

from desk.tracking.model import Kind, References, Status, Touch, Utm
from desk.tracking.wishes import Wishes
from tests.exchange.world import DOWN, FINE, LATE, LOST, NEVER
from tests.faults.tracking.oracle import Oracle, Record
from tests.faults.tracking.town import Town
from tests.tracking.world import MARKER, STATUSES, OrderRecord

PHONES, EMAILS = ("79001234567", "79160000001"), ("a@example.com", "b@example.com")
SITES = ("main", "outlet")
KNOWN = {it.code: it.group for it in STATUSES}
LATER = {"returned": "cancel", "mystery": ""}  # of one the CRM tells when it is asked anew, of the other never
WORDS = (*KNOWN, *LATER, "complete", "no-call", "new", "new", "new", "new")
BAD = (DOWN, LOST, NEVER, LATE)
GROUP = timedelta(minutes=20)


class HistoryLife:
    """One history: groups of touches of the same moment, with what happens during their delay."""

    def __init__(self, dice: random.Random, troubled: bool) -> None:
        self.dice, self.troubled = dice, troubled
        site, status = dice.choice(("", "", "outlet")), dice.choice(("", "", "assembling"))
        manager, labels = dice.choice((0, 28)), dice.random() < 0.2
        wishes = Wishes(site, status, order_manager=manager, labels_for_all=labels)
        self.town = Town(dice, wishes=wishes)
        crm = self.town.crm
        crm.tied, crm.backwards = dice.random() < 0.3, dice.random() < 0.5
        crm.known = References(SITES, (*STATUSES, Status("returned", "", "cancel")))
        settings = {"site": site, "status": status, "manager": manager, "tied": crm.tied, "all_labels": labels}
        self.oracle = Oracle(KNOWN | LATER, settings)
        self.began, self.count = self.town.clock.now(), 0
        self.names: dict[str, str] = {}  # of the CRM's records, as the oracle calls them
        self.results: list[str] = []

    def live(self) -> None:
        """Raises AssertionError where the desk and the oracle disagree."""
        for _ in range(self.dice.randint(0, 8)):
            self._something_happens()
            self.town.clock.turn(self.dice.choice((1, 1, 60)))
        for _ in range(self.dice.randint(1, 4)):
            self._play_group()

    # --- one group ---------------------------------------------------------------------------------------------------

    def _play_group(self) -> None:
        leads = [self._lead() for _ in range(self.dice.choice((1, 1, 2, 2, 3, 4)))]
        for lead in [*leads, *self.dice.choices(leads, k=self.dice.randint(0, 2))]:
            self.town.receive(self._touch(lead))
        self.town.clock.turn(30)
        for _ in range(self.dice.choice((0, 0, 1, 2))):
            self._something_happens()
        self.town.clock.turn(5)
        if self.troubled:
            self.town.crm.moods.coming.extend(self.dice.choices((FINE, *BAD), k=self.dice.randint(1, 6)))
        self._handle()
        self._compare(leads)

    def _handle(self) -> None:
        town, end = self.town, self.town.clock.now() + GROUP
        if self.troubled and self.dice.random() < 0.5:
            town.work_until(town.clock.now() + timedelta(seconds=26))
            for _ in range(self.dice.randint(0, 25)):
                town.step()
            town.crash()
        town.work_until(end)
        town.crm.moods.coming.clear()
        town.crm.carry_out_late()

    # --- who gets in touch -------------------------------------------------------------------------------------------

    def _lead(self) -> Record:
        self.count += 1
        dice, kind = self.dice, self.dice.choice(("call", "request", "chat"))
        phone = dice.choice((*PHONES, PHONES[0], ""))
        email = dice.choice((*EMAILS, "", "")) if kind != "call" else ""
        marks = {f"utm_{name}": dice.choice(("", "", f"{name} {self.count}")) for name in Utm.__slots__}
        number = str(self.count)
        return {
            "key": f"{kind}:12345:{number}",
            "kind": kind,
            "id": number,
            "site_id": "12345",
            "phone": phone,
            "email": email,
            "name": dice.choice(("", "Пётр", " Анна  П.", "Ж" * 300)),
            "subject": dice.choice(("", "  ", "Обратный звонок")),
            "source": dice.choice(("", "yandex")),
            "medium": dice.choice(("", "organic")),
            **marks,
        }

    def _touch(self, lead: Record) -> Touch:
        utm = Utm(**{name: lead[f"utm_{name}"] for name in Utm.__slots__})
        names = ("id", "site_id", "phone", "email", "name", "subject", "source", "medium")
        known = {name: lead[name] for name in names}
        return Touch(kind=Kind(lead["kind"]), at=self.town.clock.now(), utm=utm, **known)

    # --- what happens in the CRM -------------------------------------------------------------------------------------

    def _something_happens(self) -> None:
        self.dice.choice((self._customer, *[self._order] * 4, self._move, self._mark, self._drop))()

    def _customer(self) -> None:
        phone, email = self.dice.choice((*PHONES, "")), self.dice.choice((*EMAILS, "", ""))
        name = self.dice.choice(("Пётр", f"Звонок от {PHONES[0]}", EMAILS[0]))
        site = self.dice.choice(("", *SITES))
        record = self.town.crm.add_customer(name, phone, email, site)
        self.names[f"customer {record.id}"] = f"customer {record.id} of the shop"
        known = {
            "id": f"customer {record.id} of the shop",
            "name": name,
            "site": site,
            "no": len(self.oracle.customers),
        }
        contacts = {"phones": [phone] if phone else [], "emails": [email] if email else []}
        self.oracle.customers.append({**known, **contacts, "created": self._second()})

    def _order(self) -> None:
        if not self.oracle.customers:
            self._customer()
        customer = self.dice.choice(self.oracle.customers)
        status, marker = self.dice.choice(WORDS), self.dice.choice(("", "", "", "777"))
        fields = {MARKER: marker} if marker else {}
        crm_id = self._crm_id("customer", customer["id"])
        made = self.town.clock.now().replace(microsecond=0) - self.dice.choice((0, 0, 0, 1, 30)) * timedelta(days=1)
        record = self.town.crm.add_order(crm_id, status, self.dice.choice(SITES), made, fields)
        self.names[f"order {record.order.id}"] = name = f"order {record.order.id} of the shop"
        known = {"id": name, "customer": customer["id"], "status": status, "site": record.order.site, "deleted": False}
        rest: Record = {"no": len(self.oracle.orders), "manager": 0, "name": "", "fields": dict(fields), "labels": {}}
        self.oracle.orders.append({**known, **rest, "created": (made - self.began).total_seconds()})

    def _move(self) -> None:
        if found := self._some_order():
            status = self.dice.choice(WORDS)
            self.town.crm.move(found[0], status)
            found[1]["status"] = status

    def _mark(self) -> None:
        """A person types a marker, or clears it."""
        if found := self._some_order():
            marker = self.dice.choice(("", "777"))
            found[0].fields[MARKER] = found[1]["fields"]["calltouch_site_id"] = marker

    def _drop(self) -> None:
        if found := self._some_order():
            self.town.crm.delete(found[0])
            found[1]["deleted"] = True

    def _some_order(self) -> tuple[OrderRecord, Record] | None:
        alive = [it for it in self.oracle.orders if not it["deleted"]]
        if not alive:
            return None
        chosen = self.dice.choice(alive)
        return self.town.crm.records[self._crm_id("order", chosen["id"])], chosen

    def _crm_id(self, what: str, name: str) -> str:
        return next(key.partition(" ")[2] for key, it in self.names.items() if it == name and key.startswith(what))

    def _second(self) -> int:
        return int((self.town.clock.now() - self.began).total_seconds())

    # --- both side by side -------------------------------------------------------------------------------------------

    def _compare(self, leads: list[Record]) -> None:
        """The desk has done what the rules say, the touches of this moment taken in one order or another."""
        self._learn_names()
        shown = self._shown()
        outcomes: list[dict[str, Any]] = []
        for outcome in self.oracle.possible(leads, self._second()):
            outcomes.append(_told_by(outcome))
            if outcomes[-1] == shown:
                self._take_over(outcome)
                break
        else:
            raise AssertionError(f"the desk: {shown}\nthe rules: {outcomes}")
        self.results += [self.oracle.ends[it["key"]]["result"] for it in leads]

    def _take_over(self, outcome: Oracle) -> None:
        """From now on the oracle's records are as old as the CRM's: the younger of two is the same on both sides."""
        self.oracle = outcome
        for what, records in (("customer", outcome.customers), ("order", outcome.orders)):
            for it in records:
                crm_id = self._crm_id(what, it["id"])
                found = self.town.crm.customers if what == "customer" else self.town.crm.records
                made = found[crm_id].created_at if what == "customer" else found[crm_id].order.created_at  # type: ignore[attr-defined]
                it["created"], it["no"] = (made - self.began).total_seconds(), int(crm_id)

    def _learn_names(self) -> None:
        """Whose customers and orders the new ones are: the desk's own record of it, made sure of by the fields."""
        for case in self.town.books.touches.rows.values():
            if case.made_customer:
                self.names.setdefault(f"customer {case.customer_id}", f"customer of {case.touch.key}")
        for order_id, record in self.town.crm.records.items():
            if record.by_us and f"order {order_id}" not in self.names:
                kind = next(it for it in Kind if f"calltouch_{it}_id" in record.fields)
                self.names[f"order {order_id}"] = f"order of {kind}:12345:{record.fields[f'calltouch_{kind}_id']}"

    def _shown(self) -> dict[str, Any]:
        crm, names = self.town.crm, self.names
        customers = {
            names.get(f"customer {it.id}", it.id): (it.name.first, it.phones, it.email, it.site)
            for it in crm.customers.values()
        }
        orders = {
            names.get(f"order {number}", number): (
                names.get(f"customer {it.customer_id}", it.customer_id),
                it.order.status,
                it.order.site,
                it.fields,
                {name: getattr(it.labels, name) for name in Utm.__slots__} if it.labels else {},
                (it.manager, it.name.first) if it.by_us else (0, ""),
            )
            for number, it in crm.records.items()
        }
        ends = {
            it.touch.key: (
                it.result.value if it.result else "",
                names.get(f"customer {it.customer_id}", it.customer_id),
                names.get(f"order {it.order_id}", it.order_id),
            )
            for it in self.town.books.touches.rows.values()
        }
        return {"customers": customers, "orders": orders, "ends": ends}


def _told_by(oracle: Oracle) -> dict[str, Any]:
    """The same picture, as the oracle has it."""
    customers = {
        it["id"]: (it["name"], tuple(it["phones"]), "".join(it["emails"]), it["site"]) for it in oracle.customers
    }
    orders = {
        it["id"]: (
            it["customer"],
            it["status"],
            it["site"],
            it["fields"],
            it["labels"],
            (it["manager"], it["name"]) if "of the shop" not in it["id"] else (0, ""),
        )
        for it in oracle.orders
    }
    ends = {key: (it["result"], it["customer"], it["order"]) for key, it in oracle.ends.items()}
    return {"customers": customers, "orders": orders, "ends": ends}

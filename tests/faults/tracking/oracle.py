"""The rules of call tracking, read once more and on their own: slow, out of tables, with nothing of the program's.

Everything is text and lists. Who reads the rules' page beside this file finds its tables again, row by row.
"""

import re
from collections.abc import Iterator
from copy import deepcopy
from itertools import permutations
from typing import Any

# customer found · orders · group of the newest · marker → customer · order
MASTER = (
    ("no", "*", "*", "*", "create", "create"),
    ("yes", "none", "*", "*", "keep", "create"),
    ("yes", "some", "complete", "*", "keep", "create"),
    ("yes", "some", "cancel", "*", "keep", "create"),
    ("yes", "some", "*", "empty", "keep", "update"),
    ("yes", "some", "*", "filled", "keep", "skip"),
)
RESULTS = {"create": "created_order", "update": "updated_order", "skip": "skipped_already_linked"}
# kind · phone given · e-mail given → search by · name
PER_KIND = (
    ("call", "yes", "*", "phone", "Звонок от {phone}"),
    ("request", "yes", "*", "phone", "{subject} от {name} {phone}"),
    ("request", "no", "yes", "email", "{subject} от {name} {email}"),
    ("chat", "yes", "*", "phone", "Чат от {name} {phone} {email}"),
    ("chat", "no", "yes", "email", "Чат от {name} {email}"),
    ("*", "*", "*", "nobody", ""),
)
# label in the CRM's code · call · request · chat · value
FIELDS = (
    ("calltouch_site_id", "x", "x", "x", "site_id"),
    ("calltouch_call_id", "x", "", "", "id"),
    ("calltouch_request_id", "", "x", "", "id"),
    ("calltouch_chat_id", "", "", "x", "id"),
    ("calltouch_utm_source", "x", "x", "x", "utm_source or source"),
    ("calltouch_utm_medium", "x", "x", "x", "utm_medium or medium"),
    ("calltouch_utm_campaign", "x", "x", "x", "utm_campaign"),
    ("calltouch_utm_content", "x", "x", "x", "utm_content"),
    ("calltouch_utm_term", "x", "x", "x", "utm_term"),
)
SYSTEM_FIELDS = {
    "source": "calltouch_utm_source",
    "medium": "calltouch_utm_medium",
    "campaign": "calltouch_utm_campaign",
    "content": "calltouch_utm_content",
    "term": "calltouch_utm_term",
}
COLUMN = {"call": 1, "request": 2, "chat": 3}
Record = dict[str, Any]


class Oracle:
    """``crm``: customers and orders as they stand; a record's ``no`` says which of two of one second is the later."""

    def __init__(self, groups: dict[str, str], settings: Record) -> None:
        self.groups, self.settings = groups, settings
        self.customers: list[Record] = []
        self.orders: list[Record] = []
        self.ends: dict[str, Record] = {}

    def possible(self, leads: list[Record], second: int) -> Iterator["Oracle"]:
        """What may stand afterwards: leads of one key keep their order, others may come in any."""
        fresh = [it for place, it in enumerate(leads) if it["key"] not in self.ends and _first(leads, place)]
        for order in permutations(range(len(fresh))):
            if all(a < b for a in order for b in order if order.index(a) < order.index(b) and _same(fresh, a, b)):
                outcome = deepcopy(self)
                for place in order:
                    outcome.take(fresh[place], second)
                yield outcome

    def take(self, lead: Record, second: int) -> None:
        by, template = _look_up(PER_KIND, lead["kind"], _yes(lead["phone"]), _yes(lead["email"]))
        if by == "nobody":
            self.ends[lead["key"]] = {"result": "no_contact", "customer": "", "order": ""}
            return
        name = _write(template, lead)
        customer = self._newest(it for it in self.customers if lead[by] in it[f"{by}s"])
        theirs = [it for it in self.orders if customer and it["customer"] == customer["id"] and not it["deleted"]]
        newest = self._newest(theirs)
        what_customer, what_order = _look_up(
            MASTER,
            "yes" if customer else "no",
            "some" if newest else "none",
            self.groups.get(newest["status"], "open") if newest else "-",
            ("filled" if newest["fields"].get("calltouch_site_id") else "empty") if newest else "-",
        )
        if what_customer == "create":
            customer = self._add_customer(lead, name, second)
        assert customer
        order = newest
        if what_order == "create":
            order = self._add_order(lead, customer, second)
        elif what_order == "update":
            assert order
            self._fill(order, lead)
        assert order
        self.ends[lead["key"]] = {"result": RESULTS[what_order], "customer": customer["id"], "order": order["id"]}

    def _add_customer(self, lead: Record, name: str, second: int) -> Record:
        record = {
            "id": f"customer of {lead['key']}",
            "created": second,
            "no": len(self.customers),
            "name": name,
            "phones": [lead["phone"]] if lead["phone"] else [],
            "emails": [lead["email"]] if lead["email"] else [],
            "site": self.settings["site"] or "main",
        }
        self.customers.append(record)
        return record

    def _add_order(self, lead: Record, customer: Record, second: int) -> Record:
        site = self.settings["site"] or "main"
        if self.settings["tied"] and customer["site"] and customer["site"] != site:
            site = customer["site"]
        record: Record = {
            "id": f"order of {lead['key']}",
            "created": second,
            "no": len(self.orders),
            "customer": customer["id"],
            "deleted": False,
            "status": self.settings["status"] or "new",
            "site": site,
            "manager": self.settings["manager"],
            "name": customer["name"],
            "fields": {},
            "labels": {},
        }
        self._fill(record, lead)
        self.orders.append(record)
        return record

    def _fill(self, order: Record, lead: Record) -> None:
        values = {}
        for row in FIELDS:
            code, *crosses, value = row
            chosen = next((lead[it] for it in value.split(" or ") if lead[it]), "")
            if crosses[COLUMN[lead["kind"]] - 1] == "x" and chosen:
                values[code] = chosen
        order["fields"] = {**order["fields"], **values}
        labels = {name: values.get(code, "") for name, code in SYSTEM_FIELDS.items()}
        if (lead["kind"] == "chat" or self.settings["all_labels"]) and any(labels.values()):
            order["labels"] = labels

    @staticmethod
    def _newest(records: Any) -> Record | None:
        newest = None
        for it in records:
            if newest is None or (it["created"], it["no"]) > (newest["created"], newest["no"]):
                newest = it
        return newest


def _look_up(table: tuple[tuple[str, ...], ...], *known: str) -> tuple[str, str]:
    for row in table:
        if all(cell in ("*", value) for cell, value in zip(row, known, strict=False)):
            return row[len(known)], row[len(known) + 1]
    raise AssertionError(f"no row for {known}")


def _write(template: str, lead: Record) -> str:
    subject = lead["subject"] if lead["subject"].strip() else "Заявка"
    text = template.replace("{subject}", subject).replace("{name}", lead["name"])
    text = text.replace("{phone}", lead["phone"]).replace("{email}", lead["email"])
    return re.sub(r"\s+", " ", text).strip()[:255].strip()


def _yes(value: str) -> str:
    return "yes" if value else "no"


def _first(leads: list[Record], place: int) -> bool:
    """It is told for the first time."""
    return all(it["key"] != leads[place]["key"] for it in leads[:place])


def _same(leads: list[Record], one: int, other: int) -> bool:
    """They are looked for by the same thing."""
    keys = [it["phone"] or (it["email"] if it["kind"] != "call" else "") or it["key"] for it in leads]
    return bool(keys[one] == keys[other])

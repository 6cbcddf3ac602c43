"""Which tellings of orders the rules ask for, minute by minute: nothing of the program's, and no cleverness."""

from typing import Any

HALF_AN_HOUR = 30 * 60
A_YEAR = 365 * 24 * 3600
NOBODY = "Лид не найден"
# deal field · order field
MAPPING = (
    ("orderNumber", "id"),
    ("orderName", "number"),
    ("manager", "manager"),
    ("funnel", "site"),
    ("status", "status"),
    ("revenue", "total"),
    ("orderDate", "created"),
    ("statusDate", "status_at"),
)
Record = dict[str, Any]


def tellings_of(states: list[Record], since: int, until: int, step: int) -> list[Record]:
    """Of one order. ``states``: what it was from which second on, with ``why``: created, status, other or deleted.

    The desk looks every ``step`` seconds, first at ``since``, when the connection was made.
    """
    told: list[Record] = []
    for second in range(since + step, until + 1, step):
        past = [it for it in states if it["from"] <= second]
        reasons = [it for it in past if it["from"] > since and it["why"] in ("created", "status")]
        if not reasons or past[-1]["why"] == "deleted":
            continue
        if not told:
            told.append(_tell("make", past[-1], second))
            continue
        untold = [it for it in reasons if it["why"] == "status" and it["from"] > told[-1]["second"]]
        if untold and second >= untold[0]["from"] + HALF_AN_HOUR:
            told.append(_tell("update", past[-1], second))
    return told


def lead_for(contacts: Record, created: int, leads: list[Record]) -> str:
    """Row by row: a call with the phone, a request with the phone or the e-mail, nobody."""
    near = [it for it in leads if created - A_YEAR <= it["at"] <= created]
    for lead in near:
        if lead["kind"] == "call" and lead["phone"] and lead["phone"] in contacts["phones"]:
            return str(lead["key"])
    for lead in near:
        if lead["kind"] == "request" and (lead["phone"] in contacts["phones"] or lead["email"] in contacts["emails"]):
            return str(lead["key"])
    return NOBODY


def _tell(what: str, state: Record, second: int) -> Record:
    return {"what": what, "second": second} | {deal: str(state[order]) for deal, order in MAPPING}

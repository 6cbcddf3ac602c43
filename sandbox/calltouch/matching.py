"""Which lead a new deal belongs to: rows are tried from the first to the last."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from sandbox.calltouch.cabinet import Binding, Cabinet, Call, Chat, Form, Row
from sandbox.calltouch.dates import read_moment

Lead = Call | Form | Chat
KINDS: dict[type[Lead], str] = {Call: "CALL", Form: "REQUEST", Chat: "CHAT"}


def bind(cabinet: Cabinet, rows: Sequence[Row]) -> Binding:
    for row in rows:
        if found := SEARCHES[row["type"]](cabinet, row):
            return found
    return Binding("NONE")


def digits(phone: str) -> str:
    """Any mask is taken."""
    found = "".join(sign for sign in phone if sign.isdecimal())
    return f"7{found[1:]}" if len(found) == 11 and found.startswith("8") else found


def _by_contact(params: str, *kinds: str) -> Callable[[Cabinet, Row], Binding | None]:
    def search(cabinet: Cabinet, row: Row) -> Binding | None:
        wanted = row[params]
        leads: list[Lead] = [lead for kind in kinds for lead in getattr(cabinet, kind).values()]
        found = [lead for lead in leads if _fits(lead, wanted) and _is_in_reach(lead.at, wanted, cabinet)]
        return _nearest(found)

    return search


def _by_id(params: str, key: str, kind: str) -> Callable[[Cabinet, Row], Binding | None]:
    def search(cabinet: Cabinet, row: Row) -> Binding | None:
        lead = getattr(cabinet, kind).get(row[params][key])
        return Binding(KINDS[type(lead)], lead.id) if lead else None

    return search


def _fits(lead: Lead, wanted: Row) -> bool:
    phones = {digits(it) for it in wanted.get("phones", [])}
    emails = {it.lower() for it in wanted.get("emails", [])}
    email = "" if isinstance(lead, Call) else lead.email.lower()
    return bool(lead.phone and digits(lead.phone) in phones) or bool(email and email in emails)


def _is_in_reach(at: datetime, wanted: Row, cabinet: Cabinet) -> bool:
    until = read_moment(wanted["date"], cabinet.zone)
    return until - timedelta(minutes=wanted["searchDepth"]) <= at < until + timedelta(seconds=1)


def _nearest(leads: Sequence[Lead]) -> Binding | None:
    """The last before the moment."""
    lead = max(leads, key=lambda it: it.at, default=None)
    return Binding(KINDS[type(lead)], lead.id) if lead else None


def _custom(_cabinet: Cabinet, row: Row) -> Binding:
    return Binding("CUSTOM", words=tuple(row["customSourceParams"].items()))


def _nothing(_cabinet: Cabinet, _row: Row) -> Binding:
    return Binding("NONE")


SEARCHES: dict[str, Callable[[Cabinet, Row], Binding | None]] = {
    "call": _by_id("callParams", "callId", "calls"),
    "request": _by_id("requestParams", "requestId", "forms"),
    "chat": _by_id("chatParams", "chatId", "chats"),
    "callContact": _by_contact("callContactParams", "calls"),
    "requestContact": _by_contact("requestContactParams", "forms"),
    "leadContact": _by_contact("leadContactParams", "calls", "forms"),
    "chatContact": _by_contact("chatContactParams", "chats"),
    "customSources": _custom,
    "withoutSource": _nothing,
}

"""An honest run, written by hand: three orders, an outage, a kill, and everything as it was promised."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.faults.checker.evidence import Evidence, Happening, House, JobRow, LeadRow, PastRow, Rows, Terms

NOON = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)  # Monday, 12:00 in Moscow and 21:00 in Kamchatka
SPEED = 60.0
SECRET = "a-planted-secret"
TERMS = Terms(
    opens=lambda _moment: True,
    lease=timedelta(minutes=6),
    remind_before=timedelta(minutes=3),
    answer_within=timedelta(minutes=4),
    warn_before=timedelta(minutes=2),
)
GROUP = "-1001234567890"


def at(minutes: float) -> datetime:
    return NOON + timedelta(minutes=minutes)


class Diary:
    """Writes a history and rows; ``minutes`` are of world time since noon, and a minute takes a real second."""

    def __init__(self) -> None:
        self.happenings: list[Happening] = []
        self.past: list[PastRow] = []
        self.leads: dict[int, LeadRow] = {}

    def happen(self, minutes: float, who: str, what: str, **data: Any) -> Happening:
        real = 100.0 + minutes * 60 / SPEED
        self.happenings.append(Happening(len(self.happenings), at(minutes), real, who, what, data))
        return self.happenings[-1]

    def write(self, minutes: float, lead: int, what: str, who: str = "robot", **data: Any) -> None:
        self.past.append(PastRow(len(self.past) + 1, lead, at(minutes), what, "because", who, data))

    def order(self, minutes: float, lead: int, said: str = "accepted", zone: str = "Europe/Moscow") -> None:
        phone, marker = f"+7916000000{lead}", f"marker-{len(self.happenings)};"
        asked = self.happen(minutes, "shop", "order", ref=f"A-{lead}", phone=phone, zone=zone, marker=marker)
        self.happen(minutes + 0.1, "shop", "answered", to=asked.n, status=202, lead=lead, said=said)
        self.write(minutes + 0.05, lead, "order_received" if said == "accepted" else "order_attached", "shop")
        self.change(lead, zone=zone, markers=[*self.body(lead).get("markers", []), marker])

    def call(self, minutes: float, lead: int, number: int) -> None:
        self.write(minutes, lead, "call_planned", number=number)
        self.write(minutes, lead, "call_asked", number=number)
        self.happen(minutes + 0.1, "voximplant", "dialled", token=f"{lead}-{number}-nonce")

    def text(self, minutes: float, lead: int, kind: str, call: int = 0) -> None:
        ref = f"{lead}-{kind}-nonce"
        self.happen(minutes, "smsc", "sms", id=ref)
        record = {"ref": ref, "kind": kind, "about_call": call, "status": "delivered"}
        self.change(lead, messages=[*self.body(lead).get("messages", []), record])

    def body(self, lead: int) -> dict[str, Any]:
        return dict(self.leads[lead].body) if lead in self.leads else {}

    def change(self, lead: int, status: str = "", next_at: datetime | None = None, **changed: Any) -> None:
        known = self.leads.get(lead) or LeadRow(lead, "site", f"A-{lead}", "new", None, "", {})
        body = dict(known.body) | changed
        self.leads[lead] = replace(
            known, status=status or known.status, next_at=next_at or known.next_at, body=body, raw=json.dumps(body)
        )

    def say(self, minutes: float, text: str, chat: str = GROUP) -> None:
        self.happen(minutes, "telegram", "request", operation="sendMessage", body=f"chat_id={chat}&text={text}")


def two_calls(diary: Diary) -> None:
    """An order that is repeated, not answered at first, and reached by the second call."""
    diary.order(0, 1)
    diary.order(1, 1, "attached")
    diary.call(2, 1, 1)
    diary.write(3, 1, "call_ended", number=1)
    diary.write(3, 1, "retry_planned", at=at(33).isoformat())
    diary.happen(32.9, "world", "tick")
    diary.call(33.2, 1, 2)
    diary.write(34, 1, "call_ended", number=2)
    diary.write(34, 1, "closed", status="reached")
    diary.text(34.5, 1, "reached", 2)
    diary.change(1, "reached")


def a_night(diary: Diary) -> None:
    """It is past nine in Kamchatka: one message, and a call in the morning."""
    morning = at(12 * 60)
    diary.order(35, 2, zone="Asia/Kamchatka")
    diary.write(36, 2, "hours_closed", at=morning.isoformat())
    diary.text(36, 2, "night")
    diary.change(2, "waiting_hours", morning)


def two_sellers(diary: Diary) -> None:
    """While the CRM is down, and with the plug pulled once."""
    diary.happen(37, "world", "outage", of="bitrix24")
    diary.order(38, 3)
    diary.happen(39, "desk", "killed")
    asked = diary.happen(39.5, "shop", "order", ref="A-4", phone="+79160000004", zone="", marker="marker-x;")
    diary.happen(39.6, "shop", "answered", to=asked.n, status=0)
    diary.happen(44, "desk", "ready")
    diary.happen(45, "world", "recovery", of="bitrix24")
    diary.write(46, 3, "handed_over", trouble="crm_down")
    diary.write(47, 3, "claimed", "Анна")
    diary.write(48, 3, "released", "Анна")
    diary.write(49, 3, "claimed", "Борис")
    diary.change(3, "manual", next={"action": "person"}, assignee={"id": 2, "name": "Борис"})
    diary.write(52, 3, "reminded", name="Борис")
    diary.write(55, 3, "taken_back", name="Борис")
    diary.write(57, 3, "answer_due")
    diary.write(58, 3, "claimed", "Борис")
    diary.say(50, "A new order, +7 916 ***-**-03")
    diary.say(50, "+79160000003", chat="222")
    diary.happen(60, "world", "end")


def tell_honestly() -> Evidence:
    """Two calls, a night and two sellers."""
    diary = Diary()
    two_calls(diary)
    a_night(diary)
    two_sellers(diary)
    jobs = [JobRow(9, "lead.show_crm", "crm", 3, "failed", at(46), "down")]
    log = json.dumps({"event": "a job is given up", "job": 9, "reason": "no answer for ***03"})
    rows = Rows(diary.leads, diary.past, jobs)
    return Evidence(diary.happenings, rows, House(secrets=frozenset({SECRET}), terms=TERMS), log)

"""What the shop knows, with a stranger's text in every field that others write into."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from bot.cards.deal import DealView
from bot.cards.fellow import Fellow
from bot.cards.settings import Shown
from bot.texts.story import PLAIN
from desk.exchange.mapping import StageMap
from desk.exchange.model import Buyer, Deal, StoreOrder
from desk.exchange.model import Stage as DealStage
from desk.exchange.pair import Duty, Pair, Refusal, Settled
from desk.leads.charges import Kind
from desk.leads.model import Attached, Bridge, Held, Lead, LeadStatus, Patience, Person, Stage, Trouble
from desk.leads.records import CallAttempt, SmsKind, SmsRecord
from desk.leads.view import PastEntry
from desk.leads.wishes import Deed
from desk.model import Customer, OrderLine, Partner
from desk.phone import PhoneProblem
from desk.ports import Disposition, SmsStatus
from desk.spending.brake import Allowance, Policy
from desk.spending.forecast import Basis, Forecast
from desk.spending.sheet import Account, Row, Sheet
from desk.staff.invitations import Invitation
from desk.staff.pauses import Pause, source_switch
from desk.staff.roles import Role
from desk.staff.shift import Shift
from desk.statistics.report import Report
from desk.telephony import Leg
from storage.acts import Act
from storage.jobs import Job
from storage.people import Known
from tests.bot.cards.test_statistics import REPORT
from tests.bot.lives import Life, make_order

NOW = datetime(2026, 5, 12, 9, 0, tzinfo=UTC)
SOON = NOW + timedelta(hours=1)
CALLED = Life().open().registered().called(Disposition.NO_ANSWER).lead
CRM_URL = "https://portal.bitrix24.ru/crm/lead/details/5533/"
LONGEST_SOURCE = 40  # bytes: a longer one gets no button
FIELDS = (
    *("source", "name", "text", "reason", "order_id", "code", "crm_id", "system", "raw", "key"),
    *("disposition", "kind", "status", "trouble", "deed"),
)


def lead_of(text: str, **changes: Any) -> Lead:
    """Called and taken, with a call to its customer that failed."""
    line = OrderLine(text, text, Decimal(2), Decimal(10), text)
    order = make_order(
        source=text[:60] or "site",
        ref=text,
        order_id=text,
        customer=Customer(text, text, text, text),
        lines=(line,) * 5,
        currency=text[:3],
        comment=text,
        partner_code=text,
        extra={text: text},
    )
    sms = SmsRecord(SmsKind.REACHED, "1-reached", text=text, status=SmsStatus.FAILED, reason=text)
    given = {
        "order": order,
        "status": LeadStatus.MANUAL,
        "phone_problem": PhoneProblem.TOO_SHORT.value,
        "city": text,
        "partner": Partner("partner42", text),
        "crm_system": text[:30],
        "crm_id": text,
        "messages": (sms,),
        "assignee": Person(7, text),
        "trouble": Trouble.CALL_FAILED,
        "trouble_text": text,
        "attached": (Attached(NOW, order),) * 5,
        "patience": Patience(Stage.ANSWER_OVER, NOW, None, NOW),
        "outcome_reason": text,
        "bridges": (bridge_of(text, result=Disposition.FAILED, reason=text),),
    }
    return replace(CALLED, **(given | changes))


def bridge_of(text: str, leg: Leg | None = None, **call: Any) -> Bridge:
    return Bridge(Person(7, text), NOW, CallAttempt(1, "t", **call), leg)


def talking_of(text: str) -> Lead:
    return lead_of(text, bridges=(bridge_of(text, Leg.TALK),))


def held_of(text: str) -> Lead:
    return lead_of(text, held=Held(Deed.LOST, Person(7, text), SOON, reason=text))


def moving_of(text: str) -> Lead:
    """Its deal is to go to another stage."""
    return lead_of(text, held=Held(Deed.STAGE, Person(7, text), SOON, text, name=text, since=text))


def doubtful_of(text: str) -> Lead:
    """Nobody knows whether a call and a message went out."""
    call = replace(CALLED.calls[0], result=None, reason=text, raw=text, unknown_at=NOW)
    sms = SmsRecord(SmsKind.REACHED, "1-reached", text=text, status=SmsStatus.UNKNOWN, reason=text, unknown_at=NOW)
    return lead_of(text, calls=(call,), messages=(sms,))


def history_of(text: str) -> list[PastEntry]:
    """Every code there is, one that is none of them, and last those that say the most."""
    telling = ("order_received", "registration_failed", "claimed", "note", "handed_to", "outcome_explained", text)
    data: Mapping[str, Any] = dict.fromkeys(FIELDS, text) | {"at": NOW.isoformat(), "number": 2, "zone": "Asia/Omsk"}
    return [PastEntry(NOW + timedelta(minutes=n), it, text, text, data) for n, it in enumerate((*PLAIN, *telling * 2))]


def acts_of(text: str) -> list[Act]:
    """A word that nobody knows, and those that say the most."""
    data = {"text": text, "reason": text, "role": text}
    return [Act(1, NOW, 7, text, what, 9, text, data) for what in (text, "refused", "set", "join", "appoint") * 6]


def settings_of(text: str) -> Shown:
    return Shown("texts.call", text, changed=True, who=text, at=NOW, act=5, sample=text, parts=3)


def deal_of(text: str, **changes: Any) -> DealView:
    """A pair whose words are all somebody else's."""
    stage = DealStage(text, text)
    order = StoreOrder(text, text, text, text, NOW, buyer=Buyer(text, text, text))
    pair = Pair(5, order, Settled("", ""), Deal(text, stage, NOW), lead_id=9, into_crm=NOW, into_store=NOW)
    return DealView(replace(pair, **changes), CRM_URL, CRM_URL, StageMap({}, (stage,) * 50))


def refused_of(text: str) -> DealView:
    return deal_of(text, refusals=(Refusal(Duty.WISH, text, text),), due_status=text, due_stage=text)


def job_of(text: str) -> Job:
    return Job(5, text or "lead.register", "crm", "", 9, {}, NOW, 3, text, "failed", text)


def known_of(text: str) -> Known:
    shift = Shift(categories=(text,), cities=(text,))
    return Known(7, text, text, Role.SELLER.value, "ru", True, shift)


def fellow_of(text: str) -> Fellow:
    """Telegram itself sees to it what a username consists of, and this one is meant to become a link."""
    shift = Shift(categories=(text,), cities=(text,), away_until=SOON)
    return Fellow(7, text, "anna_kotova", Role.SELLER, "ru", "", "+79161234567", shift)


def invitation_of(text: str) -> Invitation:
    return Invitation(3, Role.SELLER, "ru", Person(7, text), NOW, SOON)


def source_of(text: str) -> str:
    """What is paused when this source is; short enough for a button."""
    return source_switch(text.encode()[:LONGEST_SOURCE].decode(errors="ignore") or "site")


def pauses_of(text: str) -> dict[str, Pause]:
    pause = Pause(text, NOW, SOON)
    return {"calls": pause, source_switch(text): pause, source_of(text): pause, text: pause}


def sheet_of(text: str) -> Sheet:
    """Providers name the currencies of their accounts themselves."""
    calls = Row(Kind.CALL, 3, 2, Decimal("1250.5"), Decimal("625.25"))
    return Sheet([calls], Decimal(1200), Decimal("50.5"), 1, 4, {text: Decimal("5.5"), "EUR": Decimal(10) ** 16})


def account_of(text: str, **decided: Any) -> Account:
    """What was ``decided`` for today, by somebody of this name."""
    allowance = Allowance("2026-05-12", **{"warned": True, "by": text} | decided)
    sheet, forecast = sheet_of(text), Forecast(Decimal(2000), Basis.USUAL)
    held = {Kind.CALL: 2, Kind.SMS: 3}
    return Account(text, Policy(Decimal(1000)), allowance, held, sheet, sheet, sheet, forecast, allowance.stopped)


def report_of(text: str) -> Report:
    sellers = [replace(it, name=text) for it in REPORT.sellers]
    return replace(REPORT, sellers=sellers, sources=[replace(it, name=text) for it in REPORT.sources])


@dataclass(frozen=True)
class Outage:
    cause: str
    since: datetime = NOW

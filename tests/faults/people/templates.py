"""Everything that people are shown, with a stranger's text wherever a stranger's text can stand."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from bot.cards.acts import render_acts
from bot.cards.card import Card
from bot.cards.choices import ask_reason, ask_when, ask_whom, render_reminder
from bot.cards.digest import render_digest
from bot.cards.doctor import Ailment, Finding
from bot.cards.failed import render_failed, render_question
from bot.cards.flow import caption_flow
from bot.cards.help import render_help, render_start
from bot.cards.incident import render_incident
from bot.cards.lead import render_lead
from bot.cards.listing import Kind, render_errors, render_listing
from bot.cards.notices import (
    answer_claimed,
    answer_refused,
    render_alarm,
    render_former,
    render_mended,
    render_number,
    render_raw,
    render_why,
)
from bot.cards.settings import Shown, ask_value, render_group, render_groups, render_setting
from bot.cards.shift import render_shift
from bot.cards.standing import render_shelf, render_standing
from bot.cards.state import render_health, render_sellers
from bot.cards.statistics import View, caption_report, render_report
from bot.cards.tools import Running, render_backup, render_no_backup, render_too_large, render_version
from bot.cards.waiting import render_waiting
from bot.courier.letter import CAPTION, LONGEST
from desk.leads.model import Attached, Lead, LeadStatus, Patience, Person, Stage, Trouble
from desk.leads.records import SmsKind, SmsRecord
from desk.leads.view import PastEntry
from desk.model import Customer, OrderLine, Partner
from desk.phone import PhoneProblem
from desk.ports import Disposition, Health, SmsStatus
from desk.staff.roles import Role
from desk.staff.shift import Shift
from desk.staff.trouble import leaf_through
from desk.statistics.standing import SHELVES, Standing
from handlers.telegram import phrases
from storage.acts import Act
from storage.incidents import Incident
from storage.jobs import Job
from storage.people import Known
from tests.bot.cards.test_statistics import REPORT
from tests.bot.lives import MOSCOW, RULES, Life, make_order

NOW = datetime(2026, 5, 12, 9, 0, tzinfo=UTC)
CRM_URL = "https://portal.bitrix24.ru/crm/lead/details/5533/"
MANY = 30
CALLED = Life().open().registered().called(Disposition.NO_ANSWER).lead
Draw = Callable[[str, str], Card]


@dataclass(frozen=True, slots=True)
class Template:
    """``draw`` takes the stranger's text and the reader's language. ``longest``: UTF-16 units of what it becomes."""

    name: str
    draw: Draw
    longest: int = LONGEST


def lead_of(text: str, **changes: Any) -> Lead:
    """Called and taken, with this text in every field that others write into."""
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
    }
    return replace(CALLED, **(given | changes))


def history_of(text: str) -> list[PastEntry]:
    what = ("order_received", "registration_failed", "claimed", "note", "handed_to", "outcome_explained", text)
    data = dict.fromkeys(("source", "name", "text", "reason", "order_id", "code", "crm_id", "system", "raw"), text)
    return [PastEntry(NOW + timedelta(minutes=n), it, text, text, data) for n, it in enumerate(what * 3)]


def settings_of(text: str) -> Shown:
    return Shown("texts.call", text, changed=True, who=text, at=NOW, act=5, sample=text, parts=3)


def job_of(text: str) -> Job:
    return Job(5, text or "lead.register", "crm", "", 9, {}, NOW, 3, text, "failed", text)


def known_of(text: str) -> Known:
    shift = Shift(categories=(text,), cities=(text,))
    return Known(7, text, text, Role.SELLER.value, "ru", True, shift)


@dataclass(frozen=True)
class Outage:
    cause: str
    since: datetime = NOW


def told(language: str) -> dict[str, Any]:
    return {"now": NOW, "language": language, "shop_zone": MOSCOW}


def card_of(text: str, language: str, **options: Any) -> Card:
    return render_lead(lead_of(text), history_of(text), rules=RULES, **told(language), **options)


def report_of(text: str) -> Any:
    sellers = [replace(it, name=text) for it in REPORT.sellers]
    return replace(REPORT, sellers=sellers, sources=[replace(it, name=text) for it in REPORT.sources])


def health_of(text: str, language: str) -> Card:
    found = {text: Finding(Health(False, text), Ailment.OTHER, NOW, NOW), "crm": Finding(Health(True, text))}
    return render_health(found, **told(language), paused={"calls": text, text: text}, leads={"manual": 3})


def acts_of(text: str, language: str) -> Card:
    data = {"text": text, "reason": text, "role": text}
    return render_acts([Act(1, NOW, 7, text, text, 9, text, data)] * MANY, **told(language))


STANDING = Standing({LeadStatus.MANUAL: 3}, {LeadStatus.MANUAL: 1}, {LeadStatus.WON: 2})
TEMPLATES = (
    Template("a card in the group", lambda text, to: card_of(text, to, crm_url=CRM_URL)),
    Template("a private card", lambda text, to: card_of(text, to, full_phone=True, admin=True)),
    Template("a former card", lambda text, to: card_of(text, to, gone=True)),
    Template("why", lambda text, to: render_why(lead_of(text), history_of(text), **told(to))),
    Template("a number", lambda text, to: render_number(lead_of(text), **told(to))),
    Template("a number hidden", lambda text, to: render_former(lead_of(text), now=NOW, language=to, zone=MOSCOW)),
    Template("a reminder", lambda text, to: render_reminder(lead_of(text), **told(to))),
    Template("to whom", lambda text, to: ask_whom(lead_of(text), [Person(7, text)] * MANY, **told(to))),
    Template("until when", lambda text, to: ask_when(lead_of(text), **told(to))),
    Template("why lost", lambda text, to: ask_reason(lead_of(text), **told(to))),
    Template("a digest", lambda text, to: render_digest([lead_of(text)] * MANY, **told(to))),
    Template("what waits", lambda text, to: render_waiting([lead_of(text)] * MANY, **told(to))),
    Template("a list", lambda text, to: render_listing(Kind.FOUND, [lead_of(text)] * MANY, **told(to), query=text)),
    Template("errors", lambda text, to: render_errors([lead_of(text)], [Outage(text)], [job_of(text)] * 9, **told(to))),
    Template("an outage", lambda text, to: render_incident(Incident(text, NOW, NOW, None, 3, text), **told(to))),
    Template("its end", lambda text, to: render_incident(Incident(text, NOW, NOW, NOW, 3, text), **told(to))),
    Template(
        "a silence", lambda text, to: render_incident(Incident(f"silence:{text}", NOW, NOW, None, 3, text), **told(to))
    ),
    Template("an alarm", lambda text, to: render_alarm(text, text, language=to)),
    Template("a refused key", lambda text, to: render_alarm("crm_key", text, language=to)),
    Template("an unreached seller", lambda text, to: render_alarm("unreached:7", f"#9: {text}", language=to)),
    Template("a silent source", lambda text, to: render_alarm(f"silence:{text}", text, language=to)),
    Template("a mended database", lambda _text, to: render_mended(language=to)),
    Template("a raw request", lambda text, to: render_raw(9, text, language=to)),
    Template(
        "given up",
        lambda text, to: render_failed(
            leaf_through([job_of(text)] * 9, 0), total=9, wrong_numbers={9}, may_act=True, **told(to)
        ),
    ),
    Template("drop all", lambda _text, to: render_question(9, "0123456789", language=to)),
    Template("the neighbours", health_of),
    Template("who works here", lambda text, to: render_sellers([known_of(text)] * MANY, (5,), **told(to))),
    Template("who did what", acts_of),
    Template(
        "a shift",
        lambda text, to: render_shift(Person(7, text), known_of(text).shift, own=True, command="/shift", **told(to)),
    ),
    Template("groups of settings", lambda _text, to: render_groups(to)),
    Template("a group of settings", lambda text, to: render_group("texts", [settings_of(text)] * 6, **told(to))),
    Template("a setting", lambda text, to: render_setting(settings_of(text), "texts", **told(to))),
    Template("a new value", lambda text, to: ask_value("texts.call", text, to)),
    Template("the board", lambda _text, to: render_standing(STANDING, **told(to))),
    Template("a shelf", lambda text, to: render_shelf(SHELVES[0], [lead_of(text)] * 20, 25, **told(to))),
    Template("figures", lambda text, to: render_report(report_of(text), language=to)),
    Template("own figures", lambda text, to: render_report(report_of(text), language=to, own=111)),
    Template("beneath figures", lambda text, to: caption_report(report_of(text), View.ALL, language=to), CAPTION),
    Template("beneath the process", lambda _text, to: caption_flow(STANDING, **told(to)), CAPTION),
    Template(
        "the version",
        lambda _text, to: render_version(Running("1.0", "3.11.7", "SQLite 3.40", "0008", NOW), **told(to)),
    ),
    Template("a copy", lambda text, to: render_backup(text, 5, language=to)),
    Template("no copy", lambda text, to: render_no_backup(text, language=to)),
    Template("a large file", lambda _text, to: render_too_large(5, 5, language=to)),
    Template("a greeting", lambda text, to: render_start(Role.SELLER, language=to, shop_name=text)),
    Template("help", lambda _text, to: render_help(Role.OWNER, language=to)),
    Template("an appointment", lambda text, to: phrases.appointed(text, Role.SELLER, to)),
)
# What fades after a moment: plain text without links.
ANSWERS: Mapping[str, Callable[[str, str], str]] = {
    "taken": lambda text, to: answer_claimed(text, language=to),
    "refused": lambda text, to: answer_refused(text, language=to),
    "somebody has it": lambda text, to: answer_refused(f"{text} has this lead", language=to),
    "handed over": lambda text, to: phrases.handed(lead_of(text), to),
}

"""Everything that people are shown, with a stranger's text wherever a stranger's text can stand."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from bot.cards.card import Card
from bot.cards.choices import ask_reason, ask_when, ask_whom, render_reminder
from bot.cards.comparison import render_comparison
from bot.cards.deal import ask_stage
from bot.cards.digest import render_digest
from bot.cards.doctor import Ailment, Finding
from bot.cards.failed import render_failed, render_question
from bot.cards.flow import caption_flow
from bot.cards.help import render_help, render_start
from bot.cards.incident import render_incident
from bot.cards.lead import render_lead
from bot.cards.listing import Kind, render_errors, render_listing
from bot.cards.notices import (
    answer_broken,
    answer_claimed,
    answer_refused,
    answer_why,
    render_alarm,
    render_coming,
    render_dropped,
    render_former,
    render_mended,
    render_number,
    render_raw,
    render_why,
)
from bot.cards.orders import render_no_store, render_orders
from bot.cards.settings import ask_value, render_group, render_groups, render_setting
from bot.cards.spending import render_account, render_ended, render_limit, tell_day
from bot.cards.standing import render_shelf, render_standing
from bot.cards.state import render_health
from bot.cards.statistics import View, caption_report, render_report
from bot.cards.tools import Running, render_backup, render_no_backup, render_too_large, render_version
from bot.cards.unknown import render_unknown
from bot.cards.waiting import render_waiting
from bot.courier.letter import CAPTION
from desk.exchange.comparison import Fault, Report
from desk.exchange.comparison import Finding as Difference
from desk.exchange.model import Deal
from desk.exchange.tally import Tally
from desk.leads.model import Lead, LeadStatus, Person
from desk.ports import Balance, Health
from desk.staff.roles import Role
from desk.staff.trouble import leaf_through
from desk.statistics.standing import SHELVES, Standing
from handlers.telegram import phrases
from storage.incidents import Incident
from tests.bot.lives import MOSCOW, RULES
from tests.faults.people.call_tracking import CALL_TRACKING
from tests.faults.people.connecting import CONNECTING
from tests.faults.people.drawing import Template, told
from tests.faults.people.samples import (
    CRM_URL,
    NOW,
    Outage,
    account_of,
    deal_of,
    doubtful_of,
    held_of,
    history_of,
    job_of,
    lead_of,
    moving_of,
    pauses_of,
    refused_of,
    report_of,
    settings_of,
    sheet_of,
    talking_of,
)
from tests.faults.people.shortcuts import SHORTCUTS
from tests.faults.people.staffing import MANY, STAFF
from tests.faults.people.store_and_crm import STORE_AND_CRM


def card_of(text: str, language: str, lead: Lead | None = None, **options: Any) -> Card:
    return render_lead(lead or lead_of(text), history_of(text), rules=RULES, **told(language), **options)


def health_of(text: str, language: str) -> Card:
    found = {
        text: Finding(Health(False, text), Ailment.OTHER, NOW, NOW),
        "crm": Finding(Health(True, text, Balance(Decimal("12.5"), text))),
    }
    return render_health(found, **told(language), paused=pauses_of(text), standing=STANDING, unknown=2)


def orders_of(text: str, language: str) -> Card:
    view = refused_of(text)
    return render_orders(Tally(3, 2, 1, {"refused_by_crm": MANY}), [view.pair] * MANY, view.stages, **told(language))


def stages_of(text: str, language: str) -> Card:
    view = deal_of(text)
    return ask_stage(lead_of(text), Deal(text, view.stages.stages[0], NOW), view.stages, **told(language))


def comparison_of(text: str, language: str) -> Card:
    found = tuple(Difference(fault, text, text, 1, 9, text) for fault in Fault) * 4
    return render_comparison(Report(NOW, 40, found, skipped=True), **told(language), mended=3)


def limit_of(text: str, language: str, **decided: Any) -> Card:
    return render_limit(account_of(text, **decided), **told(language))


STANDING = Standing({LeadStatus.MANUAL: 3}, {LeadStatus.MANUAL: 1}, {LeadStatus.WON: 2})
TEMPLATES = (
    Template("a card in the group", lambda text, to: card_of(text, to, crm_url=CRM_URL)),
    Template("a private card", lambda text, to: card_of(text, to, full_phone=True, admin=True)),
    Template("a former card", lambda text, to: card_of(text, to, gone=True)),
    Template("a paused card", lambda text, to: card_of(text, to, pause=pauses_of(text)["calls"])),
    Template("a card with a deal", lambda text, to: card_of(text, to, deal=deal_of(text))),
    Template("a card with a refused deal", lambda text, to: card_of(text, to, deal=refused_of(text))),
    Template("a card with deals", lambda text, to: card_of(text, to, deal=deal_of(text, others=(text,) * 3))),
    Template("which stage", stages_of),
    Template("orders and deals", orders_of),
    Template("store and CRM", comparison_of),
    Template("no store", lambda _text, to: render_no_store(to)),
    Template("a card of two who talk", lambda text, to: card_of(text, to, talking_of(text))),
    Template("a card on hold", lambda text, to: card_of(text, to, held_of(text), full_phone=True)),
    Template("a card whose deal will go on", lambda text, to: card_of(text, to, moving_of(text), deal=deal_of(text))),
    Template("a doubtful card", lambda text, to: card_of(text, to, doubtful_of(text))),
    Template("why on hold", lambda text, to: render_why(held_of(text), history_of(text), **told(to))),
    Template("what nobody knows", lambda text, to: render_unknown([doubtful_of(text)] * MANY, **told(to))),
    Template("a refusal in the chat", lambda text, to: phrases.refused(f"cannot read '{text}'", to)),
    Template("why", lambda text, to: render_why(lead_of(text), history_of(text), **told(to))),
    Template("a number", lambda text, to: render_number(lead_of(text), **told(to))),
    Template("a number that comes", lambda text, to: render_coming(lead_of(text), **told(to))),
    Template("a number hidden", lambda text, to: render_former(lead_of(text), now=NOW, language=to, zone=MOSCOW)),
    Template(
        "not done",
        lambda text, to: render_dropped(lead_of(text), text, text, text, now=NOW, language=to, zone=MOSCOW),
    ),
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
    Template("groups of settings", lambda _text, to: render_groups(to)),
    Template("a group of settings", lambda text, to: render_group("texts", [settings_of(text)] * 6, **told(to))),
    Template("a setting", lambda text, to: render_setting(settings_of(text), "texts", **told(to))),
    Template("a new value", lambda text, to: ask_value("texts.call", text, to)),
    Template("the board", lambda _text, to: render_standing(STANDING, **told(to))),
    Template("a paused board", lambda text, to: render_standing(STANDING, **told(to), pauses=pauses_of(text))),
    Template("a shelf", lambda text, to: render_shelf(SHELVES[0], [lead_of(text)] * 20, 25, **told(to))),
    Template("figures", lambda text, to: render_report(report_of(text), language=to)),
    Template("own figures", lambda text, to: render_report(report_of(text), language=to, own=111)),
    Template("beneath figures", lambda text, to: caption_report(report_of(text), View.ALL, language=to), CAPTION),
    Template(
        "figures and money",
        lambda text, to: render_report(report_of(text), language=to, below=tell_day(account_of(text), to)),
    ),
    Template(
        "beneath figures and money",
        lambda text, to: caption_report(report_of(text), View.ALL, language=to, below=tell_day(account_of(text), to)),
        CAPTION,
    ),
    Template("the spending", lambda text, to: render_account(account_of(text), **told(to))),
    Template("spending was stopped", lambda text, to: render_account(account_of(text, stopped=True), **told(to))),
    Template("near the limit", limit_of),
    Template("more was approved", lambda text, to: limit_of(text, to, extra=Decimal("12.5"))),
    Template("there is no limit today", lambda text, to: limit_of(text, to, free=True)),
    Template(
        "the day's money", lambda text, to: render_ended(sheet_of(text), text, NOW, language=to, shop_zone=MOSCOW)
    ),
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
    *STAFF,
    *SHORTCUTS,
    *STORE_AND_CRM,
    *CALL_TRACKING,
    *CONNECTING,
)
# What fades after a moment: plain text without links.
ANSWERS: Mapping[str, Callable[[str, str], str]] = {
    "taken": lambda text, to: answer_claimed(text, language=to),
    "refused": lambda text, to: answer_refused(text, language=to),
    "somebody has it": lambda text, to: answer_refused(f"{text} has this lead", language=to),
    "handed over": lambda text, to: phrases.handed(lead_of(text), to),
    "why": lambda text, to: answer_why(render_why(lead_of(text), history_of(text), **told(to)).plain),
    "it does not work yet": lambda text, to: answer_broken(text, language=to),
    "taken by oneself": lambda text, to: phrases.taken(lead_of(text), to),
    "put off": lambda text, to: phrases.postponed(lead_of(text), to, MOSCOW, NOW),
    "put right": lambda _text, to: phrases.put_right(3, to),
    "ended": lambda text, to: phrases.closed(lead_of(text), to),
}

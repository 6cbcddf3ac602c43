"""Leads and the log of acts as files."""

from collections.abc import Iterable, Sequence

import orjson

from bot.sheets import CsvSheet, Sheet, XlsxSheet
from desk.leads.model import Lead
from desk.leads.view import lead_json
from storage.acts import Act

LEAD_COLUMNS = (
    "id", "created_at", "status", "source", "ref", "name", "phone", "email", "city", "timezone", "order_id", "total",
    "currency", "partner", "crm_id", "calls", "last_result", "messages", "assignee", "comment",
)  # fmt: skip
ACT_COLUMNS = ("id", "at", "who_id", "who", "what", "lead_id", "subject", "data")
SHEETS: dict[str, type[CsvSheet] | type[XlsxSheet]] = {"csv": CsvSheet, "xlsx": XlsxSheet}


def open_sheet(form: str, what: str) -> Sheet:
    """``form``: csv or xlsx; ``what``: leads or audit."""
    return SHEETS[form](what, ACT_COLUMNS if what == "audit" else LEAD_COLUMNS)


def write_leads(form: str, leads: Iterable[Lead]) -> bytes:
    if form == "json":
        return orjson.dumps([lead_json(lead, ()) for lead in leads], option=orjson.OPT_INDENT_2)
    return _fill(open_sheet(form, "leads"), map(row_of_lead, leads))


def write_acts(form: str, acts: Iterable[Act]) -> bytes:
    if form == "json":
        return orjson.dumps([act_json(act) for act in acts], option=orjson.OPT_INDENT_2)
    return _fill(open_sheet(form, "audit"), map(row_of_act, acts))


def row_of_lead(lead: Lead) -> list[str]:
    order, customer = lead.order, lead.order.customer
    last = lead.call.result if lead.call else None
    cells = (
        lead.id, lead.created_at.isoformat(), lead.status.value, order.source, order.ref, customer.name,
        lead.phone or customer.phone, customer.email, lead.city, lead.zone, order.order_id, order.sum, order.currency,
        lead.partner.name if lead.partner else order.partner_code, lead.crm_id, len(lead.calls),
        last.value if last else "", len(lead.messages), lead.assignee.name if lead.assignee else "", order.comment,
    )  # fmt: skip
    return [str(cell) for cell in cells]


def row_of_act(act: Act) -> list[str]:
    lead_id = "" if act.lead_id is None else str(act.lead_id)
    data = orjson.dumps(act.data).decode() if act.data else ""
    return [str(act.id), act.at.isoformat(), str(act.who_id), act.who, act.what, lead_id, act.subject, data]


def act_json(act: Act) -> dict[str, object]:
    return {name: getattr(act, name) for name in ACT_COLUMNS}


def _fill(sheet: Sheet, rows: Iterable[Sequence[str]]) -> bytes:
    sheet.add(rows)
    return sheet.close()

"""Ways to falsify an honest run, each with the number of the promise that it breaks."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from tests.faults.checker.diary import GROUP, SECRET, TERMS, at
from tests.faults.checker.evidence import Evidence, Happening, JobRow, PastRow

Falsify = Callable[[Evidence], Evidence]


def with_rows(evidence: Evidence, **changed: Any) -> Evidence:
    return replace(evidence, rows=replace(evidence.rows, **changed))


def change_past(evidence: Evidence, row_id: int, **changed: Any) -> Evidence:
    past = [replace(row, **changed) if row.id == row_id else row for row in evidence.rows.past]
    return with_rows(evidence, past=past)


def find_row(evidence: Evidence, lead: int, what: str) -> PastRow:
    return next(row for row in evidence.rows.past if (row.lead, row.what) == (lead, what))


def change_lead(evidence: Evidence, lead: int, **changed: Any) -> Evidence:
    body = dict(evidence.rows.leads[lead].body) | changed
    row = replace(evidence.rows.leads[lead], body=body)
    return with_rows(evidence, leads=dict(evidence.rows.leads) | {lead: row})


def happen(evidence: Evidence, minutes: float, who: str, what: str, **data: Any) -> Evidence:
    more = Happening(len(evidence.happenings), at(minutes), 100.0 + minutes, who, what, data)
    return replace(evidence, happenings=sorted([*evidence.happenings, more], key=lambda it: it.real))


def lose_an_order(honest: Evidence) -> Evidence:
    leads = {number: lead for number, lead in honest.rows.leads.items() if number != 3}
    past = [row for row in honest.rows.past if row.lead != 3]
    return with_rows(honest, leads=leads, past=past)


def lose_a_repeated_order(honest: Evidence) -> Evidence:
    lead = honest.rows.leads[1]
    marker = lead.body["markers"][1]
    lost = replace(lead, raw=lead.raw.replace(marker, ""))
    return with_rows(honest, leads=dict(honest.rows.leads) | {1: lost})


def open_a_second_lead(honest: Evidence) -> Evidence:
    twin = replace(honest.rows.leads[1], id=4)
    row = replace(honest.rows.past[0], id=90, lead=4, at=at(10))
    end = replace(honest.rows.past[0], id=91, lead=4, at=at(11), what="closed")
    return with_rows(honest, leads=dict(honest.rows.leads) | {4: twin}, past=[*honest.rows.past, row, end])


def double_a_call(honest: Evidence) -> Evidence:
    return happen(honest, 33.5, "voximplant", "dialled", token="1-2-nonce")


def double_a_call_under_a_fresh_token(honest: Evidence) -> Evidence:
    return happen(honest, 33.5, "voximplant", "dialled", token="1-2-other")


def double_a_text(honest: Evidence) -> Evidence:
    return happen(honest, 34.6, "smsc", "sms", id="1-reached-nonce")


def send_a_text_nobody_owes(honest: Evidence) -> Evidence:
    return happen(honest, 34.6, "smsc", "sms", id="7-reached-nonce")


def hide_an_attached_order(honest: Evidence) -> Evidence:
    return change_past(honest, find_row(honest, 1, "order_attached").id, what="sms_sent")


def own_twice(honest: Evidence) -> Evidence:
    return change_past(honest, find_row(honest, 3, "released").id, what="sms_sent")


def show_another_owner(honest: Evidence) -> Evidence:
    return change_lead(honest, 3, assignee={"id": 1, "name": "Анна"})


def fire_early(honest: Evidence) -> Evidence:
    return change_past(honest, find_row(honest, 1, "retry_planned").id, data={"at": at(33.25).isoformat()})


def fire_late(honest: Evidence) -> Evidence:
    return change_past(honest, find_row(honest, 1, "retry_planned").id, data={"at": at(30).isoformat()})


def never_fire(honest: Evidence) -> Evidence:
    row = find_row(honest, 2, "hours_closed")
    past = [replace(it, data={"at": at(40).isoformat()}) if it is row else it for it in honest.rows.past]
    return with_rows(honest, past=past)


def never_hand_over(honest: Evidence) -> Evidence:
    """No result came within ten minutes, and nobody was told."""
    return change_past(honest, find_row(honest, 1, "call_ended").id, at=at(15))


def remind_twice(honest: Evidence) -> Evidence:
    again = replace(find_row(honest, 3, "reminded"), id=90, at=at(54))
    return with_rows(honest, past=sorted([*honest.rows.past, again], key=lambda it: it.at))


def take_back_without_a_word(honest: Evidence) -> Evidence:
    return change_past(honest, find_row(honest, 3, "reminded").id, what="sms_sent")


def take_back_early(honest: Evidence) -> Evidence:
    return change_past(honest, find_row(honest, 3, "taken_back").id, at=at(54))


def take_back_at_night(honest: Evidence) -> Evidence:
    """All the time since it was taken the shop is closed."""
    closed = replace(honest.house.terms or TERMS, opens=lambda moment: moment < at(50))
    return replace(honest, house=replace(honest.house, terms=closed))


def never_take_back(honest: Evidence) -> Evidence:
    last = next(row for row in honest.rows.past if row.lead == 3 and row.at == at(49))
    return with_rows(honest, past=[row for row in honest.rows.past if row.lead != 3 or row.at <= last.at])


def warn_early(honest: Evidence) -> Evidence:
    return change_past(honest, find_row(honest, 3, "answer_due").id, at=at(56))


def escalate_without_a_warning(honest: Evidence) -> Evidence:
    return change_past(honest, find_row(honest, 3, "answer_due").id, what="answer_overdue")


def send_two_nights(honest: Evidence) -> Evidence:
    night = honest.rows.leads[2].body["messages"][0]
    both = change_lead(honest, 2, messages=[night, night | {"ref": "2-night-other"}])
    return happen(both, 37, "smsc", "sms", id="2-night-other")


def call_at_half_past_eleven(honest: Evidence) -> Evidence:
    """The first customer lives on Kiritimati, where it is so late; the calls are all they get."""
    elsewhere = [
        replace(it, data=dict(it.data) | {"zone": "Pacific/Kiritimati"}) if it.data.get("ref") == "A-1" else it
        for it in honest.happenings
        if it.data.get("id") != "1-reached-nonce"
    ]
    return replace(honest, happenings=elsewhere)


def text_at_half_past_eleven(honest: Evidence) -> Evidence:
    night = honest.rows.leads[2].body["messages"][0]
    return change_lead(honest, 2, messages=[night | {"kind": "voicemail"}])


def act_without_a_cause(honest: Evidence) -> Evidence:
    return change_past(honest, find_row(honest, 1, "closed").id, why="")


def get_stuck(honest: Evidence) -> Evidence:
    lead = replace(honest.rows.leads[3], status="calling", next_at=at(20))
    return with_rows(honest, leads=dict(honest.rows.leads) | {3: lead})


def leave_work_behind(honest: Evidence) -> Evidence:
    """A job is due for long, and nobody takes it."""
    job = JobRow(10, "lead.register", "crm", 3, "waiting", at(46))
    return with_rows(get_stuck(honest), jobs=[*honest.rows.jobs, job])


def forget_a_message(honest: Evidence) -> Evidence:
    record = honest.rows.leads[1].body["messages"][0]
    return change_lead(honest, 1, messages=[record | {"status": "sending"}])


def lose_a_dead_letter(honest: Evidence) -> Evidence:
    return with_rows(honest, jobs=[])


def log_a_secret(honest: Evidence) -> Evidence:
    return replace(honest, log=f"{honest.log}\nGET /?key={SECRET}")


def log_a_number(honest: Evidence) -> Evidence:
    return replace(honest, log=f"{honest.log}\ncalling 8 (916) 000-00-01")


def tell_the_group_a_number(honest: Evidence) -> Evidence:
    body = f"chat_id={GROUP}&text=%2B7+916+000-00-03"
    return happen(honest, 51, "telegram", "request", operation="editMessageText", body=body)


def refuse_orders_while_the_crm_is_down(honest: Evidence) -> Evidence:
    asked = honest.of("shop", "order")[-2]
    answers = [
        replace(it, data=dict(it.data) | {"status": 503}) if it.data.get("to") == asked.n else it
        for it in honest.happenings
    ]
    return replace(honest, happenings=answers)


FALSIFIED = [
    (1, lose_an_order),
    (1, lose_a_repeated_order),
    (1, open_a_second_lead),
    (2, double_a_call),
    (2, double_a_call_under_a_fresh_token),
    (2, double_a_text),
    (2, send_a_text_nobody_owes),
    (3, hide_an_attached_order),
    (4, own_twice),
    (4, show_another_owner),
    (5, fire_early),
    (5, fire_late),
    (5, never_fire),
    (5, never_hand_over),
    (5, remind_twice),
    (5, take_back_without_a_word),
    (5, take_back_early),
    (5, take_back_at_night),
    (5, never_take_back),
    (5, warn_early),
    (5, escalate_without_a_warning),
    (6, send_two_nights),
    (6, call_at_half_past_eleven),
    (6, text_at_half_past_eleven),
    (7, act_without_a_cause),
    (7, get_stuck),
    (7, leave_work_behind),
    (7, forget_a_message),
    (7, lose_a_dead_letter),
    (8, log_a_secret),
    (8, log_a_number),
    (8, tell_the_group_a_number),
    (9, refuse_orders_while_the_crm_is_down),
]

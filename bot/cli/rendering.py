"""A lead, a person, an act on a terminal."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from bot.cli.output import printable
from desk.phone import mask
from desk.staff.invitations import Invitation
from desk.staff.roles import Role
from desk.staff.shift import UNTIL_BACK, Presence, back_at, leaves_at, presence
from storage.acts import Act
from storage.people import Known


def write_lead(lead: dict[str, Any], raw: list[str]) -> str:
    coming = lead["next"]
    lines = [
        f"#{lead['id']}  {lead['status']}  {lead['name']}  {lead['phone']}  {lead['city']} ({lead['timezone']})",
        f"source {lead['source']}, ref {lead['ref']}, CRM {lead['crm']['system']} {lead['crm']['id']}",
        f"next: {coming['action']} {coming['at'] or ''} ({coming['why']})",
    ]
    lines += [f"call {it['number']}: {it['result'] or 'no result yet'} {it['reason']}".rstrip() for it in lead["calls"]]
    lines += [
        f"bridge {it['number']} for {it['by']['name']}: {it['result'] or 'no result yet'} {it['reason']}".rstrip()
        for it in lead["bridges"]
    ]
    lines += [f"sms {it['kind']}: {it['status']} {it['reason']}".rstrip() for it in lead["messages"]]
    lines += ["history:"]
    lines += [f"  {it['at']}  {it['what']}: {it['why']} ({it['who']})" for it in lead["history"]]
    for text in raw:
        lines += ["as it was received:", printable(text)]
    return "\n".join(lines)


def person_row(it: Known, role: Role, open_leads: int, zone: ZoneInfo, now: datetime) -> dict[str, Any]:
    """Moments are by the shop's clock; ``until``: when the present state ends, empty when nobody knows."""
    shift = it.shift
    here = presence(shift, zone, now)
    until = leaves_at(shift, zone, now) if here is Presence.ON_DUTY else back_at(shift, zone, now)
    if here is Presence.AWAY:
        until = None if shift.away_until == UNTIL_BACK else shift.away_until
    return {
        "id": it.id,
        "name": it.name,
        "username": it.username,
        "role": role.value,
        "presence": here.value if role.reaches(Role.SELLER) else "",
        "until": until.astimezone(zone).isoformat() if until else "",
        "hours": shift.hours,
        "phone": mask(it.phone) if it.phone else "",
        "days_off": [str(day) for day in shift.days_off],
        "categories": list(shift.categories),
        "cities": list(shift.cities),
        "open_leads": open_leads,
    }


def invitation_row(it: Invitation) -> dict[str, Any]:
    """Without the link, which is not kept."""
    return {
        "number": str(it.id),
        "role": it.role.value,
        "language": it.language,
        "by": it.giver.name,
        "until": it.ends_at.isoformat(timespec="minutes"),
    }


def act_row(it: Act) -> dict[str, Any]:
    told = ", ".join(f"{name}: {value}" for name, value in it.data.items() if value and name != "id")
    return {"at": it.at.isoformat(timespec="seconds"), "who": it.who, "what": it.what, "told": told} | {
        "lead_id": it.lead_id,
        "subject": it.subject,
    }

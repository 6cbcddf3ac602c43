"""A lead on a terminal."""

from typing import Any


def write_lead(lead: dict[str, Any], raw: list[str]) -> str:
    coming = lead["next"]
    lines = [
        f"#{lead['id']}  {lead['status']}  {lead['name']}  {lead['phone']}  {lead['city']} ({lead['timezone']})",
        f"source {lead['source']}, ref {lead['ref']}, CRM {lead['crm']['system']} {lead['crm']['id']}",
        f"next: {coming['action']} {coming['at'] or ''} ({coming['why']})",
    ]
    lines += [f"call {it['number']}: {it['result'] or 'no result yet'} {it['reason']}".rstrip() for it in lead["calls"]]
    lines += [f"sms {it['kind']}: {it['status']} {it['reason']}".rstrip() for it in lead["messages"]]
    lines += ["history:"]
    lines += [f"  {it['at']}  {it['what']}: {it['why']} ({it['who']})" for it in lead["history"]]
    for text in raw:
        lines += ["as it was received:", _safe(text)]
    return "\n".join(lines)


def _safe(text: str) -> str:
    """Control characters of a stranger must not reach a terminal."""
    return "".join(char if char.isprintable() or char == "\n" else "\N{REPLACEMENT CHARACTER}" for char in text)

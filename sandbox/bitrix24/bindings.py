"""Who hears about which event."""

from dataclasses import dataclass

_ENTITIES = ("LEAD", "DEAL", "CONTACT", "COMPANY", "ACTIVITY", "TIMELINECOMMENT")
EVENTS = frozenset(f"ONCRM{entity}{action}" for entity in _ENTITIES for action in ("ADD", "UPDATE", "DELETE")) | {
    "ONTASKADD",
    "ONAPPINSTALL",
    "ONAPPUNINSTALL",
    "ONAPPTEST",
}


@dataclass(frozen=True, slots=True)
class Binding:
    """``app`` bindings get tokens of the acting user, outgoing webhooks of the portal's page do not."""

    id: int
    event: str
    handler: str
    app: bool
    auth_type: int = 0

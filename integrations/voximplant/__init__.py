"""Voximplant: robot calls by our own scenario, and SMS under a sender name."""

from integrations.neighbour import Neighbour, Offer, Surroundings
from integrations.voximplant.adapter import SESSIONS, VoximplantCaller
from integrations.voximplant.client import open_client
from integrations.voximplant.config import VoximplantSection, find_mistakes, identify
from integrations.voximplant.history import read_bridge, read_history
from integrations.voximplant.plan import VoximplantPlanHook
from integrations.voximplant.sms import VoximplantSms
from integrations.voximplant.webhook import VoximplantHook


def build(section: VoximplantSection, surroundings: Surroundings) -> Offer:
    """Raises ValueError when the service account cannot be read; ``find_mistakes`` says so beforehand."""
    identity = identify(section)
    client = open_client(surroundings.http, section.api_url, section.requests_per_second, identity, surroundings.clock)
    sessions = surroundings.http.open("voximplant-session", limits=SESSIONS)
    rule, connecting = section.rule_id, section.connect_rule_id
    return Offer(
        caller=VoximplantCaller(client, sessions, section, rule, read_history) if rule else None,
        connector=VoximplantCaller(client, sessions, section, connecting, read_bridge) if connecting else None,
        sms=VoximplantSms(client, section.sms_sender, section.low_balance) if section.sms_sender else None,
        hook=VoximplantHook(section, section.account_id or identity.account_id),
        plan_hook=VoximplantPlanHook(section),
    )


NEIGHBOUR = Neighbour(
    "voximplant",
    VoximplantSection,
    build,
    find_mistakes,
    roles=frozenset({"caller", "sms"}),
    connects=lambda section: section.connect_rule_id > 0,
)

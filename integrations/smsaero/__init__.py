"""SMS Aero: SMS under an approved sign, with a report address of its own for every message."""

from integrations.neighbour import Neighbour, Offer, Surroundings
from integrations.smsaero.adapter import SmsaeroGateway
from integrations.smsaero.client import open_client
from integrations.smsaero.config import SmsaeroSection, find_mistakes
from integrations.smsaero.webhook import ReportAddress, SmsaeroHook


def build(section: SmsaeroSection, surroundings: Surroundings) -> Offer:
    client = open_client(surroundings.http, section)
    address = ReportAddress(surroundings.public_url, section.report_key)
    return Offer(sms=SmsaeroGateway(client, section.sender, address), hook=SmsaeroHook(address))


NEIGHBOUR = Neighbour("smsaero", SmsaeroSection, build, find_mistakes, roles=frozenset({"sms"}))

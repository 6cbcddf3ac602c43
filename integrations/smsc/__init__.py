"""SMSC (smsc.ru, smsc.kz): SMS with our own id, and the account's status callback."""

from integrations.neighbour import Neighbour, Offer, Surroundings
from integrations.smsc.adapter import SmscGateway
from integrations.smsc.client import open_client
from integrations.smsc.config import SmscSection, find_mistakes
from integrations.smsc.webhook import SmscHook


def build(section: SmscSection, surroundings: Surroundings) -> Offer:
    client = open_client(surroundings.http, section)
    return Offer(sms=SmscGateway(client, section.sender), hook=SmscHook(section.callback_secret))


NEIGHBOUR = Neighbour("smsc", SmscSection, build, find_mistakes, roles=frozenset({"sms"}))

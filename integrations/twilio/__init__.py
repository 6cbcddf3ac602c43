"""Twilio Programmable Messaging: SMS, and signed status callbacks that carry our ref."""

from integrations.neighbour import Neighbour, Offer, Surroundings
from integrations.twilio.adapter import TwilioGateway
from integrations.twilio.client import open_client
from integrations.twilio.config import TwilioSection, find_mistakes
from integrations.twilio.webhook import TwilioHook


def build(section: TwilioSection, surroundings: Surroundings) -> Offer:
    client = open_client(surroundings.http, section)
    gateway = TwilioGateway(client, section.sender(), surroundings.public_url)
    return Offer(sms=gateway, hook=TwilioHook(section.auth_token))


NEIGHBOUR = Neighbour("twilio", TwilioSection, build, find_mistakes, roles=frozenset({"sms"}))

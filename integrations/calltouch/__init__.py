"""Calltouch: calls, forms and chats with where they came from, and deals. Set-up and quirks: README.md beside this."""

from integrations.calltouch.adapter import CalltouchTracker
from integrations.calltouch.client import open_client
from integrations.calltouch.config import Calltouch, find_mistakes
from integrations.calltouch.webhook import CalltouchHook
from integrations.neighbour import Neighbour, Offer, Surroundings


def build(section: Calltouch, around: Surroundings) -> Offer:
    client = open_client(around.http, around.clock, section)
    return Offer(tracker=CalltouchTracker(client, section, around.clock), hook=CalltouchHook(section))


NEIGHBOUR = Neighbour("calltouch", Calltouch, build, find_mistakes, roles=frozenset({"tracker"}))

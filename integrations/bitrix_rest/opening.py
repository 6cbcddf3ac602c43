"""A line to one portal or site."""

from integrations.bitrix_rest.access import Access
from integrations.bitrix_rest.address import Moves
from integrations.bitrix_rest.client import Client
from integrations.bitrix_rest.pauses import Pauses
from integrations.http import Limits
from integrations.neighbour import Surroundings

# The portal cuts a request after 60 s. Giving up sooner would leave an add at work that we take for lost.
READ_SECONDS = 65
# Requests bunch up on their way, so the portal's bucket is never filled to the brim.
MARGIN = 0.9


def open_line(name: str, around: Surroundings, access: Access, rate: float, burst: int) -> Client:
    """``name`` is the neighbour's. ``rate`` a second and ``burst`` are the limits of its own."""
    limits = Limits(rate=rate, burst=max(1, int(burst * MARGIN)), read_seconds=READ_SECONDS)
    return Client(around.http.open(name, limits=limits), access, Moves(around.vault, name), Pauses(around.clock))

"""The portal's line: one limiter and one chain of tokens for everybody who calls it."""

from integrations.bitrix24.config import Bitrix24
from integrations.bitrix_rest.access import Access
from integrations.bitrix_rest.client import Client
from integrations.bitrix_rest.opening import open_line
from integrations.neighbour import Surroundings


def open_client(section: Bitrix24, around: Surroundings, access: Access) -> Client:
    return open_line("bitrix24", around, access, section.requests_per_second, section.burst)

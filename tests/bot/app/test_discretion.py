"""A neighbour that quotes our secrets and customers' numbers is not quoted any further (promise 8, F-26)."""

import logging

import pytest

from bot.app.discretion import Discreet
from bot.logs import Scrubber
from desk.errors import Rejected
from desk.ports import Health

SECRET = "shop-secret-7d1f"
SAID = f"wrong key {SECRET} for +7 916 123-45-67 and anna.petrova@mail.ru"
HIDDEN = "wrong key *** for ***67 and a***@mail.ru"


class Talkative:
    name = "crm"

    async def create(self, number: int) -> int:
        if not number:
            raise Rejected(SAID, code="refused", field="phone")
        return number

    async def check(self) -> Health:
        return Health(False, SAID)

    def lead_url(self, crm_id: str) -> str:
        return f"https://portal.example/{crm_id}"


@pytest.fixture
def crm() -> Discreet:
    return Discreet(Talkative(), Scrubber(logging.Formatter(), [SECRET]).scrub)


async def test_an_error_says_what_is_for_everybody(crm: Discreet) -> None:
    with pytest.raises(Rejected) as refusal:
        await crm.create(0)
    assert (refusal.value.reason, str(refusal.value)) == (HIDDEN, f"refused: {HIDDEN}")
    assert (refusal.value.code, refusal.value.field) == ("refused", "phone")


async def test_health_says_what_is_for_everybody(crm: Discreet) -> None:
    assert (await crm.check()).detail == HIDDEN


async def test_everything_else_is_the_neighbours_own(crm: Discreet) -> None:
    assert (await crm.create(5), crm.lead_url("9"), crm.name) == (5, "https://portal.example/9", "crm")

"""Events of deals are hints, and only with the application token."""

import pytest
from pydantic import SecretStr

from desk.errors import Unauthorised
from desk.exchange.draft import DealDraft
from desk.exchange.hints import DealHint
from desk.model import InboundRequest
from desk.ports import Notice
from integrations.bitrix24 import Bitrix24Deals
from integrations.bitrix24.webhook import Bitrix24Hook
from sandbox.bitrix24.fake import Bitrix24Fake
from sandbox.kit.listener import Listener
from tests.integrations.forms import Forms

FORMS = Forms("bitrix24")
HOOK = Bitrix24Hook(SecretStr("apptoken"))
EVENTS = ("ONCRMDEALADD", "ONCRMDEALUPDATE", "ONCRMDEALDELETE")


def request(**changed: str) -> InboundRequest:
    return FORMS.post(FORMS.read("oncrmdealupdate__webhook", **changed))


@pytest.fixture
def listener(fake: Bitrix24Fake, listener: Listener) -> Listener:
    """Outgoing webhooks lead to it."""
    for event in EVENTS:
        fake.bind(event, f"{listener.url}/hooks/bitrix24")
    return listener


@pytest.mark.parametrize("event", [*EVENTS, "OnCrmDealMoveToCategory"])
def test_ex_22_every_event_of_a_deal_is_a_hint_to_look_at_it(event: str) -> None:
    assert HOOK.parse(request(event=event)) == [DealHint("bitrix24", "81")]


@pytest.mark.parametrize("number", ["", "x", "-1", "81 OR 1", "８１"])
def test_event_that_names_no_deal_is_a_notice_only(number: str) -> None:
    (told,) = HOOK.parse(request(**{"data[FIELDS][ID]": number}))
    assert isinstance(told, Notice)


@pytest.mark.parametrize("token", ["", "apptoke", "APPTOKEN"])
def test_forged_event_of_a_deal_is_refused(token: str) -> None:
    with pytest.raises(Unauthorised):
        HOOK.verify(request(**{"auth[application_token]": token}))


async def test_ex_23_own_writes_and_those_of_people_come_back_as_the_same_hint(
    fake: Bitrix24Fake, deals: Bitrix24Deals, order: DealDraft, listener: Listener
) -> None:
    made = await deals.add(order)
    await deals.move(made.deal.id, "C5:EXECUTING")
    fake.move_deal(int(made.deal.id), "Сделка успешна")
    fake.delete("deal", int(made.deal.id))
    await fake.settle()
    hook = Bitrix24Hook(SecretStr(fake.application_token))
    requests = [FORMS.post(one.body) for one in listener.received]
    for one in requests:
        hook.verify(one)
    assert {hint for one in requests for hint in hook.parse(one)} == {DealHint("bitrix24", made.deal.id)}
    names = sorted(event.payload["event"] for event in fake.events.sent)
    assert names == ["ONCRMDEALADD", "ONCRMDEALDELETE", *["ONCRMDEALUPDATE"] * 3]

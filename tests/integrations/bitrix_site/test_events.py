"""Events of the site: only with the application token, and never more than a hint."""

from urllib.parse import parse_qsl

import pytest
from pydantic import SecretStr

from desk.errors import Rejected, Unauthorised
from desk.exchange.hints import StoreHint
from desk.ports import Notice
from integrations.bitrix_site.webhook import BitrixSiteHook
from sandbox.bitrix_site.fake import BitrixSiteFake
from sandbox.kit.listener import Listener
from tests.integrations.forms import Forms

FORMS = Forms("bitrix_site")
form, request = FORMS.read, FORMS.post
HOOK = BitrixSiteHook(SecretStr("sitetoken"))


def test_ex_22_a_saved_order_is_a_hint_without_the_order() -> None:
    HOOK.verify(request(form("onsaleordersaved__webhook")))
    assert HOOK.parse(request(form("onsaleordersaved__webhook"))) == [StoreHint("bitrix_site", "300")]


def test_ex_29_a_deleted_order_is_told_as_gone() -> None:
    assert HOOK.parse(request(form("onorderdeleted__webhook"))) == [StoreHint("bitrix_site", "300", gone=True)]


@pytest.mark.parametrize("event", ["ONPAYMENTENTITYSAVED", "ONSHIPMENTENTITYSAVED", "ONAPPINSTALL", "ONNEWTHING"])
def test_an_id_of_something_else_is_not_taken_for_an_orders(event: str) -> None:
    (fact,) = HOOK.parse(request(form("onsaleordersaved__webhook", event=event)))
    assert isinstance(fact, Notice) and fact.kind == "store_event"


@pytest.mark.parametrize("token", ["", "sitetoke", "SITETOKEN", "токен"])
def test_a_wrong_token_is_refused(token: str) -> None:
    with pytest.raises(Unauthorised, match="wrong application token"):
        HOOK.verify(request(form("onsaleordersaved__webhook", **{"auth[application_token]": token})))


def test_an_empty_setting_closes_the_address() -> None:
    with pytest.raises(Unauthorised, match="the site are not accepted"):
        BitrixSiteHook(SecretStr("")).verify(
            request(form("onsaleordersaved__webhook", **{"auth[application_token]": ""}))
        )


@pytest.mark.parametrize("number", ["", "abc", "-5", "0", "1.5"])
def test_an_event_without_an_order_is_refused(number: str) -> None:
    with pytest.raises(Rejected):
        HOOK.parse(request(form("onsaleordersaved__webhook", **{"data[FIELDS][ID]": number})))
    with pytest.raises(Rejected, match="names no event"):
        HOOK.parse(request(b"a=1"))


def test_a_doubled_event_has_the_same_id_and_a_later_one_another() -> None:
    first = HOOK.delivery_id(request(form("onsaleordersaved__webhook")))
    assert first == HOOK.delivery_id(request(form("onsaleordersaved__webhook")))
    assert first != HOOK.delivery_id(request(form("onsaleordersaved__webhook", ts="1714649633")))


async def test_what_the_site_really_sends_is_understood(fake: BitrixSiteFake, listener: Listener) -> None:
    hook = BitrixSiteHook(SecretStr(fake.application_token))
    for event in ("ONSALEORDERSAVED", "ONORDERDELETED"):
        fake.bind(event, f"{listener.url}/hooks/bitrix_site")
    number = fake.place()
    await fake.settle()
    fake.delete(number)
    await fake.settle()
    sent = [request(received.body) for received in listener.received]
    for one in sent:
        hook.verify(one)
    assert [hook.parse(one) for one in sent] == [
        [StoreHint("bitrix_site", str(number))],
        [StoreHint("bitrix_site", str(number), gone=True)],
    ]
    assert dict(parse_qsl(listener.received[0].body.decode()))["data[FIELDS][ACTION]"] == "save"

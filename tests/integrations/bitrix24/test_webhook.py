"""Events of the portal: only with the application token, and never more than a hint."""

from collections.abc import Sequence

import pytest
from pydantic import SecretStr

from desk.errors import Rejected, Unauthorised
from desk.ports import HookFact, Notice
from integrations.bitrix24 import NEIGHBOUR, Bitrix24, installed
from integrations.bitrix24.tokens import Pair
from integrations.bitrix24.webhook import Bitrix24Hook
from integrations.neighbour import Surroundings
from tests.integrations.forms import Forms

FORMS = Forms("bitrix24")
form, request = FORMS.read, FORMS.post
HOOK = Bitrix24Hook(SecretStr("apptoken"))


def test_right_token_is_let_in() -> None:
    HOOK.verify(request(form("oncrmleadupdate__webhook")))


@pytest.mark.parametrize("token", ["", "apptoke", "apptoken ", "APPTOKEN", "токен"])
def test_wrong_token_is_refused(token: str) -> None:
    with pytest.raises(Unauthorised):
        HOOK.verify(request(form("oncrmleadupdate__webhook", **{"auth[application_token]": token})))


def test_second_token_in_the_body_does_not_help() -> None:
    body = b"auth[application_token]=wrong&auth[application_token]=apptoken"
    with pytest.raises(Unauthorised):
        HOOK.verify(request(body))


def test_empty_setting_closes_the_hook(around: Surroundings) -> None:
    hook = NEIGHBOUR.build(Bitrix24(webhook_url="https://p.example/rest/1/s/"), around).hook
    assert hook is not None
    with pytest.raises(Unauthorised, match="not accepted"):
        hook.verify(request(form("oncrmleadupdate__webhook", **{"auth[application_token]": ""})))


@pytest.mark.parametrize("body", [b"", b"\xff\xfe", b"a=1&" * 500, b'{"event":"ONCRMLEADADD"}'])
def test_f16_broken_body_is_refused_and_still_has_an_id(body: bytes) -> None:
    with pytest.raises(Unauthorised):
        HOOK.verify(request(body))
    assert HOOK.delivery_id(request(body))
    with pytest.raises(Rejected):
        HOOK.parse(request(body))


def test_repeated_event_is_the_same_delivery_and_every_other_is_not() -> None:
    first = HOOK.delivery_id(request(form("oncrmleadupdate__webhook")))
    assert first == HOOK.delivery_id(request(form("oncrmleadupdate__webhook")))
    changes = [{"event": "ONCRMLEADADD"}, {"data[FIELDS][ID]": "7406"}, {"ts": "1766047125"}, {"event_handler_id": "9"}]
    others = {HOOK.delivery_id(request(form("oncrmleadupdate__webhook", **change))) for change in changes}
    assert len(others | {first}) == 5


def test_changed_lead_is_a_notice_with_its_number() -> None:
    notice = only(HOOK.parse(request(form("oncrmleadupdate__webhook"))))
    assert (notice.kind, notice.alarm, notice.data["id"]) == ("crm_lead_changed", False, "7405")
    assert notice.text == "Bitrix24: crm lead changed 7405"


def test_unknown_event_is_kept_under_its_own_name() -> None:
    notice = only(HOOK.parse(request(form("oncrmleadupdate__webhook", event="OnSomethingNew"))))
    assert (notice.kind, notice.data["event"]) == ("unknown", "ONSOMETHINGNEW")


def test_removed_application_is_an_alarm() -> None:
    assert only(HOOK.parse(request(form("onappinstall__app", event="ONAPPUNINSTALL")))).alarm


def test_installation_brings_tokens_but_no_secret_into_the_notice() -> None:
    asked = request(form("onappinstall__app"))
    assert installed(asked) == Pair("refresh-1", "access-1", "https://shop.bitrix24.example/rest/")
    notice = only(HOOK.parse(asked))
    assert notice.kind == "app_installed"
    assert "refresh-1" not in repr(notice)
    assert "apptoken" not in repr(notice)
    assert "refresh-1" not in repr(installed(asked))


def test_installation_names_no_unsafe_address() -> None:
    pair = installed(request(form("onappinstall__app", **{"auth[client_endpoint]": "http://evil.example/rest/"})))
    assert pair is not None
    assert pair.endpoint == ""


def test_other_events_install_nothing() -> None:
    assert installed(request(form("oncrmleadupdate__webhook"))) is None


def only(facts: Sequence[HookFact]) -> Notice:
    (fact,) = facts
    assert isinstance(fact, Notice)
    return fact

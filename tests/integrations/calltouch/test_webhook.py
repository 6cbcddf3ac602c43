"""What Calltouch's webhooks say: sent by the fake over HTTP as users set them up, and in every odd way."""

import json
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import pytest

from desk.errors import Rejected, Unauthorised
from desk.model import InboundRequest
from desk.ports import Hook, HookFact, Notice, SecretAddress
from desk.tracking.hints import TouchHint
from desk.tracking.model import Kind, Touch, Utm
from integrations.neighbour import Offer
from sandbox.calltouch.cabinet import Visit
from sandbox.calltouch.fake import CalltouchFake
from sandbox.calltouch.webhooks import Webhook
from sandbox.kit.listener import Listener
from tests.integrations.calltouch.conftest import AT, DOOR
from tests.integrations.conftest import START

Inbound = Callable[..., InboundRequest]
Facts = Callable[[int], Awaitable[list[HookFact]]]
UTM = Utm("yandex", "cpc", "brand", "ad1", "купить часы")
NUMBER = "79001234567"


@pytest.fixture
def facts(hook: Hook, reports: Callable[..., Any]) -> Facts:
    """What the first ``count`` webhooks of the fake say."""

    async def wait(count: int) -> list[HookFact]:
        requests = await reports(count)
        for request in requests:
            hook.verify(request)
        return [fact for request in requests for fact in hook.parse(request)]

    return wait


@pytest.fixture
def send(fake: CalltouchFake, listener: Listener) -> Callable[..., None]:
    """A webhook of one kind, set up in the cabinet."""

    def add(kind: str, **how: Any) -> None:
        fake.webhooks.append(Webhook(kind, f"{listener.url}{DOOR}/{kind}", **how))

    return add


def hint_of(told: list[HookFact]) -> TouchHint:
    (fact,) = told
    assert isinstance(fact, TouchHint), fact
    return fact


def touch_of(told: list[HookFact]) -> Touch:
    hint = hint_of(told)
    assert hint.touch is not None, hint
    return hint.touch


@pytest.mark.parametrize("method", ["POST", "GET"])
@pytest.mark.parametrize("dates", ["sql", "slash", "dash", "unix", "ms"])
async def test_s1_27_a_call_that_ended_is_a_touch_however_it_is_sent(
    fake: CalltouchFake, send: Callable[..., None], facts: Facts, method: str, dates: str
) -> None:
    send("call", method=method, dates=dates)
    call = fake.ring(NUMBER, at=AT)
    hint = hint_of(await facts(1))
    assert (hint.kind, hint.site_id, hint.id) == ("call", "12345", str(call.id))
    assert hint.touch == Touch(
        Kind.CALL, str(call.id), "12345", AT, phone=NUMBER, utm=UTM, source="yandex", medium="cpc"
    )
    assert hint.fields["called_number"] == "74991234567" and hint.fields["duration"] == "65"


async def test_s1_30_a_request_is_a_touch_with_name_and_subject(
    fake: CalltouchFake, send: Callable[..., None], facts: Facts
) -> None:
    send("request")
    form = fake.send_form("Обратный звонок", "Пётр", "8 (900) 123-45-67", "A@example.com", at=AT)
    touch = touch_of(await facts(1))
    assert (touch.kind, touch.id, touch.at) == (Kind.REQUEST, str(form.id), AT)
    assert (touch.phone, touch.email, touch.name) == (NUMBER, "a@example.com", "Пётр")
    assert touch.subject == "Обратный звонок" and touch.utm == UTM


async def test_s1_40_a_chat_is_a_touch_with_its_id(
    fake: CalltouchFake, send: Callable[..., None], facts: Facts
) -> None:
    send("chat", dates="slash")
    chat = fake.chat("Пётр", email="a@example.com", at=AT)
    touch = touch_of(await facts(1))
    assert touch == Touch(
        Kind.CHAT, str(chat.id), "12345", AT, "", "a@example.com", "Пётр", utm=UTM, source="yandex", medium="cpc"
    )


async def test_cr_47_placeholders_are_empty_in_every_field(
    fake: CalltouchFake, send: Callable[..., None], facts: Facts
) -> None:
    send("request")
    fake.send_form("", phone=NUMBER, imported=True)
    touch = touch_of(await facts(1))
    assert (touch.name, touch.email, touch.subject, touch.source, touch.medium) == ("", "", "", "", "")
    assert touch.utm == Utm()


@pytest.mark.parametrize("word", ["<не указано>", "<НЕ ЗАПОЛНЕНО>", "(not set)", "(none)", "null", "undefined", " - "])
def test_every_placeholder_is_known(hook: Hook, inbound: Inbound, word: str) -> None:
    body = urlencode({"id": 1, "callerphone": NUMBER, "utm_source": word, "source": f"&lt;{word[1:]}"})
    assert touch_of([*hook.parse(inbound(f"{DOOR}/call", body.encode()))]).utm.source == ""


def test_offline_is_a_real_medium(hook: Hook, inbound: Inbound) -> None:
    body = urlencode({"id": 1, "callerphone": NUMBER, "medium": "offline"})
    assert touch_of([*hook.parse(inbound(f"{DOOR}/call", body.encode()))]).medium == "offline"


async def test_a_2_a_call_counts_at_its_end_and_its_beginning_is_only_noted(
    fake: CalltouchFake, send: Callable[..., None], facts: Facts
) -> None:
    send("call", begins=True)
    call = fake.begin_call(NUMBER)
    [begun] = await facts(1)
    assert isinstance(begun, Notice) and not begun.alarm
    fake.end_call(call)
    assert isinstance((await facts(2))[1], TouchHint)


@pytest.mark.parametrize("phase", ["calldisconnected", "callcompleted", "calllost", "something new"])
def test_a_17_every_other_phase_is_an_end(hook: Hook, inbound: Inbound, phase: str) -> None:
    body = urlencode({"id": 1, "callerphone": NUMBER, "callphase": phase})
    assert touch_of([*hook.parse(inbound(f"{DOOR}/call", body.encode()))]).phone == NUMBER


@pytest.mark.parametrize("name", ["callphase", "CallPhase", "phase", "event", "type"])
def test_the_beginning_of_a_call_is_known_under_each_name(hook: Hook, inbound: Inbound, name: str) -> None:
    body = urlencode({"id": 1, "callerphone": NUMBER, name: "callconnected"})
    assert isinstance(hook.parse(inbound(f"{DOOR}/call", body.encode()))[0], Notice)


async def test_t_17_a_hidden_number_is_a_touch_without_contact(
    fake: CalltouchFake, send: Callable[..., None], facts: Facts
) -> None:
    send("call")
    fake.ring("")
    touch = touch_of(await facts(1))
    assert (touch.phone, touch.email) == ("", "")


async def test_a_contact_that_nobody_ticked_is_asked_from_the_lists(
    fake: CalltouchFake, send: Callable[..., None], facts: Facts
) -> None:
    send("call", ticked=("id", "calltime", "source"))
    call = fake.ring(NUMBER)
    hint = hint_of(await facts(1))
    assert (hint.id, hint.touch) == (str(call.id), None)


def test_a_number_that_cannot_be_read_is_asked_from_the_lists(hook: Hook, inbound: Inbound) -> None:
    hint = hint_of([*hook.parse(inbound(f"{DOOR}/call", b"id=1&callerphone=somebody"))])
    assert (hint.id, hint.touch) == ("1", None)


async def test_a_call_without_an_id_is_a_reason_to_look_into_the_lists(hook: Hook, inbound: Inbound, fixture) -> None:
    hint = hint_of([*hook.parse(inbound(f"{DOOR}/call", fixture("call__without_id.form")))])
    assert (hint.kind, hint.site_id, hint.id, hint.touch) == ("call", "12345", "", None)


def test_a_chat_without_an_id_is_still_kept_as_one_and_the_same(hook: Hook, inbound: Inbound) -> None:
    """Nobody could ask for it later: chats are in no list."""
    body = urlencode({"phone": NUMBER, "name": "Пётр"}).encode()
    first, again = (touch_of([*hook.parse(inbound(f"{DOOR}/chat", body))]) for _ in range(2))
    assert first.id == again.id != "" and first.phone == NUMBER
    other = urlencode({"phone": NUMBER, "name": "Анна"}).encode()
    assert touch_of([*hook.parse(inbound(f"{DOOR}/chat", other))]).id != first.id


def test_a_chat_without_a_contact_is_told_as_it_is(hook: Hook, inbound: Inbound) -> None:
    touch = touch_of([*hook.parse(inbound(f"{DOOR}/chat", b"chatid=5"))])
    assert (touch.id, touch.phone, touch.email, touch.at) == ("5", "", "", START)


async def test_t_18_a_doubled_event_is_one_delivery(
    fake: CalltouchFake, send: Callable[..., None], hook: Hook, reports: Callable[..., Any]
) -> None:
    send("call", copies=3)
    send("call", method="GET")
    fake.ring(NUMBER)
    assert len({hook.delivery_id(it) for it in await reports(4)}) == 1


async def test_another_call_is_another_delivery(
    fake: CalltouchFake, send: Callable[..., None], hook: Hook, reports: Callable[..., Any]
) -> None:
    send("call", begins=True)
    fake.ring(NUMBER)
    fake.ring(NUMBER)
    assert len({hook.delivery_id(it) for it in await reports(4)}) == 4


async def test_a_test_of_the_cabinet_is_noted_and_nothing_else(
    fake: CalltouchFake, send: Callable[..., None], facts: Facts
) -> None:
    for kind in ("call", "request", "chat"):
        send(kind)
    fake.test_webhooks()
    told = await facts(3)
    assert [it.kind for it in told if isinstance(it, Notice)] == ["tracker_test"] * 3


@pytest.mark.parametrize("body", [b"", b"callerphone={callerphone}", b"{callerphone}", b"[]", b"{}"])
def test_an_empty_event_is_noted_or_refused_but_never_a_touch(hook: Hook, inbound: Inbound, body: bytes) -> None:
    try:
        told = hook.parse(inbound(f"{DOOR}/call", body))
    except Rejected:
        return
    assert all(isinstance(it, Notice) for it in told)


def test_a_template_in_an_utm_label_drops_the_label_only(hook: Hook, inbound: Inbound) -> None:
    body = urlencode({"id": 1, "callerphone": NUMBER, "utm_term": "{keyword}", "utm_source": "yandex"})
    touch = touch_of([*hook.parse(inbound(f"{DOOR}/call", body.encode()))])
    assert touch.utm == Utm("yandex")


async def test_names_may_be_spelled_in_any_way(fake: CalltouchFake, send: Callable[..., None], facts: Facts) -> None:
    names = {
        "id": "CallID",
        "callerphone": "callerNumber",
        "calltime": "TIMESTAMP",
        "utm_source": "utmSource",
        "utm_campaign": "UTM-Campaign",
        "siteid": "site_id",
        "callphase": "Call_Phase",
    }
    send("call", names=names, dates="unix", extra={"никто": "не знает", "": "", "x" * 300: "y" * 3000})
    call = fake.ring(NUMBER, at=AT)
    touch = touch_of(await facts(1))
    assert (touch.id, touch.at, touch.phone, touch.utm) == (str(call.id), AT, NUMBER, UTM)


async def test_of_two_spellings_the_first_that_says_something_counts(
    fake: CalltouchFake, send: Callable[..., None], facts: Facts
) -> None:
    send("call", also={"utm_source": "utmSource", "callerphone": "CallerPhone"}, extra={"utmsource": "late"})
    fake.ring(NUMBER, visit=Visit(utm_source=""))
    touch = touch_of(await facts(1))
    assert (touch.utm.source, touch.phone) == ("late", NUMBER)


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        ("call", "callerphone"),
        ("call", "callerNumber"),
        ("call", "clientphone"),
        ("call", "phone"),
        ("request", "phoneNumber"),
        ("request", "phone_number"),
        ("chat", "phone"),
        ("chat", "clientPhone"),
    ],
)
def test_the_customers_number_is_found_under_each_of_its_names(
    hook: Hook, inbound: Inbound, kind: str, name: str
) -> None:
    body = urlencode({"id": 1, name: "8 (900) 123-45-67"})
    assert touch_of([*hook.parse(inbound(f"{DOOR}/{kind}", body.encode()))]).phone == NUMBER


def test_the_number_that_was_called_is_not_the_callers(hook: Hook, inbound: Inbound) -> None:
    hint = hint_of([*hook.parse(inbound(f"{DOOR}/call", b"id=1&phoneNumber=74991234567"))])
    assert hint.touch is None and hint.fields["called_number"] == "74991234567"


async def test_json_with_other_spellings_is_read(hook: Hook, inbound: Inbound, fixture: Any) -> None:
    hint = hint_of([*hook.parse(inbound(f"{DOOR}/request", fixture("request__spelled_otherwise.json")))])
    assert hint.touch == Touch(
        Kind.REQUEST,
        "222333",
        "12345",
        AT,
        NUMBER,
        "a@example.com",
        "Пётр",
        "Обратный звонок",
        Utm("yandex", "cpc", "brand"),
    )
    assert hint.fields["request_number"] == "site-42" and "Лид" in hint.fields["tags"]


async def test_a_list_of_events_is_several_touches(hook: Hook, inbound: Inbound, fixture: Any) -> None:
    told = hook.parse(inbound(f"{DOOR}/chat", fixture("chats__list.json")))
    touches = [it.touch for it in told if isinstance(it, TouchHint) and it.touch]
    assert [(it.id, it.site_id, it.phone, it.email, it.name, it.at) for it in touches] == [
        ("c-1", "12345", "", "a@example.com", "Пётр", AT),
        ("77", "777", NUMBER, "", "", AT),
    ]


def test_the_event_that_is_known_from_production_is_read(hook: Hook, inbound: Inbound, fixture: Any) -> None:
    touch = touch_of([*hook.parse(inbound(f"{DOOR}/call", fixture("call__ended.form")))])
    assert (touch.id, touch.phone, touch.at) == ("123456789", NUMBER, AT)
    assert (touch.utm, touch.source, touch.medium) == (Utm(), "yandex", "organic")  # T-16
    [test] = hook.parse(inbound(f"{DOOR}/call", fixture("call__test.form")))
    assert isinstance(test, Notice)


def test_the_body_beats_the_address(hook: Hook, inbound: Inbound) -> None:
    request = inbound(f"{DOOR}/call?id=1&callerphone={NUMBER}&source=query", b"id=2&source=%3C%D0%BD%D0%B5")
    touch = touch_of([*hook.parse(request)])
    assert (touch.id, touch.phone) == ("2", NUMBER)


def test_what_old_programs_send_in_windows_1251_is_read(hook: Hook, inbound: Inbound) -> None:
    body = urlencode({"requestid": 1, "fio": "Пётр", "phone": NUMBER}, encoding="cp1251").encode()
    assert touch_of([*hook.parse(inbound(f"{DOOR}/request", body))]).name == "Пётр"


@pytest.mark.parametrize(
    ("said", "fields", "kind"),
    [
        ("call", {"id": 1}, "call"),
        ("request", {"id": 1}, "request"),
        ("chat", {"id": 1}, "chat"),
        ("call", {"requestid": 1}, "request"),
        ("call", {"id": 1, "requestid": 2}, "call"),
        ("request", {"chatId": 1}, "chat"),
        ("request", {"id": 1, "leadtype": "call"}, "request"),
        ("", {"id": 1}, "call"),
        ("", {"id": 1, "subject": "Заявка"}, "request"),
        ("", {"id": 1, "leadtype": "chat"}, "chat"),
        ("", {"id": 1, "type": "Заявка"}, "request"),
        ("", {"dialogId": 1}, "chat"),
        ("", {"id": 1, "type": "nobody knows"}, "call"),
    ],
)
def test_the_kind_is_the_addresss_or_follows_from_the_event(
    hook: Hook, inbound: Inbound, said: str, fields: dict[str, Any], kind: str
) -> None:
    request = inbound(f"{DOOR}/{said}".rstrip("/"), urlencode(fields | {"phone": NUMBER}).encode())
    hook.verify(request)
    assert hint_of([*hook.parse(request)]).kind == kind


def test_an_event_of_another_cabinet_names_it(hook: Hook, inbound: Inbound) -> None:
    request = inbound(f"{DOOR}/call", b"id=1&siteId=777&phone=79001234567")
    assert touch_of([*hook.parse(request)]).key == "call:777:1"


def test_without_a_moment_it_is_that_of_the_event(hook: Hook, inbound: Inbound) -> None:
    for time in ("", "&calltime=soon", "&calltime=0&timestamp=31%2F02%2F2026"):
        touch = touch_of([*hook.parse(inbound(f"{DOOR}/call", f"id=1&phone={NUMBER}{time}".encode()))])
        assert touch.at == START
    later = touch_of([*hook.parse(inbound(f"{DOOR}/call", b"id=1&phone=79001234567&timestamp=x&date=04/08/2026"))])
    assert later.at == AT.replace(hour=0, minute=0, second=0) - timedelta(hours=3)


def test_too_many_events_at_once_are_refused(hook: Hook, inbound: Inbound) -> None:
    with pytest.raises(Rejected):
        hook.parse(inbound(f"{DOOR}/call", json.dumps([{"id": 1}] * 101).encode()))


def test_words_that_are_none_of_calltouchs_are_refused(hook: Hook, inbound: Inbound) -> None:
    for body in (b"\xff\xfe\x00junk", b"a=b", b'{"a": {"id": 1}}', b"<xml/>"):
        with pytest.raises(Rejected):
            hook.parse(inbound(f"{DOOR}/call", body))


@pytest.mark.parametrize(
    "path",
    ["/hooks/calltouch", "/hooks/calltouch/", "/hooks/calltouch//call", "/hooks/calltouch/wrong/call", f"{DOOR}x/call"],
)
def test_f_15_a_wrong_or_missing_secret_is_refused(hook: Hook, inbound: Inbound, path: str) -> None:
    with pytest.raises(Unauthorised):
        hook.verify(inbound(path, b"id=1"))


def test_an_address_that_ends_otherwise_is_nobodys(hook: Hook, inbound: Inbound) -> None:
    for tail in ("deal", "call/more", "lead"):
        with pytest.raises(Unauthorised):
            hook.verify(inbound(f"{DOOR}/{tail}", b"id=1"))


def test_an_empty_secret_closes_the_address(build: Callable[..., Offer], inbound: Inbound) -> None:
    closed = build(webhook_secret="").hook
    assert closed is not None
    for path in ("/hooks/calltouch//call", "/hooks/calltouch/x/call", "/hooks/calltouch"):
        with pytest.raises(Unauthorised, match="webhook_secret"):
            closed.verify(inbound(path, b"id=1"))


def test_what_is_kept_is_without_the_secret_and_read_all_the_same(hook: Hook, inbound: Inbound) -> None:
    request = inbound(f"{DOOR}/request?id=7&phone={NUMBER}", b"")
    assert isinstance(hook, SecretAddress)
    kept = hook.redact(request)
    assert kept.path == "/hooks/calltouch/***/request"
    assert kept.url == f"https://desk.example.com/hooks/calltouch/***/request?id=7&phone={NUMBER}"
    assert hook.parse(kept) == hook.parse(request) != []
    assert hook.delivery_id(kept) == hook.delivery_id(request)
    assert hook.redact(inbound(DOOR)).url == "https://desk.example.com/hooks/calltouch/***"

"""Promise 8: no secret and no full phone number in a log, whoever wrote the line."""

import json
import logging
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import structlog
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, SecretStr

from bot.logs import HIDDEN, Scrubber, find_secrets, set_up_logs

KNOWN = "s3cr3t-of-the-shop"
ODD = 'a"b+/c d=\\é'
SCRUBBER = Scrubber(logging.Formatter(), [KNOWN, ODD, "tiny"])
Lines = Callable[[], list[dict[str, Any]]]


@pytest.fixture
def listen(capsys: pytest.CaptureFixture[str]) -> Iterator[Callable[[], Lines]]:
    """From the call on, what was logged since the last look; every line is one JSON object."""
    root = logging.getLogger()
    libraries = {name: logging.getLogger(name).level for name in ("httpx", "aiogram.event", "apscheduler")}
    handlers, level = root.handlers[:], root.level

    def start() -> Lines:
        set_up_logs([KNOWN, ODD])
        return lambda: [json.loads(line) for line in capsys.readouterr().err.splitlines()]

    yield start
    root.handlers[:], root.level = handlers, level
    for name, former in libraries.items():
        logging.getLogger(name).setLevel(former)
    structlog.reset_defaults()


@pytest.mark.parametrize(
    "line",
    [
        "https://api.telegram.org/bot123456:AAH-x_y/sendMessage",
        "https://api.telegram.org/file/bot123456:AAH-x_y/photos/1.jpg",
        "POST https://shop.bitrix24.ru/rest/1/AAH-x_y/crm.item.add.json 200",
        "https://www.corezoid.com/api/1/json/public/12345/AAH-x_y",
        "https://smsc.ru/sys/send.php?login=shop&psw=AAH-x_y&mes=hello",
        "https://api.voximplant.com/platform_api/StartScenarios/?account_id=1&api_key=AAH-x_y&rule_id=2",
        "https://oauth.bitrix.info/oauth/token/?grant_type=refresh_token&client_secret=AAH-x_y",
        "https://oauth.bitrix.info/oauth/token/?code=AAH-x_y&scope=crm",
        "event=ONCRMLEADADD&auth[application_token]=AAH-x_y&ts=1",
        "event=ONCRMLEADADD&auth%5Bapplication_token%5D=AAH-x_y&ts=1",
        '{"access_token": "AAH-x_y", "expires_in": 3600}',
        '{"reason": "answer was {\\"refresh_token\\": \\"AAH-x_y\\"}"}',
        "{'password': 'AAH-x_y'}",
        "Authorization: Bearer AAH-x_y",
        "{'Authorization': 'Basic AAHxy'}",
        "postgresql+psycopg://ringdesk:AAH-x_y@db.internal/desk",
        "key whsec_AAHxy+/=",
        "token eyJhbGciOiJSUzI1NiJ9.AAHxy.sig-AAHxy",
    ],
)
def test_every_kind_of_secret_is_hidden_though_nobody_named_it(line: str) -> None:
    scrubbed = SCRUBBER.scrub(line)
    assert HIDDEN in scrubbed
    assert "AAH" not in scrubbed


@pytest.mark.parametrize(
    "form",
    [
        KNOWN,
        ODD,
        json.dumps(ODD, ensure_ascii=False)[1:-1],
        "a%22b%2B%2Fc%20d%3D%5C%C3%A9",
        "a%22b%2B%2Fc+d%3D%5C%C3%A9",
    ],
)
def test_a_secret_of_the_settings_is_hidden_however_it_is_spelled(form: str) -> None:
    assert SCRUBBER.scrub(f"x{form}y") == f"x{HIDDEN}y"


def test_a_secret_too_short_to_tell_from_a_word_is_left() -> None:
    assert SCRUBBER.scrub("a tiny line") == "a tiny line"


@pytest.mark.parametrize(
    "line",
    [
        "calling +79161234567",
        "calling 89161234567.",
        "cannot call +79161234567: busy",
        "+7 (916) 123-45-67",
        "8 916 123 45 67",
        "9161234567",
        "(916) 123-45-67",
        "+7\u2011916\u2011123\u201145\u201167",
        'тел.89161234567, "phone":"79161234567"',
        "ref 79161234567-202611230900",
        "phones=%2B79161234567&mes=x",
        '{"event": "of:\\n79161234567"}',
        "+4915112345667",
        "order-89161234567",
    ],
)
def test_a_phone_number_keeps_its_last_two_digits_only(line: str) -> None:
    scrubbed = SCRUBBER.scrub(line)
    assert f"{HIDDEN}67" in scrubbed
    assert "123" not in scrubbed


@pytest.mark.parametrize(
    "line",
    [
        "2026-11-23 09:00:00+00:00",
        '{"timestamp": "2026-11-23T09:00:00.123456Z"}',
        "lead 123456, job 98765, 3600 s",
        "slept 45.123456789012 s",
        "chat -1001234567890, user 1234567890",
        "https://desk.example.com:8443/hooks/bitrix24?event=x",
        '{"error": "QUERY_LIMIT_EXCEEDED", "code": "429"}',
        "198.51.100.7:49152",
    ],
)
def test_what_is_neither_stays_readable(line: str) -> None:
    assert SCRUBBER.scrub(line) == line


@given(st.integers(79000000000, 79999999999), st.text(" .,:;!?()\"'«»", max_size=3), st.sampled_from(["", "+"]))
def test_no_whole_number_passes_whatever_stands_around_it(phone: int, around: str, plus: str) -> None:
    assert str(phone) not in SCRUBBER.scrub(f"{around}{plus}{phone}{around}")


def test_a_log_line_is_one_line_of_json_with_its_level_and_time(listen: Callable[[], Lines]) -> None:
    lines = listen()
    structlog.get_logger("desk").info("open", url="http://127.0.0.1:8080")
    (line,) = lines()
    assert (line["event"], line["level"], line["logger"]) == ("open", "info", "desk")
    assert line["timestamp"].endswith("Z")


def test_a_line_cannot_be_forged_with_newlines(listen: Callable[[], Lines]) -> None:
    lines = listen()
    forged = 'x\n{"event": "paid", "level": "info"}\r\nmore'
    structlog.get_logger("desk").info(forged, name=forged)
    logging.getLogger("aiohttp.access").info("GET /%s", forged)
    assert [line["event"] for line in lines()] == [forged, f"GET /{forged}"]


def test_a_traceback_quotes_no_secret_and_no_number(listen: Callable[[], Lines]) -> None:
    lines = listen()
    try:
        raise ValueError(f"cannot send to +79161234567 with {KNOWN} at https://api.telegram.org/bot1:AAHxy/sendMessage")
    except ValueError:
        structlog.get_logger("desk").exception("a job broke")
        logging.getLogger("asyncio").exception("a library's own")
    found = lines()
    assert [line["event"] for line in found] == ["a job broke", "a library's own"]
    for line in found:
        assert "ValueError" in line["exception"]
        assert not any(it in line["exception"] for it in (KNOWN, "9161234567", "AAHxy"))
        assert f"{HIDDEN}67" in line["exception"]


def test_httpx_does_not_print_addresses_and_could_not_print_tokens(listen: Callable[[], Lines]) -> None:
    lines = listen()
    address = "HTTP Request: POST https://api.telegram.org/bot1:AAHxy/getMe"
    logging.getLogger("httpx").info(address)
    assert lines() == []
    logging.getLogger("httpx").warning(address)
    assert [line["event"] for line in lines()] == [f"HTTP Request: POST https://api.telegram.org/bot{HIDDEN}/getMe"]


def test_every_secret_of_the_settings_is_found_however_deep() -> None:
    class Inner(BaseModel):
        key: SecretStr = SecretStr("one")
        plain: str = "not this"

    class Outer(BaseModel):
        inner: Inner = Inner()
        several: tuple[SecretStr, ...] = (SecretStr("two"), SecretStr("three"))
        named: dict[str, Inner] = {"a": Inner(key=SecretStr("four"))}

    found = find_secrets([Outer(), {"b": Inner(key=SecretStr("five"))}])
    assert sorted(found) == ["five", "four", "one", "three", "two"]

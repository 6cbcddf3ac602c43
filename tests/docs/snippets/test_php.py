"""The PHP snippet is read, not run: the suite brings no PHP. These checks keep out what made the old script unsafe."""

import re
from pathlib import Path

import pytest

OPEN, CLOSE = "([{", ")]}"
_NOISE = re.compile(r"/\*.*?\*/|//[^\n]*|'(?:\\.|[^'\\])*'|\"(?:\\.|[^\"\\])*\"", re.DOTALL)


@pytest.fixture
def source(snippets: Path) -> str:
    return (snippets / "order-form.php").read_text(encoding="utf-8")


@pytest.fixture
def code(source: str) -> str:
    """Without comments and texts, so that only instructions are left."""
    return _NOISE.sub("''", source)


@pytest.mark.parametrize(
    "call", ["shell_exec", "exec", "system", "passthru", "popen", "proc_open", "pcntl_exec", "eval", "extract"]
)
def test_s0_13_no_command_line_is_ever_built(code: str, call: str) -> None:
    assert not re.search(rf"(?<!curl_)\b{call}\s*\(", code)
    assert "`" not in code


def test_s0_13_the_body_is_json_and_only_json(code: str) -> None:
    assert re.search(r"CURLOPT_POSTFIELDS\s*=>\s*\$body\b", code)
    assert re.search(r"\$body\s*=\s*ringdesk_write_order\(", code)
    assert re.search(r"return json_encode\(\$order,[^;]*JSON_THROW_ON_ERROR", code)
    assert code.count("json_encode(") == 1


def test_the_customer_never_waits_long_and_the_secret_goes_nowhere_else(code: str) -> None:
    limits = {name: int(value) for name, value in re.findall(r"(CURLOPT_\w*TIMEOUT) => (\d+)", code)}
    assert set(limits) == {"CURLOPT_CONNECTTIMEOUT", "CURLOPT_TIMEOUT"}
    assert max(limits.values()) <= 10
    assert "CURLOPT_FOLLOWLOCATION => false" in code
    assert "CURLOPT_PROTOCOLS => CURLPROTO_HTTPS" in code
    assert "CURLOPT_SSL_VERIFY" not in code


def test_the_secret_is_read_from_outside_the_web_root(source: str, code: str) -> None:
    (path,) = re.findall(r"const RINGDESK_SETTINGS = '([^']+)'", source)
    assert path.startswith("/etc/")
    assert "require RINGDESK_SETTINGS" in code
    assert "'Authorization: Bearer ' . $secret" in source


def test_only_named_server_variables_and_campaign_cookies_are_sent(source: str, code: str) -> None:
    assert re.findall(r"\$_SERVER\['(\w+)'\]", source) == ["REMOTE_ADDR", "HTTP_USER_AGENT"]
    assert code.count("$_SERVER") == 2
    assert code.count("$_COOKIE") == 1
    assert "str_starts_with((string) $name, 'utm_')" in source
    assert "'post' => ['order_id' => $orderId] + $post" in source


def test_the_log_holds_the_orders_number_and_nothing_personal(source: str) -> None:
    (line,) = re.findall(r"error_log\((.*?)\);", source)
    assert set(re.findall(r"\$(\w+)", line)) == {"orderId", "status"}


def test_brackets_are_balanced(code: str) -> None:
    stack: list[str] = []
    for letter in code:
        if letter in OPEN:
            stack.append(letter)
        elif letter in CLOSE:
            assert stack.pop() == OPEN[CLOSE.index(letter)]
    assert stack == []

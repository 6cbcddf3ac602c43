"""Structured logs. Secrets and phone numbers are scrubbed at the sink, whoever wrote them.

httpx and aiohttp print whole addresses, and addresses hold tokens; tracebacks quote values. So the scrubbing is
the last thing that happens to a line, not a habit of those who log.
"""

import json
import logging
import re
import sys
from collections.abc import Iterable
from typing import Any
from urllib.parse import quote, quote_plus

import structlog
from pydantic import BaseModel, SecretStr

HIDDEN = "***"
SHORTEST = 6  # characters: shorter secrets would blot out ordinary words
KEYS = (
    "auth|auth_token|access_token|refresh_token|application_token|api_token|token|client_secret|webhook_secret|"
    "callback_secret|secret|api_key|apikey|password|psw"
)
# A name and its value: in an address, a form (also PHP's auth[access_token]), JSON, and JSON quoted inside JSON.
NAMED = rf"(?i)((?:^|[?&\[\"'\s{{,]|%5B)(?:{KEYS})(?:\]|%5D)?\\?[\"']?\s*[=:]\s*\\?[\"']?)[^&\s\"',}}\\]+"
# Eleven digits or more, or ten that begin with 9 (S0-26), however they are spaced; its last two stay to be recognised.
# Not a fraction, not a date with its time, and not the id of a Telegram group, which is negative.
PHONE = (
    r"(?:(?<=%2B)|(?<=%2b)|(?<=\\[nrt])|(?<![^\W_]))(?<!\d\.)(?<!(?<!\w)-)"
    r"\+?(?:\d(?:[\s()\u2010-\u2015-]{0,3}\d){8,12}|9(?:[\s()\u2010-\u2015-]{0,3}\d){7})"
    r"[\s()\u2010-\u2015-]{0,3}(\d)[\s()\u2010-\u2015-]{0,3}(\d)(?!\w|[.:]\d)"
)
MAILBOX = r"(?<![\w.+-])([\w+-])[\w.+-]{0,63}@([\w-]{1,63}(?:\.[\w-]{1,63}){1,4})"
# Line ends and controls that JSON leaves as they are: some readers of logs would see two lines where one was written.
LINE_ENDS = re.compile("[\x7f-\x9f\u2028\u2029]")
PATTERNS = (
    (re.compile(r"(/rest/\d+/)[^/\s\"']+"), rf"\1{HIDDEN}"),  # Bitrix24's incoming webhook
    (re.compile(r"(/bot)\d+:[\w-]+"), rf"\1{HIDDEN}"),  # a Telegram token
    (re.compile(r"(/json/public/\w+/)[^/\s\"']+"), rf"\1{HIDDEN}"),  # Corezoid's upload address
    (re.compile(NAMED), rf"\1{HIDDEN}"),
    (re.compile(r"([?&]code=)[^&\s\"']+"), rf"\1{HIDDEN}"),  # OAuth; elsewhere a code is an error's
    (re.compile(r"(?i)(bearer\s+)[\w.~+/=-]+"), rf"\1{HIDDEN}"),
    (re.compile(r"(?i)(authorization\W{1,5}basic\s+)[\w+/=]+"), rf"\1{HIDDEN}"),
    (re.compile(r"(://[^/\s:@]*:)[^/\s@]+(@)"), rf"\1{HIDDEN}\2"),  # the password of a database's address
    (re.compile(r"whsec_[\w+/=]+"), HIDDEN),
    (re.compile(r"eyJ[\w-]+\.[\w-]+\.[\w-]*"), HIDDEN),  # a JSON web token
    (re.compile(MAILBOX), rf"\1{HIDDEN}@\2"),
    (re.compile(PHONE), rf"{HIDDEN}\1\2"),
)


class Scrubber(logging.Formatter):
    """Formats with another formatter, then hides."""

    def __init__(self, inner: logging.Formatter, secrets: Iterable[str]) -> None:
        super().__init__()
        self._inner = inner
        self._secrets: list[str] = []
        self.learn(secrets)

    def learn(self, secrets: Iterable[str]) -> None:
        """Hide these, too, from now on."""
        spelled = {form for it in secrets if len(it) >= SHORTEST for form in _spellings(it)}
        self._secrets = sorted(spelled.union(self._secrets), key=len, reverse=True)

    def format(self, record: logging.LogRecord) -> str:
        return self.scrub(self._inner.format(record))

    def scrub(self, line: str) -> str:
        for secret in self._secrets:
            line = line.replace(secret, HIDDEN)
        for pattern, instead in PATTERNS:
            line = pattern.sub(instead, line)
        return LINE_ENDS.sub(lambda found: f"\\u{ord(found[0]):04x}", line)


def _spellings(secret: str) -> set[str]:
    """As it is, in JSON, and in an address."""
    return {secret, json.dumps(secret, ensure_ascii=False)[1:-1], quote(secret, safe=""), quote_plus(secret)}


def set_up_logs(secrets: Iterable[str], *, level: str = "INFO") -> None:
    """One handler for everything: structlog's own loggers and those of the libraries. One line is one JSON object."""
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    inner = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=shared,
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(Scrubber(inner, secrets))
    logging.basicConfig(handlers=[handler], level=level, force=True)
    for chatty in ("httpx", "aiogram.event", "apscheduler"):
        logging.getLogger(chatty).setLevel(logging.WARNING)


def hide(secrets: Iterable[str]) -> None:
    """Secrets that came to be known while the logs are being written."""
    known = list(secrets)
    for handler in logging.getLogger().handlers:
        if isinstance(handler.formatter, Scrubber):
            handler.formatter.learn(known)


def find_secrets(value: object) -> list[str]:
    """Every SecretStr inside settings, however deep."""
    if isinstance(value, SecretStr):
        return [value.get_secret_value()]
    if isinstance(value, BaseModel):
        return find_secrets([getattr(value, name) for name in type(value).model_fields])
    if isinstance(value, dict):
        return find_secrets(list(value.values()))
    if isinstance(value, list | tuple):
        return [secret for item in value for secret in find_secrets(item)]
    return []

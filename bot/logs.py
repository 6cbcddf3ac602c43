"""Structured logs. Secrets and phone numbers are scrubbed at the sink, whoever wrote them.

httpx and aiohttp print whole addresses, and addresses hold tokens; tracebacks quote values. So the scrubbing is
the last thing that happens to a line, not a habit of those who log.
"""

import logging
import re
import sys
from collections.abc import Iterable
from typing import Any

import structlog
from pydantic import BaseModel, SecretStr

HIDDEN = "***"
SHORTEST = 6  # characters: shorter secrets would blot out ordinary words
PATTERNS = (
    (re.compile(r"(/rest/\d+/)[^/\s\"']+"), rf"\1{HIDDEN}"),  # Bitrix24's incoming webhook
    (re.compile(r"(/bot)\d+:[\w-]+"), rf"\1{HIDDEN}"),  # a Telegram token
    (re.compile(r"(/json/public/\w+/)[^/\s\"']+"), rf"\1{HIDDEN}"),  # Corezoid's upload address
    (re.compile(r"(?i)([?&\"'\s](?:auth|access_token|refresh_token|client_secret|api_key|apikey|psw|password|secret|"
                r"code|token)[\"']?\s*[=:]\s*[\"']?)[^&\s\"',}]+"), rf"\1{HIDDEN}"),
    (re.compile(r"(?i)(bearer\s+)[\w.~+/=-]+"), rf"\1{HIDDEN}"),
    (re.compile(r"(?<![\w.:-])\+?\d[\d()\s-]{8,14}\d(\d{2})(?![\w.:-])"), rf"{HIDDEN}\1"),  # a phone, but its tail
)  # fmt: skip


class Scrubber(logging.Formatter):
    """Formats with another formatter, then hides."""

    def __init__(self, inner: logging.Formatter, secrets: Iterable[str]) -> None:
        super().__init__()
        self._inner = inner
        self._secrets = sorted((it for it in secrets if len(it) >= SHORTEST), key=len, reverse=True)

    def format(self, record: logging.LogRecord) -> str:
        return self.scrub(self._inner.format(record))

    def scrub(self, line: str) -> str:
        for secret in self._secrets:
            line = line.replace(secret, HIDDEN)
        for pattern, instead in PATTERNS:
            line = pattern.sub(instead, line)
        return line


def set_up_logs(secrets: Iterable[str], *, level: str = "INFO", as_json: bool = True) -> None:
    """One handler for everything: structlog's own loggers and those of the libraries."""
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
    renderer = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if as_json
        else structlog.dev.ConsoleRenderer(colors=False)
    )
    inner = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=shared,
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(Scrubber(inner, secrets))
    logging.basicConfig(handlers=[handler], level=level, force=True)
    for chatty in ("httpx", "aiogram.event", "apscheduler"):
        logging.getLogger(chatty).setLevel(logging.WARNING)


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

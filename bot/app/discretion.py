"""Neighbours quote what they were told. What of it goes on, into jobs, histories and chats, is without secrets."""

import functools
import inspect
import logging
from collections.abc import Callable
from typing import Any

from bot.logs import Scrubber, find_secrets
from bot.settings.loading import Settings
from desk.errors import DeskError
from desk.ports import Health
from desk.values import replace

Scrub = Callable[[str], str]


def all_secrets(settings: Settings) -> list[str]:
    own = [settings.server, settings.telegram, dict(settings.sources), dict(settings.neighbours)]
    return find_secrets(own)


def make_scrub(settings: Settings) -> Scrub:
    """Hides what the log hides: our secrets, whole numbers, mailboxes."""
    return Scrubber(logging.Formatter(), all_secrets(settings)).scrub


class Discreet:
    """A port whose errors, and whose health, say nothing that is not for everybody."""

    def __init__(self, port: Any, scrub: Scrub) -> None:
        self._port = port
        self._scrub = scrub

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._port, name)
        return _guard(found, self._scrub) if inspect.iscoroutinefunction(found) else found


def _guard(asking: Callable[..., Any], scrub: Scrub) -> Callable[..., Any]:
    @functools.wraps(asking)
    async def ask(*args: Any, **kwargs: Any) -> Any:
        try:
            answer = await asking(*args, **kwargs)
        except DeskError as error:
            error.reason = scrub(error.reason)
            error.args = tuple(scrub(str(it)) for it in error.args)
            raise
        return replace(answer, detail=scrub(answer.detail)) if isinstance(answer, Health) else answer

    return ask

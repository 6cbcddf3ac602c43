"""Doors that a running desk passes: commits, requests, turns in Telegram. In earnest they stand open."""

from collections.abc import Callable
from dataclasses import dataclass

from bot.courier.limits import Limits
from bot.pictures.studio import Studio
from integrations.http import Gate as RequestGate
from integrations.http.door import open_gate as open_to_requests
from storage.database import open_gate as open_to_commits
from storage.writer import Gate as CommitGate


@dataclass(frozen=True, slots=True)
class Gates:
    """``commit`` is called in the writer's thread around every commit, ``request`` around every outgoing request.

    ``limits`` are those of Telegram; ``studio`` draws pictures.
    """

    commit: CommitGate
    request: RequestGate
    limits: Callable[[], Limits] = Limits
    studio: Callable[[], Studio] = Studio


OPEN = Gates(open_to_commits, open_to_requests)

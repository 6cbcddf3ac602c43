"""Doors that a running desk passes: its commits and its requests. Nothing stands at them when it works in earnest."""

from dataclasses import dataclass

from integrations.http import Gate as RequestGate
from integrations.http.door import open_gate as open_to_requests
from storage.database import open_gate as open_to_commits
from storage.writer import Gate as CommitGate


@dataclass(frozen=True, slots=True)
class Gates:
    """``commit`` is called in the writer's thread around every commit, ``request`` around every outgoing request."""

    commit: CommitGate
    request: RequestGate


OPEN = Gates(open_to_commits, open_to_requests)

"""The one door for outgoing requests: time-outs, limits, breaker, size cap, error mapping."""

from integrations.http.answer import REDIRECTS, SERVER_ERROR, TOO_MANY, Answer, is_sound, refuse, retry_after
from integrations.http.breaker import Breaker
from integrations.http.door import Gate, Http, HttpFactory, Limits

__all__ = [
    "REDIRECTS",
    "SERVER_ERROR",
    "TOO_MANY",
    "Answer",
    "Breaker",
    "Gate",
    "Http",
    "HttpFactory",
    "Limits",
    "is_sound",
    "refuse",
    "retry_after",
]

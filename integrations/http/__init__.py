"""The one door for outgoing requests: time-outs, limits, breaker, size cap, error mapping."""

from integrations.http.answer import Answer, refuse, retry_after
from integrations.http.breaker import Breaker
from integrations.http.door import Gate, Http, HttpFactory, Limits

__all__ = ["Answer", "Breaker", "Gate", "Http", "HttpFactory", "Limits", "refuse", "retry_after"]

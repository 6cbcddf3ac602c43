"""Delivery reports: one HTTP request to the address a customer of the gateway gave."""

from dataclasses import dataclass, field

import aiohttp
from yarl import URL


@dataclass(frozen=True, slots=True)
class Report:
    """``url`` is sent letter for letter: signatures are made over it."""

    method: str
    url: str
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)


async def deliver(report: Report, timeout: float = 10.0) -> int:  # noqa: ASYNC109
    """The HTTP status of the answer; 0 when nobody answered within ``timeout`` real seconds."""
    limit = aiohttp.ClientTimeout(total=timeout)
    try:
        async with (
            aiohttp.ClientSession(timeout=limit) as session,
            session.request(
                report.method,
                URL(report.url, encoded=True),
                data=report.body or None,
                headers=report.headers,
                allow_redirects=False,
            ) as answer,
        ):
            await answer.read()
            return answer.status
    except (TimeoutError, aiohttp.ClientError, ValueError):
        return 0

"""What the page sends: one JSON object."""

from dataclasses import dataclass
from typing import Any

from aiohttp import web


@dataclass(frozen=True, slots=True)
class Form:
    """The readers raise ValueError for a value of another kind."""

    values: dict[str, Any]

    @classmethod
    async def read(cls, request: web.Request) -> "Form":
        """JSON only: a foreign page cannot send that here without asking first (CORS)."""
        if request.content_type != "application/json":
            raise web.HTTPUnsupportedMediaType(text="JSON is expected")
        values = await request.json()
        if not isinstance(values, dict):
            raise ValueError("an object is expected")
        return cls(values)

    def text(self, name: str) -> str:
        value = self.values.get(name, "")
        if not isinstance(value, str):
            raise ValueError(f"{name} must be text")
        return value

    def number(self, name: str, most: float = 2.0**53) -> float:
        value = self.values.get(name)
        if isinstance(value, bool) or not isinstance(value, int | float) or not -most <= value <= most:
            raise ValueError(f"{name} must be a number up to {most:g}")
        return value

    def flag(self, name: str) -> bool:
        return self.values.get(name) is True

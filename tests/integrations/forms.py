"""Events that come as a form: recorded ones, and what differs."""

from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

import orjson

from desk.model import InboundRequest
from tests.integrations.conftest import START

FIXTURES = Path(__file__).parents[1] / "fixtures"


@dataclass(frozen=True, slots=True)
class Forms:
    """Of one neighbour."""

    neighbour: str

    def read(self, name: str, **changed: str) -> dict[str, str]:
        recorded: dict[str, str] = orjson.loads((FIXTURES / self.neighbour / f"{name}.json").read_bytes())
        return recorded | changed

    def post(self, fields: dict[str, str] | bytes) -> InboundRequest:
        """As it comes to our address; bytes stand for themselves."""
        body = fields if isinstance(fields, bytes) else urlencode(fields).encode()
        path, headers = f"/hooks/{self.neighbour}", {"content-type": "application/x-www-form-urlencoded"}
        return InboundRequest("POST", path, headers, {}, body, f"https://desk.example.com{path}", START)

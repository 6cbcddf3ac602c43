"""What a request carries: PHP's brackets in the query, one JSON text for the entity in the form."""

import json
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from sandbox.bitrix24 import php
from sandbox.retailcrm.account import Account, Author, Key
from sandbox.retailcrm.refusals import Refusal, missing, strange
from sandbox.retailcrm.stock import Row

FORM = "application/x-www-form-urlencoded"
LIMITS = (20, 50, 100)


def read_params(query: str, content_type: str, body: bytes) -> Row:
    """A body in any other encoding is not looked at, so everything in it is missing."""
    params = php.parse_query(query)
    if content_type == FORM:
        params |= php.nest(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True))
    return params


@dataclass(frozen=True, slots=True)
class Call:
    """One request that was let in. ``path``: the variable parts of its address."""

    account: Account
    key: Key
    params: Row
    path: tuple[str, ...] = ()
    seed: int = 0

    @property
    def author(self) -> Author:
        return Author(key=self.key.value)

    def text(self, name: str) -> str:
        return str(self.params.get(name) or "")

    def entity(self, name: str) -> Row:
        """The JSON field of a form. Raises Refusal."""
        if not (given := self.params.get(name)):
            raise missing(name)
        try:
            read = json.loads(given)
        except (TypeError, ValueError):
            raise Refusal(400, f"Parameter '{name}' has invalid format") from None
        if not isinstance(read, dict):
            raise Refusal(400, f"Parameter '{name}' has invalid format")
        return read

    def filter(self, known: Collection[str]) -> Row:
        """Raises Refusal for a filter that this method does not have."""
        given = self.params.get("filter") or {}
        if not isinstance(given, dict):
            raise strange(filter="This value is not valid.")
        if odd := sorted(set(given) - set(known)):
            raise strange(filter=f"This form should not contain extra fields: {', '.join(odd)}")
        return given

    def site(self) -> str:
        """Of what is made. Raises Refusal where the key opens several stores and none is named."""
        open_to = list(self.key.sites if self.key.sites is not None else self.account.sites)
        if not (site := self.text("site")):
            if len(open_to) > 1:
                raise missing("site")
            return str(open_to[0])
        if site not in open_to:
            raise strange(site=f"Site with code '{site}' not found")
        return site

    def limit(self) -> int:
        limit = php.integer(self.params.get("limit", LIMITS[0]))
        if limit not in LIMITS:
            raise strange(limit="The value you selected is not a valid choice.")
        return limit

    def page(self) -> int:
        page = php.integer(self.params.get("page", 1))
        if page < 1:
            raise strange(page="This value should be greater than 0.")
        return page


def as_list(value: Any) -> list[str]:
    return [str(it) for it in php.as_list(value)]

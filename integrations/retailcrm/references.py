"""What the account calls its stores, statuses and people. Asked for once an hour."""

import logging
from typing import Any

from desk.errors import DeskError
from desk.ports import Clock
from desk.tracking.model import References, Status
from integrations.retailcrm.client import Client
from integrations.retailcrm.errors import is_closed
from integrations.retailcrm.kept import Kept
from integrations.retailcrm.shape import Data, as_map, as_rows, as_text
from integrations.values import as_id, one_line

log = logging.getLogger(__name__)

CLOSED = ("complete", "cancel")  # the two final groups; the account cannot edit them
LAST = 990  # of what has no place of its own


class Vocabulary:
    def __init__(self, client: Client, clock: Clock) -> None:
        self._client = client
        self._references = Kept(clock, self._ask_references)
        self._people = Kept(clock, self._ask_people)

    async def references(self, *, anew: bool = False) -> References:
        return await self._references.get(anew=anew)

    async def manager(self, number: Any) -> str:
        """Last name first; empty for nobody, and for a person that the CRM does not know (any more)."""
        key = str(as_id(number) or "")
        if not key:
            return ""
        people = await self._people.get()
        if key not in people:
            people[key] = await self._ask_person(key)
        return people[key]

    async def _ask_references(self) -> References:
        sites = as_rows((await self._client.get("reference/sites")).get("sites"), needs="code")
        statuses = as_rows((await self._client.get("reference/statuses")).get("statuses"), needs="code")
        groups = (await self._client.get("reference/status-groups")).get("statusGroups")
        return References(_order_sites(sites), _order_statuses(statuses, as_map(groups)))

    async def _ask_people(self) -> dict[str, str]:
        """Whoever has managed here; nobody where the key may not know them, for orders can do without names."""
        try:
            return {str(row["id"]): name_of(row) for row in await self._client.rows("users", "users")}
        except DeskError as error:
            if not is_closed(error):
                raise
            log.warning("the key may not read users, so managers have no names: %s", error.reason)
            return {}

    async def _ask_person(self, number: str) -> str:
        try:
            body = await self._client.get(f"users/{number}", operation="users/get")
        except DeskError as error:
            if not is_closed(error):
                raise
            return ""
        return name_of(as_map(body.get("user")))


def name_of(user: Data) -> str:
    return one_line(f"{as_text(user.get('lastName'))} {as_text(user.get('firstName'))}")


def _order_sites(rows: list[Data]) -> tuple[str, ...]:
    """A map of JSON has no order that could be relied upon."""
    ordered = sorted(rows, key=lambda row: (_place(row), as_id(row.get("id"))))
    return tuple(str(row["code"]) for row in ordered)


def _order_statuses(rows: list[Data], groups: Data) -> tuple[Status, ...]:
    """The first one is where an order begins: switched on, of the first group that is not closed."""

    def key(row: Data) -> tuple[bool, bool, int, str, int, str]:
        group = as_text(row.get("group"))
        place = _place(as_map(groups.get(group)))
        return row.get("active") is False, group in CLOSED, place, group, _place(row), str(row["code"])

    ordered = sorted(rows, key=key)
    return tuple(Status(str(it["code"]), as_text(it.get("name")), as_text(it.get("group"))) for it in ordered)


def _place(row: Data) -> int:
    """Old accounts name none."""
    ordering = row.get("ordering")
    return ordering if isinstance(ordering, int) and not isinstance(ordering, bool) else LAST

"""Who becomes responsible: an employee by e-mail or number (S2-10, EX-10).

https://apidocs.bitrix24.com/api-reference/user/user-get.html
"""

from collections.abc import Mapping, Sequence
from typing import Any

from desk.errors import Rejected, Unauthorised
from integrations.bitrix_rest.client import BatchAnswer, Command, as_dict, as_list
from integrations.values import as_id

KEY = "manager_"  # and which of them


def ask_managers(managers: Sequence[str]) -> dict[str, Command]:
    return {f"{KEY}{turn}": _ask(manager) for turn, manager in enumerate(managers)}


def read_managers(managers: Sequence[str], answer: BatchAnswer) -> dict[str, str]:
    """The numbers of those who work there."""
    found = {manager: _read(manager, f"{KEY}{turn}", answer) for turn, manager in enumerate(managers)}
    return {manager: number for manager, number in found.items() if number}


def _ask(manager: str) -> Command:
    wanted = {"ID": manager} if as_id(manager) else {"EMAIL": manager}
    return Command("user.get", {"FILTER": wanted | {"ACTIVE": True}})


def _read(manager: str, key: str, answer: BatchAnswer) -> str:
    """Empty: nobody, or we have no right to ask."""
    if isinstance(answer.errors.get(key), Rejected | Unauthorised):
        return manager if as_id(manager) else ""
    rows = [row for row in map(as_dict, as_list(answer.take(key))) if row.get("ACTIVE") is not False]
    found = [as_id(row.get("ID")) for row in rows if _is(manager, row)]
    return str(min(found)) if found else ""


def _is(manager: str, row: Mapping[str, Any]) -> bool:
    """Compared again: which filters count depends on our rights."""
    if number := as_id(manager):
        return as_id(row.get("ID")) == number
    return str(row.get("EMAIL") or "").strip().casefold() == manager.strip().casefold()

"""What a REST method is here: a function of a call, with the scope it needs."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sandbox.bitrix24.access import Caller
from sandbox.bitrix24.params import Params
from sandbox.bitrix24.portal import Portal


@dataclass(frozen=True, slots=True)
class Call:
    portal: Portal
    caller: Caller
    params: Params


@dataclass(frozen=True, slots=True)
class Method:
    """``run`` returns a bare result or a ``Page``. ``app`` methods refuse incoming webhooks.

    ``cost`` is what one call adds to the operating time, in seconds.
    """

    run: Callable[[Call], Any]
    scope: str = "crm"
    app: bool = False
    cost: float = 0.05


Methods = dict[str, Method]

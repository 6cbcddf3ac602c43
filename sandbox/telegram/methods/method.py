"""What a method is."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from sandbox.telegram.params import Params
from sandbox.telegram.state import State

Method = Callable[[State, Params], Any | Awaitable[Any]]


@dataclass(frozen=True, slots=True)
class Told:
    """A result that comes with a ``description`` in the envelope."""

    result: Any
    description: str

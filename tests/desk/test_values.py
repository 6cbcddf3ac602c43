"""Copies with a difference: as the standard library makes them, for values with and without slots."""

import dataclasses
from dataclasses import dataclass

import pytest

from desk.values import replace


@dataclass(frozen=True)
class Open:
    name: str
    size: int = 1


@dataclass(frozen=True, slots=True)
class Slotted:
    name: str
    size: int = 1


@dataclass(frozen=True, slots=True)
class Single:
    name: str


@pytest.mark.parametrize("value", [Open("a", 2), Slotted("a", 2), Single("a")])
def test_a_copy_is_what_the_standard_library_makes_and_the_original_stays(value: Open | Slotted | Single) -> None:
    assert replace(value, name="b") == dataclasses.replace(value, name="b")
    assert value.name == "a"
    with pytest.raises(dataclasses.FrozenInstanceError):
        replace(value).name = "c"  # type: ignore[misc]


@pytest.mark.parametrize("value", [Open("a"), Slotted("a")])
def test_an_unknown_name_is_refused(value: Open | Slotted) -> None:
    with pytest.raises(TypeError):
        replace(value, weight=1)  # type: ignore[call-arg]

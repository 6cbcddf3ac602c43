"""Which of several customers or orders counts. Pure."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol, TypeVar

from desk.tracking.keys import By, SearchKey
from desk.tracking.model import Customer


class Dated(Protocol):
    @property
    def id(self) -> str: ...
    @property
    def created_at(self) -> datetime: ...


T = TypeVar("T", bound=Dated)


def pick_newest(found: Sequence[T]) -> T | None:
    """By the moment they were made, then by the greater number (CR-22, CR-34); None: there are none."""
    return max(found, key=_age, default=None)


def pick_customer(found: Sequence[Customer], key: SearchKey) -> Customer | None:
    """Of those who really have this phone or e-mail, whatever else the CRM's search finds (CR-25)."""
    return pick_newest([it for it in found if has(it, key)])


def has(customer: Customer, key: SearchKey) -> bool:
    if key.by is By.PHONE:
        return key.value in customer.phones
    return customer.email.strip().lower() == key.value


def _age(it: Dated) -> tuple[datetime, int, str]:
    """Numbers come as text: the longer is the greater."""
    return it.created_at, len(it.id), it.id

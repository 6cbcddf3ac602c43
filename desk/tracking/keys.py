"""By what the customer of a touch is looked for. Pure."""

from dataclasses import dataclass
from enum import StrEnum

from desk.tracking.model import Kind, Touch


class By(StrEnum):
    PHONE = "phone"
    EMAIL = "email"


@dataclass(frozen=True, slots=True)
class SearchKey:
    """``value``: digits, or an address in lower case."""

    by: By
    value: str

    def __str__(self) -> str:
        return f"{self.by}:{self.value}"


def search_key(touch: Touch) -> SearchKey | None:
    """The phone, of a call nothing else (CR-15), of the others before the e-mail (CR-16, CR-17); None: nothing is known
    (CR-18)."""
    if touch.phone:
        return SearchKey(By.PHONE, touch.phone)
    if touch.email and touch.kind is not Kind.CALL:
        return SearchKey(By.EMAIL, touch.email)
    return None


def contacts_of(touch: Touch) -> tuple[str, ...]:
    """All by which others may find the same customer: while one touch is handled, the others wait (CR-20)."""
    known = ((By.PHONE, touch.phone), (By.EMAIL, touch.email))
    return tuple(str(SearchKey(by, value)) for by, value in known if value)

"""Customers of the account: looked for, read, made. Never edited."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from desk.tracking.model import Customer, Name
from integrations.retailcrm.client import Client, id_of
from integrations.retailcrm.phones import digits_of, normalise, spellings
from integrations.retailcrm.shape import Data, as_map, as_text
from integrations.retailcrm.zone import AccountZone, read_moment
from integrations.values import as_id

NAME_MAX = 255
LONG_AGO = datetime.min.replace(tzinfo=UTC)


class People:
    def __init__(self, client: Client, zone: AccountZone) -> None:
        self._client = client
        self._zone = zone
        self._looks_inside = False  # the CRM was seen to find a number by part of its digits

    async def by_phone(self, phone: str) -> Sequence[Customer]:
        """Whatever is found for these digits, until somebody is found who has exactly this number.

        Once the CRM has shown that it looks inside of numbers, the first look is enough.
        """
        zone = await self._zone.get()
        found: dict[str, Customer] = {}
        for spelling in spellings(phone):
            rows = await self._list("name", spelling)
            found |= {it.id: it for it in (read_customer(row, zone) for row in rows)}
            stored = {it for row in rows for it in raw_phones(row.get("phones")) if normalise(it) == phone}
            self._looks_inside = self._looks_inside or any(len(digits_of(it)) > len(spelling) for it in stored)
            if stored or self._looks_inside:
                break
        return tuple(found.values())

    async def by_email(self, email: str) -> Sequence[Customer]:
        zone = await self._zone.get()
        return [read_customer(row, zone) for row in await self._list("email", email)]

    async def by_field(self, code: str, value: str) -> Sequence[Data]:
        """Raw rows of customers whose additional field holds this value, compared again on our side."""
        rows = await self._client.rows("customers", "customers", [(f"filter[customFields][{code}]", value)])
        wanted = value.casefold()
        return [it for it in rows if as_text(as_map(it.get("customFields")).get(code)).casefold() == wanted]

    async def read(self, ids: Sequence[str]) -> dict[str, Customer]:
        if not ids:
            return {}
        zone = await self._zone.get()
        rows = await self._client.rows("customers", "customers", [("filter[ids][]", it) for it in ids])
        return {it.id: it for it in (read_customer(row, zone) for row in rows)}

    async def make(self, customer: Data, site: str) -> str:
        """Its id. Raises Unknown when the answer was lost: look again before a repeat."""
        body = await self._client.post("customers/create", {"customer": customer}, site=site)
        return id_of(body, "customers/create")

    async def _list(self, name: str, value: str) -> list[Data]:
        return await self._client.rows("customers", "customers", [(f"filter[{name}]", value)])


def customer_fields(name: Name, phone: str, email: str, manager: int = 0) -> Data:
    """As they are sent; nothing is sent empty."""
    fields: dict[str, Any] = {
        "firstName": name.first[:NAME_MAX],
        "lastName": name.last[:NAME_MAX],
        "patronymic": name.patronymic[:NAME_MAX],
        "phones": [{"number": phone}] if phone else [],
        "email": email,
        "managerId": manager,
    }
    return {key: value for key, value in fields.items() if value}


def read_customer(row: Data, zone: ZoneInfo) -> Customer:
    return Customer(
        id=str(as_id(row.get("id"))),
        created_at=read_moment(row.get("createdAt"), zone) or LONG_AGO,
        name=read_name(row),
        phones=read_phones(row.get("phones")),
        email=as_text(row.get("email")).lower(),
        site=as_text(row.get("site")),
    )


def read_name(row: Data) -> Name:
    return Name(as_text(row.get("firstName")), as_text(row.get("lastName")), as_text(row.get("patronymic")))


def read_phones(phones: Any) -> tuple[str, ...]:
    """Each once, in the CRM's order."""
    return tuple(dict.fromkeys(it for it in map(normalise, raw_phones(phones)) if it))


def raw_phones(phones: Any) -> list[str]:
    rows = phones if isinstance(phones, list) else []
    return [as_text(it.get("number")) for it in rows if isinstance(it, dict)]

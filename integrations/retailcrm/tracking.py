"""The port ``TrackingCrm`` in the words of RetailCRM."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from desk.errors import NotFound, Rejected, Temporary
from desk.ports import Health
from desk.tracking.model import CrmOrder, Customer, References
from desk.tracking.ports import SITE, Filling, History, NewCustomer, NewOrder
from integrations.retailcrm.custom_fields import OrderField
from integrations.retailcrm.errors import ELSEWHERE, PAGE, names
from integrations.retailcrm.health import authorise, examine
from integrations.retailcrm.line import Line
from integrations.retailcrm.orders import write_labels
from integrations.retailcrm.people import NAME_MAX, customer_fields
from integrations.retailcrm.shape import Data

STORE_WORDS = ("sites?", "stores?", "магазин")


class RetailTracking:
    """Making customers and orders is *queryable*, by their own lists; filling an order may be repeated."""

    name = "retailcrm"

    def __init__(self, line: Line) -> None:
        self._line = line

    async def customers_by_phone(self, phone: str) -> Sequence[Customer]:
        return await self._line.people.by_phone(phone)

    async def customers_by_email(self, email: str) -> Sequence[Customer]:
        return await self._line.people.by_email(email)

    async def make_customer(self, new: NewCustomer) -> str:
        fields = customer_fields(new.name, new.phone, new.email, new.manager)
        return await self._line.people.make(fields, await self._site(new.site))

    async def orders_of(self, customer_id: str) -> Sequence[CrmOrder]:
        return await self._line.orders.of_customer(customer_id)

    async def orders(self, order_ids: Sequence[str]) -> Mapping[str, CrmOrder]:
        return await self._line.orders.read(order_ids)

    async def make_order(self, new: NewOrder) -> str:
        try:
            return await self._line.orders.make(order_fields(new), await self._site(new.site))
        except Rejected as error:
            if names(error, *STORE_WORDS):
                raise Rejected(error.reason, code=SITE, field=error.field) from None
            raise

    async def fill_order(self, order: CrmOrder, filling: Filling) -> None:
        await self._line.orders.edit(order.id, filling_fields(filling), order.site)

    async def history(self, cursor: str, begun: datetime) -> History:
        return await self._line.feed.read(cursor, begun)

    async def references(self, *, anew: bool = False) -> References:
        return await self._line.vocabulary.references(anew=anew)

    async def authorise(self) -> None:
        try:
            await authorise(self._line.client)
        except NotFound as error:
            raise Rejected(error.reason, code=ELSEWHERE) from None
        except Temporary as error:
            if error.code == PAGE or error.code.startswith("3"):  # somebody's website, or a way to another
                raise Rejected(f"{error.reason}; is the address that of a RetailCRM?", code=ELSEWHERE) from None
            raise

    async def make_fields(self, fields: Mapping[str, str]) -> Sequence[str]:
        return await self._line.fields.settle({code: OrderField(code, label) for code, label in fields.items()})

    def order_url(self, order_id: str) -> str:
        return self._line.order_url(order_id)

    def customer_url(self, customer_id: str) -> str:
        return f"{self._line.client.origin}/customers/{customer_id}"

    async def check(self) -> Health:
        return await examine(self._line)

    async def _site(self, site: str) -> str:
        """With a key of several stores the CRM wants to hear one."""
        return site or next(iter((await self._line.vocabulary.references()).sites), "")


def order_fields(new: NewOrder) -> Data:
    """Without number, and without a manager unless one is named (CR-42, CR-43)."""
    fields: dict[str, Any] = {
        "customer": {"id": int(new.customer_id)},
        "firstName": new.name.first[:NAME_MAX],
        "lastName": new.name.last[:NAME_MAX],
        "patronymic": new.name.patronymic[:NAME_MAX],
        "phone": new.phone,
        "email": new.email,
        "status": new.status,
        "managerId": new.manager,
    }
    return {name: it for name, it in fields.items() if it} | filling_fields(new.filling)


def filling_fields(filling: Filling) -> Data:
    """Of the additional fields only those that are sent change."""
    fields: Data = {"customFields": dict(filling.fields)} if filling.fields else {}
    labels = write_labels(filling.labels) if filling.labels else {}
    return fields | ({"source": labels} if labels else {})

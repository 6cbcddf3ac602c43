"""Orders of the account: listed, read, written."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any
from zoneinfo import ZoneInfo

from desk.errors import Rejected, Temporary
from desk.tracking.model import CrmOrder, Customer, Utm
from integrations.retailcrm.client import Client, id_of
from integrations.retailcrm.errors import SHAPE, names
from integrations.retailcrm.people import LONG_AGO, People, read_customer
from integrations.retailcrm.phones import normalise
from integrations.retailcrm.references import Vocabulary
from integrations.retailcrm.shape import Data, as_map, as_money, as_text
from integrations.retailcrm.zone import AccountZone, read_moment
from integrations.values import as_id

log = logging.getLogger(__name__)

MARKER = "calltouch_site_id"  # the additional field that says: a touch stands on this order already
IDS_MAX = 100
LABELS = {"source": "source", "medium": "medium", "campaign": "campaign", "content": "content", "keyword": "term"}


class Orders:
    """``raw`` rows are the CRM's own; the rest speaks our words."""

    def __init__(self, client: Client, zone: AccountZone, people: People, vocabulary: Vocabulary) -> None:
        self._client = client
        self._zone = zone
        self._people = people
        self._vocabulary = vocabulary

    async def of_customer(self, customer_id: str) -> list[CrmOrder]:
        return await self._told(await self._client.rows("orders", "orders", [("filter[customerId]", customer_id)]))

    async def read(self, order_ids: Sequence[str]) -> dict[str, CrmOrder]:
        found: dict[str, CrmOrder] = {}
        for start in range(0, len(order_ids), IDS_MAX):
            wanted = [("filter[ids][]", it) for it in order_ids[start : start + IDS_MAX]]
            orders = await self._told(await self._client.rows("orders", "orders", wanted))
            found |= {it.id: it for it in orders}
        return found

    async def raw(self, order_id: str) -> Data:
        """Raises NotFound."""
        body = await self._client.get(f"orders/{order_id}", [("by", "id")], operation="orders/get")
        return as_map(body.get("order"))

    async def marked(self, code: str, value: str) -> list[Data]:
        """Raw rows of orders whose additional field holds exactly this, the oldest first."""
        rows = await self._client.rows("orders", "orders", [(f"filter[customFields][{code}]", value)])
        found = [it for it in rows if as_text(as_map(it.get("customFields")).get(code)) == value]
        return sorted(found, key=lambda it: as_id(it["id"]))

    async def make(self, order: Data, site: str) -> str:
        """Its id. Raises Unknown when the answer was lost."""
        body = await self._client.post("orders/create", {"order": order}, site=site)
        return id_of(body, "orders/create")

    async def edit(self, order_id: str, changes: Data, site: str) -> None:
        """Writes values, so it may be repeated. Raises NotFound.

        Whether the labels of an order can be changed is written nowhere: where the CRM refuses them, the rest is
        written without.
        """
        try:
            await self._edit(order_id, changes, site)
        except Rejected as error:
            if "source" not in changes or not names(error, "source"):
                raise
            log.warning("the CRM takes no labels on order %s: %s", order_id, error.reason)
            await self._edit(order_id, {name: it for name, it in changes.items() if name != "source"}, site)

    async def _edit(self, order_id: str, changes: Data, site: str) -> None:
        path, form = f"orders/{order_id}/edit", {"by": "id", "site": site}
        body = await self._client.post(path, {"order": changes}, operation="orders/edit", repeatable=True, **form)
        if str(as_id(body.get("id"))) != order_id:
            raise Temporary("RetailCRM does not confirm what it was asked to write", code=SHAPE)

    async def _told(self, rows: Sequence[Data]) -> list[CrmOrder]:
        zone = await self._zone.get()
        orders = [
            replace(read_order(it, zone), manager=await self._vocabulary.manager(it.get("managerId"))) for it in rows
        ]
        return await self._with_people(rows, orders)

    async def _with_people(self, rows: Sequence[Data], orders: Sequence[CrmOrder]) -> list[CrmOrder]:
        """Some answers name the person without telling how to reach them."""
        bare = {
            it.customer.id for it, row in zip(orders, rows, strict=True) if it.customer and _is_bare(person_of(row))
        }
        known: Mapping[str, Customer] = await self._people.read(sorted(bare))
        return [replace(it, customer=known.get(it.customer.id, it.customer)) if it.customer else it for it in orders]


def read_order(row: Data, zone: ZoneInfo) -> CrmOrder:
    """Without the manager's name, which stands elsewhere."""
    made, person = read_moment(row.get("createdAt"), zone) or LONG_AGO, person_of(row)
    phones = [normalise(as_text(row.get(name))) for name in ("phone", "additionalPhone")]
    email = as_text(row.get("email")).lower()
    return CrmOrder(
        id=str(as_id(row.get("id"))),
        number=as_text(row.get("number")),
        created_at=made,
        site=as_text(row.get("site")),
        status=as_text(row.get("status")),
        status_at=read_moment(row.get("statusUpdatedAt"), zone),
        total=as_money(row.get("totalSumm")),
        currency=as_text(row.get("currency")),
        marker=as_text(as_map(row.get("customFields")).get(MARKER)),
        customer=_read_person(person, made, zone),
        phones=tuple(dict.fromkeys(it for it in phones if it)),
        emails=(email,) if email else (),
    )


def person_of(row: Data) -> Data:
    """Of a company's order the one who is talked to."""
    customer = as_map(row.get("customer"))
    contact = as_map(row.get("contact"))
    return contact if customer.get("type") == "customer_corporate" and contact else customer


def write_labels(labels: Utm) -> dict[str, str]:
    """The CRM's own fields for UTM marks; none of them empty."""
    values = {name: getattr(labels, ours)[:255] for name, ours in LABELS.items()}
    return {name: value for name, value in values.items() if value}


def _read_person(person: Data, made: Any, zone: ZoneInfo) -> Customer | None:
    if not as_id(person.get("id")):
        return None
    customer = read_customer(person, zone)
    return customer if customer.created_at != LONG_AGO else replace(customer, created_at=made)


def _is_bare(person: Data) -> bool:
    return "phones" not in person and "email" not in person

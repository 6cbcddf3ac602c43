"""Additional fields of orders: what is missing is made, what is there is kept as it is."""

from collections.abc import Mapping
from dataclasses import dataclass

from desk.errors import Rejected, Temporary
from integrations.retailcrm.client import Client
from integrations.retailcrm.errors import SHAPE
from integrations.retailcrm.shape import Data

ORDER = "order"
LINE, TEXT = "string", "text"  # ids are lines, too: a number loses its leading zeros


@dataclass(frozen=True, slots=True)
class OrderField:
    """``sought``: orders are looked for by it."""

    code: str
    name: str
    type: str = LINE
    sought: bool = True

    def fields(self) -> Data:
        return {
            "code": self.code,
            "name": self.name,
            "type": self.type,
            "inFilter": self.sought,
            "inList": self.sought,
            "inGroupActions": False,
            "required": False,
            "ordering": 50,
            "displayArea": "main_data",
            "viewMode": "editable",
        }


class CustomFields:
    def __init__(self, client: Client) -> None:
        self._client = client

    async def codes(self, entity: str = ORDER) -> set[str]:
        query = [("filter[entity]", entity)]
        rows = await self._client.rows("custom-fields", "customFields", query, needs="code")
        return {str(row["code"]) for row in rows if row.get("entity", entity) == entity}

    async def settle(self, wanted: Mapping[str, OrderField]) -> list[str]:
        """Codes of those that were made."""
        there = await self.codes()
        made = [code for code in wanted if code not in there]
        for code in made:
            await self._make(wanted[code])
        return made

    async def _make(self, field: OrderField) -> None:
        """A field has one code for ever, so making it may be repeated."""
        operation = "custom-fields/create"
        path = f"custom-fields/{ORDER}/create"
        try:
            told = await self._client.post(path, {"customField": field.fields()}, operation=operation, repeatable=True)
        except Rejected:
            if field.code not in await self.codes():  # it may have been made meanwhile, by a try whose answer was lost
                raise
            return
        if not told.get("code") and not told.get("id"):
            raise Temporary("RetailCRM does not confirm the field it was asked for", code=SHAPE)

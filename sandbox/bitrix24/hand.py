"""What people do on the portal's pages; event handlers hear of it."""

from typing import Any

from sandbox.bitrix24 import records
from sandbox.bitrix24.access import Caller
from sandbox.bitrix24.control import TYPES, Control
from sandbox.bitrix24.fields import DEAL
from sandbox.bitrix24.portal import Row


class Hand(Control):
    def create(self, entity_type: str, **fields: Any) -> int:
        number = self._add(TYPES[entity_type], fields)
        self._flush(None)
        return number

    def edit(self, entity_type: str, number: int, **fields: Any) -> None:
        self._change(TYPES[entity_type], number, fields)
        self._flush(None)

    def delete(self, entity_type: str, number: int) -> None:
        """KeyError if absent."""
        records.delete(self.portal, TYPES[entity_type], number)
        self._flush(None)

    def move_deal(self, number: int, stage: str) -> None:
        """``stage`` by its code or its name, in the deal's own funnel. KeyError for an unknown deal or stage."""
        stages = self.portal.stages(DEAL, self.portal.tables[DEAL][number]["CATEGORY_ID"])
        codes = {row[key]: row["STATUS_ID"] for row in stages for key in ("NAME", "STATUS_ID")}
        self.edit("deal", number, STAGE_ID=codes[stage])

    def board(self, category: int) -> list[Row]:
        """The deals of one funnel as its page shows them, oldest first, each with ``STAGE`` (its name) and ``ROWS``."""
        names = {row["STATUS_ID"]: row["NAME"] for row in self.portal.stages(DEAL, category)}
        return [
            deal | {"STAGE": names.get(deal["STAGE_ID"], deal["STAGE_ID"]), "ROWS": self.rows("deal", deal["ID"])}
            for deal in self.deals()
            if deal["CATEGORY_ID"] == category
        ]

    def _flush(self, caller: Caller | None) -> None:
        """Tell handlers what has happened since the last time."""
        raise NotImplementedError

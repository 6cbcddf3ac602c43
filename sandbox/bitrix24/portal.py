"""The state of the portal: plain objects that a test may read and change."""

import itertools
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from typing import Any

from sandbox.bitrix24 import seed
from sandbox.bitrix24.bindings import Binding
from sandbox.bitrix24.fields import COMPANY, CONTACT, DEAL, LEAD, Field, standard_fields

Row = dict[str, Any]
Record = dict[str, Any]
CLASSIC, SIMPLE = 1, 2  # modes of the CRM: with leads, without


def _tables() -> dict[int, dict[int, Record]]:
    return {LEAD: {}, DEAL: {}, CONTACT: {}, COMPANY: {}}


def _no_userfields() -> dict[int, dict[str, Row]]:
    return {LEAD: {}, DEAL: {}, CONTACT: {}, COMPANY: {}}


@dataclass(slots=True)
class Portal:
    """``happened`` collects events of one request; records keep typed values under their UPPER names."""

    now: Callable[[], datetime]
    owner: int = 1
    zone: timezone = timezone(timedelta(hours=3))
    mode: int = CLASSIC
    users: dict[int, Row] = field(default_factory=dict)
    statuses: list[Row] = field(default_factory=seed.statuses)
    categories: list[Row] = field(default_factory=seed.categories)
    currencies: list[str] = field(default_factory=lambda: ["RUB", "USD", "EUR"])  # the first is the base
    blocks: list[Row] = field(default_factory=seed.blocks)
    properties: list[Row] = field(default_factory=seed.properties)
    products: dict[int, Row] = field(default_factory=dict)
    on_premise: bool = False
    tables: dict[int, dict[int, Record]] = field(default_factory=_tables)
    userfields: dict[int, dict[str, Row]] = field(default_factory=_no_userfields)
    timeline: list[Row] = field(default_factory=list)
    activities: dict[int, Row] = field(default_factory=dict)
    tasks: dict[int, Row] = field(default_factory=dict)
    notifications: dict[int, Row] = field(default_factory=dict)
    product_rows: dict[tuple[int, int], list[Row]] = field(default_factory=dict)
    bindings: list[Binding] = field(default_factory=list)
    happened: list[tuple[str, str]] = field(default_factory=list)
    _ids: dict[str, "itertools.count[int]"] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.users = self.users or seed.users(self.owner)

    def next_id(self, what: str, first: int = 1) -> int:
        return next(self._ids.setdefault(what, itertools.count(first)))

    def tell(self, event: str, number: int) -> None:
        """An event with the id only; equal events of one request are one."""
        if (event, str(number)) not in self.happened:
            self.happened.append((event, str(number)))

    def fields(self, entity_type: int) -> dict[str, Field]:
        custom = {name: _field(row) for name, row in self.userfields[entity_type].items()}
        return standard_fields(entity_type) | custom

    def stages(self, entity_type: int, category: int = 0) -> list[Row]:
        """Stages of leads or of one funnel of deals, in their order."""
        dictionary = "STATUS" if entity_type == LEAD else f"DEAL_STAGE_{category}" if category else "DEAL_STAGE"
        found = [row for row in self.statuses if row["ENTITY_ID"] == dictionary]
        return sorted(found, key=lambda row: int(row["SORT"]))


def _field(row: Row) -> Field:
    return Field(
        row["FIELD_NAME"],
        row["USER_TYPE_ID"],
        required=row["MANDATORY"] == "Y",
        multiple=row["MULTIPLE"] == "Y",
        label=row["EDIT_FORM_LABEL"],
        options={option["ID"]: option["VALUE"] for option in row["LIST"]},
    )

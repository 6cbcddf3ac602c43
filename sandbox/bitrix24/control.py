"""The hand of the test or of the demo's page: look at the portal, seed it, break it."""

from typing import Any

from sandbox.bitrix24 import records
from sandbox.bitrix24.fields import NAMES
from sandbox.bitrix24.methods import entities, userfields
from sandbox.bitrix24.portal import Portal, Row
from sandbox.kit.faults import Fault

TYPES = {name.lower(): entity_type for entity_type, name in NAMES.items()}

_HTML = "<html><head><title>503</title></head><body><h1>Service temporarily unavailable</h1></body></html>"
_KINDS: dict[str, dict[str, Any]] = {
    "html": {"do": "status", "status": 500, "body": _HTML},
    "unavailable": {"do": "status", "status": 503, "body": _HTML},
    "forbidden": {"do": "status", "status": 403, "body": _HTML},
    "rate": {
        "do": "status",
        "status": 503,
        "body": '{"error":"QUERY_LIMIT_EXCEEDED","error_description":"Too many requests"}',
    },
    "operating": {
        "do": "status",
        "status": 429,
        "body": '{"error":"OPERATION_TIME_LIMIT","error_description":"Method is blocked due to operation time limit."}',
    },
    "overload": {
        "do": "status",
        "status": 503,
        "body": '{"error":"OVERLOAD_LIMIT","error_description":"REST API is blocked due to overload."}',
    },
    "internal": {
        "do": "status",
        "status": 500,
        "body": '{"error":"INTERNAL_SERVER_ERROR","error_description":"Internal server error"}',
    },
    "ok_with_error": {
        "do": "status",
        "status": 200,
        "body": '{"error":"ERROR_UNEXPECTED_ANSWER","error_description":"Server returned an unexpected response"}',
    },
    "drop": {"do": "drop"},
    "hang": {"do": "hang"},
    "lost": {"do": "accept_drop"},
    "lost_hang": {"do": "accept_hang"},
    "lost_html": {"do": "accept_status", "status": 502, "body": _HTML},
    "cut": {"do": "cut"},
}


def breakdown(kind: str, match: str, times: int | None, seconds: float) -> Fault:
    """Raises KeyError for an unknown kind; the names are the keys of the table above."""
    body = str(_KINDS[kind].get("body", ""))
    content_type = "application/json" if body.startswith("{") else "text/html"
    return Fault(match=match, times=times, seconds=seconds, content_type=content_type, **_KINDS[kind])


class Control:
    """Reads and changes a portal; what a person would do here tells the event handlers."""

    portal: Portal

    @property
    def users(self) -> dict[int, Row]:
        return self.portal.users

    @property
    def activities(self) -> list[Row]:
        return list(self.portal.activities.values())

    @property
    def notifications(self) -> list[Row]:
        return list(self.portal.notifications.values())

    @property
    def tasks(self) -> list[Row]:
        return list(self.portal.tasks.values())

    def leads(self) -> list[Row]:
        return self.all("lead")

    def lead(self, number: int) -> Row:
        return self.one("lead", number)

    def deals(self) -> list[Row]:
        return self.all("deal")

    def contacts(self) -> list[Row]:
        return self.all("contact")

    def companies(self) -> list[Row]:
        return self.all("company")

    def all(self, entity_type: str) -> list[Row]:
        return [_plain(record) for record in self.portal.tables[TYPES[entity_type]].values()]

    def one(self, entity_type: str, number: int) -> Row:
        """Typed values under UPPER names, ``PHONE`` and ``EMAIL`` as lists of texts. KeyError if absent."""
        return _plain(self.portal.tables[TYPES[entity_type]][number])

    def timeline(self, entity_type: str, number: int) -> list[Row]:
        """Comments (``KIND`` comment) and log messages (log) of one record, oldest first."""
        owner = (entity_type.lower(), number)
        return [row for row in self.portal.timeline if (row["ENTITY_TYPE"], row["ENTITY_ID"]) == owner]

    def rows(self, entity_type: str, number: int) -> list[Row]:
        """Product rows of a lead or a deal."""
        return self.portal.product_rows.get((TYPES[entity_type], number), [])

    def userfields(self, entity_type: str) -> list[Row]:
        """Custom fields with their flags (``MANDATORY``, ``SHOW_FILTER``, ``EDIT_IN_LIST`` …)."""
        return list(self.portal.userfields[TYPES[entity_type]].values())

    def seed(self, entity_type: str, **fields: Any) -> int:
        """A record that was always there: no event. Unknown ``UF_…`` fields are created as strings."""
        kind = TYPES[entity_type]
        for name in fields:
            if name.startswith("UF_") and name not in self.portal.userfields[kind]:
                self.seed_userfield(entity_type, name)
        number = self._add(kind, fields)
        self.portal.happened.clear()
        return number

    def seed_company(self, **fields: Any) -> int:
        return self.seed("company", **fields)

    def seed_contact(self, **fields: Any) -> int:
        return self.seed("contact", **fields)

    def seed_userfield(self, entity_type: str, name: str, kind: str = "string", **more: Any) -> Row:
        """``MANDATORY="Y"`` makes the portal refuse records without it."""
        given = {"FIELD_NAME": name, "USER_TYPE_ID": kind, "EDIT_FORM_LABEL": more.pop("label", name)}
        return userfields.create(self.portal, TYPES[entity_type], given | more)

    def seed_product(self, name: str, article: str = "", *, xml_id: str = "", block: int = 23) -> int:
        """``article`` goes into the block's own property; block 24 holds variations."""
        number = self.portal.next_id("product", 1243)
        field = next(row["id"] for row in self.portal.properties if row["iblockId"] == block)
        own = {"id": number, "iblockId": block, "name": name, "xmlId": xml_id or str(number), "active": "Y"}
        self.portal.products[number] = own | {"properties": {field: article} if article else {}}
        return number

    def _add(self, kind: int, fields: dict[str, Any]) -> int:
        given = records.read_fields(self.portal, kind, fields)
        rows = records.read_multifields([], fields)
        return records.add(self.portal, kind, given, rows, self.portal.owner)

    def _change(self, kind: int, number: int, fields: dict[str, Any]) -> None:
        record = self.portal.tables[kind][number]
        given = records.read_fields(self.portal, kind, fields)
        rows = records.read_multifields(record["FM"], fields)
        records.update(self.portal, kind, record, given, rows, user=self.portal.owner, strict=True)


def _plain(record: Row) -> Row:
    return {name: value for name, value in entities.flat(record).items() if name != "FM"}

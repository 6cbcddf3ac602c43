"""The port ``Crm`` in the words of Bitrix24."""

import logging
from collections.abc import Sequence
from typing import Any

from desk.crm import CrmPicture, LeadDraft
from desk.errors import DeskError, Rejected, Temporary, Unauthorised, Unknown
from desk.model import Partner
from desk.parts import split
from desk.ports import Health
from integrations.bitrix24.config import Bitrix24
from integrations.bitrix24.contacts import Person, settle_contact
from integrations.bitrix24.health import examine
from integrations.bitrix24.lead import lead_fields, origin_fields, product_rows
from integrations.bitrix24.picture import Painter
from integrations.bitrix_rest.client import BATCH_MAX, BatchAnswer, Client, Command, as_rows
from integrations.bitrix_rest.query import Reference
from integrations.values import as_id

log = logging.getLogger(__name__)

ROWS_IN_BATCH = 50  # PHP drops what exceeds its limit of variables in a query string, without a word
NAMES = {"company": ["TITLE"], "contact": ["NAME", "SECOND_NAME", "LAST_NAME"]}
URGENCY: tuple[type[DeskError], ...] = (Unauthorised, Unknown, Temporary, Rejected)


class Bitrix24Crm:
    """Leads on one portal. Adding is *queryable* by ORIGINATOR_ID and ORIGIN_ID, everything else may be repeated.

    The portal may work on a lost request for a minute after the connection broke: ask ``find_lead`` no sooner.
    """

    name = "bitrix24"

    def __init__(self, client: Client, config: Bitrix24) -> None:
        self._client = client
        self._config = config
        self._painter = Painter(client, config)

    async def find_partner(self, code: str) -> Partner | None:
        """Who has ``code`` in the field named by ``[bitrix24] partner``; of several the oldest."""
        entity, _, field = self._config.partner.partition(":")
        if not field or not code.strip():
            return None
        params = {
            "filter": {f"={field}": code.strip()},
            "select": ["ID", field, *NAMES[entity]],
            "order": {"ID": "ASC"},
            "start": -1,
        }
        rows = as_rows(await self._client.call(f"crm.{entity}.list", params, repeatable=True))
        # A filter on a field that does not exist is ignored and lists everybody.
        found = [row for row in rows if _holds(row.get(field), code.strip())]
        if not found:
            return None
        oldest = min(found, key=lambda row: as_id(row["ID"]))
        name = " ".join(str(oldest[part]) for part in NAMES[entity] if oldest.get(part))
        return Partner(code=code, id=str(oldest["ID"]), name=name)

    async def find_lead(self, origin: str) -> str | None:
        """The lead that carries our marker; the lowest id where somebody copied it."""
        wanted = {f"={name}": value for name, value in origin_fields(origin, self._config).items()}
        params = {"filter": wanted, "select": ["ID", "ORIGIN_ID"], "order": {"ID": "ASC"}, "start": -1}
        rows = as_rows(await self._client.call("crm.lead.list", params, repeatable=True))
        ids = [as_id(row["ID"]) for row in rows if row.get("ORIGIN_ID") == origin]
        return str(min(ids)) if ids else None

    async def add_lead(self, draft: LeadDraft) -> str:
        """Ask ``find_lead`` before a repeat: the portal itself never notices a double.

        Raises Unknown when the answer was lost, Rejected with the portal's words (a required field is empty).
        """
        customer = draft.order.customer
        person = Person(draft.origin, customer.name, draft.phone, customer.email)
        contact_id, remark = await settle_contact(self._client, self._config, person)
        fields = lead_fields(draft, self._config, contact_id, remark)
        rows = product_rows(draft)
        if 0 < len(rows) <= ROWS_IN_BATCH:
            return await self._add_with_rows(fields, rows)
        added = await self._client.call("crm.lead.add", _registered(fields), repeatable=False)
        lead_id = _new_id(added)
        if rows:
            await self._set_rows(lead_id, rows)
        return lead_id

    async def show(self, lead_id: str, picture: CrmPicture) -> None:
        """Make the lead show the picture; does nothing when it already does.

        Raises Rejected when the lead was deleted, Unknown when the answer to a note or a call was lost:
        the repeat reads first and finds them by their markers.
        """
        seen = await self._painter.look(lead_id, picture)
        commands = self._painter.missing(lead_id, picture, seen)
        for part in split(commands, BATCH_MAX):
            await self._write(part)

    def lead_url(self, lead_id: str) -> str:
        """Empty while the portal's address is not known (OAuth without ``portal``, before the first call)."""
        origin = self._client.origin()
        return f"{origin}/crm/lead/details/{lead_id}/" if origin else ""

    async def check(self) -> Health:
        return await examine(self._client, self._config)

    async def _add_with_rows(self, fields: dict[str, Any], rows: list[dict[str, Any]]) -> str:
        commands = {
            "lead": Command("crm.lead.add", _registered(fields)),
            "rows": Command("crm.lead.productrows.set", {"id": Reference("$result[lead]"), "rows": rows}),
        }
        answer = await self._client.batch(commands, halt=True, repeatable=False)
        lead_id = _new_id(answer.take("lead"))
        if error := answer.errors.get("rows"):
            _miss_rows(lead_id, error)
        return lead_id

    async def _set_rows(self, lead_id: str, rows: list[dict[str, Any]]) -> None:
        params = {"id": lead_id, "rows": rows}
        try:
            await self._client.call("crm.lead.productrows.set", params, repeatable=True)
        except DeskError as error:
            _miss_rows(lead_id, error)

    async def _write(self, commands: Sequence[Command]) -> None:
        repeatable = all(command.method == "crm.lead.update" for command in commands)
        if len(commands) == 1:
            result = await self._client.call(commands[0].method, commands[0].params, repeatable=repeatable)
            _confirm(result)
            return
        named = {f"c{n}": command for n, command in enumerate(commands)}
        _raise_worst(named, await self._client.batch(named, halt=False, repeatable=repeatable))


def _registered(fields: dict[str, Any]) -> dict[str, Any]:
    """The responsible employee gets the portal's own notice."""
    return {"fields": fields, "params": {"REGISTER_SONET_EVENT": "Y"}}


def _new_id(result: Any) -> str:
    if not (number := as_id(result)):
        raise Unknown("Bitrix24 took the lead and named no id", code="no_id")
    return str(number)


def _miss_rows(lead_id: str, error: DeskError) -> None:
    # The lead stands, and its comments hold the order lines: failing here would only invite a second lead.
    log.warning("product rows of lead %s were not set: %s", lead_id, error)


def _holds(stored: Any, code: str) -> bool:
    values = stored if isinstance(stored, list) else [stored]
    return any(str(value).strip().casefold() == code.casefold() for value in values)


def _confirm(result: Any) -> None:
    """An update is answered by ``true``, an add by the new id."""
    if result is not True and not as_id(result):
        raise Unknown("Bitrix24 does not confirm what it was asked to write", code="shape")


def _raise_worst(commands: dict[str, Command], answer: BatchAnswer) -> None:
    """Everything else of the batch is written; what can still be mended by a repeat comes before a refusal."""
    errors = []
    for key in commands:
        try:
            _confirm(answer.take(key))
        except DeskError as error:
            errors.append(error)
    if errors:
        raise min(errors, key=lambda error: next(n for n, kind in enumerate(URGENCY) if isinstance(error, kind)))

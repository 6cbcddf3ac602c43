"""What a lead shows in the portal, what it should show, and the writes between the two."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from desk.crm import CrmCall, CrmNote, CrmPicture
from desk.errors import DeskError, Rejected, Temporary
from integrations.bitrix24.config import Bitrix24
from integrations.bitrix24.vocabulary import (
    CALL,
    CLOSED,
    FIRST_STAGE,
    LABELS,
    LEAD,
    LEAD_TYPE,
    NORMAL,
    OUTGOING,
    PLAIN_TEXT,
)
from integrations.bitrix_rest.client import BatchAnswer, Client, Command, as_dict, as_rows
from integrations.bitrix_rest.errors import NO_METHOD, is_gone
from integrations.bitrix_rest.texts import no_markup
from integrations.crm_texts.words import disposition
from integrations.values import as_id, one_line

TEXT_MAX = 8000


@dataclass(frozen=True, slots=True)
class Seen:
    """``notes`` are comment texts, ``calls`` our ids of activities; None: this portal cannot list them."""

    lead: Mapping[str, Any]
    notes: tuple[str, ...] | None
    calls: frozenset[str] | None


class Painter:
    """Reads one lead in one request and names the missing writes; nothing is written twice."""

    def __init__(self, client: Client, config: Bitrix24) -> None:
        self._client = client
        self._config = config

    async def look(self, lead_id: str, picture: CrmPicture) -> Seen:
        """Raises Rejected when the lead is gone."""
        commands = {"lead": Command("crm.lead.get", {"id": lead_id})}
        if picture.notes:
            commands["notes"] = _list_notes(lead_id)
        if picture.calls and self._config.call_activity:
            commands["calls"] = self._list_calls(lead_id, picture)
        answer = await self._client.batch(commands, halt=False, repeatable=True)
        lead = _lead(lead_id, answer)
        notes = await self._rows("notes", commands, answer)
        calls = await self._rows("calls", commands, answer)
        return Seen(
            lead,
            None if notes is None else tuple(str(row.get("COMMENT") or "") for row in notes),
            None if calls is None else frozenset(str(row.get("ORIGIN_ID") or "") for row in calls),
        )

    def missing(self, lead_id: str, picture: CrmPicture, seen: Seen) -> list[Command]:
        """The update first, then notes and calls in their order."""
        commands = []
        if changed := self._changes(picture, seen.lead):
            commands.append(Command("crm.lead.update", {"id": lead_id, "fields": changed}))
        if seen.notes is not None:
            shown = "\n".join(seen.notes)
            commands += [self._note(lead_id, note) for note in picture.notes if self._mark(note) not in shown]
        if seen.calls is not None and self._config.call_activity:
            fresh = [call for call in picture.calls if _call_id(lead_id, call) not in seen.calls]
            commands += [self._call(lead_id, call, seen.lead) for call in fresh if call.phone]
        return commands

    def _changes(self, picture: CrmPicture, lead: Mapping[str, Any]) -> dict[str, str]:
        changed: dict[str, str] = {}
        name, text = self._config.status_field, one_line(picture.status_text or picture.status)
        if name and one_line(str(lead.get(name) or "")) != text:
            changed[name] = text
        if (stage := self._stage(picture.status, lead)) and stage != lead.get("STATUS_ID"):
            changed["STATUS_ID"] = stage
        return changed

    def _stage(self, status: str, lead: Mapping[str, Any]) -> str:
        """Empty when a person has closed the lead, or moved it to a stage that the settings do not name."""
        ours = {FIRST_STAGE, *self._config.stages.values()}
        if lead.get("STATUS_SEMANTIC_ID") in CLOSED or lead.get("STATUS_ID") not in ours:
            return ""
        return self._config.stages.get(status, "")

    def _mark(self, note: CrmNote) -> str:
        return f"[{self._config.originator} {note.marker}]"

    def _note(self, lead_id: str, note: CrmNote) -> Command:
        text = f"{no_markup(note.text)[:TEXT_MAX]}\n{self._mark(note)}"
        fields = {"ENTITY_ID": lead_id, "ENTITY_TYPE": LEAD_TYPE, "COMMENT": text}
        return Command("crm.timeline.comment.add", {"fields": fields})

    def _call(self, lead_id: str, call: CrmCall, lead: Mapping[str, Any]) -> Command:
        """https://apidocs.bitrix24.com/api-reference/crm/timeline/activities/activity-base/crm-activity-add.html"""
        language = self._config.language
        subject = f"{LABELS[language]['call']}: {disposition(call.disposition, language)}"
        reached = {"VALUE": call.phone, "ENTITY_ID": lead_id, "ENTITY_TYPE_ID": LEAD, "TYPE": "PHONE"}
        fields = {
            "OWNER_TYPE_ID": LEAD,
            "OWNER_ID": lead_id,
            "TYPE_ID": CALL,
            "DIRECTION": OUTGOING,
            "SUBJECT": subject,
            "DESCRIPTION": call.text[:TEXT_MAX],
            "DESCRIPTION_TYPE": PLAIN_TEXT,
            "START_TIME": call.started_at.isoformat(timespec="seconds"),
            "END_TIME": call.ended_at.isoformat(timespec="seconds"),
            "COMPLETED": "Y",
            "PRIORITY": NORMAL,
            "RESPONSIBLE_ID": lead.get("ASSIGNED_BY_ID") or "",
            "COMMUNICATIONS": [reached],  # exactly one for a call
            "ORIGINATOR_ID": self._config.originator,
            "ORIGIN_ID": _call_id(lead_id, call),
        }
        return Command("crm.activity.add", {"fields": {name: value for name, value in fields.items() if value != ""}})

    def _list_calls(self, lead_id: str, picture: CrmPicture) -> Command:
        """By our ids and not by owner: on conversion the portal hands activities over to the deal."""
        ids = [_call_id(lead_id, call) for call in picture.calls]
        wanted = {"ORIGINATOR_ID": self._config.originator, "@ORIGIN_ID": ids}
        params = {"filter": wanted, "select": ["ID", "ORIGIN_ID"], "order": {"ID": "DESC"}}
        return Command("crm.activity.list", params)

    async def _rows(
        self, key: str, commands: Mapping[str, Command], answer: BatchAnswer
    ) -> list[dict[str, Any]] | None:
        """All pages of one listing. None when the portal has no such method: then nothing may be added."""
        if key not in commands:
            return []
        if key in answer.errors and answer.errors[key].code == NO_METHOD:
            return None
        rows = as_rows(answer.take(key))
        command = commands[key]
        return rows + await self._client.read_on(command.method, command.params, answer.next.get(key))


def _call_id(lead_id: str, call: CrmCall) -> str:
    return f"{lead_id}:{call.marker}"


def _list_notes(lead_id: str) -> Command:
    """https://apidocs.bitrix24.com/api-reference/crm/timeline/comments/crm-timeline-comment-list.html"""
    wanted = {"ENTITY_ID": lead_id, "ENTITY_TYPE": LEAD_TYPE}
    params = {"filter": wanted, "select": ["ID", "COMMENT"], "order": {"ID": "ASC"}}
    return Command("crm.timeline.comment.list", params)


def _lead(lead_id: str, answer: BatchAnswer) -> dict[str, Any]:
    try:
        lead = as_dict(answer.take("lead"))
    except DeskError as error:
        if is_gone(error):
            raise Rejected(f"lead {lead_id} was deleted in Bitrix24", code="deleted") from None
        raise
    if str(as_id(lead.get("ID"))) != lead_id:
        raise Temporary("Bitrix24 shows something that is not the lead", code="shape")
    return lead

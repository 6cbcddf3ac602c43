"""A deal shows what the order has become: only what differs is written (EX-12, EX-13)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from desk.errors import DeskError, NotFound, Rejected, Temporary, Unknown
from desk.exchange.draft import DealDraft
from integrations.bitrix24.config import Bitrix24
from integrations.bitrix24.contacts import add_contact
from integrations.bitrix24.deals.adding import CONTACT, CONTACT_ID, ROWS
from integrations.bitrix24.deals.fields import Fields, changed, currency_of, lasting_fields
from integrations.bitrix24.deals.items import item_of, update_deal
from integrations.bitrix24.deals.lookup import Found, Lookup, Question, person_of, same_reach
from integrations.bitrix24.deals.memory import Memory
from integrations.bitrix24.deals.pipeline import Pipeline
from integrations.bitrix24.deals.rows import MOST_IN_BATCH, make_rows, same_rows, set_rows
from integrations.bitrix24.deals.words import remark
from integrations.bitrix_rest.client import Client, Command
from integrations.bitrix_rest.errors import is_gone

FIELDS = "fields"
NO_OWNER = "owner_not_found"
A_MINUTE = 60.0  # by then the portal has ended what was taken for lost, and a contact of it can be found


@dataclass(frozen=True, slots=True)
class Showing:
    client: Client
    config: Bitrix24
    pipeline: Pipeline
    memory: Memory
    lookup: Lookup

    async def show(self, deal_id: str, draft: DealDraft, before: DealDraft | None) -> Sequence[str]:
        if before is not None and draft.lasting == before.lasting:
            return ()
        found = await self.lookup.ask(self._question(draft, before))
        fields = self._fields(draft, before, found)
        contact = self._contact(draft, before, found)
        rows = self._rows(deal_id, draft, before)
        remarks = [*found.remarks, *self._remarks(draft, before)]
        refused = await self._write(deal_id, fields, contact, rows)
        return [*remarks, *([remark(self.config.language, "contact_refused", reason=refused)] if refused else [])]

    def _question(self, draft: DealDraft, before: DealDraft | None) -> Question:
        """The buyer when they are reached another way, the lines when they are others."""
        lines = draft.lines if self._other_rows(draft, before) else ()
        anew = not self.memory.book.has_currency(currency_of(draft))
        return Question(person_of(draft) if self._other_person(draft, before) else None, lines, anew=anew)

    def _other_person(self, draft: DealDraft, before: DealDraft | None) -> bool:
        return person_of(draft).reachable and (before is None or not same_reach(draft.buyer, before.buyer))

    def _other_rows(self, draft: DealDraft, before: DealDraft | None) -> bool:
        return before is None or not same_rows(draft, before)

    def _fields(self, draft: DealDraft, before: DealDraft | None, found: Found) -> Fields:
        def of(one: DealDraft) -> Fields:
            return lasting_fields(one, self.config, self.pipeline, self.memory.book)

        fields = changed(of(draft), of(before) if before else None)
        if not fields.get("currencyId"):
            fields.pop("currencyId", None)
        return fields | ({"contactIds": [found.contact_id]} if found.contact_id else {})

    def _contact(self, draft: DealDraft, before: DealDraft | None, found: Found) -> Command | None:
        wanted = self._other_person(draft, before) and not found.contact_id
        return add_contact(self.config, person_of(draft)) if wanted else None

    def _rows(self, deal_id: str, draft: DealDraft, before: DealDraft | None) -> Command | None:
        if not self._other_rows(draft, before):
            return None
        return set_rows(deal_id, make_rows(draft, self.memory.products, self.config.language))

    def _remarks(self, draft: DealDraft, before: DealDraft | None) -> Sequence[str]:
        """A currency that is strange, and was not so before."""
        currency = currency_of(draft)
        if self.memory.book.has_currency(currency) or (before and currency_of(before) == currency):
            return ()
        return (remark(self.config.language, "currency", currency=currency),)

    async def _write(self, deal_id: str, fields: Fields, contact: Command | None, rows: Command | None) -> str:
        """Why the contact was refused, or nothing. Raises NotFound."""
        commands: dict[str, Command] = {}
        if contact:
            commands[CONTACT] = contact
            fields = fields | {"contactIds": [CONTACT_ID]}
        if fields:
            commands[FIELDS] = update_deal(deal_id, fields)
        many = rows is not None and len(rows.params["productRows"]) > MOST_IN_BATCH
        if rows and not many:
            commands[ROWS] = rows
        errors = await self._send(commands)
        refused = errors.get(CONTACT)
        if isinstance(refused, Rejected):  # nothing after it was done
            rest = {name: value for name, value in fields.items() if name != "contactIds"}
            await self._write(deal_id, rest, None, rows)
            return refused.reason
        _settle(deal_id, errors)
        if rows and many:
            await self._set_many(deal_id, rows)
        return ""

    async def _send(self, commands: Mapping[str, Command]) -> Mapping[str, DeskError]:
        """In one request, up to the first that fails."""
        if not commands:
            return {}
        alone = CONTACT not in commands
        try:
            answer = await self.client.batch(commands, halt=True, repeatable=alone)
            done = [answer.take(key) for key in commands if not answer.errors]
        except Unknown as error:
            raise Temporary(error.reason, code=error.code, retry_after=A_MINUTE) from None
        if FIELDS in commands and done:
            item_of(answer.results[FIELDS])
        return answer.errors

    async def _set_many(self, deal_id: str, rows: Command) -> None:
        try:
            await self.client.call(rows.method, rows.params, repeatable=True)
        except DeskError as error:
            _settle(deal_id, {ROWS: error})


def _settle(deal_id: str, errors: Mapping[str, DeskError]) -> None:
    for error in errors.values():
        if is_gone(error) or error.code == NO_OWNER:
            raise NotFound(f"deal {deal_id} was deleted in Bitrix24")
        if isinstance(error, Unknown):
            raise Temporary(error.reason, code=error.code, retry_after=A_MINUTE)
        raise error

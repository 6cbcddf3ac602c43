"""The customer as a contact: found by phone or e-mail, else created.

https://apidocs.bitrix24.com/api-reference/crm/duplicates/crm-duplicate-find-by-comm.html
"""

from collections.abc import Mapping
from dataclasses import dataclass

from desk.errors import Rejected, Unknown
from integrations.bitrix24.config import Bitrix24
from integrations.bitrix24.lead import origin_fields
from integrations.bitrix24.reach import email_of, reach_fields
from integrations.bitrix_rest.client import BatchAnswer, Client, Command, as_dict, as_list, as_rows
from integrations.values import as_id, one_line

OWN, PHONE, EMAIL = "contact_own", "contact_phone", "contact_email"


@dataclass(frozen=True, slots=True)
class Person:
    """``origin`` is our marker. ``phone`` in E.164 where it is a number, ``email`` as it was typed."""

    origin: str
    name: str = ""
    phone: str = ""
    email: str = ""

    @property
    def reachable(self) -> bool:
        return bool(self.phone.strip() or email_of(self.email))


async def settle_contact(client: Client, config: Bitrix24, person: Person) -> tuple[str, str]:
    """The contact's id, or why there is none; as ``[bitrix24] contacts`` says.

    Raises Unknown when the answer to an add was lost; a repeat finds that contact by our marker.
    """
    if config.contacts == "none":
        return "", ""
    commands = {OWN: _own(config, person), **ask_contact(person)}
    answer = await client.batch(commands, halt=False, repeatable=True)
    found = _first(commands, answer, person.origin)
    if found or config.contacts == "find":
        return found, ""
    command = add_contact(config, person)
    try:
        added = await client.call(command.method, command.params, repeatable=False)
    except Rejected as error:  # a lead without a contact is better than no lead
        return "", error.reason
    if not (number := as_id(added)):
        raise Unknown("Bitrix24 took the contact and named no id", code="no_id")
    return str(number), ""


def ask_contact(person: Person) -> Mapping[str, Command]:
    """By phone, then by e-mail."""
    commands = {}
    if phone := person.phone.strip():
        commands[PHONE] = _by("PHONE", phone)
    if email := email_of(person.email):
        commands[EMAIL] = _by("EMAIL", email)
    return commands


def read_contact(person: Person, answer: BatchAnswer) -> str:
    """The oldest; empty: nobody is known."""
    return _first(ask_contact(person), answer, person.origin)


def add_contact(config: Bitrix24, person: Person) -> Command:
    fields = {
        "NAME": one_line(person.name) or person.phone or person.email or person.origin,
        "OPENED": "Y",
        "SOURCE_ID": config.source_id,
        **({"ASSIGNED_BY_ID": config.assigned_by_id} if config.assigned_by_id else {}),
        **origin_fields(person.origin, config),
        **{name: rows for name, rows in reach_fields(person.phone, person.email).items() if rows},
    }
    return Command("crm.contact.add", {"fields": fields})


def _first(asked: Mapping[str, Command], answer: BatchAnswer, origin: str) -> str:
    """The lowest id of the first question that found anybody."""
    for key in asked:
        if ids := _ids(answer, key, origin):
            return str(min(ids))
    return ""


def _own(config: Bitrix24, person: Person) -> Command:
    wanted = {f"={name}": value for name, value in origin_fields(person.origin, config).items()}
    params = {"filter": wanted, "select": ["ID", "ORIGIN_ID"], "order": {"ID": "ASC"}, "start": -1}
    return Command("crm.contact.list", params)


def _by(kind: str, value: str) -> Command:
    params = {"type": kind, "values": [value], "entity_type": "CONTACT"}
    return Command("crm.duplicate.findbycomm", params)


def _ids(answer: BatchAnswer, key: str, origin: str) -> list[int]:
    result = answer.take(key)
    if key == OWN:
        return [as_id(row["ID"]) for row in as_rows(result) if row.get("ORIGIN_ID") == origin]
    return [number for found in as_list(as_dict(result).get("CONTACT")) if (number := as_id(found))]

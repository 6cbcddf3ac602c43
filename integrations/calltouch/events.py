"""One event of Calltouch as a hint, or as a notice where it moves nothing."""

from datetime import datetime
from hashlib import sha256
from zoneinfo import ZoneInfo

from desk.ports import HookFact, Notice
from desk.tracking.hints import TouchHint
from desk.tracking.model import Kind, Touch, Utm
from integrations.calltouch import vocabulary
from integrations.calltouch.fields import Fields
from integrations.calltouch.moments import read_moment
from integrations.calltouch.phones import read_phone

LONGEST_ID = 100  # characters
KNOWN = frozenset(
    name
    for names in (
        *vocabulary.IDS.values(),
        *vocabulary.PHONES.values(),
        *vocabulary.TEXTS.values(),
        *vocabulary.FURTHER.values(),
        vocabulary.EMAIL,
        vocabulary.MOMENTS,
        vocabulary.SITE,
        vocabulary.PHASE,
        vocabulary.KIND,
    )
    for name in names
)


def read_event(fields: Fields, said: Kind | None, site_id: str, now: datetime, zone: ZoneInfo) -> HookFact:
    """``said``: the kind that the address names; None: it is found out. ``now`` stands in for a missing moment."""
    kind = _choose_kind(fields, said)
    ids, phones = vocabulary.IDS[kind], vocabulary.PHONES[kind]
    if fields.has_blank(ids) or (not fields.find(ids) and fields.has_blank((*phones, *vocabulary.EMAIL))):
        return Notice("tracker_test", "Calltouch: a test event, with nothing filled in")
    if kind is Kind.CALL and _is_beginning(fields):
        return Notice("call_begun", "Calltouch: a call has begun; its end counts")
    return _hint(fields, kind, fields.find(vocabulary.SITE) or site_id, now, zone)


def is_under_way(phase: str) -> bool:
    return vocabulary.squeeze(phase) == vocabulary.UNDER_WAY


def _is_beginning(fields: Fields) -> bool:
    if phase := fields.find(vocabulary.PHASE):
        return is_under_way(phase)
    return any(is_under_way(fields.values.get(name, "")) for name in vocabulary.KIND)


def read_id(told: str) -> str:
    return "" if told == "0" else told[:LONGEST_ID]


def read_email(told: str) -> str:
    text = told.strip().lower()
    return text if "@" in text.strip("@") and " " not in text else ""


def _choose_kind(fields: Fields, said: Kind | None) -> Kind:
    """By the address, unless the event has an id of another kind and none of this one."""
    word = vocabulary.KINDS.get(fields.find(vocabulary.KIND).casefold())
    if said is None and word is not None:
        return word
    own = [kind for kind in (Kind.CHAT, Kind.REQUEST, Kind.CALL) if fields.find(vocabulary.IDS[kind][:-1])]
    if said is None:
        return own[0] if own else Kind.REQUEST if fields.find(vocabulary.TEXTS["subject"]) else Kind.CALL
    return own[0] if own and not fields.find(vocabulary.IDS[said]) else said


def _hint(fields: Fields, kind: Kind, site_id: str, now: datetime, zone: ZoneInfo) -> TouchHint:
    number = read_id(fields.find(vocabulary.IDS[kind]))
    phone, email = read_phone(fields.find(vocabulary.PHONES[kind])), read_email(fields.find(vocabulary.EMAIL))
    if kind is Kind.CHAT and not number and (phone or email):
        number = _name_chat(fields)
    moments = (read_moment(fields.find((name,)), zone) for name in vocabulary.MOMENTS if name in fields.values)
    at = next((moment for moment in moments if moment), now)
    touch = _touch(fields, kind, number, site_id, at, phone, email) if number else None
    if touch and kind is not Kind.CHAT and not _tells_contact(fields, kind, phone, email):
        touch = None  # the lists know more
    return TouchHint(kind.value, site_id, number, touch, _further(fields, kind))


def _touch(fields: Fields, kind: Kind, number: str, site_id: str, at: datetime, phone: str, email: str) -> Touch:
    texts = {name: fields.find(names) for name, names in vocabulary.TEXTS.items()}
    utm = Utm(**{name.removeprefix("utm_"): value for name, value in texts.items() if name.startswith("utm_")})
    rest = {name: value for name, value in texts.items() if not name.startswith("utm_")}
    return Touch(kind, number, site_id, at, phone=phone, email=email, utm=utm, **rest)


def _tells_contact(fields: Fields, kind: Kind, phone: str, email: str) -> bool:
    """Whether the contact is known, or is said not to be there (a hidden number); otherwise it was left unsaid."""
    hidden = fields.named.intersection((*vocabulary.PHONES[kind], *vocabulary.EMAIL)) - fields.blanks
    hidden = hidden.difference(fields.values)
    return bool(phone or email or hidden)


def _name_chat(fields: Fields) -> str:
    """Chats are in no list, so one without its number is kept under a name made of what it says."""
    said = "\n".join(f"{name}={value}" for name, value in sorted(fields.values.items()))
    return f"x{sha256(said.encode()).hexdigest()[:16]}"


def _further(fields: Fields, kind: Kind) -> dict[str, str]:
    taken = {*vocabulary.PHONES[kind]}
    found = {name: fields.find(it for it in names if it not in taken) for name, names in vocabulary.FURTHER.items()}
    return {name: value for name, value in found.items() if value}

"""What a new customer is called: everything in the first name, for people to see whence they came. Pure."""

from desk.tracking.model import Kind, Name, Touch

LONGEST = 255  # characters the CRM takes
CALL, CHAT, REQUEST = "Звонок", "Чат", "Заявка"


def name_customer(touch: Touch) -> Name:
    """By the templates CR-27 to CR-31; what is not known vanishes (A-5)."""
    text = f"{_subject(touch)} от {' '.join(_parts(touch))}"
    return Name(first=" ".join(text.split())[:LONGEST].rstrip())


def _subject(touch: Touch) -> str:
    match touch.kind:
        case Kind.CALL:
            return CALL
        case Kind.CHAT:
            return CHAT
        case Kind.REQUEST:
            return touch.subject if touch.subject.strip() else REQUEST


def _parts(touch: Touch) -> tuple[str, ...]:
    """A request shows its e-mail where it has no phone, a chat always."""
    match touch.kind:
        case Kind.CALL:
            return (touch.phone,)
        case Kind.CHAT:
            return touch.name, touch.phone, touch.email
        case Kind.REQUEST:
            return touch.name, touch.phone or touch.email

"""What a text costs as an SMS, and how to make it cost less without changing what it says.

Alphabets and sizes: 3GPP TS 23.038, TS 23.040. The count is for previews and limits; the gateway's count is billed.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from enum import StrEnum

BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)
EXTENSION = frozenset("^{}\\[~]|€\f")  # an escape and a code: two septets that must stay together


class Encoding(StrEnum):
    GSM7 = "gsm-7"
    UCS2 = "ucs-2"


LIMITS = {Encoding.GSM7: (160, 153), Encoding.UCS2: (70, 67)}  # alone; as one of several, beside the joining header


@dataclass(frozen=True, slots=True)
class Parts:
    """``units`` are septets of GSM-7 or code units of UCS-2; an empty text has no parts."""

    count: int
    encoding: Encoding
    units: int


def count_parts(text: str) -> Parts:
    """How many messages the text is sent as. One letter outside GSM-7 turns the whole of it into UCS-2."""
    if all(c in BASIC or c in EXTENSION for c in text):
        encoding, sizes = Encoding.GSM7, [2 if c in EXTENSION else 1 for c in text]
    else:
        encoding, sizes = Encoding.UCS2, [2 if ord(c) > 0xFFFF else 1 for c in text]
    units, (alone, joined) = sum(sizes), LIMITS[encoding]
    count = min(units, 1) if units <= alone else _pack(sizes, joined)
    return Parts(count, encoding, units)


def _pack(sizes: Iterable[int], limit: int) -> int:
    """Parts filled in order; a pair that does not fit goes whole into the next one."""
    count, used = 1, 0
    for size in sizes:
        if used + size > limit:
            count, used = count + 1, 0
        used += size
    return count


def read_price(value: object) -> Decimal | None:
    """A price or a balance as gateways write it, text or a number; None when there is none."""
    try:
        price = Decimal(str(value).strip())
    except InvalidOperation:
        return None
    return price if price.is_finite() else None


def is_same(one: str, other: str) -> bool:
    """Whether a gateway's record shows our text; line ends and blanks around it may have changed on the way."""
    return one.split() == other.split()


PLAIN = str.maketrans(
    {
        **dict.fromkeys("«»“”„‟", '"'),
        **dict.fromkeys("‘’‚‛′", "'"),
        **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212", "-"),
        **dict.fromkeys("\t\u00a0\u2002\u2003\u2007\u2008\u2009\u200a\u202f", " "),
        **dict.fromkeys("\u00ad\u200b\u2060\ufeff"),  # None: invisible, and paid for
        "№": "N",
        "…": "...",
    }
)


def normalise(text: str) -> str:
    """Typographic signs made plain when that saves a part; otherwise the text as it is."""
    plain = unicodedata.normalize("NFC", text).translate(PLAIN)
    return plain if count_parts(plain).count < count_parts(text).count else text


LATIN = {
    **dict(zip("абвгдезийклмнопрстуфхыэ", "abvgdeziyklmnoprstufhye", strict=True)),
    **{"ё": "yo", "ж": "zh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "sch", "ю": "yu", "я": "ya", "ъ": "", "ь": ""},
    **dict(zip("іґәғқңөұүһў", "igagknouuhu", strict=True)),
    **{"ї": "yi", "є": "ye"},
}
KEPT = re.compile(
    r"""
    \{+[^{}]*\}+                                                 # a placeholder: its value is filled in later
    | (?:https?://|www\.)\S+ | \S+@\S+\.\w+                      # an address on the web, of a mailbox
    | (?<![\w.-])(?:[\w-]+\.)+(?:[a-z]{2,}|рф|рус|москва|онлайн|сайт|бел|укр|қаз)(?!\w)(?:/\S*)?
    | (?<!\w)(?=[A-ZЁА-Я-]*\d)[A-ZЁА-Я\d]+(?:-[A-ZЁА-Я\d]+)*(?!\w)  # a promo code, the number of an order
    """,
    re.VERBOSE,
)


def transliterate(text: str) -> str:
    """Cyrillic in Latin letters, always the same way, so that a preview is what is sent.

    Links, mailboxes, ``{placeholders}``, digits and codes in capitals with a digit (``ЛЕТО20``) stay as they are.
    """
    pieces, place = [], 0
    for kept in KEPT.finditer(text):
        pieces += [_latin(text[place : kept.start()]), kept[0]]
        place = kept.end()
    return "".join([*pieces, _latin(text[place:])])


def _latin(text: str) -> str:
    text = unicodedata.normalize("NFC", text).translate(PLAIN)
    return "".join(_letter(text, place) for place in range(len(text)))


def _letter(text: str, place: int) -> str:
    letter = text[place]
    latin = LATIN.get(letter.lower())
    if latin is None or letter.islower():
        return letter if latin is None else latin
    neighbour = text[place + 1 : place + 2] or text[max(place - 1, 0) : place]
    if not neighbour.isalpha():
        neighbour = text[max(place - 1, 0) : place]
    return latin.upper() if neighbour.isupper() else latin.capitalize()

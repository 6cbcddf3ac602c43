"""One language of the desk: its messages from the gettext catalogue, its numbers and dates from CLDR.

The message ids are the English sentences. Only the readable ``.po`` files are kept; they are compiled in memory at
first use, so a fresh clone needs no build step. https://babel.pocoo.org/en/latest/messages.html
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from functools import cache
from gettext import GNUTranslations
from importlib.resources import files
from io import BytesIO

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from bot.texts import formats
from bot.texts.cleaning import defuse, flatten, isolate
from desk.phone import mask, pretty

LANGUAGES = ("ru", "en")
LONGEST_CURRENCY = 12  # most have three letters


def mark(msgid: str) -> str:
    """Name a message in a table, so that it is found for the catalogues; it is translated where it is said."""
    return msgid


@cache
def translations(language: str) -> GNUTranslations:
    """Raises ValueError for a language without a catalogue."""
    if language not in LANGUAGES:
        raise ValueError(f"there are no texts in {language!r}, only in {', '.join(LANGUAGES)}")
    source = files("bot.locales").joinpath(language, "LC_MESSAGES", "ringdesk.po").read_bytes()
    compiled = BytesIO()
    write_mo(compiled, read_po(BytesIO(source), locale=language))
    compiled.seek(0)
    return GNUTranslations(compiled)


def choose_language(code: str | None, default: str) -> str:
    """The catalogue for a person's ``language_code`` (``ru``, ``en-GB`` …), or the shared chat's language."""
    short = (code or "").partition("-")[0].lower()
    return short if short in LANGUAGES else default


@dataclass(frozen=True, slots=True)
class Speaker:
    """Says things in one language. Everything it returns is plain text: escape it where markup is written."""

    language: str

    def say(self, msgid: str, **values: object) -> str:
        """The message with its ``{named}`` values."""
        return self.fill(msgid, values)

    def fill(self, msgid: str, values: Mapping[str, object]) -> str:
        """Like ``say``. The empty message is empty, not the catalogue's header."""
        text = translations(self.language).gettext(msgid) if msgid else ""
        return text.format_map(values) if values else text

    def count(self, singular: str, plural: str, n: int, **values: object) -> str:
        """The form that ``n`` takes (Russian has three); ``{n}`` is the number itself, written as people write it."""
        text = translations(self.language).ngettext(singular, plural, n)
        return text.format_map({**values, "n": formats.number(n, self.language)})

    def time(self, moment: datetime, zone: str) -> str:
        """``11:41`` on the clocks of ``zone``."""
        return formats.time(moment, zone)

    def second(self, moment: datetime, zone: str) -> str:
        """``11:41:05`` on the clocks of ``zone``."""
        return formats.second(moment, zone)

    def stamp(self, moment: datetime, zone: str, now: datetime) -> str:
        """``11:41`` today, ``12 мая 11:41`` on any other day of ``zone``."""
        return formats.stamp(moment, zone, now, self.language)

    def duration(self, length: timedelta) -> str:
        """``28 мин``, in one unit."""
        return formats.duration(length, self.language)

    def soon(self, moment: datetime, now: datetime) -> str:
        """``через 28 мин``, or ``сейчас``."""
        if moment - now < timedelta(minutes=1):
            return self.say("now")
        return self.say("in {duration}", duration=self.duration(moment - now))

    def number(self, value: int) -> str:
        """``16 200``."""
        return formats.number(value, self.language)

    def percent(self, part: int, whole: int) -> str:
        """``42 %`` of the whole."""
        return formats.percent(part, whole, self.language)

    def day(self, moment: datetime, zone: str) -> str:
        """``12 мая``."""
        return formats.day(moment, zone, self.language)

    def money(self, amount: Decimal, currency: str) -> str:
        """``16 200 ₽``: kopecks only where there are any. Providers name their currencies as they please."""
        named = flatten(currency, LONGEST_CURRENCY)
        told = formats.money(amount, named, self.language)
        return told if not named or (named.isascii() and named.isalpha()) else isolate(defuse(told))

    def phone(self, e164: str, *, full: bool = False) -> str:
        """Masked unless the reader has the right to all of it."""
        return pretty(e164) if full else mask(e164)

    def place(self, zone: str) -> str:
        """The city that an IANA zone is named after."""
        return formats.place(zone, self.language)

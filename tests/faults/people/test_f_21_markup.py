"""F-21: whatever strangers type, every message parses, fits, links nowhere, and says the same without its markup.

The strict fake's own reader of HTML is the judge; what Telegram would turn into a link by itself is looked for more
widely than the fake does it.
"""

import importlib
import inspect
import pkgutil
import random
import re
import unicodedata
from collections import Counter
from functools import cache
from types import ModuleType
from typing import Any, get_type_hints

import hypothesis
from hypothesis import HealthCheck, Phase, given
from hypothesis import strategies as st

import bot.cards
from bot.cards import notices
from bot.cards.card import Card
from bot.courier.letter import LONGEST, Letter
from bot.courier.markup import keyboard
from bot.texts.catalogue import LANGUAGES
from handlers.telegram import phrases
from sandbox.telegram.chats import Chat
from sandbox.telegram.composing import read_caption, read_text
from sandbox.telegram.entities import Entity
from sandbox.telegram.errors import ApiError
from sandbox.telegram.keyboards import check_inline
from sandbox.telegram.messages import Content
from sandbox.telegram.params import Params
from sandbox.telegram.utf16 import units
from tests.faults.line import Line
from tests.faults.people.samples import CRM_URL
from tests.faults.people.strings import CLASSIC
from tests.faults.people.templates import ANSWERS, TEMPLATES, Template

OURS = frozenset({"bold", "italic", "code", "pre", "expandable_blockquote"})
LINKS = {
    "mention": r"(?<![\w@/])@[A-Za-z]\w{3,31}",
    "hashtag": r"(?<![\w&#])#\w*[^\W\d]\w*",
    "cashtag": r"(?<![\w$])\$[A-Z]{3,8}\b",
    "command": r"(?<![\w/@<])/[A-Za-z0-9_]{1,32}\b",
    "address": r"\w+://\S",
    "site": r"(?i)(?<![\w.@])(?:[\w-]+\.)+(?:com|org|net|ru|рф|me|io|info|su|dev|app|xyz)\b",
    "mailbox": r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+",
}
MARKUP = [
    "<b>", "</b>", "<a href='tg://user?id=1'>", "</a>", "<", ">", "&", "&lt;", "&#60;", "&#x3c;b&#x3e;", "&amp;lt;",
    "<blockquote>", "</blockquote>", "<pre>", "</code>", "<tg-emoji emoji-id='5'>", "<tg-spoiler>", "*x*", "_x_", "`",
    "[x](http://evil.example)", "@durov", "#tag", "$USD", "/start", "evil.com", "http://evil.com", "x@evil.com",
    "tg://resolve?domain=durov", "t.me/durov", "эвил.рф", "9161234567", "+7 916 123-45-67",
]  # fmt: skip
SIGNS = [
    "\u202e", "\u202d", "\u2066", "\u2067", "\u2069", "\u200f", "\u200b", "\u200d", "\u2060", "\x00", "\x1b[31m",
    "\x07", "\r", "\n", "\u2028", "\x85", "\ufffe", "\U000e0041", "אבג", "عربي", "ก" + "\u0e47" * 20, "😀",
    "👩\u200d👩\u200d👧", "𝔸", "Я" * 300, "😀" * 3000, "@durov " * 900,
]  # fmt: skip
PIECES = st.one_of(st.sampled_from([*MARKUP, *SIGNS, *CLASSIC]), st.text(max_size=12))
TEXTS = st.lists(PIECES, min_size=1, max_size=6).map("".join)
EMBEDDING = frozenset("\u202a\u202b\u202c\u202d\u202e")
BEGIN, END = frozenset("\u2066\u2067\u2068"), "\u2069"
KINDS = (Chat(-1, "supergroup"), Chat(7, "private"))
HARMLESS = "Анна"
GENERAL = frozenset({"say", "note"})  # what they are given is harmless already
WITHOUT_NAMES = frozenset({"answer_outdated", "answer_stranger", "settled"})  # numbers and our own words only
A_TEXT = len(TEMPLATES) * len(LANGUAGES)  # cases


def test_f_21_every_text_in_every_template_parses_fits_and_links_nowhere(line: Line, seed: int) -> None:
    how = hypothesis.settings(
        max_examples=max(1, line.pick(230, 20_000) // A_TEXT),
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )

    @how
    @hypothesis.seed(seed)
    @given(TEXTS)
    def try_text(text: str) -> None:
        for template in TEMPLATES:
            for language in LANGUAGES:
                line.case()
                look_at(line, template, text, language)
        for name, answer in ANSWERS.items():
            look_at_answer(line, name, text, answer(text, "ru"))

    try_text()
    line.note("templates", len(TEMPLATES))


def test_f_21_each_classic_text_in_each_template(line: Line, seed: int) -> None:
    """Those that once broke something somewhere, one by one."""
    texts = [*MARKUP, *SIGNS]
    chosen = random.Random(seed).sample(texts, line.pick(1, len(texts)))
    for text in chosen:
        for template in TEMPLATES[:: line.pick(4, 1)]:
            line.case()
            look_at(line, template, text, "ru")


def look_at(line: Line, template: Template, text: str, language: str) -> None:
    about = f"{template.name} in {language} with {text[:60]!r}"
    card = template.draw(text, language)
    try:
        content = parse(Letter(1, card), caption=template.longest < LONGEST)
        without = parse(Letter(1, card, plain=True), caption=template.longest < LONGEST)
        for chat in KINDS:
            check_buttons(card, chat)
    except ApiError as error:
        line.violate(f"{about}: {error.description}")
        return
    line.expect(units(content.text) <= template.longest, f"{about}: {units(content.text)} units")
    line.expect(content.text == without.text, f"{about}: it says something else without its markup")
    strange = {it["type"] for it in own(content.entities)} - OURS
    line.expect(not strange, f"{about}: {sorted(strange)}")
    foreign = links(linkable(content)) - usual(template, language)
    line.expect(not foreign, f"{about}: {sorted(foreign)[:3]} become links")
    line.expect(not (signs := unseemly(content.text)), f"{about}: {signs}")


def look_at_answer(line: Line, name: str, text: str, said: str) -> None:
    line.expect(units(said) <= 200, f"{name} with {text[:60]!r}: {units(said)} units")
    line.expect(not (signs := unseemly(said)), f"{name} with {text[:60]!r}: {signs}")


def parse(letter: Letter, *, caption: bool) -> Content:
    """As Telegram does. Raises ApiError."""
    values = {"parse_mode": letter.parse_mode or "", "caption" if caption else "text": letter.text}
    return read_caption(Params(values), {"photo": [{}]}) if caption else read_text(Params(values))


def own(entities: tuple[Entity, ...]) -> list[Entity]:
    """Those of tags: what Telegram finds by itself is looked for elsewhere, and the CRM's address is ours."""
    found = ("url", "email", "bot_command", "mention", "hashtag", "phone_number")
    return [it for it in entities if it["type"] not in found and it.get("url") != CRM_URL]


def check_buttons(card: Card, chat: Chat) -> None:
    markup = keyboard(card)
    if markup:
        check_inline(markup.model_dump(exclude_none=True, mode="json"), chat)


@cache
def usual(template: Template, language: str) -> Counter[str]:
    """What stands there by itself, such as commands in a help text."""
    return Counter(
        dict.fromkeys(links(template.draw(HARMLESS, language).plain), 10**6)
    )  # however often it stands there


def linkable(content: Content) -> str:
    """Inside of code nothing becomes a link."""
    raw = content.text.encode("utf-16-le", "surrogatepass")
    for it in content.entities:
        if it["type"] in ("code", "pre"):
            begin, size = it["offset"] * 2, it["length"] * 2
            raw = raw[:begin] + b" \0" * (size // 2) + raw[begin + size :]
    return raw.decode("utf-16-le", "replace")


def links(text: str) -> Counter[str]:
    return Counter(found for pattern in LINKS.values() for found in re.findall(pattern, text))


def unseemly(text: str) -> str:
    """Signs that move a terminal, reorder a line, or run over its end."""
    control = {hex(ord(it)) for it in text if (unicodedata.category(it) == "Cc" and it != "\n") or it in EMBEDDING}
    open_ended = any(sum(it in BEGIN for it in row) != row.count(END) for row in text.split("\n"))
    return " ".join([*sorted(control), *(["a direction that does not end with its line"] if open_ended else [])])


def test_f_21_no_template_is_left_out(line: Line) -> None:
    """Every function that draws a card, or says a short thing with a name in it, is called by one of those above."""
    names = [it.name for it in pkgutil.iter_modules(bot.cards.__path__, "bot.cards.")]
    drawing = {name for module in map(importlib.import_module, names) for name in _public(module, Card)}
    drawing |= _public(phrases, Card) - GENERAL
    saying = (_public(notices, str) | _public(phrases, str)) - GENERAL - WITHOUT_NAMES
    drawn = {name for it in TEMPLATES for name in _code_of(it.draw)}
    said = {name for it in ANSWERS.values() for name in _code_of(it)}
    line.case(len(drawing) + len(saying))
    line.expect(drawing <= drawn, f"nobody tries {sorted(drawing - drawn)}")
    line.expect(saying <= said, f"nobody tries {sorted(saying - said)}")


def _public(module: ModuleType, returning: type) -> set[str]:
    return {
        name
        for name, it in inspect.getmembers(module, inspect.isfunction)
        if it.__module__ == module.__name__
        and not name.startswith("_")
        and get_type_hints(it).get("return") is returning
    }


def _code_of(draw: Any) -> set[str]:
    """Names that it uses, and those that its helpers in the same file use."""
    names = set(draw.__code__.co_names) | {draw.__name__}
    helpers = [it for name in names if inspect.isfunction(it := draw.__globals__.get(name))]
    own_helpers = [it for it in helpers if it.__module__ == draw.__module__]
    return names | {name for it in own_helpers for name in it.__code__.co_names}

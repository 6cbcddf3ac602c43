"""Both catalogues say everything that the code says."""

import ast
from pathlib import Path
from string import Formatter

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from bot.texts.catalogue import LANGUAGES, Speaker, choose_language, translations

ROOT = Path(__file__).parents[3]
SPEAKING = ("bot", "handlers")
Msgid = str | tuple[str, str]
SAYING = {"say": 1, "mark": 1, "count": 2}  # how many of the first arguments are messages


def said_in_code() -> set[Msgid]:
    files = (file for folder in SPEAKING for file in (ROOT / folder).rglob("*.py"))
    return {found for file in files for found in said_in(ast.parse(file.read_text("utf-8")))}


def said_in(tree: ast.Module) -> set[Msgid]:
    found: set[Msgid] = set()
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        texts = [it.value for it in node.args[: SAYING.get(name, 0)] if isinstance(it, ast.Constant)]
        if texts and len(texts) == SAYING[name] and all(isinstance(it, str) for it in texts):
            found.add((texts[0], texts[1]) if name == "count" else texts[0])
    return found


def catalogue(language: str) -> Catalog:
    with (ROOT / "bot" / "locales" / language / "LC_MESSAGES" / "ringdesk.po").open("rb") as file:
        return read_po(file, locale=language, abort_invalid=True)


def places(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


@pytest.mark.parametrize("language", LANGUAGES)
def test_s0_04_the_catalogue_has_every_message_of_the_code_and_no_other(language: str) -> None:
    kept = {it.id for it in catalogue(language) if it.id}
    said = said_in_code()
    assert len(said) > 200
    assert said - kept == set(), "messages without a translation"
    assert kept - said == set(), "translations of what nobody says"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_message_is_translated_in_all_its_plural_forms(language: str) -> None:
    for message in catalogue(language):
        forms = message.string if isinstance(message.string, tuple) else (message.string,)
        if message.id:
            assert all(forms), message.id
            assert not message.fuzzy, message.id
        if isinstance(message.id, tuple):
            assert len(forms) == {"ru": 3, "en": 2}[language], message.id


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_translation_asks_for_a_value_that_is_not_given(language: str) -> None:
    for message in catalogue(language):
        ids = message.id if isinstance(message.id, tuple) else (message.id,)
        forms = message.string if isinstance(message.string, tuple) else (message.string,)
        known = set().union(*(places(it) for it in ids))
        for form in forms if message.id else ():
            assert places(form) <= known, message.id


def test_every_message_in_russian_is_in_russian() -> None:
    same = {"RetailCRM", "CRM", "SMS", "“{text}”"}
    left = [it.id for it in catalogue("ru") if it.id and it.id == it.string and it.id not in same]
    assert left == []


def test_the_documented_command_finds_the_same_messages() -> None:
    """What hides inside an f-string is not found by pybabel, and would be lost at the next extraction."""
    keywords = {"mark": None, "say": None, "count": (1, 2)}
    method = [("**.py", "python")]
    found = (it for folder in SPEAKING for it in extract_from_dir(str(ROOT / folder), method, keywords=keywords))
    assert {message for _file, _line, message, _comments, _context in found} == said_in_code()


@pytest.mark.parametrize(
    ("n", "russian", "english"),
    [
        (1, "Ждёт 1 лид.", "1 lead waits."),
        (2, "Ждут 2 лида.", "2 leads wait."),
        (5, "Ждут 5 лидов.", "5 leads wait."),
        (11, "Ждут 11 лидов.", "11 leads wait."),
        (21, "Ждёт 21 лид.", "21 leads wait."),
        (1500, "Ждут 1 500 лидов.", "1,500 leads wait."),
    ],
)
def test_numbers_take_the_right_form(n: int, russian: str, english: str) -> None:
    texts = ("{n} lead waits.", "{n} leads wait.")
    assert Speaker("ru").count(*texts, n).replace("\u00a0", " ") == russian
    assert Speaker("en").count(*texts, n) == english


def test_a_language_without_a_catalogue_is_refused() -> None:
    with pytest.raises(ValueError, match="no texts in 'de'"):
        translations("de")


@pytest.mark.parametrize(
    ("code", "chosen"), [("ru", "ru"), ("en-GB", "en"), ("EN", "en"), ("de", "ru"), ("", "ru"), (None, "ru")]
)
def test_people_get_their_own_language_or_the_chats(code: str | None, chosen: str) -> None:
    assert choose_language(code, "ru") == chosen


def test_a_value_with_braces_stays_a_value() -> None:
    assert Speaker("ru").say("partner {name}", name="{0.__class__}") == "партнёр {0.__class__}"

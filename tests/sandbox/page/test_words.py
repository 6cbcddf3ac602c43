"""The page's dictionaries."""

import re
from pathlib import Path

STATIC = Path(__file__).parents[3] / "sandbox" / "page" / "static"


def read_keys(name: str) -> set[str]:
    text = (STATIC / name).read_text(encoding="utf-8")
    return set(re.findall(r"(?:^\s*|, )(\w+): \"", text, re.MULTILINE))


def read_used() -> set[str]:
    scripts = [file.read_text(encoding="utf-8") for file in STATIC.glob("*.js") if file.stem not in ("ru", "en")]
    page = (STATIC / "index.html").read_text(encoding="utf-8")
    used = {key for script in scripts for key in re.findall(r"\bt\(\"(\w+)\"", script)}
    return used | set(re.findall(r"data-t(?:-label)?=\"(\w+)\"", page))


def test_both_languages_have_the_same_words() -> None:
    assert read_keys("ru.js") == read_keys("en.js")


def test_every_word_that_is_used_exists() -> None:
    assert read_used() - read_keys("ru.js") == set()

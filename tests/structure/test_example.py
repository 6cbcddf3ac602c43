"""The commented example: complete, loadable, and the same for readers and for ``ringdesk init``."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.app.neighbours import find_mistakes
from bot.settings.example import ENVIRONMENT, EXAMPLE
from bot.settings.loading import Settings, load_settings
from integrations.registry import NEIGHBOURS
from tests.structure.settings import SOURCE, is_table, knows, sections
from tests.structure.source import ROOT

HEADER = re.compile(r"^(?:# )?\[([\w.]+)\]")
KEY = re.compile(r"^(?:# )?(\w+) = (.+)$")
VARIABLE = re.compile(r"^(RINGDESK_\w+)=$", re.MULTILINE)
SECRETS = {"secret", "token", "password", "api_key"}


def written() -> Iterator[tuple[str, str, str]]:
    """Section, key and the rest of the line; commented settings count."""
    section = ""
    for line in EXAMPLE.read_text("utf-8").splitlines():
        if header := HEADER.match(line):
            section = SOURCE if header[1].startswith("sources.") else header[1]
            yield section, "", line
        elif key := KEY.match(line):
            yield section, key[1], key[2]


def load(path: Path | None) -> Settings:
    return load_settings({name: it.section for name, it in NEIGHBOURS.items()}, path, {})


@pytest.fixture(autouse=True)
def away(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No settings of the machine that runs the test."""
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize("section", sections())
def test_every_setting_is_in_the_example(section: str) -> None:
    shown = {key if place == section else place.removeprefix(f"{section}.") for place, key, _ in written()}
    assert set(sections()[section].model_fields) - shown == set()


def test_the_example_names_no_setting_that_does_not_exist() -> None:
    paths = {f"{section}.{key}" if key else section for section, key, _ in written()}
    strange = {path for path in paths if not knows(path.replace(SOURCE, "sources.site"))}
    assert strange == set()


def test_every_section_of_the_example_and_every_key_is_explained() -> None:
    """A key without words shares those of its neighbours above; a section never begins without any."""
    first: dict[str, str] = {}
    for section, key, rest in written():
        if key and "." not in section:
            first.setdefault(section, f"{key} = {rest}")
    unexplained = {
        section
        for section, line in first.items()
        if "#" not in line and not re.search(rf"^\[{section}\] +# .", EXAMPLE.read_text("utf-8"), re.MULTILINE)
    }
    assert unexplained - {"smsaero", "twilio", "voximplant"} == set()


def test_the_example_loads_without_mistakes() -> None:
    assert find_mistakes(load(EXAMPLE)) == []


def test_the_example_shows_the_defaults() -> None:
    example, bare = load(EXAMPLE), load(None)
    for section in set(sections()) - {SOURCE, *NEIGHBOURS}:
        assert getattr(example, section) == getattr(bare, section)
    assert example.neighbours == bare.neighbours


def test_commented_tables_of_the_example_are_right_too(tmp_path: Path) -> None:
    text = re.sub(r"^# (?=\[|\w+ = |\d{4}-\d\d-\d\d = )", "", EXAMPLE.read_text("utf-8"), flags=re.MULTILINE)
    opened = tmp_path / "opened.toml"
    opened.write_text(text, "utf-8")
    settings = load(opened)
    assert list(settings.sources) == ["site"]
    assert settings.shop.exceptions
    assert tomllib.loads(text)["voximplant"]["low_balance"]


def test_the_environment_example_names_every_secret_and_nothing_else() -> None:
    named = set(VARIABLE.findall(ENVIRONMENT.read_text("utf-8")))
    paths = {name.removeprefix("RINGDESK_").lower().replace("__", ".") for name in named}
    assert {path for path in paths if not knows(path)} == set()
    secrets = {
        f"{section}.{key}"
        for section, model in sections().items()
        for key, field in model.model_fields.items()
        if "SecretStr" in str(field.annotation) and not is_table(section, key)
    }
    assert {path.replace("sources.site", SOURCE) for path in paths} == secrets


@pytest.mark.parametrize(("packaged", "name"), [(EXAMPLE, "ringdesk.example.toml"), (ENVIRONMENT, ".env.example")])
def test_the_copies_for_readers_are_those_that_init_writes(packaged: Path, name: str) -> None:
    assert (ROOT / name).read_bytes() == packaged.read_bytes()

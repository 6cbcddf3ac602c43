"""A neighbour is a folder with everything in it: the same parts for each, so that a reader finds them."""

import re
from pathlib import Path

import pytest

from integrations.registry import NEIGHBOURS
from tests.structure.source import ROOT

NAMES = sorted(NEIGHBOURS)
SHARED = {"http", "bitrix_rest", "crm_texts", "__pycache__"}
FAKES = {"store_webhook": "cms"}  # whoever plays a neighbour that can be anybody


def folders(place: Path) -> set[str]:
    return {it.name for it in place.iterdir() if it.is_dir()}


def test_every_folder_of_integrations_is_in_the_registry() -> None:
    assert folders(ROOT / "integrations") - SHARED == set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_a_neighbour_is_registered_under_the_name_of_its_folder_and_section(name: str) -> None:
    neighbour = NEIGHBOURS[name]
    assert neighbour.name == name
    assert neighbour.section.__module__ == f"integrations.{name}.config"


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("part", ["__init__.py", "config.py", "client.py", "adapter.py", "README.md"])
def test_a_neighbour_has_all_its_parts(name: str, part: str) -> None:
    assert (ROOT / "integrations" / name / part).is_file()


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("place", ["sandbox", "tests/integrations", "tests/sandbox", "tests/fixtures"])
def test_a_neighbour_has_a_fake_tests_and_captured_events(name: str, place: str) -> None:
    folder = ROOT / place / (FAKES.get(name, name) if "sandbox" in place else name)
    assert folder.is_dir()
    assert any(it.suffix in {".py", ".json", ".txt", ".form"} for it in folder.rglob("*"))


@pytest.mark.parametrize("name", NAMES)
def test_a_readme_says_when_it_was_checked_and_how_each_effect_may_be_repeated(name: str) -> None:
    text = (ROOT / "integrations" / name / "README.md").read_text("utf-8")
    assert re.search(r"[Cc]hecked on\s+\d{4}-\d\d-\d\d", text)
    assert re.search(r"\b(idempotent|queryable|blind)\b", text)


@pytest.mark.parametrize("name", NAMES)
def test_a_bare_section_says_what_is_missing_instead_of_falling_over(name: str) -> None:
    neighbour = NEIGHBOURS[name]
    section = neighbour.section()
    missing = [key for key, _why in neighbour.mistakes(section)]
    assert missing
    assert set(missing) <= set(neighbour.section.model_fields)

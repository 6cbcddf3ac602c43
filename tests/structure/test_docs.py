"""What the pages name exists: links, commands, options, settings, make targets, files."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import typer

from bot.cli.main import app
from tests.structure.settings import knows, sections
from tests.structure.source import ROOT

OUTSIDE = {".venv", ".git", ".pytest_cache", "build", "node_modules"}
PAGES = sorted(it for it in ROOT.rglob("*.md") if not OUTSIDE & set(it.relative_to(ROOT).parts))
LINK = re.compile(r"(?<!!)\[[^\]]*\]\(([^)\s]+)\)")
FENCE = re.compile(r"^ *```(\w*)\n(.*?)^ *```", re.MULTILINE | re.DOTALL)
INLINE = re.compile(r"(?<!`)`([^`\n]+)`(?!`)")
COMMAND = re.compile(r"(?:^|\s|bin/)ringdesk((?: +(?!\|)\S+)+)", re.MULTILINE)
TARGET = re.compile(r"\bmake ([a-z]+)\b")
VARIABLE = re.compile(r"\bRINGDESK_([A-Z0-9_]+__[A-Z0-9_]+)\b")
DOTTED = re.compile(r"^([a-z_0-9]+)\.([a-z_0-9]+)( = .*)?$")
BRACKETED = re.compile(r"^\[([a-z_0-9.]+)\](?: ([a-z_0-9]+)\b.*)?$")
PLACE = re.compile(
    r"^(?:bot|desk|storage|integrations|scheduler|handlers|sandbox|migrations|tests|docs|deploy)/[\w./-]+$"
)


def name_of(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


@pytest.fixture(params=PAGES, ids=name_of)
def page(request: pytest.FixtureRequest) -> Path:
    return Path(request.param)


def prose(page: Path) -> str:
    return FENCE.sub("", page.read_text("utf-8"))


def blocks(page: Path, *languages: str) -> Iterator[str]:
    for language, text in FENCE.findall(page.read_text("utf-8")):
        if language in languages:
            yield text


def code(page: Path) -> list[str]:
    """Everything set as code: inline, and whole blocks for a console."""
    return [*INLINE.findall(prose(page)), *blocks(page, "console", "sh", "bash", "")]


def anchors(page: Path) -> set[str]:
    """As GitHub makes them: lower case, without punctuation, blanks as dashes."""
    heads = re.findall(r"^#+ (.+)$", prose(page), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-") for head in heads}


def test_links_lead_somewhere(page: Path) -> None:
    broken = []
    for link in LINK.findall(prose(page)):
        target, _, anchor = link.partition("#")
        if "://" in target or target.startswith("mailto:"):
            continue
        there = (page.parent / target).resolve() if target else page
        if not there.exists() or (anchor and anchor not in anchors(there)):
            broken.append(link)
    assert broken == []


def test_commands_exist_with_their_options(page: Path) -> None:
    program = typer.main.get_command(app)
    named = [match.split() for text in code(page) for match in COMMAND.findall(text)]
    assert [" ".join(words) for words in named if not is_command(program, words)] == []


def test_make_targets_exist(page: Path) -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    assert {name for text in code(page) for name in TARGET.findall(text)} - targets == set()


def test_environment_variables_are_settings(page: Path) -> None:
    named = VARIABLE.findall(page.read_text("utf-8"))
    paths = {name.lower().removesuffix("_file").replace("__", ".") for name in named}
    assert {path for path in paths if not knows(path)} == set()


def test_settings_named_in_a_sentence_exist(page: Path) -> None:
    inline = INLINE.findall(prose(page))
    dotted = {f"{it[1]}.{it[2]}" for text in inline if (it := DOTTED.match(text)) and it[1] in sections()}
    bracketed = {f"{it[1]}.{it[2]}" if it[2] else it[1] for text in inline if (it := BRACKETED.match(text))}
    files = {path for path in dotted if path.endswith((".py", ".js", ".md"))}
    assert {
        path for path in (dotted | bracketed) - files if not knows(path.replace("sources.<name>", "sources.x"))
    } == set()


def test_settings_shown_as_toml_exist(page: Path) -> None:
    shown = (
        f"{section}.{key}"
        for text in blocks(page, "toml")
        for section, values in tomllib.loads(text).items()
        for key in values
    )
    assert [path for path in shown if not knows(path)] == []


def test_files_named_in_a_sentence_exist(page: Path) -> None:
    named = {text for text in INLINE.findall(prose(page)) if PLACE.match(text)}
    assert {it for it in named if not (ROOT / it).exists()} == set()


@pytest.mark.parametrize("words", ["leads show 17 --json", "--config x.toml check --live", "jobs list --status failed"])
def test_a_real_command_is_known(words: str) -> None:
    assert is_command(typer.main.get_command(app), words.split())


@pytest.mark.parametrize("words", ["leads burn 17", "check --dead", "fly", "--config x.toml leads --json list"])
def test_a_made_up_command_is_not(words: str) -> None:
    assert not is_command(typer.main.get_command(app), words.split())


def is_command(program: Any, words: list[str]) -> bool:
    """Whether ``words`` lead to a command, each option being one of those that stand where it stands."""
    command, rest = program, iter(words)
    for word in rest:
        if word.startswith("--"):
            name, _, value = word.partition("=")
            option = options_of(command).get(name)
            if option is None:
                return False
            if not option.is_flag and not value:
                next(rest, "")
        elif hasattr(command, "commands"):
            if word not in command.commands:
                return word.startswith("-")
            command = command.commands[word]
    return True


def options_of(command: Any) -> dict[str, Any]:
    """By their names. The library's own option for help is not among the parameters."""
    help_option = SimpleNamespace(is_flag=True)
    return {"--help": help_option} | {
        name: it for it in command.params for name in (*it.opts, *it.secondary_opts) if name.startswith("--")
    }

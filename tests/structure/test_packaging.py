"""What is installed is what is in the tree, and what is tested is what is pinned."""

import re
import tomllib
from fnmatch import fnmatch
from pathlib import Path

from tests.structure.source import PACKAGES, ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
PIN = re.compile(r"^([\w.-]+)==(\S+)", re.MULTILINE)


def pins(name: str) -> dict[str, str]:
    return dict(PIN.findall((ROOT / "requirements" / name).read_text("utf-8")))


def test_every_file_that_is_no_code_is_packaged() -> None:
    patterns = PROJECT["tool"]["setuptools"]["package-data"]["*"]
    files = (it for package in PACKAGES for it in (ROOT / package).rglob("*") if it.is_file())
    forgotten = [
        it.relative_to(ROOT).as_posix()
        for it in files
        if it.suffix not in (".py", ".pyc") and not any(fnmatch(it.name, pattern) for pattern in patterns)
    ]
    assert forgotten == []


def test_every_room_is_packaged() -> None:
    include = PROJECT["tool"]["setuptools"]["packages"]["find"]["include"]
    assert sorted(it.rstrip("*") for it in include) == list(PACKAGES)


def test_what_runs_is_what_was_tested() -> None:
    """The same versions in both files, or the tests would speak of another program."""
    run, dev = pins("run.txt") | pins("build.txt"), pins("dev.txt")
    assert {name: (version, dev.get(name)) for name, version in run.items() if dev.get(name) != version} == {}


def test_every_dependency_is_pinned_with_its_hashes() -> None:
    project = PROJECT["project"]
    for file, wanted in (
        ("run.txt", project["dependencies"]),
        ("dev.txt", [*project["dependencies"], *project["optional-dependencies"]["dev"]]),
    ):
        names = {re.split(r"[\s\[<>=;]", it, maxsplit=1)[0].lower() for it in wanted}
        assert names - set(pins(file)) == set()
        text = (ROOT / "requirements" / file).read_text("utf-8")
        assert all("--hash=sha256:" in block for block in re.split(r"\n(?=\S)", text.strip()))


def test_the_pins_name_no_index() -> None:
    for file in sorted(Path(ROOT / "requirements").glob("*.txt")):
        assert "://" not in file.read_text("utf-8")


def test_the_changelog_knows_the_version() -> None:
    version = PROJECT["project"]["version"]
    assert re.search(rf"^## {re.escape(version)}\b", (ROOT / "CHANGELOG.md").read_text("utf-8"), re.MULTILINE)

"""The rules of the exchange by number, and the tests that cite them: ``test_ex_26_…`` or ``(EX-26)``."""

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from tests.structure.source import ROOT, functions_in

PAGE = ROOT / "docs" / "exchange.md"
ROW = re.compile(r"^\| (EX-\d\d) \|", re.MULTILINE)
ID = re.compile(r"(?<![a-z0-9])ex[-_](\d\d)(?!\d)", re.IGNORECASE)
# Rules whose tests are still to come.
DUE_LATER: frozenset[str] = frozenset()


def stated() -> list[str]:
    return ROW.findall(PAGE.read_text("utf-8"))


def cited_by(text: str) -> set[str]:
    return {f"EX-{number}" for number in ID.findall(text)}


def citations(folder: Path) -> dict[str, list[str]]:
    """Rule -> tests that cite it."""
    found: dict[str, list[str]] = defaultdict(list)
    for path in sorted(folder.rglob("test_*.py")):
        if path.relative_to(folder).parts[0] == "structure":
            continue
        for name, rules in _cited_in(path):
            for rule in rules:
                found[rule].append(f"{path.relative_to(folder).as_posix()}::{name}")
    return dict(found)


def _cited_in(path: Path) -> Iterator[tuple[str, set[str]]]:
    for function in functions_in(ast.parse(path.read_text("utf-8"))):
        if function.name.startswith("test_"):
            yield function.name, cited_by(f"{function.name}\n{ast.get_docstring(function) or ''}")

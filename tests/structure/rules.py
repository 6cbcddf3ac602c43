"""The rules that have numbers, each kind on a page of its own, and the tests that cite them: ``test_ex_26_…`` or
``(EX-26)``."""

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tests.structure.source import ROOT, functions_in


@dataclass(frozen=True)
class Rules:
    """``later``: rules whose tests are still to come."""

    letters: str
    page: Path
    later: frozenset[str] = frozenset()

    def stated(self) -> list[str]:
        return re.findall(rf"^\| ({self.letters}-\d\d) \|", self.page.read_text("utf-8"), re.MULTILINE)


EXCHANGE = Rules("EX", ROOT / "docs" / "exchange.md")
TRACKING = Rules("CR", ROOT / "docs" / "tracking.md")
ALL = (EXCHANGE, TRACKING)
ID = re.compile(rf"(?<![a-z0-9])({'|'.join(it.letters for it in ALL)})[-_](\d\d)(?!\d)", re.IGNORECASE)


def cited_by(text: str) -> set[str]:
    return {f"{letters.upper()}-{number}" for letters, number in ID.findall(text)}


@cache
def citations() -> dict[str, list[str]]:
    """Rule -> tests that cite it."""
    folder, found = ROOT / "tests", defaultdict(list)
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

"""What the desk must do, row by row, and the tests that show it. Run as a program it writes the page.

A test shows a row when its name or its docstring holds the row's id: ``test_s0_37_…`` or ``(S0-37)``. Tests of the
sandbox show what a fake does, and those of the structure how the code is written: neither shows what the desk does.
"""

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from tests.structure.rows import BETTER, BEYOND, DESIGN, STORE, STORY, TRACKING
from tests.structure.source import ROOT, functions_in

PAGE = ROOT / "docs" / "features.md"
SHOW_NOTHING = ("sandbox", "structure")
ID = re.compile(r"(?<![a-z0-9])(s0|s1|s2|s4|d|x|n)[-_](\d\d)(?!\d)", re.IGNORECASE)
HEAD = """\
# What the desk does, row by row

Six lists: the case the desk was built for, a watch store whose site orders are registered in a CRM, called back by a
robot, confirmed by SMS and shown to sellers in Telegram (S0), call tracking whose calls, requests and chats get into a
CRM and whose deals follow its orders (S1), a store whose orders are kept in step with deals (S2, S4), the design of the
desk itself (D), what the best systems of its kind have (X), and what goes beyond them (N); of S1, X and N the rows that
are built. Every row names the tests that show it. The page is written by `make features`; a test fails while it is out
of date or while a row has no test.
"""


def write() -> None:
    PAGE.write_text(render(), "utf-8")


def render() -> str:
    shown = citations(ROOT / "tests")
    parts = [HEAD]
    lists = {
        "S0: the case": STORY,
        "S1: call tracking": TRACKING,
        "S2, S4: stores and deals": STORE,
        "D: the design": DESIGN,
        "X: what the best have": BETTER,
        "N: beyond them": BEYOND,
    }
    for title, rows in lists.items():
        lines = [f"| {name} | {what} | {_links(shown.get(name, []))} |" for name, what in rows.items()]
        parts.append("\n".join([f"## {title}\n", "| id | what | shown by |", "|---|---|---|", *lines]) + "\n")
    return "\n".join(parts)


def citations(folder: Path) -> dict[str, list[tuple[str, int]]]:
    """Row -> files with the number of tests in them that cite it."""
    found: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for path in sorted(folder.rglob("test_*.py")):
        if path.relative_to(folder).parts[0] in SHOW_NOTHING:
            continue
        for name in _cited_in(path):
            found[name][path.relative_to(ROOT).as_posix()] += 1
    return {name: sorted(files.items()) for name, files in found.items()}


def cited_by(text: str) -> set[str]:
    return {f"{letter.upper()}-{number}" for letter, number in ID.findall(text)}


def _cited_in(path: Path) -> Iterator[str]:
    for function in functions_in(ast.parse(path.read_text("utf-8"))):
        if function.name.startswith("test_"):
            yield from cited_by(f"{function.name}\n{ast.get_docstring(function) or ''}")


def _links(files: list[tuple[str, int]]) -> str:
    return "<br>".join(f"[{path.removeprefix('tests/')}](../{path})" + (f" ×{n}" if n > 1 else "") for path, n in files)


if __name__ == "__main__":
    write()

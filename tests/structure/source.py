"""The program's own source, read as syntax trees: what the tests of the house look at."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGES = ("bot", "desk", "handlers", "integrations", "migrations", "sandbox", "scheduler", "storage")


@dataclass(frozen=True, slots=True)
class Import:
    """``late``: inside a function."""

    name: str
    line: int
    late: bool


@dataclass(frozen=True, slots=True)
class Module:
    """``name`` is dotted; a package's own name stands for its ``__init__``."""

    name: str
    path: Path
    tree: ast.Module

    @property
    def place(self) -> str:
        return self.path.relative_to(ROOT).as_posix()

    def within(self, *packages: str) -> bool:
        return any(is_within(self.name, package) for package in packages)


def is_within(name: str, package: str) -> bool:
    return name == package or name.startswith(f"{package}.")


@cache
def modules() -> tuple[Module, ...]:
    return tuple(read(path) for package in PACKAGES for path in sorted((ROOT / package).rglob("*.py")))


def read(path: Path) -> Module:
    parts = path.relative_to(ROOT).with_suffix("").parts
    name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
    return Module(name, path, ast.parse(path.read_text("utf-8"), str(path)))


@cache
def imports_of(module: Module) -> tuple[Import, ...]:
    """Everything a module imports. ``from a import b`` is ``a.b`` where that is a module of ours, else ``a``."""
    return tuple(_imports(module.tree, late=False))


def is_ours(name: str) -> bool:
    return name.partition(".")[0] in PACKAGES


def calls_in(module: Module) -> Iterator[tuple[str, int]]:
    """Dotted names of what is called, as they are written, with their lines."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Call):
            yield ast.unparse(node.func), node.lineno


def functions_in(tree: ast.Module) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def _imports(node: ast.AST, *, late: bool) -> Iterator[Import]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Import):
            yield from (Import(it.name, child.lineno, late) for it in child.names)
        elif isinstance(child, ast.ImportFrom):
            yield from (Import(_target(child.module or "", it.name), child.lineno, late) for it in child.names)
        else:
            inside = isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
            yield from _imports(child, late=late or inside)


def _target(module: str, name: str) -> str:
    whole = f"{module}.{name}"
    return whole if is_ours(module) and _exists(whole) else module


def _exists(name: str) -> bool:
    place = ROOT.joinpath(*name.split("."))
    return place.with_suffix(".py").is_file() or (place / "__init__.py").is_file()

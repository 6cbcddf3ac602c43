"""Small parts: the median says how a file and a function usually look, the limit that none gets out of hand."""

import ast
import sys
from statistics import median

import pytest

from tests.structure.source import Module, functions_in, modules

MEDIAN_FILE = 120
MEDIAN_FUNCTION = 10
LONGEST_FILE = 250
LONGEST_FUNCTION = 60


def lines_of(module: Module) -> int:
    return len(module.path.read_text("utf-8").splitlines())


def length(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines of the body, without signature and docstring."""
    body = function.body[1:] if ast.get_docstring(function) and len(function.body) > 1 else function.body
    return (body[-1].end_lineno or body[-1].lineno) - body[0].lineno + 1


def sizes_of_functions() -> dict[str, int]:
    """But those of migrations: a list of tables is long and easily read."""
    return {
        f"{module.place}:{it.lineno} {it.name}": length(it)
        for module in modules()
        if not module.within("migrations")
        for it in functions_in(module.tree)
    }


def describe(what: str, sizes: list[int]) -> str:
    return f"{len(sizes)} {what}: median {median(sizes):.0f}, longest {max(sizes)} lines\n"


def test_the_usual_file_and_function_are_small(capsys: pytest.CaptureFixture[str]) -> None:
    files = [lines_of(module) for module in modules()]
    functions = list(sizes_of_functions().values())
    with capsys.disabled():
        sys.stdout.write(f"\n{describe('files', files)}{describe('functions', functions)}")
    assert median(files) <= MEDIAN_FILE
    assert median(functions) <= MEDIAN_FUNCTION


def test_no_file_gets_out_of_hand() -> None:
    assert {it.place: lines_of(it) for it in modules() if lines_of(it) > LONGEST_FILE} == {}


def test_no_function_gets_out_of_hand() -> None:
    assert {name: size for name, size in sizes_of_functions().items() if size > LONGEST_FUNCTION} == {}

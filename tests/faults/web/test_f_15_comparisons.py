"""F-15: secrets and what is computed from them meet strangers' words in ``hmac.compare_digest`` alone, by construction.

The habit test of the house goes by names. This one follows the values: whatever comes out of a secret or a digest,
through any names and functions of the same module, may not be compared by an operator.
"""

import ast
import re
from collections.abc import Iterator

import pytest

from tests.faults.line import Line
from tests.structure.source import Module, functions_in, modules

GUARDS = re.compile(r"handlers\.web(\..+)?|integrations\.\w+\.(webhook|signature|callbacks|plan)|bot\.app\.intake")
SOURCES = {"get_secret_value", "hexdigest", "digest"}
OPERATORS = (ast.Eq, ast.NotEq, ast.In, ast.NotIn, ast.Lt, ast.Gt, ast.LtE, ast.GtE)


def test_f_15_no_guard_compares_by_an_operator(line: Line) -> None:
    guards = [module for module in modules() if GUARDS.fullmatch(module.name)]
    assert len(guards) > 20
    for module in guards:
        line.case(sum(1 for _ in functions_in(module.tree)))
        for found in hasty(module):
            line.violate(found)


def test_f_15_every_guard_uses_the_one_comparison(line: Line) -> None:
    """A neighbour's door that compares nothing in constant time at all would pass the other test."""
    for module in modules():
        if re.fullmatch(r"integrations\.\w+\.webhook", module.name):
            line.case()
            reached = {module.name, *(it for it in imported(module) if it.startswith("integrations."))}
            texts = [ast.unparse(it.tree) for it in modules() if it.name in reached]
            line.expect(
                any("compare_digest" in text or "same(" in text for text in texts), f"{module.name} compares not"
            )


@pytest.mark.parametrize(
    "body",
    [
        "mine = key.get_secret_value()\n    return given == mine",
        "mine = hmac.new(key, text, 'sha256').hexdigest()\n    other = mine.encode()\n    return other != given",
        "return given in {it.get_secret_value() for it in secrets}",
        "return seal(text) == given\n\ndef seal(text):\n    return hmac.new(KEY, text, 'md5').hexdigest()[:32]",
        "match = hashlib.sha1(text).digest()[:4]\n    return bool(given) and match == given",
    ],
)
def test_f_15_a_hasty_guard_is_found(body: str, line: Line) -> None:
    line.case()
    tree = ast.parse(f"def verify(self, given, key, text, secrets):\n    {body}\n")
    assert list(hasty_in(tree))


@pytest.mark.parametrize(
    "body",
    [
        "secret = key.get_secret_value()\n    return bool(secret) and hmac.compare_digest(secret.encode(), given)",
        "return name == 'token'",
        "stamp = text.digest and 1\n    return abs(stamp) > 300",
        "return True in [hmac.compare_digest(it, given) for it in secrets]",
    ],
)
def test_f_15_a_good_guard_is_left_alone(body: str, line: Line) -> None:
    line.case()
    tree = ast.parse(f"def verify(self, given, key, text, secrets, name):\n    {body}\n")
    assert not list(hasty_in(tree))


def hasty(module: Module) -> Iterator[str]:
    for node in hasty_in(module.tree):
        yield f"{module.place}:{node.lineno} {ast.unparse(node)}"


def hasty_in(tree: ast.Module) -> Iterator[ast.Compare]:
    makers = functions_that_make_secrets(tree)
    for function in functions_in(tree):
        tainted = tainted_names(function, makers)
        for node in ast.walk(function):
            if isinstance(node, ast.Compare) and any(isinstance(it, OPERATORS) for it in node.ops):
                sides = [node.left, *node.comparators]
                constant = any(isinstance(it, ast.Constant) for it in sides)
                if not constant and any(is_tainted(side, tainted, makers) for side in sides):
                    yield node


def functions_that_make_secrets(tree: ast.Module) -> set[str]:
    """Functions of the module that return something computed from a secret, found until no more are found."""
    makers: set[str] = set()
    while True:
        found = {
            function.name
            for function in functions_in(tree)
            for node in ast.walk(function)
            if isinstance(node, ast.Return)
            and node.value is not None
            and is_tainted(node.value, tainted_names(function, makers), makers)
        }
        if found <= makers:
            return makers
        makers |= found


def tainted_names(function: ast.FunctionDef | ast.AsyncFunctionDef, makers: set[str]) -> set[str]:
    tainted: set[str] = set()
    for _ in range(3):  # through three names
        for node in ast.walk(function):
            if isinstance(node, ast.Assign) and is_tainted(node.value, tainted, makers):
                tainted |= {it.id for target in node.targets for it in ast.walk(target) if isinstance(it, ast.Name)}
    return tainted


def is_tainted(node: ast.expr, tainted: set[str], makers: set[str]) -> bool:
    """Whether a value is a secret's, or computed from one; the verdict of a constant-time comparison is not."""
    match node:
        case ast.Call(func=ast.Attribute(attr=name) | ast.Name(id=name)) if name in SOURCES | makers:
            return True
        case ast.Call(func=ast.Attribute(attr="compare_digest")) | ast.Call(func=ast.Name(id="bool" | "len" | "same")):
            return False
        case ast.Call(func=ast.Attribute(value=inner)):
            return is_tainted(inner, tainted, makers)
        case ast.Name(id=name):
            return name in tainted
        case ast.Compare() | ast.BoolOp() | ast.UnaryOp(op=ast.Not()) | ast.Constant():
            return False
    return any(is_tainted(it, tainted, makers) for it in ast.walk(node) if it is not node and isinstance(it, ast.expr))


def imported(module: Module) -> set[str]:
    return {node.module or "" for node in ast.walk(module.tree) if isinstance(node, ast.ImportFrom)}

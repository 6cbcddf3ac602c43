"""Rules that reviewers would have to repeat: time, comparison of secrets, broad excepts, tasks."""

import ast
import re
from collections.abc import Iterator

import pytest

from tests.structure.source import Module, calls_in, modules

CLOCKS = ("bot.app.clock", "sandbox.kit.clock", "sandbox.world.clock_file")
NOW = re.compile(r"(.*\.)?(datetime\.(now|utcnow|today)|date\.today|time\.(time|time_ns|localtime|gmtime))$")
# Real seconds, for what no demo may speed up: order of entries in the fakes' record of requests.
MONOTONIC = (*CLOCKS, "sandbox.kit.history")
# Places that must outlive whatever a part handed to them raises; each of them logs it and tells a person.
BROAD = {"scheduler.worker", "scheduler.inbox", "storage.writer"}
# Places that keep the tasks they start, and await or cancel them at the end.
TASK_KEEPERS = {
    "bot.app.house",
    "bot.app.line",
    "bot.app.running",
    "integrations.bitrix24.tokens",
    "sandbox.kit.fake",
    "sandbox.page.errands",
    "sandbox.page.stream",
    "sandbox.telegram.webhook",
    "sandbox.voximplant.play",
    "scheduler.inbox",
    "scheduler.worker",
    "storage.gathering",
}
SECRET = re.compile(r"(^|_)(secret|token|signature|password|hmac|api_key)$")


def where(module: Module, line: int, what: str) -> str:
    return f"{module.place}:{line} {what}"


def test_only_the_clocks_ask_for_the_time() -> None:
    asked = [
        where(module, line, name)
        for module in modules()
        if module.name not in CLOCKS
        for name, line in calls_in(module)
        if NOW.match(name)
    ]
    assert asked == []


def test_only_the_clocks_measure_seconds() -> None:
    asked = [
        where(module, line, name)
        for module in modules()
        if module.name not in MONOTONIC
        for name, line in calls_in(module)
        if name in ("time.monotonic", "time.perf_counter", "monotonic")
    ]
    assert asked == []


def test_secrets_are_compared_in_constant_time() -> None:
    """A fake may compare as it likes; we may not tell by our haste how much of a secret was right."""
    compared = [it for module in modules() if not module.within("sandbox") for it in hasty_comparisons(module)]
    assert compared == []


@pytest.mark.parametrize("text", ["given == self.secret", "token != other", "a.signature.lower() == b"])
def test_a_hasty_comparison_is_found(text: str) -> None:
    assert is_hasty(ast.parse(text, mode="eval").body)


@pytest.mark.parametrize("text", ['secret == ""', "tokens == 3", "kind == Kind.TOKEN", "secret is None"])
def test_a_harmless_comparison_is_not_reported(text: str) -> None:
    assert not is_hasty(ast.parse(text, mode="eval").body)


def test_everything_is_caught_in_the_documented_places_only() -> None:
    broad = {
        where(module, node.lineno, "catches everything")
        for module in modules()
        if module.name not in BROAD
        for node in ast.walk(module.tree)
        if isinstance(node, ast.ExceptHandler) and is_broad(node)
    }
    assert broad == set()


def test_tasks_are_started_where_they_are_kept() -> None:
    starters = {
        module.name
        for module in modules()
        for name, _line in calls_in(module)
        if name.endswith(("create_task", "ensure_future"))
    }
    assert starters == TASK_KEEPERS


def hasty_comparisons(module: Module) -> Iterator[str]:
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Compare) and is_hasty(node):
            yield where(module, node.lineno, ast.unparse(node))


def is_hasty(node: ast.AST) -> bool:
    if not isinstance(node, ast.Compare) or not any(isinstance(it, ast.Eq | ast.NotEq) for it in node.ops):
        return False
    sides = [node.left, *node.comparators]
    return any(map(names_secret, sides)) and not any(isinstance(it, ast.Constant) for it in sides)


def names_secret(node: ast.expr) -> bool:
    """Whether an expression is called like a secret; a call is called like what it is made on."""
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name) if SECRET.search(name):
            return True
        case ast.Call(func=ast.Attribute(value=inner)):
            return names_secret(inner)
    return False


def is_broad(handler: ast.ExceptHandler) -> bool:
    """Catches everything, and does not pass it on: by ``raise``, or to the one who waits for the answer."""
    caught = ast.unparse(handler.type) if handler.type else "BaseException"
    passed_on = any(isinstance(it, ast.Raise) for it in ast.walk(handler)) or returns_error(handler)
    return bool(re.search(r"\b(Base)?Exception\b", caught)) and not passed_on


def returns_error(handler: ast.ExceptHandler) -> bool:
    returned = (it.value for it in ast.walk(handler) if isinstance(it, ast.Return) and it.value)
    names = (name.id for value in returned for name in ast.walk(value) if isinstance(name, ast.Name))
    return handler.name in set(names) - {None}

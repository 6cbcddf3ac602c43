"""Templates of texts for customers: a small, harmless part of Jinja.

A template may insert values, pass them through a few filters and choose with ``if``. It has no loops, no arithmetic
and no calls, so that none can use up the time or the memory of the desk, whatever is written into the settings.
https://jinja.palletsprojects.com/en/stable/sandbox/
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache

from jinja2 import StrictUndefined, Template, TemplateError, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment

from bot.texts.cleaning import cut

LONGEST_TEMPLATE = 1000
DEEPEST = 30
TOO_DEEP = "nested too deeply"
FILTERS = frozenset({"capitalize", "d", "default", "lower", "title", "trim", "truncate", "upper"})
TESTS = frozenset({"defined", "none"})
ALLOWED = (
    nodes.Template,
    nodes.Output,
    nodes.TemplateData,
    nodes.Name,
    nodes.Const,
    nodes.If,
    nodes.CondExpr,
    nodes.Compare,
    nodes.Operand,
    nodes.And,
    nodes.Or,
    nodes.Not,
    nodes.Concat,
    nodes.Filter,
    nodes.Test,
    nodes.Keyword,
)

# Plain text for telephones: nothing is escaped as HTML.
ENVIRONMENT = ImmutableSandboxedEnvironment(undefined=StrictUndefined, autoescape=False)
ENVIRONMENT.globals.clear()  # values only: no range, no lipsum


class BadTemplate(ValueError):
    """What is wrong, in words for the one who wrote the settings."""


def check(source: str, known: Mapping[str, str]) -> None:
    """Raises BadTemplate when it cannot be used with values named like ``known``."""
    for name in sorted(_ready(source).names - known.keys()):
        near = get_close_matches(name, known, n=1)
        hint = f"; did you mean {near[0]}?" if near else f"; there are {', '.join(sorted(known))}"
        raise BadTemplate(f"there is no value {name}{hint}")
    _fill(source, known)


def render(source: str, values: Mapping[str, str], longest: int) -> str:
    """One line, at most ``longest`` characters. Raises BadTemplate."""
    return cut(" ".join(_fill(source, values).split()), longest)


def uses(source: str, name: str) -> bool:
    """Whether the template inserts this value itself. Raises BadTemplate."""
    return name in _ready(source).names


@dataclass(frozen=True, slots=True)
class _Ready:
    template: Template
    names: frozenset[str]


@lru_cache(maxsize=64)
def _ready(source: str) -> _Ready:
    """Nothing is compiled before every part of it was found harmless."""
    if len(source) > LONGEST_TEMPLATE:
        raise BadTemplate(f"longer than {LONGEST_TEMPLATE} characters")
    try:
        tree = ENVIRONMENT.parse(source)
        for node in _nodes(tree, DEEPEST):
            _check_node(node)
        names = frozenset(name.name for name in tree.find_all(nodes.Name))
        return _Ready(ENVIRONMENT.from_string(tree), names)
    except RecursionError:
        raise BadTemplate(TOO_DEEP) from None
    except TemplateError as error:
        raise BadTemplate(f"cannot be read: {error}") from None


def _fill(source: str, values: Mapping[str, str]) -> str:
    try:
        return _ready(source).template.render(values)
    except (TemplateError, TypeError, ValueError) as error:
        if isinstance(error, BadTemplate):
            raise
        raise BadTemplate(f"cannot be filled in: {error}") from None


def _nodes(tree: nodes.Node, depth: int) -> Iterator[nodes.Node]:
    if depth == 0:
        raise BadTemplate(TOO_DEEP)
    yield tree
    for child in tree.iter_child_nodes():
        yield from _nodes(child, depth - 1)


def _check_node(node: nodes.Node) -> None:
    if isinstance(node, nodes.Filter) and node.name not in FILTERS:
        raise BadTemplate(f"the filter {node.name} is not available; there are {', '.join(sorted(FILTERS))}")
    if isinstance(node, nodes.Test) and node.name not in TESTS:
        raise BadTemplate(f"the test {node.name} is not available")
    if not isinstance(node, ALLOWED):
        raise BadTemplate(f"line {node.lineno}: only values, filters and if are allowed, not {type(node).__name__}")

"""Whatever may be given up is told to people by a name of its own."""

import ast
import re

from bot.cards.failed import KINDS
from tests.structure.source import modules

KIND = re.compile(r"(lead|card|chat|exchange|tracking)\.[a-z_]+")


def kinds_in_code() -> set[str]:
    """Constants of the program that are kinds of jobs."""
    assigned = (node.value for it in modules() for node in it.tree.body if isinstance(node, ast.Assign))
    single = (part for value in assigned for part in (value.elts if isinstance(value, ast.Tuple) else [value]))
    return {str(it.value) for it in single if isinstance(it, ast.Constant) and is_kind(it.value)}


def is_kind(value: object) -> bool:
    return isinstance(value, str) and KIND.fullmatch(value) is not None


def test_x_08_every_kind_of_job_has_a_name_on_the_dead_letter_list() -> None:
    named = {"lead.register", "card.show", "chat.remind", "exchange.move"}
    known = kinds_in_code()
    assert named <= known, "the search finds what there is"
    assert known - KINDS.keys() == set()

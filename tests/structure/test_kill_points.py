"""Points at which tests let a desk die are no part of the program: nothing in it knows of them."""

import re

from tests.structure.source import calls_in, modules

WORDS = re.compile(r"kill_?(at|points?)\b|SIGKILL", re.IGNORECASE)
# The demo pulls the plug of the desk that it started itself.
MAY_KILL = {"bot.app.demo.process"}
DEADLY = {"os.kill", "os.killpg", "os.abort", "os._exit", "signal.raise_signal"}


def test_no_module_of_the_program_mentions_kill_points() -> None:
    found = [
        f"{module.place}: {word[0]}"
        for module in modules()
        if module.name not in MAY_KILL
        for word in WORDS.finditer(module.path.read_text("utf-8"))
    ]
    assert found == []


def test_no_module_of_the_program_ends_a_process_by_force() -> None:
    found = [
        f"{module.place}:{line} {name}"
        for module in modules()
        if module.name not in MAY_KILL
        for name, line in calls_in(module)
        if name in DEADLY
    ]
    assert found == []


def test_gates_are_made_in_one_place_and_that_one_is_open() -> None:
    made = [module.name for module in modules() for name, _line in calls_in(module) if name.endswith("Gates")]
    assert made == ["bot.app.gates"]

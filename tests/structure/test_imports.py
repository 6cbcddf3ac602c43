"""Who may know whom: the table of docs/architecture.md, kept."""

import sys
from graphlib import CycleError, TopologicalSorter

import pytest

from integrations.registry import NEIGHBOURS
from tests.structure.source import Module, imports_of, is_ours, is_within, modules

SHARED = ("integrations.http", "integrations.neighbour", "integrations.values")
# What neighbours of one maker, or of one kind, have in common.
FAMILIES = {
    "bitrix24": ("integrations.bitrix_rest", "integrations.crm_texts"),
    "bitrix_site": ("integrations.bitrix_rest",),
    "retailcrm": ("integrations.crm_texts",),
}
EVERYTHING = ("bot", "desk", "handlers", "integrations", "sandbox", "scheduler", "storage")
# The first line that fits a module holds for it. Its own package is always open to it.
MAY_IMPORT = {
    "bot.app": EVERYTHING,
    "bot.cli": EVERYTHING,
    "bot": ("desk", "storage"),
    "handlers": ("desk", "bot.cards", "bot.texts"),
    "integrations.registry": ("integrations",),
    **{f"integrations.{name}": ("desk", *SHARED, *FAMILIES.get(name, ())) for name in NEIGHBOURS},
    "integrations": ("desk", *SHARED),
    "scheduler": ("desk", "storage"),
    "storage": ("desk",),
    "migrations": ("storage.columns",),
    "sandbox": (),
    "desk": (),
}
OUTSIDERS = {
    "desk": ("phonenumbers",),
    "sandbox": ("aiohttp", "multidict", "yarl", "cryptography", "jwt"),  # aiohttp's own; tokens of Voximplant
}
NOBODY_IMPORTS = ("bot.app", "bot.cli")


def rule_for(module: Module) -> tuple[str, tuple[str, ...]]:
    return next((room, allowed) for room, allowed in MAY_IMPORT.items() if module.within(room))


def trespasses(module: Module) -> list[str]:
    room, allowed = rule_for(module)
    return [
        f"{module.place}:{it.line} imports {it.name}"
        for it in imports_of(module)
        if is_ours(it.name) and not any(is_within(it.name, package) for package in (room, *allowed))
    ]


def test_each_room_imports_only_what_the_table_allows() -> None:
    assert [it for module in modules() for it in trespasses(module)] == []


def test_nobody_imports_the_composition_root_but_the_command_line() -> None:
    found = [
        f"{module.place}:{it.line} imports {it.name}"
        for module in modules()
        if not module.within(*NOBODY_IMPORTS)
        for it in imports_of(module)
        if any(is_within(it.name, package) for package in NOBODY_IMPORTS)
    ]
    assert found == []


@pytest.mark.parametrize("package", OUTSIDERS)
def test_the_core_and_the_sandbox_stand_on_few_libraries(package: str) -> None:
    assert strangers(package, (package, *OUTSIDERS[package])) == []


def test_httpx_is_touched_in_one_place() -> None:
    places = {module.name for module in modules() for it in imports_of(module) if is_within(it.name, "httpx")}
    assert places == {"integrations.http.door"}


def test_nothing_of_ours_is_imported_late_but_by_the_command_line() -> None:
    late = [
        f"{module.place}:{it.line} imports {it.name}"
        for module in modules()
        if not module.within("bot.cli")
        for it in imports_of(module)
        if it.late and is_ours(it.name)
    ]
    assert late == []


def test_there_are_no_import_cycles() -> None:
    known = {module.name for module in modules()}
    graph = {
        module.name: {it.name for it in imports_of(module) if it.name in known - {module.name} and not it.late}
        for module in modules()
    }
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        pytest.fail(" -> ".join(error.args[1]))


def strangers(package: str, welcome: tuple[str, ...]) -> list[str]:
    library = sys.stdlib_module_names
    return [
        f"{module.place}:{it.line} imports {it.name}"
        for module in modules()
        if module.within(package)
        for it in imports_of(module)
        if (top := it.name.partition(".")[0]) not in library and top not in welcome
    ]

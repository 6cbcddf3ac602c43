"""Large libraries that are slow to load are loaded by short-lived processes of their own: those that draw or bind."""

from collections.abc import Iterator

from tests.structure.source import Module, imports_of, is_within, modules

LIBRARIES = ("matplotlib", "numpy", "PIL", "openpyxl")
DESK = "bot.app.main"
DRAWING = "bot.pictures.__main__"
BINDING = "bot.workbook"


def test_only_their_own_rooms_import_them() -> None:
    places = {module.name for module in modules() if set(libraries_of(module))}
    assert places
    assert {name for name in places if not is_within(name, "bot.pictures")} == {BINDING}


def test_nothing_that_the_desk_imports_does() -> None:
    known = {module.name: module for module in modules()}
    desk = reach(DESK, known)
    assert {"bot.app.gallery", "bot.pictures.studio", "bot.pictures.scenes", "bot.sheets"} <= desk
    assert {name for name in desk if set(libraries_of(known[name]))} == set()
    assert {name for name in reach(DRAWING, known) if set(libraries_of(known[name]))}


def test_the_drawing_process_knows_nothing_of_the_desk() -> None:
    """It starts in a moment, and what it is given is all it can show. So does the one that binds."""
    known = {module.name: module for module in modules()}
    assert reach(BINDING, known) == {"bot", BINDING}
    assert {name for name in reach(DRAWING, known) if not is_within(name, "bot.pictures")} == {"bot"}


def libraries_of(module: Module) -> Iterator[str]:
    return (it.name for it in imports_of(module) if any(is_within(it.name, library) for library in LIBRARIES))


def reach(start: str, known: dict[str, Module]) -> set[str]:
    """All modules of ours that are loaded with this one, packages included."""
    found: set[str] = set()
    waiting = [start]
    while waiting:
        name = waiting.pop()
        if name in found or name not in known:
            continue
        found.add(name)
        parts = name.split(".")
        waiting += [".".join(parts[:end]) for end in range(1, len(parts))]
        waiting += [it.name for it in imports_of(known[name])]
    return found

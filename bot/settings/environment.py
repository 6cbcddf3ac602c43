"""``RINGDESK_<SECTION>__<KEY>`` of the environment, or of ``.env``, as the same tree that a TOML file gives."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import UnionType
from typing import Any, Union, get_args, get_origin

from pydantic import BaseModel

PREFIX = "RINGDESK_"
BETWEEN = "__"
OF_FILE = "_file"


@dataclass(frozen=True, slots=True)
class Mistake:
    path: str
    message: str

    def __str__(self) -> str:
        return f"{self.path}: {self.message}"


def read_environment(
    values: Mapping[str, str | None], sections: Mapping[str, Any]
) -> tuple[dict[str, Any], list[Mistake]]:
    """Names without ``__`` are left alone: Kubernetes, for one, sets RINGDESK_PORT for a service of that name.

    ``RINGDESK_<SECTION>__<KEY>_FILE`` names a file that holds the value. ``sections``: their names and types.
    """
    tree: dict[str, Any] = {}
    mistakes = []
    for path, value in _named(values):
        known = _type_at(path, sections)
        if known is None and path[-1].endswith(OF_FILE):
            path[-1] = path[-1].removesuffix(OF_FILE)
            known = _type_at(path, sections)
            if not Path(value).is_file():
                mistakes.append(Mistake(".".join(path), f"there is no file {value}"))
                continue
            _plant(tree, path, _parse(Path(value).read_text("utf-8").strip(), known))
        else:
            _plant(tree, path, _parse(value, known))
    return tree, mistakes


def _named(values: Mapping[str, str | None]) -> Iterator[tuple[list[str], str]]:
    for name, value in values.items():
        if name.upper().startswith(PREFIX) and BETWEEN in name:
            yield name[len(PREFIX) :].lower().split(BETWEEN), value or ""


def _type_at(path: list[str], sections: Mapping[str, Any]) -> Any:
    """The annotation of a setting; None when there is no such setting."""
    found = sections.get(path[0])
    for part in path[1:]:
        if get_origin(found) is dict:
            found = get_args(found)[1]
        elif isinstance(found, type) and issubclass(found, BaseModel) and part in found.model_fields:
            found = found.model_fields[part].annotation
        else:
            return None
    return found


def _parse(value: str, known: Any) -> Any:
    """Lists and tables are written as JSON; what is not JSON is refused later, with the name of its setting."""
    if not _is_many(known) or not value.lstrip().startswith(("[", "{")):
        return value
    try:
        return json.loads(value)
    except ValueError:
        return value


def _is_many(known: Any) -> bool:
    if get_origin(known) in (Union, UnionType):
        return any(map(_is_many, get_args(known)))
    return get_origin(known) in (tuple, list, dict)


def _plant(tree: dict[str, Any], path: list[str], value: Any) -> None:
    for part in path[:-1]:
        tree = tree.setdefault(part, {})
    tree[path[-1]] = value

"""All settings there are, by section: the desk's own and the neighbours'."""

from functools import cache
from typing import Annotated, Any, get_args, get_origin

from pydantic import BaseModel

from bot.settings.loading import NAMED
from bot.settings.sections import OWN, Source
from integrations.registry import NEIGHBOURS

SOURCE = "sources.*"


@cache
def sections() -> dict[str, type[BaseModel]]:
    """``sources.*`` stands for every section of a source."""
    neighbours = {name: it.section for name, it in NEIGHBOURS.items()}
    return {**OWN, SOURCE: Source, **neighbours}


def is_table(section: str, key: str) -> bool:
    """Whether a setting is written as a table of its own, ``[section.key]``."""
    return get_origin(_bare(sections()[section].model_fields[key].annotation)) is dict


def knows(path: str) -> bool:
    """Whether ``section``, ``section.key`` or ``section.table.anything`` is a setting."""
    first, *rest = path.split(".")
    if first in NAMED and first != "sources":
        return len(rest) < 2  # by names of the shop's own
    if first == "sources":
        first, rest = SOURCE, rest[1:]
    if first not in sections() or not rest:
        return first in sections()
    known = rest[0] in sections()[first].model_fields
    return known and (len(rest) == 1 or is_table(first, rest[0]))


def _bare(annotation: Any) -> Any:
    return get_args(annotation)[0] if get_origin(annotation) is Annotated else annotation

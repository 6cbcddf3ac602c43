"""Parameters of a header: ``form-data; name="a"; filename="b"`` (RFC 9110, 5.6.6), read once from left to right.

The standard library's reader is made for mail: it opens whatever codec a stranger names, falls over numbers of five
thousand digits, and counts all quotes again at every semicolon.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import unquote

_PARAMETER = re.compile(r';[ \t]*([^\s;="]+)[ \t]*=[ \t]*(?:"([^"\\]*(?:\\.[^"\\]*)*)"|([^;"]*))')


@dataclass(frozen=True, slots=True)
class Parameterised:
    """``word`` and names are lower case; of a name that comes twice the first value counts."""

    word: str
    parameters: Mapping[str, str]


def read_header(value: str) -> Parameterised:
    """What has no ``=``, or no end, is left out. Of escapes only that of a quote counts: old browsers send paths."""
    parameters: dict[str, str] = {}
    for name, quoted, plain in _PARAMETER.findall(value):
        parameters.setdefault(name.lower(), quoted.replace('\\"', '"') or plain.strip())
    return Parameterised(value.partition(";")[0].strip().lower(), parameters)


def read_file_name(parameters: Mapping[str, str]) -> str | None:
    """None: the part is no file. ``filename*`` is not for forms (RFC 7578, 4.2), but some programs send it alone."""
    if "filename" in parameters:
        return parameters["filename"]
    extended = parameters.get("filename*")
    return None if extended is None else unquote(extended.rpartition("'")[2])

"""GraphQL as far as it is needed here: one operation, without fragments and directives. https://spec.graphql.org"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

_TOKEN = re.compile(
    r"(?P<skip>[\s,\ufeff]+|#[^\n\r]*)|(?P<name>[A-Za-z_]\w*)|(?P<number>-?\d+(?:\.\d+)?)"
    r'|(?P<string>"(?:[^"\\\n]|\\.)*")|(?P<sign>\.\.\.|[!$():=@\[\]{}|&])'
)
_ESCAPE = re.compile(r'\\(u[0-9A-Fa-f]{4}|["\\/bfnrt])')
_ESCAPED = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}
END = ("end", "")


class SyntaxRefusal(Exception):
    """The text is no document."""


@dataclass(frozen=True, slots=True)
class Variable:
    name: str


@dataclass(frozen=True, slots=True)
class Name:
    """A bare word as a value: an enum, or true, false and null."""

    text: str


@dataclass(frozen=True, slots=True)
class Type:
    """``item`` for a list, else ``name``."""

    name: str = ""
    required: bool = False
    item: "Type | None" = None

    def __str__(self) -> str:
        return (f"[{self.item}]" if self.item else self.name) + ("!" if self.required else "")


@dataclass(frozen=True, slots=True)
class Field:
    name: str
    alias: str
    arguments: dict[str, Any] = field(default_factory=dict)
    fields: tuple["Field", ...] = ()


@dataclass(frozen=True, slots=True)
class Operation:
    kind: str
    name: str
    variables: dict[str, tuple[Type, Any]]
    fields: tuple[Field, ...]


MISSING = object()


class Reader:
    """Takes one token after the other. Raises SyntaxRefusal."""

    def __init__(self, text: str) -> None:
        self._tokens = [*_split(text)]
        self._at = 0

    def peek(self) -> tuple[str, str]:
        return self._tokens[self._at] if self._at < len(self._tokens) else END

    def take(self) -> tuple[str, str]:
        token = self.peek()
        self._at += 1
        return token

    def skip(self, sign: str) -> bool:
        if self.peek() == ("sign", sign):
            self._at += 1
            return True
        return False

    def need(self, sign: str) -> None:
        if not self.skip(sign):
            raise SyntaxRefusal(f"Expected {sign!r}, actual: {self.peek()[1]!r}")

    def name(self) -> str:
        kind, text = self.take()
        if kind != "name":
            raise SyntaxRefusal(f"Expected NAME, actual: {text!r}")
        return text

    def type(self) -> Type:
        if self.skip("["):
            item: Type | None = self.type()
            self.need("]")
            name = ""
        else:
            item, name = None, self.name()
        return Type(name, self.skip("!"), item)

    def value(self) -> Any:
        kind, text = self.take()
        match kind, text:
            case "sign", "$":
                return Variable(self.name())
            case "sign", "[":
                return self._list()
            case "sign", "{":
                return self._object()
            case "string", _:
                return _ESCAPE.sub(_unescape, text[1:-1])
            case "number", _:
                return float(text) if "." in text else int(text)
            case "name", _:
                return {"true": True, "false": False, "null": None}.get(text, Name(text))
        raise SyntaxRefusal(f"Expected a value, actual: {text!r}")

    def _list(self) -> list[Any]:
        values = []
        while not self.skip("]"):
            values.append(self.value())
        return values

    def _object(self) -> dict[str, Any]:
        values = {}
        while not self.skip("}"):
            name = self.name()
            self.need(":")
            values[name] = self.value()
        return values


def parse(text: str) -> Operation:
    """The only operation of a document."""
    reader = Reader(text)
    if reader.peek() == ("sign", "{"):
        operation = Operation("query", "", {}, _read_fields(reader))
    else:
        kind = reader.name()
        if kind not in ("query", "mutation"):
            raise SyntaxRefusal(f"Unexpected {kind!r}")
        name = reader.name() if reader.peek()[0] == "name" else ""
        operation = Operation(kind, name, _read_variables(reader), _read_fields(reader))
    if reader.peek() != END:
        raise SyntaxRefusal("one operation a document is understood here, without fragments")
    return operation


def _split(text: str) -> Iterator[tuple[str, str]]:
    at = 0
    while at < len(text):
        found = _TOKEN.match(text, at)
        if found is None:
            raise SyntaxRefusal(f"Unexpected character at {at}: {text[at]!r}")
        at = found.end()
        if found.lastgroup and found.lastgroup != "skip":
            yield found.lastgroup, found[0]


def _read_variables(reader: Reader) -> dict[str, tuple[Type, Any]]:
    variables: dict[str, tuple[Type, Any]] = {}
    if reader.skip("("):
        while not reader.skip(")"):
            reader.need("$")
            name = reader.name()
            reader.need(":")
            kind = reader.type()
            variables[name] = (kind, reader.value() if reader.skip("=") else MISSING)
    return variables


def _read_fields(reader: Reader) -> tuple[Field, ...]:
    reader.need("{")
    fields = []
    while not reader.skip("}"):
        fields.append(_read_field(reader))
    if not fields:
        raise SyntaxRefusal("a selection is empty")
    return tuple(fields)


def _read_field(reader: Reader) -> Field:
    alias = name = reader.name()
    if reader.skip(":"):
        name = reader.name()
    arguments = {}
    if reader.skip("("):
        while not reader.skip(")"):
            key = reader.name()
            reader.need(":")
            arguments[key] = reader.value()
    inner = _read_fields(reader) if reader.peek() == ("sign", "{") else ()
    return Field(name, alias, arguments, inner)


def _unescape(found: re.Match[str]) -> str:
    code = found[1]
    return chr(int(code[1:], 16)) if code[0] == "u" and len(code) > 1 else _ESCAPED.get(code, code)

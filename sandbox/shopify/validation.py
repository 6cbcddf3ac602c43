"""A document held against the schema, and its variables put in: nothing unknown gets any further."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from sandbox.shopify import refusals
from sandbox.shopify.language import MISSING, Field, Name, Operation, Type, Variable
from sandbox.shopify.schema import ROOTS, SCHEMA, Member, base

PLAIN = {"ID": (str, int), "String": (str,), "Int": (int,), "Boolean": (bool,), "Float": (int, float)}


@dataclass(frozen=True, slots=True)
class Request:
    """``fields`` with plain values as arguments."""

    kind: str
    name: str
    fields: tuple[Field, ...]


def validate(operation: Operation, variables: Mapping[str, Any]) -> Request:
    """Raises Refusal."""
    values = _variables(operation, variables)
    used: set[str] = set()
    root = ROOTS[operation.kind]
    fields = tuple(_field(it, root, operation, values, used) for it in operation.fields)
    for name in operation.variables:
        if name not in used:
            raise refusals.unused_variable(name)
    return Request(operation.kind, operation.name, fields)


def _variables(operation: Operation, given: Mapping[str, Any]) -> dict[str, Any]:
    values = {}
    for name, (kind, default) in operation.variables.items():
        value = given.get(name, default)
        if value is MISSING:
            if kind.required:
                raise refusals.wrong_variable(name, str(kind), "Expected value to not be null")
            continue
        try:
            values[name] = coerce(value, kind, f"${name}")
        except refusals.Refusal as refusal:
            raise refusals.wrong_variable(name, str(kind), str(refusal)) from None
    return values


def _field(field: Field, parent: str, operation: Operation, values: Mapping[str, Any], used: set[str]) -> Field:
    member = SCHEMA.types[parent].get(field.name)
    if member is None:
        raise refusals.unknown_field(field.name, parent)
    arguments = _arguments(field, member, operation, values, used)
    kind = base(member.type)
    if bool(field.fields) != (kind in SCHEMA.types):
        raise refusals.wrong_selection(field.name, kind, kind in SCHEMA.types)
    inner = tuple(_field(it, kind, operation, values, used) for it in field.fields)
    return replace(field, arguments=arguments, fields=inner)


def _arguments(
    field: Field, member: Member, operation: Operation, values: Mapping[str, Any], used: set[str]
) -> dict[str, Any]:
    found = {}
    for name, value in field.arguments.items():
        if name not in member.arguments:
            raise refusals.unknown_argument(name, field.name)
        _check_use(value, member.arguments[name], operation, used)
        if (filled := _fill(value, values)) is not MISSING:
            found[name] = coerce(filled, member.arguments[name], f"Argument '{name}' on Field '{field.name}'")
    for name, kind in member.arguments.items():
        if kind.required and name not in found:
            raise refusals.missing_argument(name, field.name)
    return found


def _check_use(value: Any, kind: Type, operation: Operation, used: set[str]) -> None:
    """A variable must be declared, with a type that fits where it stands."""
    if isinstance(value, Variable):
        if value.name not in operation.variables:
            raise refusals.unknown_variable(value.name)
        used.add(value.name)
        declared = operation.variables[value.name][0]
        if base(declared) != base(kind) or (kind.required and not declared.required):
            text = f"Type mismatch on variable ${value.name} ({declared} / {kind})"
            raise refusals.Refusal(text, "variableMismatch", variableName=value.name)
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        if isinstance(inner, Variable):
            used.add(inner.name)


def _fill(value: Any, values: Mapping[str, Any]) -> Any:
    if isinstance(value, Variable):
        return values.get(value.name, MISSING)
    if isinstance(value, dict):
        return {name: filled for name, it in value.items() if (filled := _fill(it, values)) is not MISSING}
    return [_fill(it, values) for it in value] if isinstance(value, list) else value


def coerce(value: Any, kind: Type, where: str) -> Any:
    """The value as its type wants it. Raises Refusal."""
    if value is None:
        if kind.required:
            raise refusals.wrong_value(where, str(kind))
        return None
    if kind.item:
        values = value if isinstance(value, list) else [value]
        return [coerce(it, kind.item, where) for it in values]
    if kind.name in SCHEMA.inputs:
        return _coerce_object(value, kind, where)
    if kind.name in SCHEMA.enums:
        word = value.text if isinstance(value, Name) else value
        if word not in SCHEMA.enums[kind.name]:
            raise refusals.wrong_value(where, str(kind))
        return word
    fits = isinstance(value, PLAIN.get(kind.name, (str,)))
    if not fits or (isinstance(value, bool) and kind.name != "Boolean"):
        raise refusals.wrong_value(where, str(kind))
    return str(value) if kind.name == "ID" else value


def _coerce_object(value: Any, kind: Type, where: str) -> dict[str, Any]:
    members = SCHEMA.inputs[kind.name]
    if not isinstance(value, dict):
        raise refusals.wrong_value(where, str(kind))
    if strange := sorted(value.keys() - members.keys()):
        raise refusals.unknown_argument(strange[0], kind.name)
    for name, member in members.items():
        if member.type.required and value.get(name) is None:
            raise refusals.missing_argument(name, kind.name)
    return {name: coerce(it, members[name].type, f"{where}.{name}") for name, it in value.items()}

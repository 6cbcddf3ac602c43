"""Errors as Shopify words them: those of the document, those of access and limits, and those of the business."""

from typing import Any


class Refusal(Exception):
    """Of the whole request: nothing was done."""

    def __init__(self, message: str, code: str, **more: Any) -> None:
        super().__init__(message)
        self.error = {"message": message, "extensions": {"code": code, **more}}


class UserMistake(Exception):
    """Understood and refused: a row of ``userErrors``."""

    def __init__(self, message: str, *field: str, code: str = "INVALID") -> None:
        super().__init__(message)
        self.field = list(field) or None
        self.code = code


def unknown_field(field: str, kind: str) -> Refusal:
    text = f"Field '{field}' doesn't exist on type '{kind}'"
    return Refusal(text, "undefinedField", typeName=kind, fieldName=field)


def unknown_argument(argument: str, field: str) -> Refusal:
    text = f"Field '{field}' doesn't accept argument '{argument}'"
    return Refusal(text, "argumentNotAccepted", name=field, argumentName=argument)


def missing_argument(argument: str, field: str) -> Refusal:
    text = f"Field '{field}' is missing required arguments: {argument}"
    return Refusal(text, "missingRequiredArguments", name=field, arguments=argument)


def wrong_selection(field: str, kind: str, wanted: bool) -> Refusal:
    text = "must have selections" if wanted else "must not have selections"
    return Refusal(f"Field {text} (field '{field}' of type {kind})", "selectionMismatch", nodeName=field)


def wrong_value(where: str, kind: str) -> Refusal:
    return Refusal(f"{where} has an invalid value. Expected type '{kind}'.", "argumentLiteralsIncompatible")


def wrong_variable(name: str, kind: str, why: str) -> Refusal:
    return Refusal(f"Variable ${name} of type {kind} was provided invalid value: {why}", "INVALID_VARIABLE")


def unknown_variable(name: str) -> Refusal:
    return Refusal(f"Variable ${name} is used but not declared", "variableNotDefined", variableName=name)


def unused_variable(name: str) -> Refusal:
    return Refusal(f"Variable ${name} is declared but not used", "variableNotUsed", variableName=name)


def denied(field: str, scope: str) -> dict[str, Any]:
    text = f"Access denied for {field} field. Required access: `{scope}` access scope."
    return {
        "message": text,
        "extensions": {"code": "ACCESS_DENIED", "documentation": "https://shopify.dev/api/usage/access-scopes"},
    }

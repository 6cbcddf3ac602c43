"""Refusals of the API: they have no numbers, only a message and perhaps the fields at fault."""


class Refusal(Exception):
    """``fields`` maps a parameter to the words said about it."""

    def __init__(self, message: str, status: int, fields: dict[str, list[str]] | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.fields = fields


def refuse_credentials() -> Refusal:
    return Refusal("Your request was made with invalid credentials.", 401)


def refuse_money() -> Refusal:
    return Refusal("Insufficient balance.", 200)

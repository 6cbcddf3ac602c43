"""The vocabulary of failure. Every port raises one of these and nothing else.

``Temporary``     certainly not done; worth another try, no sooner than ``retry_after``
``Rejected``      understood and refused; trying again changes nothing
``Unauthorised``  our credentials are not accepted (any more); a person has to mend them
``Unknown``       nobody can tell whether it was done; never repeat on a guess
``Ignored``       an expected fact that changes nothing, and why
"""

OUT_OF_ORDER = "out_of_order"  # code of a Temporary: after a row of failures a neighbour is not asked for a while


class DeskError(Exception):
    """``reason`` is plain text for people: no secrets, no full phone numbers, no markup."""

    def __init__(self, reason: str, *, code: str = "") -> None:
        super().__init__(f"{code}: {reason}" if code else reason)
        self.reason = reason
        self.code = code


class Temporary(DeskError):
    """Not done, and worth trying again. ``retry_after`` in seconds, where the neighbour named it.

    ``blameless`` failures (an open breaker, a pause) do not use up a try.
    """

    def __init__(
        self, reason: str, *, code: str = "", retry_after: float | None = None, blameless: bool = False
    ) -> None:
        super().__init__(reason, code=code)
        self.retry_after = retry_after
        self.blameless = blameless


class Rejected(DeskError):
    """Refused for good. ``field`` names what was wrong, where the neighbour said so."""

    def __init__(self, reason: str, *, code: str = "", field: str = "") -> None:
        super().__init__(reason, code=code)
        self.field = field


class Unauthorised(DeskError):
    """Credentials or rights are missing, expired for good, or revoked."""


class Unknown(DeskError):
    """The request may or may not have taken effect (a lost answer)."""


class Ignored(DeskError):
    """Nothing to do, for a reason worth writing down."""


class NotFound(DeskError):
    """There is no such thing here."""


class Conflict(DeskError):
    """The state does not allow it (any more); ``reason`` says what stands in the way."""

"""The service's error codes, and the two ways a request is refused.

Codes: https://voximplant.com/docs/references/httpapi/errors
"""

TEXTS = {
    100: "Authorization failed",
    101: "Invalid parameter",
    102: "No command",
    103: "Unknown command",
    104: "Forbidden command for the role",
    111: "Wrong date format",
    121: "Invalid phone number",
    123: "Wrong date range",
    127: "Insufficient funds",
    132: "Invalid scenario_id",
    134: "Required parameter is empty",
    147: "Invalid rule_id",
    156: "Invalid rule_name",
    375: "The rule has no scenarios",
    385: "SMS failed to send.",
    386: "SMS is disabled for the number",
    398: "Invalid callback_url",
    399: "Invalid callback_salt",
    422: "Invalid source number",
    423: "Invalid destination number",
    433: "Unknown key",
    447: "Malformed JWT",
    454: "JWT lives for too long",
    455: "JWT is issued in the future",
    456: "JWT is expired",
    507: "Invalid src_number",
    508: "Invalid text",
    509: "A2P SMS is disabled for the account",
    528: "SMS is not supported by the number",
}


class ApiError(Exception):
    """An error envelope; it travels with HTTP 200. ``field`` names the parameter at fault."""

    def __init__(self, code: int, field: str = "", msg: str = "") -> None:
        super().__init__(code, field)
        self.code = code
        self.field = field
        self.msg = msg or TEXTS[code]

    def envelope(self) -> dict[str, object]:
        error: dict[str, object] = {"code": self.code, "msg": self.msg}
        if self.field:
            error["field_name"] = self.field
        return {"error": error}


class TooManyRequests(Exception):
    """More starts at once than the account may have: HTTP 429, no envelope."""

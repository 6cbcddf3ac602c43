"""Error bodies (https://www.twilio.com/docs/api/errors)."""

from aiohttp import web

_TEXTS = {
    20003: (401, "Authenticate"),
    20404: (404, "The requested resource {} was not found"),
    20429: (429, "Too Many Requests"),
    21211: (400, "The 'To' number {} is not a valid phone number."),
    21602: (400, "Message body is required."),
    21603: (400, "A 'From' phone number is required."),
    21604: (400, "A 'To' phone number is required."),
    21606: (400, "The From phone number {} is not a valid, SMS-capable inbound phone number for your account."),
    21608: (400, "The number {} is unverified. Trial accounts cannot send messages to unverified numbers."),
    21609: (400, "The 'StatusCallback' URL {} is not a valid URL."),
    21610: (400, "Attempt to send to unsubscribed recipient"),
    21611: (400, "This 'From' number has exceeded the maximum number of queued messages"),
    21612: (400, "The 'To' phone number: {}, is not currently reachable using the 'From' phone number"),
    21614: (400, "'To' number is not a valid mobile number"),
    21617: (400, "The concatenated message body exceeds the 1600 character limit"),
    21659: (400, "'From' {} is not a Twilio phone number or Short Code country mismatch"),
    20001: (400, "Parameter {} is not supported here"),
}


class Refusal(Exception):
    """``about`` is put into the message where the service names the value at fault."""

    def __init__(self, code: int, about: str = "") -> None:
        status, text = _TEXTS[code]
        super().__init__(text.format(about))
        self.code = code
        self.status = status

    def body(self) -> dict[str, str | int]:
        return {
            "code": self.code,
            "message": str(self),
            "more_info": f"https://www.twilio.com/docs/errors/{self.code}",
            "status": self.status,
        }


def write_refusal(refusal: Refusal) -> web.Response:
    return web.json_response(refusal.body(), status=refusal.status)

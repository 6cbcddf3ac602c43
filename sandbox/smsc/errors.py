"""Error codes of the send and status methods (https://smsc.ru/api/http/send/sms/)."""

TEXTS = {
    1: "parameters error",
    2: "authorise error",
    3: "not enough money",
    4: "IP is blocked",
    5: "date format error",
    6: "message is denied",
    7: "invalid phone number",
    8: "can't to deliver",
    9: "duplicate request, wait a minute",
}


class Refusal(Exception):
    """``code`` is the error code of the answer; ``client_id`` is echoed where the service does so."""

    def __init__(self, code: int, client_id: str = "") -> None:
        super().__init__(TEXTS[code])
        self.code = code
        self.client_id = client_id

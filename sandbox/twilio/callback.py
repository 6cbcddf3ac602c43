"""Status callbacks and their signature (https://www.twilio.com/docs/usage/security)."""

import base64
import hashlib
import hmac
from collections.abc import Mapping
from datetime import datetime
from urllib.parse import urlencode

from sandbox.kit.sms_fates import Stage
from sandbox.kit.sms_reports import Report
from sandbox.twilio.message import VERSION, TwilioMessage, error_code, status_word


def sign(token: str, url: str, fields: Mapping[str, str]) -> str:
    """Over the address exactly as configured, then every field sorted by name, name and value glued."""
    text = url + "".join(name + fields[name] for name in sorted(fields))
    return base64.b64encode(hmac.digest(token.encode(), text.encode(), hashlib.sha1)).decode()


def write_callback(token: str, message: TwilioMessage, stage: Stage) -> Report:
    fields = _fields(message, stage)
    headers = {
        "Content-Type": "application/x-www-form-urlencoded; charset=utf-8",
        "X-Twilio-Signature": sign(token, message.callback, fields),
    }
    return Report("POST", message.callback, urlencode(fields).encode(), headers)


def _fields(message: TwilioMessage, stage: Stage) -> dict[str, str]:
    word, code = status_word(message, stage), error_code(message, stage)
    fields = {
        "MessageSid": message.key,
        "SmsSid": message.key,
        "MessageStatus": word,
        "SmsStatus": word,
        "To": f"+{message.number}",
        "From": message.sender,
        "AccountSid": message.account,
        "ApiVersion": VERSION,
    }
    if message.service:
        fields["MessagingServiceSid"] = message.service
    if code is not None:
        fields["ErrorCode"] = str(code)
    if stage == "ended":
        fields["RawDlrDoneDate"] = _short_date(message.journey.ended)
    return fields


def _short_date(moment: datetime) -> str:
    return moment.strftime("%y%m%d%H%M")

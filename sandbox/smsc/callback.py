"""The status callback of the account (https://smsc.ru/api/http/miscellaneous/callback/)."""

import hashlib
import json
import zlib
from dataclasses import dataclass
from typing import Literal
from urllib.parse import parse_qs, urlencode, urlsplit

from sandbox.kit.sms_fates import Stage
from sandbox.kit.sms_reports import Report
from sandbox.smsc.message import SmscMessage, error_code, status_code
from sandbox.smsc.status import show_date


@dataclass(slots=True)
class CallbackSettings:
    """What the cabinet holds; an empty ``url`` means no callbacks, an empty ``secret`` no signature."""

    url: str = ""
    method: Literal["GET", "POST"] = "GET"
    secret: str = ""


def write_callback(settings: CallbackSettings, message: SmscMessage, stage: Stage) -> Report:
    fields = _fields(message, stage) | sign(settings.secret, message, status_code(message, stage))
    if settings.method == "GET":
        glue = "&" if urlsplit(settings.url).query else "?"
        return Report("GET", settings.url + glue + urlencode(fields))
    if parse_qs(urlsplit(settings.url).query).get("fmt") == ["3"]:
        return Report("POST", settings.url, json.dumps(fields).encode(), {"Content-Type": "application/json"})
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    return Report("POST", settings.url, urlencode(fields).encode(), form)


def sign(secret: str, message: SmscMessage, status: int) -> dict[str, str]:
    """Three sums over ``id:phone:status:secret``; the receiver may check any."""
    if not secret:
        return {}
    text = f"{message.key}:{message.number}:{status}:{secret}".encode()
    return {
        "md5": hashlib.md5(text, usedforsecurity=False).hexdigest(),
        "sha1": hashlib.sha1(text, usedforsecurity=False).hexdigest(),
        "crc32": str(zlib.crc32(text)),
    }


def _fields(message: SmscMessage, stage: Stage) -> dict[str, str]:
    moment = message.journey.ended if stage == "ended" else message.journey.handed
    return {
        "id": message.key,
        "phone": message.number,
        "status": str(status_code(message, stage)),
        "time": show_date(moment),
        "ts": str(int(moment.timestamp())),
        "err": str(error_code(message, stage)),
        "cnt": str(message.parts),
        "cost": f"{message.cost:.2f}",
        "type": "0",
        "mcc": "250",
        "mnc": "1",
    }

"""SMS Aero's HTTP, version 2: JSON in, an envelope of success, data and message out."""

from collections.abc import Mapping
from typing import Any

from desk.errors import DeskError, Temporary, Unknown
from integrations.http import Answer, Http, HttpFactory, Limits, refuse
from integrations.smsaero.config import SmsaeroSection
from integrations.smsaero.vocabulary import explain_refusal

LIMITS = Limits(parallel=5)  # the service's limits are not published
REFUSALS = ("reject", "no credits")  # of older versions
ACCESS = (401, 403, 429)  # their status says more than their words


class SmsaeroClient:
    def __init__(self, http: Http, email: str, api_key: str) -> None:
        self._http = http
        self._auth = (email, api_key)

    async def ask(self, method: str, fields: Mapping[str, Any], *, repeatable: bool) -> Any:
        """What the answer holds in ``data``. Raises the errors of ``desk.errors``."""
        answer = await self._http.request(
            "POST", f"/v2/{method}", operation=method, repeatable=repeatable, json=dict(fields), auth=self._auth
        )
        return _read(answer, method, repeatable)


def open_client(factory: HttpFactory, section: SmsaeroSection) -> SmsaeroClient:
    http = factory.open("smsaero", section.api_url, LIMITS)
    return SmsaeroClient(http, section.email, section.api_key.get_secret_value())


def _read(answer: Answer, method: str, repeatable: bool) -> Any:
    """Refusals come with 200 or 400: which, is not documented, so the envelope decides."""
    told = _envelope(answer)
    if told.get("success") is True and answer.status < 300:
        return told.get("data")
    refused = told.get("success") is False or told.get("result") in REFUSALS
    if refused and answer.status < 500 and answer.status not in ACCESS:
        raise explain_refusal(told)
    raise _refuse_page(answer, method, repeatable)


def _envelope(answer: Answer) -> dict[str, Any]:
    try:
        told = answer.json()
    except ValueError:
        return {}
    return told if isinstance(told, dict) else {}


def _refuse_page(answer: Answer, method: str, repeatable: bool) -> DeskError:
    if answer.status >= 300:
        return refuse(answer, repeatable=repeatable)
    reason = f"smsaero {method}: the answer is not understood"
    return Temporary(reason) if repeatable else Unknown(reason)

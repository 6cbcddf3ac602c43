"""SMSC's HTTP: form fields in, JSON out, errors inside a 200 (https://smsc.ru/api/http/)."""

from collections.abc import Mapping
from typing import Any

from desk.errors import DeskError, Temporary, Unknown
from integrations.http import Answer, Http, HttpFactory, Limits, refuse
from integrations.smsc.config import SmscSection
from integrations.smsc.vocabulary import explain_error

LIMITS = Limits(parallel=8)  # the 16th request at once is refused, and other programs may use the account
FORMAT = {"charset": "utf-8", "fmt": "3"}  # without charset the text is read as windows-1251


class SmscClient:
    """One account. Passwords travel in the body of a POST, so that no log of addresses has them."""

    def __init__(self, http: Http, credentials: Mapping[str, str]) -> None:
        self._http = http
        self._credentials = dict(credentials)

    async def ask(self, operation: str, fields: Mapping[str, str], *, repeatable: bool) -> dict[str, Any]:
        """The answer of ``/sys/{operation}.php``. Raises the errors of ``desk.errors``."""
        answer = await self._http.request(
            "POST",
            f"/sys/{operation}.php",
            operation=operation,
            repeatable=repeatable,
            data={**self._credentials, **fields, **FORMAT},
        )
        return _read(answer, operation, repeatable)


def open_client(factory: HttpFactory, section: SmscSection) -> SmscClient:
    return SmscClient(factory.open("smsc", section.api_url, LIMITS), section.credentials())


def _read(answer: Answer, operation: str, repeatable: bool) -> dict[str, Any]:
    """Whatever the HTTP status: whether errors always come with 200 is not documented."""
    try:
        told = answer.json()
    except ValueError:
        told = None
    if not isinstance(told, dict):
        raise _refuse_page(answer, operation, repeatable)
    if "error_code" in told or "error" in told:
        raise explain_error(str(told.get("error_code", "")), str(told.get("error", "")), repeatable=repeatable)
    if answer.status != 200:
        raise refuse(answer, repeatable=repeatable)
    return told


def _refuse_page(answer: Answer, operation: str, repeatable: bool) -> DeskError:
    if answer.status != 200:
        return refuse(answer, repeatable=repeatable)
    reason = f"smsc {operation}: the answer is no JSON object"
    return Temporary(reason) if repeatable else Unknown(reason)

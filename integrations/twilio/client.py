"""Twilio's HTTP: form in, JSON out (https://www.twilio.com/docs/messaging/api/message-resource)."""

from collections.abc import AsyncIterator, Mapping
from typing import Any

from desk.errors import DeskError, Temporary, Unknown
from integrations.http import Answer, Http, HttpFactory, Limits, refuse
from integrations.twilio.config import TwilioSection
from integrations.twilio.vocabulary import explain_refusal

LIMITS = Limits(parallel=10)  # how fast a number sends is Twilio's own queue; too many requests are told by 429
VERSION = "/2010-04-01/"
ACCESS = (401, 403, 429)  # their status says more than their words
MOST_PAGES = 10
PAGE_SIZE = "100"


class TwilioClient:
    """One account."""

    def __init__(self, http: Http, account_sid: str, auth_token: str) -> None:
        self._http = http
        self._auth = (account_sid, auth_token)
        self._account = f"{VERSION}Accounts/{account_sid}"

    async def create(self, fields: Mapping[str, str]) -> dict[str, Any]:
        """A new message. Raises the errors of ``desk.errors``."""
        answer = await self._http.request(
            "POST", f"{self._account}/Messages.json", operation="send", repeatable=False, data=fields, auth=self._auth
        )
        return _read(answer, "send", repeatable=False)

    async def read(self, sid: str) -> dict[str, Any]:
        return await self._get(f"{self._account}/Messages/{sid}.json", "status")

    async def balance(self) -> dict[str, Any]:
        return await self._get(f"{self._account}/Balance.json", "balance")

    async def messages(self, to: str) -> AsyncIterator[dict[str, Any]]:
        """Messages to one number, newest first. Raises Unknown when there are too many to look through.

        Not filtered by ``DateSent``: a message that still waits has no such date.
        """
        page = await self._get(f"{self._account}/Messages.json", "list", {"To": to, "PageSize": PAGE_SIZE})
        for _ in range(MOST_PAGES):
            for message in _read_messages(page):
                yield message
            following = str(page.get("next_page_uri") or "")
            if not following.startswith(VERSION):
                return
            page = await self._get(following, "list")
        raise Unknown("twilio list: too many messages to this number to look through")

    async def _get(self, path: str, operation: str, params: Mapping[str, str] | None = None) -> dict[str, Any]:
        answer = await self._http.request(
            "GET", path, operation=operation, repeatable=True, params=params, auth=self._auth
        )
        return _read(answer, operation, repeatable=True)


def open_client(factory: HttpFactory, section: TwilioSection) -> TwilioClient:
    http = factory.open("twilio", section.api_url, LIMITS)
    return TwilioClient(http, section.account_sid, section.auth_token.get_secret_value())


def _read(answer: Answer, operation: str, *, repeatable: bool) -> dict[str, Any]:
    told = _object(answer)
    if 200 <= answer.status < 300 and told:
        return told
    if 400 <= answer.status < 500 and answer.status not in ACCESS and told:
        raise explain_refusal(told)
    raise _refuse_page(answer, operation, repeatable)


def _read_messages(page: Mapping[str, Any]) -> list[dict[str, Any]]:
    messages = page.get("messages")
    if not isinstance(messages, list) or not all(isinstance(it, dict) for it in messages):
        raise Temporary("twilio list: the answer holds no messages")
    return messages


def _object(answer: Answer) -> dict[str, Any]:
    try:
        told = answer.json()
    except ValueError:
        return {}
    return told if isinstance(told, dict) else {}


def _refuse_page(answer: Answer, operation: str, repeatable: bool) -> DeskError:
    if answer.status >= 300:
        return refuse(answer, repeatable=repeatable)
    reason = f"twilio {operation}: the answer is no JSON object"
    return Temporary(reason) if repeatable else Unknown(reason)

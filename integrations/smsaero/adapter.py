"""Our SMS port in SMS Aero's words."""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from typing import Any

from desk.errors import Rejected, Unknown
from desk.model import Balance
from desk.ports import Health, Repeatability, SentSms, Sms, SmsReport
from desk.sms import is_same, read_price
from integrations.smsaero.client import SmsaeroClient
from integrations.smsaero.vocabulary import REFUSED, explain_failure, read_status
from integrations.smsaero.webhook import ReportAddress

MOST_PAGES = 20
SKEW = timedelta(minutes=2)  # their clock against ours


class SmsaeroGateway:
    """Sending is *queryable*: by the service's id, or by number, text and time, as it keeps no id of ours."""

    name = "smsaero"
    repeatability = Repeatability.QUERYABLE

    def __init__(self, client: SmsaeroClient, sender: str, address: ReportAddress) -> None:
        self._client = client
        self._sender = sender
        self._address = address

    async def send(self, sms: Sms) -> SentSms:
        fields = {"number": _digits(sms.phone), "text": sms.text, "sign": self._sender}
        if self._address.is_open:
            fields |= {"callbackUrl": self._address.of(sms.ref), "callbackFormat": "JSON"}
        message = await self._client.ask("sms/send", fields, repeatable=False)
        if not isinstance(message, dict) or not str(message.get("id")).isdecimal():
            raise Unknown("smsaero sms/send: the answer names no message")
        if str(message.get("status")) == REFUSED:
            raise Rejected(explain_failure(REFUSED), code=REFUSED)
        return SentSms(str(message["id"]), cost=read_price(message.get("cost")))

    async def find(self, sms: Sms, provider_id: str, since: datetime) -> SmsReport | None:
        if provider_id.isdecimal():
            return await self._find_by_id(sms, provider_id)
        found = [row async for row in self._rows(_digits(sms.phone)) if _is_ours(row, sms, since - SKEW)]
        return _report(sms, min(found, key=_created)) if found else None

    async def check(self) -> Health:
        told = await self._client.ask("balance", {}, repeatable=True)
        amount = read_price(told.get("balance")) if isinstance(told, dict) else None
        if amount is None:
            return Health(True, "the balance is not shown")
        return Health(amount > 0, f"balance {amount} RUB", Balance(amount, "RUB"))

    async def _find_by_id(self, sms: Sms, provider_id: str) -> SmsReport | None:
        try:
            message = await self._client.ask("sms/status", {"id": int(provider_id)}, repeatable=True)
        except Rejected as error:
            if error.field == "id" or error.code == "404":
                return None
            raise
        return _report(sms, message) if isinstance(message, dict) else None

    async def _rows(self, number: str) -> AsyncIterator[dict[str, Any]]:
        """Every message to the number. The text is compared here: how the service filters by it is not documented."""
        seen = 0
        for page in range(1, MOST_PAGES + 1):
            told = await self._client.ask("sms/list", {"number": number, "page": page}, repeatable=True)
            # Rows have the keys "0", "1", …; "links" and "totalCount" stand beside them.
            rows = _read_rows(told)
            for row in rows:
                yield row
            seen += len(rows)
            if not rows or seen >= int(read_price(told.get("totalCount")) or seen):
                return
        raise Unknown("smsaero sms/list: too many messages to this number to look through")


def _read_rows(told: Any) -> list[dict[str, Any]]:
    rows = told.items() if isinstance(told, dict) else ()
    return [row for key, row in rows if key.isdecimal() and isinstance(row, dict)]


def _digits(phone: str) -> str:
    return phone.removeprefix("+")


def _is_ours(row: dict[str, Any], sms: Sms, since: datetime) -> bool:
    same_number = str(row.get("number", "")).removeprefix("+") == _digits(sms.phone)
    return same_number and is_same(str(row.get("text", "")), sms.text) and _created(row) >= since.timestamp()


def _created(row: dict[str, Any]) -> float:
    """Unix seconds. A row without its date is taken for ours: better one SMS less than one twice."""
    created = read_price(row.get("dateCreate"))
    return float("inf") if created is None else float(created)


def _report(sms: Sms, message: dict[str, Any]) -> SmsReport:
    code = str(message.get("status", ""))
    key, cost = str(message.get("id", "")), read_price(message.get("cost"))
    return SmsReport(sms.ref, key, read_status(code), code, explain_failure(code), cost)

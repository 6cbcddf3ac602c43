"""SMS under a sender name (A2P). Sending is *queryable*: by message id, else by number, time and text.

https://voximplant.com/docs/references/httpapi/sms
"""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from desk.errors import Rejected, Unknown
from desk.ports import Health, Repeatability, SentSms, Sms, SmsReport, SmsStatus
from integrations.voximplant.checks import Finding, check_balance, conclude, read_account
from integrations.voximplant.client import Client, widen
from integrations.voximplant.codes import refuse
from integrations.voximplant.numbers import mask, read_amount, read_id, strip_digits
from integrations.voximplant.vocabulary import DELIVERIES

LONGEST = 1600  # characters
SLACK = timedelta(minutes=1)
ERROR, WAITING_OR_DONE = "2", ("1", "3")  # status_id, where there is no delivery_status


class VoximplantSms:
    """The service knows neither our ref nor a repeat: each message is sent once."""

    name = "voximplant"
    repeatability = Repeatability.QUERYABLE

    def __init__(self, client: Client, sender: str, low_balance: Decimal | None) -> None:
        self._client = client
        self._sender = sender
        self._low_balance = low_balance

    async def send(self, sms: Sms) -> SentSms:
        """One destination a request, so that one answer is one outcome. The text is not stored over there."""
        if len(sms.text) > LONGEST:
            raise Rejected(f"an SMS has at most {LONGEST} characters", field="text")
        fields = {"src_number": self._sender, "dst_numbers": strip_digits(sms.phone), "text": sms.text}
        answer = await self._client.ask("A2PSendSms", fields, repeatable=False)
        failed = answer.get("failed")
        if failed:
            raise _refuse_one(failed)
        return SentSms(_read_sent(answer["result"]), _read_parts(answer.get("fragments_count")))

    async def find(self, sms: Sms, provider_id: str, since: datetime) -> SmsReport | None:
        """Without an id the answer counts only when exactly one message to that number left in that time."""
        fields = {"message_id": provider_id} if provider_id else self._window(sms, since)
        rows = await self._client.rows("A2PGetSmsHistory", {**fields, "count": "20"})
        if provider_id:
            mine = [row for row in rows if _read_message_id(row) == provider_id]
        else:
            mine = [row for row in rows if self._could_be(sms, row)]
        return _report(sms, mine[0]) if len(mine) == 1 else None

    async def check(self) -> Health:
        account = await read_account(self._client)
        allowed = Finding(account.sends_sms, "A2P SMS is on" if account.sends_sms else "A2P SMS is off")
        return conclude(account, [check_balance(account, self._low_balance), allowed])

    def _window(self, sms: Sms, since: datetime) -> dict[str, str]:
        dates = widen(since, self._client.now(), SLACK)
        return {**dates, "source_number": self._sender, "destination_number": strip_digits(sms.phone)}

    def _could_be(self, sms: Sms, row: dict[str, Any]) -> bool:
        """Rows hold the text only when it was stored; one that does must be ours."""
        same_number = strip_digits(str(row.get("destination_number"))) == strip_digits(sms.phone)
        same_sender = row.get("source_number") in (None, "", self._sender)
        return same_number and same_sender and row.get("text") in (None, "", sms.text)


def _read_sent(result: Any) -> str:
    """The new message's id. A success without any is none: nobody can tell what was done."""
    rows = result if isinstance(result, list) else [result]
    key = _read_message_id(rows[0]) if rows and isinstance(rows[0], dict) else ""
    if not key:
        raise Unknown("Voximplant: an unexpected answer to A2PSendSms")
    return key


def _read_message_id(row: dict[str, Any]) -> str:
    return read_id(row.get("message_id")) or read_id(row.get("transaction_id"))


def _read_parts(count: Any) -> int | None:
    return count if isinstance(count, int) and not isinstance(count, bool) else None


def _refuse_one(failed: Any) -> Exception:
    one = failed[0] if isinstance(failed, list) else failed
    code = one.get("error_code") if isinstance(one, dict) else None
    details = {**one, "code": code} if isinstance(one, dict) else one
    return refuse(details, repeatable=False)


def _report(sms: Sms, row: dict[str, Any]) -> SmsReport:
    raw = read_id(row.get("delivery_status"))
    return SmsReport(
        ref=sms.ref,
        provider_id=_read_message_id(row),
        status=DELIVERIES.get(raw.upper(), SmsStatus.UNKNOWN) if raw else _by_status_id(row),
        raw=raw or read_id(row.get("status_id")),
        reason=mask(str(row.get("error_message") or "")),
        cost=read_amount(row.get("cost")),
    )


def _by_status_id(row: dict[str, Any]) -> SmsStatus:
    """Of a row without a delivery: the gateway took it, or it did not."""
    status = read_id(row.get("status_id"))
    if status == ERROR:
        return SmsStatus.FAILED
    return SmsStatus.SENT if status in WAITING_OR_DONE else SmsStatus.UNKNOWN

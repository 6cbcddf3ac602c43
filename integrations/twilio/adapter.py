"""Our SMS port in Twilio's words."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlencode

from desk.errors import Rejected, Unknown
from desk.model import Balance
from desk.ports import Health, Repeatability, SentSms, Sms, SmsReport
from desk.sms import is_same, read_price
from integrations.twilio.client import TwilioClient
from integrations.twilio.vocabulary import explain_failure, read_status

SKEW = timedelta(minutes=2)  # their clock against ours
NOT_FOUND = ("20404", "404")
TRIAL = "Sent from your Twilio trial account - "  # put before every text of a trial account


class TwilioGateway:
    """Sending is *queryable*: by SID, or by number, text and time, as messages have no idempotency key."""

    name = "twilio"
    repeatability = Repeatability.QUERYABLE

    def __init__(self, client: TwilioClient, sender: dict[str, str], public_url: str) -> None:
        self._client = client
        self._sender = sender
        self._public_url = public_url

    async def send(self, sms: Sms) -> SentSms:
        fields = {"To": sms.phone, "Body": sms.text, **self._sender}
        if self._public_url:
            fields["StatusCallback"] = f"{self._public_url}/hooks/twilio?{urlencode({'ref': sms.ref})}"
        message = await self._client.create(fields)
        if not message.get("sid"):
            raise Unknown("twilio send: the answer names no message")
        return SentSms(str(message["sid"]), _read_count(message.get("num_segments")), _read_cost(message))

    async def find(self, sms: Sms, provider_id: str, since: datetime) -> SmsReport | None:
        """The oldest fitting message from ``since`` on; the list is newest first and ends there."""
        if provider_id:
            return await self._find_by_id(sms, provider_id)
        found = None
        async for message in self._client.messages(sms.phone):
            if _created(message) < since - SKEW:
                break
            if _is_ours(message, sms):
                found = message
        return _report(sms, found) if found else None

    async def check(self) -> Health:
        told = await self._client.balance()
        amount = read_price(told.get("balance"))
        if amount is None:
            return Health(True, "the balance is not shown")
        balance = Balance(amount, str(told.get("currency", "")))
        return Health(amount > 0, f"balance {amount} {balance.currency}".rstrip(), balance)

    async def _find_by_id(self, sms: Sms, sid: str) -> SmsReport | None:
        try:
            return _report(sms, await self._client.read(sid))
        except Rejected as error:
            if error.code in NOT_FOUND:
                return None
            raise


def _is_ours(message: dict[str, Any], sms: Sms) -> bool:
    body = str(message.get("body", "")).removeprefix(TRIAL)
    return str(message.get("direction", "")).startswith("outbound") and is_same(body, sms.text)


def _created(message: dict[str, Any]) -> datetime:
    """A message without its date is taken for a new one: better one SMS less than one twice."""
    try:
        return parsedate_to_datetime(str(message.get("date_created"))).astimezone(UTC)
    except ValueError:
        return datetime.max.replace(tzinfo=UTC)


def _report(sms: Sms, message: dict[str, Any]) -> SmsReport:
    word = str(message.get("status", ""))
    reason = explain_failure(str(message.get("error_code") or ""))
    return SmsReport(sms.ref, str(message.get("sid", "")), read_status(word), word, reason, _read_cost(message))


def _read_cost(message: dict[str, Any]) -> Decimal | None:
    """Prices are negative: what was taken from the balance."""
    price = read_price(message.get("price"))
    return None if price is None else price.copy_abs()


def _read_count(value: Any) -> int | None:
    """A messaging service answers "0" while it has not chosen a number yet."""
    return int(value) or None if str(value).isdecimal() else None

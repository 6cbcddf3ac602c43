"""Our SMS port in SMSC's words."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from desk.errors import Unknown
from desk.model import Balance
from desk.ports import Health, Repeatability, SentSms, Sms, SmsReport
from desk.sms import read_price
from integrations.smsc.client import SmscClient
from integrations.smsc.vocabulary import NOT_FOUND, explain_failure, read_status

PRICE_AND_BALANCE = "3"
PLAN_OF_SEVEN = "+7"
CURRENCIES = {"RUR": "RUB"}  # the code of before 1998 is still written


class SmscGateway:
    """Sending is *queryable*: the message carries our ref as its id, and the status can be asked by it."""

    name = "smsc"
    repeatability = Repeatability.QUERYABLE

    def __init__(self, client: SmscClient, sender: str) -> None:
        self._client = client
        self._sender = sender

    async def send(self, sms: Sms) -> SentSms:
        fields = {"phones": _address(sms.phone), "mes": sms.text, "id": sms.ref, "cost": PRICE_AND_BALANCE}
        if self._sender:
            fields["sender"] = self._sender
        told = await self._client.ask("send", fields, repeatable=False)
        key = told.get("id")
        if not isinstance(key, str | int) or not key:
            raise Unknown("smsc send: the answer names no message")
        return SentSms(str(key), _read_count(told.get("cnt")), read_price(told.get("cost")))

    async def find(self, sms: Sms, provider_id: str, since: datetime) -> SmsReport | None:
        """By our ref, which is SMSC's id of the message; ``since`` is not needed."""
        key = provider_id or sms.ref
        fields = {"phone": sms.phone.removeprefix("+"), "id": key, "all": "1"}
        told = await self._client.ask("status", fields, repeatable=True)
        status = str(told.get("status", ""))
        if status == NOT_FOUND:
            return None
        return SmsReport(
            ref=sms.ref,
            provider_id=key,
            status=read_status(status),
            raw=status,
            reason=explain_failure(status, str(told.get("err", ""))),
            cost=read_price(told.get("cost")),
        )

    async def check(self) -> Health:
        told = await self._client.ask("balance", {"cur": "1"}, repeatable=True)
        amount = read_price(told.get("balance"))
        if amount is None:
            return Health(True, "the balance is not shown")
        currency = str(told.get("currency", ""))
        balance = Balance(amount, CURRENCIES.get(currency, currency))
        credit = read_price(told.get("credit")) or Decimal(0)
        return Health(amount + credit > 0, f"balance {amount} {balance.currency}".rstrip(), balance)


def _address(phone: str) -> str:
    """Digits; but numbers of other plans keep their plus, or the service would "repair" a leading 8 to 7."""
    return phone.removeprefix("+") if phone.startswith(PLAN_OF_SEVEN) else phone


def _read_count(value: Any) -> int | None:
    return int(value) if str(value).isdecimal() else None

"""Can the account work for us? Money, the number that customers see, and the rule."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from desk.errors import DeskError, Rejected
from desk.model import Balance
from desk.ports import Health
from integrations.voximplant.client import Client
from integrations.voximplant.numbers import mask, read_amount, strip_digits

ALL = {"count": "1000"}  # lists are cut to 20 rows unless asked


@dataclass(frozen=True, slots=True)
class Account:
    """Of GetAccountInfo only this is kept: the rest holds the account's key."""

    balance: Balance | None
    credit: Decimal
    sends_sms: bool


@dataclass(frozen=True, slots=True)
class Finding:
    ok: bool
    text: str


async def read_account(client: Client) -> Account:
    """Raises the errors of ``desk.errors``."""
    result = (await client.ask("GetAccountInfo", {"return_live_balance": "true"}, repeatable=True))["result"]
    info: dict[str, Any] = result if isinstance(result, dict) else {}
    amount = read_amount(info.get("live_balance"))
    amount = read_amount(info.get("balance")) if amount is None else amount
    return Account(
        balance=None if amount is None else Balance(amount, str(info.get("currency") or "")),
        credit=read_amount(info.get("credit_limit")) or Decimal(0),
        sends_sms=info.get("a2p_sms_enabled") is not False,
    )


def check_balance(account: Account, low: Decimal | None) -> Finding:
    if account.balance is None:
        return Finding(True, "the balance is not shown")
    money = f"{account.balance.amount} {account.balance.currency}".rstrip()
    if account.balance.amount + account.credit <= 0:
        return Finding(False, f"nothing left of the balance: {money}")
    if low is not None and account.balance.amount < low:
        return Finding(False, f"little left of the balance: {money}, less than {low}")
    return Finding(True, f"balance {money}")


async def check_caller_id(client: Client, caller_id: str, now: datetime) -> Finding:
    """A caller id is a rented number, or one verified by a call for a limited time. Otherwise every call fails."""
    wanted, shown = strip_digits(caller_id), mask(caller_id)
    try:
        verified = await client.rows("GetCallerIDs", ALL)
        mine = [row for row in verified if strip_digits(str(row.get("callerid_number"))) == wanted]
        if mine:
            return _weigh_verified(mine[0], shown, now)
        rented = await client.rows("GetPhoneNumbers", ALL)
    except DeskError as error:
        return Finding(True, f"the caller id could not be checked ({error.code or error.reason})")
    if any(strip_digits(str(row.get("phone_number"))) == wanted for row in rented):
        return Finding(True, f"caller id {shown} is rented")
    return Finding(False, f"caller id {shown} is neither rented nor verified")


def _weigh_verified(row: dict[str, Any], shown: str, now: datetime) -> Finding:
    until = str(row.get("verified_until") or "")[:10]
    if row.get("active") is False or (until and until < now.date().isoformat()):
        return Finding(False, f"caller id {shown} is no longer verified")
    return Finding(True, f"caller id {shown} is verified" + (f" until {until}" if until else ""))


async def check_rule(client: Client, rule_id: int, application: dict[str, str]) -> Finding:
    """A rule without a scenario is refused only when a call is started (375). Rules are listed by application."""
    if not application:
        return Finding(True, f"rule {rule_id} is not checked: no application is named")
    try:
        rules = await client.rows("GetRules", {**application, "rule_id": str(rule_id), "with_scenarios": "true"})
    except Rejected as error:
        return Finding(error.code != "147", f"rule {rule_id}: {error.reason}")
    except DeskError as error:
        return Finding(True, f"the rule could not be checked ({error.code or error.reason})")
    mine = [rule for rule in rules if str(rule.get("rule_id")) == str(rule_id)]
    if not mine:
        return Finding(False, f"there is no rule {rule_id}")
    if mine[0].get("scenarios") == []:
        return Finding(False, f"rule {rule_id} has no scenario")
    return Finding(True, f"rule {rule_id} is there")


def conclude(account: Account, findings: Sequence[Finding]) -> Health:
    return Health(all(one.ok for one in findings), "; ".join(one.text for one in findings), account.balance)

"""The service behind the API: everything it knows, and the few things it does by itself."""

import json
import secrets
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Literal

import aiohttp

from sandbox.kit.clock import WorldClock
from sandbox.voximplant.access import Access
from sandbox.voximplant.account import Account, Invoice
from sandbox.voximplant.callbacks import announce
from sandbox.voximplant.catalogue import Application, Catalogue, Rule, Scenario, Secrets
from sandbox.voximplant.errors import ApiError
from sandbox.voximplant.fate import Fates
from sandbox.voximplant.numbers import CallerId, Phone
from sandbox.voximplant.params import Params, is_e164, strip_number
from sandbox.voximplant.session import Call, Session
from sandbox.voximplant.sms import Sms

CUSTOM_DATA_BYTES = 200
FIRST_SESSION = 4202753936  # beyond 32 bits, as the real ones are


@dataclass(slots=True)
class Cloud:
    """``note`` and ``run`` are the fake's: write into the history, keep a background task."""

    clock: WorldClock
    account: Account
    access: Access
    note: Callable[..., Any]
    run: Callable[[Coroutine[Any, Any, None]], None]
    catalogue: Catalogue = field(default_factory=Catalogue)
    fates: Fates = field(default_factory=Fates)
    sessions: dict[int, Session] = field(default_factory=dict)
    calls: list[Call] = field(default_factory=list)
    caller_ids: list[CallerId] = field(default_factory=list)
    phones: list[Phone] = field(default_factory=list)
    sender_ids: set[str] = field(default_factory=set)
    messages: list[Sms] = field(default_factory=list)
    sms_failures: dict[str, int] = field(default_factory=dict)  # number -> error code of A2PSendSms
    sms_delivery: dict[str, int] = field(default_factory=dict)  # number -> final delivery status
    custom_data: Literal["refuse", "truncate"] = "refuse"
    history_delay_s: float = 60.0
    sms_delay_s: float = 5.0
    start_limit: int | None = 200
    starting: int = 0
    url: str = ""
    client: aiohttp.ClientSession | None = None
    told: int = 0  # account callbacks so far

    def add_application(self, application_id: int, name: str) -> Application:
        full = f"{name}.{self.account.name}.voximplant.com"
        found = Application(application_id, full, self.clock.now(), Secrets(self.clock))
        self.catalogue.applications[application_id] = found
        return found

    def add_rule(self, rule_id: int, application: Application, name: str, pattern: str) -> Rule:
        rule = Rule(rule_id, application, name, pattern, self.clock.now())
        self.catalogue.rules[rule_id] = rule
        return rule

    def add_scenario(self, scenario_id: int, name: str, script: str) -> Scenario:
        scenario = Scenario(scenario_id, name, script, self.clock.now())
        self.catalogue.scenarios[scenario_id] = scenario
        return scenario

    def open_session(self, rule: Rule, custom_data: str, params: Params) -> Session:
        """Create the session and its access address; it does not run yet. Raises ApiError 101."""
        kept = self._fit(custom_data)
        session = Session(
            session_id=FIRST_SESSION + 17 * len(self.sessions),
            rule=rule,
            custom_data=kept,
            token=_read_token(kept),
            path=f"/request/{secrets.token_hex(5).upper()}/{secrets.token_hex(8).upper()}",
            initiator=params.remote,
            started_at=self.clock.now(),
            user_id=params.number("user_id"),
        )
        self.sessions[session.session_id] = session
        self.note("started", session=session.session_id, token=session.token, custom_data=session.custom_data)
        return session

    def close_session(self, session: Session, reason: str) -> None:
        session.finish_reason = reason
        session.ended_at = self.clock.now()
        session.visible_at = session.ended_at + timedelta(seconds=self.history_delay_s)
        self.note("ended", session=session.session_id, token=session.token, reason=reason)

    def charge(self, what: str, amount: float, ref: int) -> Invoice:
        """Take money; crossing the notification threshold tells the account's callback address."""
        before = self.account.balance
        invoice = self.account.charge(self.clock.now(), what, amount, ref)
        threshold = self.account.min_balance_to_notify
        if self.account.balance < threshold <= before:
            self.tell("min_balance", {"is_min_credit": False, "is_repeated": False})
        return invoice

    def tell(self, kind: str, details: dict[str, Any]) -> None:
        """Send an account callback in the background, when an address is set."""
        if self.account.callback_url and self.client:
            self.told += 1
            letter = announce(
                self.client,
                self.note,
                account=self.account,
                callback_id=424242 + self.told,
                kind=kind,
                details=details,
            )
            self.run(letter)

    def may_call_from(self, number: str) -> bool:
        digits = strip_number(number)
        rented = any(phone.number == digits and not phone.deactivated for phone in self.phones)
        now = self.clock.now()
        verified = any(one.number == digits and one.active and one.verified_until > now for one in self.caller_ids)
        return is_e164(number) and (rented or verified)

    def _fit(self, custom_data: str) -> str:
        raw = custom_data.encode()
        if len(raw) <= CUSTOM_DATA_BYTES:
            return custom_data
        if self.custom_data == "refuse":
            raise ApiError(101, "script_custom_data")
        return raw[:CUSTOM_DATA_BYTES].decode("utf-8", "ignore")


def _read_token(custom_data: str) -> str:
    try:
        found = json.loads(custom_data or "{}")
    except ValueError:
        return ""
    return str(found.get("j", "")) if isinstance(found, dict) else ""

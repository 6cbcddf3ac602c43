"""Calls of one scenario. Starting is *queryable*: the history is asked by our token, a start never repeated on a guess.

https://voximplant.com/docs/references/httpapi/scenarios
"""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

import orjson

from desk.errors import Rejected, Temporary, Unknown
from desk.ports import CallReport, Health, StartedCall
from integrations.http import Http, Limits
from integrations.voximplant.checks import check_balance, check_caller_id, check_rule, conclude, read_account
from integrations.voximplant.client import Client, widen
from integrations.voximplant.config import VoximplantSection
from integrations.voximplant.numbers import read_id

ROOM = 200  # bytes of custom data; what becomes of more is not said
SLACK = timedelta(minutes=5)
Read = Callable[[Sequence[dict[str, Any]], str, str], CallReport | None]
SESSIONS = Limits(parallel=4, connect_seconds=5, read_seconds=10)


class VoximplantCaller:
    """``rule_id`` starts the scenario, ``read`` understands what the history says of it.

    ``sessions`` is a line of its own: dead sessions say nothing about the API's health.
    """

    name = "voximplant"

    def __init__(self, client: Client, sessions: Http, section: VoximplantSection, rule_id: int, read: Read) -> None:
        self._client = client
        self._sessions = sessions
        self._section = section
        self._rule_id = rule_id
        self._read = read

    async def start(self, token: str) -> StartedCall:
        """One request, one session: there is no idempotency, and the answer says nothing of the call's fate."""
        fields = {"rule_id": str(self._rule_id), "script_custom_data": write_custom_data(token)}
        answer = await self._client.ask("StartScenarios", fields, repeatable=False)
        if answer["result"] is True or answer["result"] != 1:
            raise Unknown("Voximplant: an unexpected answer to StartScenarios")
        return StartedCall(read_id(answer.get("call_session_history_id")), _stop_address(answer))

    async def find(self, token: str, since: datetime) -> CallReport | None:
        """``since``: when the start was asked for. See ``history.LOOK_AFTER`` for when to ask."""
        custom_data = write_custom_data(token)
        fields = {
            **widen(since, self._client.now(), SLACK),
            "call_session_history_custom_data": custom_data,
            "with_calls": "true",
            "with_other_resources": "true",
            "count": "20",
        }
        return self._read(await self._client.rows("GetCallHistory", fields), token, custom_data)

    async def stop(self, stop_address: str) -> None:
        """End a call in flight; fine when it is over. Raises Temporary when the order may not have arrived.

        The address lives exactly as long as its session: nobody there, or a refusal, means that it is over.
        """
        try:
            await self._sessions.request("POST", stop_address, operation="stop", repeatable=False, json={"cmd": "stop"})
        except Temporary:
            return
        except Unknown:
            raise Temporary("Voximplant: the session did not confirm the stop") from None
        finally:
            self._sessions.breaker.succeed()

    async def check(self) -> Health:
        """All but the first need rights that a key for calls may lack; then they only say so."""
        account = await read_account(self._client)
        section, rules = self._section, dict.fromkeys((self._rule_id, self._section.connect_rule_id))
        findings = [
            check_balance(account, section.low_balance),
            await check_caller_id(self._client, section.caller_id, self._client.now()),
            *[await check_rule(self._client, rule, name_application(section)) for rule in rules if rule],
        ]
        return conclude(account, findings)


def write_custom_data(token: str) -> str:
    """What the scenario reads and the history is searched by, byte for byte. Raises Rejected when it is too long."""
    data = orjson.dumps({"j": token})
    if len(data) > ROOM:
        raise Rejected(f"the token of a call must fit into {ROOM} bytes", field="token")
    return data.decode()


def name_application(section: VoximplantSection) -> dict[str, str]:
    """The parameter that names the application; the API refuses both at once."""
    if section.application_id:
        return {"application_id": str(section.application_id)}
    return {"application_name": section.application_name} if section.application_name else {}


def _stop_address(answer: dict[str, Any]) -> str:
    secure = answer.get("media_session_access_secure_url")
    address = str(secure or answer.get("media_session_access_url") or "")
    return address if address.startswith(("https://", "http://")) else ""

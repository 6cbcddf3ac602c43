"""Addresses, parameters and credentials."""

from collections.abc import Callable
from typing import Any

import aiohttp
import jwt
import pytest
from aiohttp import FormData

from sandbox.kit.faults import Fault


def claim(now: int, account_id: int = 4714487, **over: Any) -> dict[str, Any]:
    return {"iss": str(account_id), "iat": now - 5, "exp": now + 60, **over}


def encode(key: dict[str, Any], claims: dict[str, Any], **head: Any) -> str:
    headers = {"kid": key["key_id"], **head}
    return jwt.encode(claims, key["private_key"], algorithm="RS256", headers=headers)


async def ask(client, token: str, scheme: str = "Bearer") -> dict[str, Any]:
    headers = {"Authorization": f"{scheme} {token}"}
    async with client.http.post(f"{client.fake.url}/platform_api/GetAccountInfo", headers=headers) as answer:
        return await answer.json()


async def test_a_service_account_needs_no_account_parameters(client, clock):
    key = client.fake.service_account()
    answer = await ask(client, encode(key, claim(int(clock.now().timestamp()))))
    assert answer["result"]["account_id"] == 4714487


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda now: {"exp": now + 3700}, 454),
        (lambda now: {"iat": now + 600, "exp": now + 700}, 455),
        (lambda now: {"exp": now - 1}, 456),
        (lambda now: {"iss": "1"}, 100),
        (lambda now: {"iat": None}, 447),
    ],
)
async def test_each_rule_of_the_token_has_its_own_error(
    client, clock, change: Callable[[int], dict[str, Any]], code: int
):
    clock.set_speed(0)
    key, now = client.fake.service_account(), int(clock.now().timestamp())
    claims = {name: value for name, value in claim(now, **change(now)).items() if value is not None}
    assert (await ask(client, encode(key, claims)))["error"]["code"] == code


async def test_a_token_of_the_wrong_kind_is_malformed_and_an_unknown_key_is_unknown(client, clock):
    key, other = client.fake.service_account(), client.fake.service_account()
    claims = claim(int(clock.now().timestamp()))
    hs256 = jwt.encode(claims, "x" * 40, algorithm="HS256", headers={"kid": key["key_id"]})
    foreign = encode({**other, "key_id": key["key_id"]}, claims)
    assert (await ask(client, hs256))["error"]["code"] == 447
    assert (await ask(client, foreign))["error"]["code"] == 447
    assert (await ask(client, "nonsense"))["error"]["code"] == 447
    assert (await ask(client, "whatever", scheme="Basic"))["error"]["code"] == 447
    assert (await ask(client, encode(key, claims, kid="nobody")))["error"]["code"] == 433


async def test_a_role_may_do_its_own_commands_only(client, clock):
    key = client.fake.service_account("Supervisor")
    headers = {"Authorization": f"Bearer {encode(key, claim(int(clock.now().timestamp())))}"}
    codes = {}
    for method in ("StartScenarios", "GetCallHistory"):
        async with client.http.post(f"{client.fake.url}/platform_api/{method}", headers=headers) as answer:
            codes[method] = (await answer.json()).get("error", {}).get("code")
    assert codes == {"StartScenarios": 104, "GetCallHistory": None}


@pytest.mark.parametrize(
    "who", [{"account_id": 4714487}, {"account_name": "ringdesk"}, {"account_email": "owner@example.com"}]
)
async def test_an_api_key_goes_with_any_name_of_the_account(client, who: dict[str, Any]):
    params = {**who, "api_key": client.fake.account.api_key}
    async with client.http.get(f"{client.fake.url}/platform_api/GetAccountInfo", params=params) as answer:
        assert "result" in await answer.json()


async def test_wrong_credentials_are_an_error_with_status_200(client):
    assert await client.fail("GetAccountInfo", api_key="wrong") == 100
    assert await client.fail("GetAccountInfo", account_id=1) == 100


async def test_form_query_multipart_and_cmd_are_understood_but_json_is_not(client):
    account, url = client.fake.account, f"{client.fake.url}/platform_api"
    params = {"account_id": str(account.account_id), "api_key": account.api_key, "cmd": "GetAccountInfo"}
    multipart = FormData(default_to_multipart=True)
    multipart.add_fields(*params.items())
    for sent in ({"params": params}, {"data": params}, {"data": multipart}):
        async with client.http.post(url, **sent) as answer:
            assert (await answer.json())["result"]["account_id"] == account.account_id
    async with client.http.post(f"{url}/GetAccountInfo", json=params) as answer:
        assert (await answer.json())["error"]["code"] == 100


async def test_a_command_is_matched_as_written(client):
    assert await client.fail("GetSMSHistory") == 103
    async with client.http.post(f"{client.fake.url}/platform_api") as answer:
        assert (await answer.json())["error"]["code"] == 102


async def test_a_fault_finds_its_command_inside_the_form(client):
    client.fake.faults.add(Fault("status", match="GetAccountInfo", status=429))
    params = {"cmd": "GetAccountInfo"}
    async with client.http.post(f"{client.fake.url}/platform_api", data=params) as answer:
        assert answer.status == 429


async def test_an_answer_can_be_lost_after_the_session_was_created(client):
    client.fake.faults.add(Fault("accept_drop", match="StartScenarios"))
    with pytest.raises(aiohttp.ClientError):
        await client.start()
    await client.wait("reported")
    assert [call.number for call in client.fake.calls] == ["79990000000"]

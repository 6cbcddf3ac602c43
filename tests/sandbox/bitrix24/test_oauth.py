"""The authorisation server: one-time refresh tokens, one-hour access tokens."""

from typing import Any

import pytest

GOOD = {"client_id": "local.sandbox", "client_secret": "sandboxclientsecret"}


@pytest.fixture
def token(fake, http):
    async def ask(**params: str) -> tuple[int, dict[str, Any]]:
        async with http.get(f"{fake.auth_url}/oauth/token/", params=GOOD | params) as answer:
            return answer.status, await answer.json()

    return ask


@pytest.fixture
def user(fake, http):
    async def ask(auth: str) -> tuple[int, str | None]:
        async with http.post(f"{fake.url}/rest/user.current", json={"auth": auth}) as answer:
            return answer.status, (await answer.json()).get("error")

    return ask


async def test_s0_22_an_access_token_lives_an_hour_and_a_refresh_brings_a_new_pair(fake, clock, token, user):
    pair = fake.authorise()
    assert await user(pair["access_token"]) == (200, None)
    clock.jump(3600)
    assert await user(pair["access_token"]) == (401, "expired_token")
    status, new = await token(grant_type="refresh_token", refresh_token=pair["refresh_token"])
    assert status == 200
    assert (new["expires_in"], new["client_endpoint"]) == (3600, f"{fake.url}/rest/")
    assert new["expires"] == int(clock.now().timestamp()) + 3600
    assert new["refresh_token"] != pair["refresh_token"]
    assert await user(new["access_token"]) == (200, None)


async def test_a_refresh_token_works_once(fake, token):
    pair = fake.authorise()
    ask = {"grant_type": "refresh_token", "refresh_token": pair["refresh_token"]}
    assert (await token(**ask))[0] == 200
    assert await token(**ask) == (400, {"error": "invalid_grant"})


async def test_a_refresh_token_is_over_after_half_a_year(fake, clock, token):
    pair = fake.authorise()
    clock.jump(181 * 86400)
    assert (await token(grant_type="refresh_token", refresh_token=pair["refresh_token"]))[0] == 400


async def test_tokens_can_be_expired_and_revoked(fake, token, user):
    pair = fake.authorise()
    fake.expire_tokens()
    assert await user(pair["access_token"]) == (401, "expired_token")
    fake.revoke()
    status, body = await token(grant_type="refresh_token", refresh_token=pair["refresh_token"])
    assert (status, body["error"]) == (400, "invalid_grant")


@pytest.mark.parametrize(
    ("params", "status", "error"),
    [
        ({"grant_type": "refresh_token", "client_id": "other", "refresh_token": "x"}, 200, "wrong_client"),
        ({"grant_type": "refresh_token", "client_secret": "bad", "refresh_token": "x"}, 400, "invalid_client"),
        ({"grant_type": "refresh_token"}, 400, "invalid_request"),
        ({"grant_type": "refresh_token", "refresh_token": "never"}, 400, "invalid_grant"),
        ({}, 400, "invalid_request"),
    ],
)
async def test_wrong_token_requests_are_named(token, params, status, error):
    answered, body = await token(**params)
    assert (answered, body["error"]) == (status, error)


async def test_a_removed_application_is_not_installed(fake, token):
    fake.auth.installed = False
    assert (await token(grant_type="refresh_token", refresh_token="x"))[0] == 401


async def test_a_code_lives_thirty_seconds_and_works_once_also_by_post(fake, clock, http, token):
    code = fake.grant_code()
    form = GOOD | {"grant_type": "authorization_code", "code": code}
    async with http.post(f"{fake.auth_url}/oauth/token/", data=form) as answer:
        assert answer.status == 200
    assert (await token(grant_type="authorization_code", code=code))[0] == 400
    late = fake.grant_code()
    clock.jump(31)
    assert (await token(grant_type="authorization_code", code=late))[0] == 400


async def test_installation_sends_tokens_and_the_application_token(fake, handler, token):
    await fake.install(handler.url)
    (form,) = handler.forms
    assert form["event"] == "ONAPPINSTALL"
    assert form["auth[application_token]"] == "sandboxapplicationtoken"
    assert form["auth[domain]"] in fake.url
    status, _ = await token(grant_type="refresh_token", refresh_token=form["auth[refresh_token]"])
    assert status == 200

"""How requests go out and answers are understood, against a server that answers whatever it is told."""

from collections.abc import AsyncIterator

import pytest
from aiohttp import web

from desk.errors import DeskError, Rejected, Temporary, Unauthorised, Unknown
from integrations.neighbour import Surroundings
from integrations.voximplant.client import Client, open_client
from integrations.voximplant.identity import ApiKey


class Server:
    """Answers the same to everything and keeps what it was asked."""

    def __init__(self) -> None:
        self.url = ""
        self.asked: list[tuple[str, str, str]] = []
        self.status, self.body = 200, '{"result":1}'
        self.headers: dict[str, str] = {}

    async def answer(self, request: web.Request) -> web.Response:
        self.asked.append((request.path_qs, request.headers.get("Content-Type", ""), await request.text()))
        return web.Response(status=self.status, text=self.body, headers=self.headers)


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    found = Server()
    app = web.Application()
    app.router.add_route("*", "/{tail:.*}", found.answer)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    found.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    yield found
    await runner.cleanup()


@pytest.fixture
def client(server: Server, around: Surroundings) -> Client:
    return open_client(around.http, f"{server.url}/base", 0, ApiKey(1, "k&y"), around.clock)


async def refusal(client: Client, *, repeatable: bool) -> DeskError:
    with pytest.raises(DeskError) as refused:
        await client.ask("StartScenarios", {"rule_id": "1"}, repeatable=repeatable)
    return refused.value


async def test_keys_travel_in_the_form_and_not_in_the_address(client: Client, server: Server) -> None:
    await client.ask("StartScenarios", {"script_custom_data": '{"j":"ы"}'}, repeatable=False)
    path, content_type, body = server.asked[0]
    assert path == "/base/platform_api/StartScenarios"
    assert content_type == "application/x-www-form-urlencoded; charset=UTF-8"
    assert body == "account_id=1&api_key=k%26y&script_custom_data=%7B%22j%22%3A%22%D1%8B%22%7D"


@pytest.mark.parametrize(
    ("code", "once", "many"),
    [
        (340, Temporary, Temporary),
        (162, Temporary, Temporary),
        (416, Temporary, Temporary),
        (314, Temporary, Temporary),
        (1, Unknown, Temporary),
        (15, Unknown, Temporary),
        (251, Unknown, Temporary),
        (484, Unknown, Temporary),
        (515, Unknown, Temporary),
        (100, Unauthorised, Unauthorised),
        (104, Unauthorised, Unauthorised),
        (456, Unauthorised, Unauthorised),
        (131, Unauthorised, Unauthorised),
        (5, Rejected, Rejected),
        (127, Rejected, Rejected),
        (147, Rejected, Rejected),
        (375, Rejected, Rejected),
        (99_999, Rejected, Rejected),
    ],
)
async def test_every_code_has_its_kind_of_failure(
    client: Client, server: Server, code: int, once: type[DeskError], many: type[DeskError]
) -> None:
    server.body = f'{{"error":{{"code":{code},"msg":"no"}},"result":1}}'
    for repeatable, kind in ((False, once), (True, many)):
        error = await refusal(client, repeatable=repeatable)
        assert type(error) is kind
        assert error.code == str(code)


async def test_s0_53_without_money_the_desk_is_told_the_code(client: Client, server: Server) -> None:
    server.body = '{"error":{"code":127,"msg":"Insufficient funds"}}'
    error = await refusal(client, repeatable=False)
    assert isinstance(error, Rejected)
    assert (error.code, error.field) == ("127", "balance")


async def test_a_named_pause_is_kept(client: Client, server: Server) -> None:
    server.body = '{"error":{"code":416,"msg":"Please repeat the request after 30 seconds"}}'
    error = await refusal(client, repeatable=False)
    assert isinstance(error, Temporary)
    assert error.retry_after == 30


async def test_too_many_requests_are_temporary(client: Client, server: Server) -> None:
    server.status, server.body, server.headers = 429, "slow down", {"Retry-After": "7"}
    error = await refusal(client, repeatable=False)
    assert isinstance(error, Temporary)
    assert error.retry_after == 7


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (200, "<html>maintenance</html>"),
        (200, ""),
        (200, "[]"),
        (200, "{}"),
        (200, '{"error":"broken"}'),
        (200, '{"errors":[{"msg":"no code"}]}'),
        (500, '{"error":{"code":147,"msg":"x"}}'),
        (502, "<html>"),
    ],
)
async def test_an_unreadable_answer_leaves_the_outcome_unknown(
    client: Client, server: Server, status: int, body: str
) -> None:
    server.status, server.body = status, body
    assert type(await refusal(client, repeatable=False)) is Unknown
    assert type(await refusal(client, repeatable=True)) is Temporary


@pytest.mark.parametrize(
    ("status", "kind"), [(301, Temporary), (401, Unauthorised), (403, Unauthorised), (404, Rejected)]
)
async def test_a_refusal_without_an_envelope_goes_by_its_status(
    client: Client, server: Server, status: int, kind: type[DeskError]
) -> None:
    server.status, server.body = status, "<html>"
    assert type(await refusal(client, repeatable=False)) is kind


async def test_a_code_counts_whatever_the_status(client: Client, server: Server) -> None:
    server.status, server.body = 400, '{"error":{"code":147,"msg":"rule","field_name":"rule_id"}}'
    error = await refusal(client, repeatable=False)
    assert isinstance(error, Rejected)
    assert (error.code, error.field) == ("147", "rule_id")


async def test_a_list_of_errors_is_a_failure(client: Client, server: Server) -> None:
    server.body = '{"errors":[{"code":100,"msg":"Authorization failed"}]}'
    assert type(await refusal(client, repeatable=False)) is Unauthorised


async def test_reasons_hold_no_phone_numbers_and_no_answers(client: Client, server: Server) -> None:
    server.body = '{"error":{"code":191,"msg":"from_number 74950000000 is bad"}}'
    assert (await refusal(client, repeatable=False)).reason == "Voximplant: from_number …0000 is bad"
    server.status, server.body = 503, "api_key=k&y"
    assert "k&y" not in (await refusal(client, repeatable=False)).reason


@pytest.mark.parametrize(("result", "rows"), [('[{"a":1},3,null]', [{"a": 1}]), ("1", []), ("{}", [])])
async def test_what_is_not_a_row_is_left_out(
    client: Client, server: Server, result: str, rows: list[dict[str, int]]
) -> None:
    server.body = f'{{"result":{result}}}'
    assert await client.rows("GetRules", {}) == rows

"""Health, metrics, the small API, and refusals outside of any handler."""

import asyncio

import pytest

from desk.errors import Temporary
from handlers.web.desk import Limits


async def well():
    return True, "fine"


async def unwell():
    return False, "one migration is missing"


async def falling():
    raise Temporary("database is locked")


async def lost():
    raise OSError("disk")


async def test_alive_is_answered_without_asking_anybody(start):
    web = await start(checks={"database": unwell})
    assert await web.ask("GET", "/healthz") == (200, {"status": "alive"})


async def test_ready_only_when_every_check_is_well(start):
    web = await start(checks={"database": well})
    assert await web.ask("GET", "/readyz") == (
        200,
        {"ready": True, "checks": {"database": {"ok": True, "detail": "fine"}}},
    )
    web = await start(checks={"database": well, "schema": unwell, "workers": falling, "clock": lost})
    status, body = await web.ask("GET", "/readyz")
    assert (status, body["ready"]) == (503, False)
    assert body["checks"]["schema"] == {"ok": False, "detail": "one migration is missing"}
    assert body["checks"]["workers"] == {"ok": False, "detail": "database is locked"}
    assert body["checks"]["clock"]["ok"] is False and body["checks"]["database"]["ok"] is True


async def test_metrics_open_with_their_token_only(web):
    web.counter.inc(3)
    assert (await web.ask("GET", "/metrics"))[0] == 401
    assert (await web.ask("GET", "/metrics", headers={"Authorization": "Bearer api-token"}))[0] == 401
    status, text = await web.ask("GET", "/metrics", headers={"Authorization": "Bearer metrics-token"})
    assert status == 200 and "orders_total 3.0" in text


async def test_a_lead_is_shown_to_the_bearer_of_the_token(web):
    headers = {"Authorization": "bearer api-token"}
    async with web.http.get(web.url + "/api/leads/17", headers=headers) as answer:
        assert "</script>" not in await answer.text()
        assert await answer.json() == {"id": 17, "name": "Anna </script>"}
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
    for lead in ("18", "0", "-1", "x", "9" * 30, "١٧"):
        assert (await web.ask("GET", f"/api/leads/{lead}", headers=headers))[0] == 404
    assert (await web.ask("GET", "/api/leads/17"))[0] == 401


async def test_empty_tokens_close_what_they_guard(start):
    from_scratch = type((await start()).settings)(sources={})
    web = await start(settings=from_scratch)
    for path in ("/api/leads/17", "/metrics"):
        for headers in ({}, {"Authorization": "Bearer "}, {"Authorization": "Bearer"}):
            assert (await web.ask("GET", path, headers=headers))[0] == 401
    for path in ("/telegram/x", "/telegram/%20"):
        assert (await web.post(path, json={"update_id": 1}))[0] == 404


@pytest.mark.parametrize(
    ("method", "path", "expected"),
    [
        ("GET", "/<script>", 404),
        ("GET", "/orders/site", 405),
        ("PUT", "/healthz", 405),
        ("HEAD", "/hooks/smsgate", 405),
    ],
)
async def test_what_does_not_exist_is_a_problem_that_repeats_nothing(web, method, path, expected):
    async with web.http.request(method, web.url + path) as answer:
        assert (answer.status, answer.content_type) == (expected, "application/problem+json")
        assert "script" not in await answer.text()
        assert ("Allow" in answer.headers) == (expected == 405)


async def test_a_check_that_hangs_is_not_well(start):
    async def hang():
        await asyncio.sleep(60)
        return True, ""

    web = await start(Limits(check_seconds=0.05), checks={"workers": hang})
    assert (await web.ask("GET", "/readyz"))[1]["checks"]["workers"]["detail"] == "no answer in time"

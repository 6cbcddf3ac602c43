"""The world: its time for other processes, its people, its descriptions."""

import json
import time
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import aiohttp
import pytest

from sandbox.kit.clock import WorldClock
from sandbox.kit.history import History
from sandbox.world.clock_file import write_clock
from sandbox.world.world import World

DESK = "http://127.0.0.1:9"


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    one = World(WorldClock(), History(), DESK, clock_file=tmp_path / "clock.json")
    await one.start()
    yield one
    await one.stop()


def read_clock(path: Path) -> tuple[datetime, float]:
    """The world's time as another process works it out."""
    state = json.loads(path.read_text())
    passed = (time.time() - state["wall"]) * state["speed"]
    return datetime.fromisoformat(state["world"]) + timedelta(seconds=passed), state["speed"]


async def test_another_process_reads_the_same_time_after_every_change(world: World) -> None:
    assert world.clock_file
    for change in (lambda: None, lambda: world.set_speed(60), lambda: world.jump(3600)):
        change()
        told, speed = read_clock(world.clock_file)
        assert abs(told - world.clock.now()) < timedelta(seconds=0.05 * world.clock.speed)
        assert speed == world.clock.speed


def test_the_clock_file_is_replaced_whole(tmp_path: Path) -> None:
    path = tmp_path / "clock.json"
    write_clock(path, WorldClock(datetime(2026, 3, 3, tzinfo=UTC), speed=0))
    before = path.stat().st_ino
    write_clock(path, WorldClock(datetime(2026, 3, 4, tzinfo=UTC), speed=0))
    assert path.stat().st_ino != before
    assert [file.name for file in tmp_path.iterdir()] == ["clock.json"]


@pytest.mark.parametrize("move", [lambda world: world.jump(-1), lambda world: world.set_speed(-1)])
async def test_time_never_runs_back(world: World, move: object) -> None:
    with pytest.raises(ValueError, match="forward"):
        move(world)  # type: ignore[operator]


async def test_the_description_names_every_neighbour_with_what_opens_it(world: World) -> None:
    told = json.loads(json.dumps(world.describe(DESK)))
    assert told["bitrix24"]["webhook_url"].endswith("/rest/1/sandboxsecret/")
    assert {"api_url", "account_id", "api_key", "rule_id"} <= set(told["voximplant"])
    assert {"api_url", "token", "sellers_chat"} <= set(told["telegram"])
    assert told["shop"] == {"source": "site", "secret": world.shop.secret}
    assert set(told["desk"]) == {"url", "api_token"}
    async with aiohttp.ClientSession() as client:
        async with client.get(told["bitrix24"]["webhook_url"] + "profile") as answer:
            assert answer.status == 200
        async with client.get(f"{told['telegram']['api_url']}/bot{told['telegram']['token']}/getMe") as answer:
            assert (await answer.json())["ok"] is True


async def test_the_partner_of_the_contract_is_a_company_of_the_portal(world: World) -> None:
    url = world.bitrix24.webhook_url + "crm.company.list"
    async with (
        aiohttp.ClientSession() as client,
        client.post(url, json={"filter": {"UF_CRM_PARTNER_CODE": "partner42"}, "select": ["ID", "TITLE"]}) as answer,
    ):
        assert [row["TITLE"] for row in (await answer.json())["result"]] == ["ООО «Партнёр 42»"]


async def test_settings_and_description_each_have_a_refresh_token_of_their_own(world: World) -> None:
    settings = world.settings(host="127.0.0.1", port=9, database_url="sqlite+aiosqlite:///desk.db")
    mine, theirs = settings["bitrix24"]["refresh_token"], world.describe(DESK)["bitrix24"]["refresh_token"]
    assert mine != theirs


async def test_sellers_sit_in_the_group_and_the_owner_knows_the_bot(world: World) -> None:
    group = world.staff.group
    assert {person.user.id for person in world.staff.people} <= set(group.members)
    assert [chat for chat in world.telegram.state.chats if chat > 0] == world.staff.owners

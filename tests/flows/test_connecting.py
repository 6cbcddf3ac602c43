"""``ringdesk connect bitrix24-store`` and ``ringdesk check --live`` on a portal of the sandbox (S2-09, S2-17)."""

import asyncio
import json
import sys
from typing import Any

from tests.flows.conftest import OpenScene
from tests.flows.scene import Scene

FIELD = "UF_CRM_RINGDESK_ORDER_ID"


async def run(scene: Scene, *words: str) -> tuple[int, str]:
    """As a person types it: in a process of its own, beside the desk."""
    command = [sys.executable, "-m", "bot.cli", "--config", str(scene.config), *words]
    process = await asyncio.create_subprocess_exec(
        *command, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT
    )
    said, _ = await asyncio.wait_for(process.communicate(), 60)
    return process.returncode or 0, said.decode()


async def connect(scene: Scene, *words: str) -> tuple[int, dict[str, Any]]:
    code, said = await run(scene, "connect", "bitrix24-store", "--json", *words)
    return code, json.loads(said.splitlines()[-1])


async def test_s2_09_what_is_missing_is_named_made_when_told_to_and_tried_out(open_scene: OpenScene) -> None:
    scene = await open_scene(store=True)
    code, seen = await connect(scene)
    assert (code, seen["ready"]) == (1, False)
    assert seen["missing"][0] == f"field {FIELD}"
    assert {it.partition(" ")[0] for it in seen["missing"][1:]} == {"event"}
    assert {it["stage"]["name"]: it["status"] for it in seen["mapping"]}["Отправка товара"] == "shipped"
    wanted = seen["missing"]
    code, seen = await connect(scene, "--create", "--test-order")
    assert (code, seen["ready"], seen["done"], seen["missing"]) == (0, True, wanted, [])
    assert seen["trial"][0].startswith("made deal")
    assert seen["trial"][-1].startswith("removed deal")
    assert scene.world.bitrix24.deals() == []
    assert scene.world.cms.orders.all() == []


async def test_s2_12_a_mapping_to_a_stage_that_is_not_there_is_named(open_scene: OpenScene) -> None:
    scene = await open_scene(store=True, order_sync={"stages": {"Звонок": "processing", "won": "completed"}})
    _code, said = await run(scene, "connect", "bitrix24-store", "--create")
    assert "'Звонок' is no stage of this pipeline" in said
    assert "Взять в работу (C5:PREPARATION) -> moves no order" in said


async def test_s2_17_check_says_what_the_edition_can_do(open_scene: OpenScene) -> None:
    scene = await open_scene(store=True)
    code, said = await run(scene, "check", "--live")
    assert code == 1, "a field is missing"
    assert "no: on-premise edition" in said
    assert "connected as an application" in said


async def test_without_a_store_it_says_what_to_choose(open_scene: OpenScene) -> None:
    code, said = await run(await open_scene(), "connect", "bitrix24-store")
    assert code == 1
    assert "[store] use" in said

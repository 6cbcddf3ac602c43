"""``ringdesk connect bitrix24-store`` and ``ringdesk check --live`` on a portal of the sandbox (S2-09, S2-17)."""

import asyncio
import sys
from typing import Any

import pytest

from bot.app.connecting import connect_store
from bot.cli.connections import tell_connection
from bot.cli.setting_up import look_at_settings
from bot.settings.loading import Settings
from desk.errors import Rejected
from tests.flows.conftest import OpenScene
from tests.flows.scene import Scene
from tests.flows.test_exchange import place


async def run(scene: Scene, *words: str) -> tuple[int, str]:
    """As a person types it: in a process of its own, beside the desk."""
    command = [sys.executable, "-m", "bot.cli", "--config", str(scene.config), *words]
    process = await asyncio.create_subprocess_exec(
        *command, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT
    )
    said, _ = await asyncio.wait_for(process.communicate(), 60)
    return process.returncode or 0, said.decode()


def settings_of(scene: Scene) -> Settings:
    settings, mistakes = look_at_settings(scene.config)
    assert settings, mistakes
    return settings


async def test_s2_09_what_is_missing_is_named_made_when_told_to_and_tried_out(open_scene: OpenScene) -> None:
    scene = await open_scene(store="cms")
    await scene.desk.stop()  # it is set up before it is opened
    scene.world.bitrix24.portal.bindings.clear()
    seen = await connect_store(settings_of(scene), create=False, try_order=True)
    assert (seen.ready, seen.trial) == (False, ())
    assert {it.partition(" ")[0] for it in seen.missing} == {"event"}
    assert {it.stage.name: it.status for it in seen.mapping}["Отправка товара"] == "shipped"
    made = await connect_store(settings_of(scene), create=True, try_order=True)
    assert (made.ready, made.done, made.missing) == (True, seen.missing, ())
    assert made.trial[0].startswith("made deal")
    assert made.trial[-1].startswith("removed deal")
    assert scene.world.bitrix24.deals() == []
    assert scene.world.cms.orders.all() == []


async def test_s2_09_a_desk_that_starts_makes_the_field_for_the_orders_number(open_scene: OpenScene) -> None:
    scene = await open_scene(store="cms", order_sync={"order_id_field": "UF_CRM_SHOP_ORDER"})

    def fields() -> list[dict[str, Any]]:
        return [it for it in scene.world.bitrix24.userfields("deal") if it["FIELD_NAME"] == "UF_CRM_SHOP_ORDER"]

    (made,) = await scene.until(fields)
    assert (made["SHOW_FILTER"], made["EDIT_IN_LIST"], made["MANDATORY"]) == ("N", "N", "N")
    number, _lead = await place(scene)
    deal = (await scene.until(lambda: [it for it in scene.world.bitrix24.deals() if number in it["TITLE"]]))[0]
    assert deal["UF_CRM_SHOP_ORDER"]
    await scene.desk.stop()
    await scene.desk.start()
    await scene.until(lambda: scene.asked("bitrix24", "batch") > 3)
    assert len(fields()) == 1


async def test_s2_09_with_yes_everything_is_made_and_tried_and_nothing_asked(open_scene: OpenScene) -> None:
    scene = await open_scene(store="cms", order_sync={"pipeline": "Опт"})
    await scene.desk.stop()
    code, said = await run(scene, "connect", "bitrix24-store", "--yes")
    assert code in (0, 1), said
    assert "made: pipeline Опт" in said
    assert "removed deal" in said
    assert scene.world.bitrix24.deals() == []


async def test_s2_12_a_mapping_to_a_stage_that_is_not_there_is_named(open_scene: OpenScene) -> None:
    scene = await open_scene(store="cms", order_sync={"stages": {"Звонок": "processing", "won": "completed"}})
    await scene.desk.stop()
    said = "\n".join(tell_connection(await connect_store(settings_of(scene), create=True, try_order=False)))
    assert "'Звонок' is no stage of this pipeline" in said
    assert "Взять в работу (C5:PREPARATION) -> moves no order" in said


async def test_s2_17_check_says_what_the_edition_can_do(open_scene: OpenScene) -> None:
    _code, said = await run(await open_scene(store="cms"), "check", "--live")
    assert "no: on-premise edition" in said
    assert "yes: connected as an application" in said


async def test_without_a_store_it_says_what_to_choose(open_scene: OpenScene) -> None:
    scene = await open_scene()
    with pytest.raises(Rejected, match="choose both sides first"):
        await connect_store(settings_of(scene), create=False, try_order=False)

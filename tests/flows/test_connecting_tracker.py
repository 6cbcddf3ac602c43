"""``ringdesk connect calltouch-retailcrm``: two values, and a running desk does the rest and says how it ended."""

import asyncio
import json
from typing import Any

import pytest
import structlog

from bot.app.tuning import check_code
from desk.errors import Rejected
from desk.tracking.filling import LABELS
from sandbox.kit.faults import Fault
from sandbox.telegram.view import Seen
from sandbox.world import access
from sandbox.world.staff import OLGA
from tests.flows.chat import plain
from tests.flows.conftest import HouseDesk, OpenScene, running
from tests.flows.scene import PATIENCE, Scene
from tests.flows.test_call_tracking import PHONE, deal_of, order_of
from tests.flows.test_connecting import run

NAME = "calltouch-retailcrm"
NOTHING: dict[str, dict[str, Any]] = {
    "retailcrm": {"url": "", "api_key": "", "history_every": "1s"},
    "calltouch": {"site_id": 0, "token": ""},
}
CONNECTED, NOT_CONNECTED = "Коллтрекинг подключён.", "Коллтрекинг не подключён."


@pytest.fixture
async def scene(open_scene: OpenScene) -> Scene:
    """Both neighbours are there, and the settings name neither."""
    return await open_scene(tracker=True, **NOTHING)


async def connect(scene: Scene, **changed: str) -> str:
    crm, tracker = scene.world.retailcrm, scene.world.calltouch.cabinet
    given = {"url": f"{crm.url}/admin/orders?x=1#a", "api-key": crm.key, "site-id": str(tracker.site_id)}
    given |= {"token": access.CALLTOUCH_TOKEN} | {name.replace("_", "-"): it for name, it in changed.items()}
    options = [part for name, it in given.items() for part in (f"--{name}", it)]
    code, said = await run(scene, "connect", NAME, *options)
    assert code == 0, said
    return said


async def listed(scene: Scene) -> dict[str, str]:
    _code, said = await run(scene, "integrations", "list", "--json")
    return next(it for it in json.loads(said) if it["name"] == NAME)


async def reaches(scene: Scene, state: str) -> dict[str, str]:
    row: dict[str, str] = {}
    async with asyncio.timeout(PATIENCE):
        while (row := await listed(scene))["state"] != state:
            assert row["state"] != "failed", row
    return row


def notices(scene: Scene) -> list[Seen]:
    return [it for it in scene.chat.private(OLGA) if "Calltouch → RetailCRM" in it.text]


async def told(scene: Scene, words: str) -> Seen:
    found = await scene.until(lambda: [it for it in notices(scene) if words in plain(it.text)], words)
    assert len(notices(scene)) == 1
    return found[0]


def fields_of(scene: Scene) -> set[str]:
    return set(scene.world.retailcrm.account.fields["order"])


def starts(scene: Scene) -> int:
    assert isinstance(scene.desk, HouseDesk)
    return scene.desk.starts


async def test_s1_05_two_values_connect_the_crm_and_both_directions_work_at_once(scene: Scene) -> None:
    """S1-04, S1-09, S1-10, CR-01, CR-04, CR-06, CR-08, CR-10, CR-12, CR-80, T-52: nobody restarts anything."""
    assert (await listed(scene))["state"] == "new"
    assert "authorising" in await connect(scene)
    assert (await listed(scene))["state"] in ("authorising", "configuring", "active")
    await told(scene, CONNECTED)
    assert set(LABELS) <= fields_of(scene)
    await scene.until(lambda: scene.asked("retailcrm", "orders/history"), "the new desk looks")
    call = scene.world.calltouch.ring(PHONE)
    order = await order_of(scene, calltouch_site_id="12345", calltouch_call_id=str(call.id))
    await deal_of(scene, order)
    row = await listed(scene)
    assert (row["state"], row["url"]) == ("active", scene.world.retailcrm.url)
    assert len(notices(scene)) == 1


async def test_s1_08_a_wrong_key_fails_at_once_and_is_not_quoted(scene: Scene) -> None:
    """S1-11, CR-03, CR-07, CR-80, T-51: one message, with a button that tries again."""
    await connect(scene, api_key="wr0ng-api-key-of-nobody")
    notice = await told(scene, NOT_CONNECTED)
    row = await listed(scene)
    assert (row["state"], row["url"]) == ("failed", scene.world.retailcrm.url)
    for said in (row["detail"], notice.text):
        assert 'Wrong "apiKey" value' in plain(said)
        assert "HTTP 403" in said
        assert "wr0ng" not in said
    scene.world.retailcrm.issue_key("wr0ng-api-key-of-nobody")
    await scene.chat.press_at(OLGA, OLGA, notice.message_id, "Повторить")
    await scene.until(lambda: any(CONNECTED in plain(it.text) for it in notices(scene)), CONNECTED)
    assert (await listed(scene))["state"] == "active"


async def test_what_the_file_has_by_halves_is_said_at_the_start_and_completed_by_connecting(
    open_scene: OpenScene,
) -> None:
    """S1-05: the number of the cabinet is written, the rest is typed."""
    with structlog.testing.capture_logs() as logged:
        scene = await open_scene(tracker=True, **NOTHING | {"calltouch": {"site_id": 12345, "token": ""}})
    [said] = [it["missing"] for it in logged if it["event"] == "call tracking does not run"]
    assert said.split("; ")[0] == "calltouch.token: missing: the API token of the cabinet"
    row = await listed(scene)
    assert (row["state"], row["detail"]) == ("new", said)
    await connect(scene)
    await told(scene, CONNECTED)
    await scene.until(lambda: running(scene).tracking, "connected")


async def test_cr_07_a_right_that_is_missing_names_the_step_and_once_given_it_goes_on(scene: Scene) -> None:
    """T-53, T-54: what works is not given up for what does not, and nothing is made twice."""
    crm = scene.world.retailcrm
    crm.keys[crm.key].scopes.discard("custom_fields_write")
    await connect(scene)
    await scene.until(lambda: len(notices(scene)) == 1)
    row = await listed(scene)
    assert row["state"] == "failed"
    assert row["detail"].startswith("fields: RetailCRM refused custom-fields/create: Access denied")
    crm.issue_key(crm.key)
    assert (await run(scene, "connect", NAME, "--again"))[0] == 0
    await scene.until(lambda: running(scene).tracking, CONNECTED)
    await connect(scene, api_key="wr0ng-api-key-of-nobody")
    await scene.until(lambda: len(notices(scene)) == 3)
    row = await listed(scene)
    assert (row["state"], "what was connected before goes on" in row["detail"]) == ("failed", True)
    call = scene.world.calltouch.ring(PHONE)
    await order_of(scene, calltouch_call_id=str(call.id))
    made = scene.world.history.find("retailcrm", "answer", operation="custom-fields/create", status=201)
    assert len(made) == len(LABELS)


async def test_cr_04_a_restart_in_the_middle_goes_on_where_it_was_and_tells_once(open_scene: OpenScene) -> None:
    """T-55."""
    patient = {**NOTHING, "calltouch": {**NOTHING["calltouch"], "setup_timeout": "1h"}}
    scene = await open_scene(tracker=True, **patient)
    scene.world.retailcrm.faults.add(Fault("status", "custom-fields/create", 3, status=503, skip=4))
    await connect(scene)
    await scene.until(lambda: len(LABELS) > len(fields_of(scene) & set(LABELS)) >= 4, "half of the fields")
    await scene.desk.stop()
    assert (await listed(scene))["state"] == "configuring"
    await scene.desk.start()
    await told(scene, CONNECTED)
    await scene.until(lambda: running(scene).tracking, "built anew")
    await scene.desk.stop()
    await scene.desk.start()
    await scene.until(lambda: scene.asked("retailcrm", "orders/history"))
    assert (await listed(scene))["state"] == "active"
    assert len(notices(scene)) == 1


async def test_cr_05_what_is_down_is_tried_until_its_time_is_up(scene: Scene) -> None:
    """S1-01: five minutes after it was asked for it works, or a person hears why not."""
    scene.world.retailcrm.faults.add(Fault("status", "credentials", None, status=503))
    await connect(scene)
    notice = await told(scene, NOT_CONNECTED)
    assert "5 мин" in plain(notice.text)
    assert scene.asked("retailcrm", "credentials") > 3
    assert (await listed(scene))["detail"] == "key: timeout"


async def test_orders_that_come_while_the_desk_is_built_anew_are_all_taken_in(scene: Scene) -> None:
    """CR-10: each gets its answer, whichever moment it comes at."""
    before, posted, done = running(scene), [], asyncio.Event()

    async def shop() -> None:
        while not done.is_set():
            posted.append(await scene.order(f"S-{len(posted)}"))

    async with asyncio.TaskGroup() as group:
        group.create_task(shop())
        await connect(scene)
        await told(scene, CONNECTED)
        await scene.until(lambda: running(scene) is not before)
        many = len(posted)
        await scene.until(lambda: len(posted) > many + 5, "orders after it")
        done.set()
    assert running(scene).tracking
    assert len(set(posted)) == len(posted)


async def test_s1_07_what_was_connected_is_let_go_of_on_a_wish_and_comes_back_on_another(scene: Scene) -> None:
    """CR-12."""
    await connect(scene)
    await told(scene, CONNECTED)
    await scene.until(lambda: running(scene).tracking, "connected")
    code, said = await run(scene, "connect", NAME, "--disconnect")
    assert code == 0, said
    await scene.until(lambda: running(scene).tracking is None, "let go of")
    assert (await listed(scene))["state"] == "disabled"
    code, said = await run(scene, "connect", NAME, "--again")
    assert code == 0, said
    await scene.until(lambda: running(scene).tracking, "connected again")
    await reaches(scene, "active")


async def test_cr_12_a_key_that_dies_breaks_it_with_one_alarm_and_a_new_one_mends_it(open_scene: OpenScene) -> None:
    """The same key opens the CRM of the leads: whoever meets its refusal first tells it, and nobody else."""
    scene = await open_scene(tracker=True, town_crm="retailcrm", retailcrm={"history_every": "1s"})
    await scene.until(lambda: scene.asked("retailcrm", "orders/history"))
    crm = scene.world.retailcrm
    crm.revoke()
    call, lead_id = scene.world.calltouch.ring(PHONE), await scene.order()
    await scene.until(lambda: scene.chat.private(OLGA), "an alarm")
    await scene.when(lead_id, lambda lead: lead["status"] == "manual")
    await running(scene).checkup.run()
    row = await listed(scene)
    assert (row["state"], 'Wrong "apiKey" value' in row["detail"]) == ("broken", True)
    assert len(scene.chat.private(OLGA)) == 1
    incidents = await running(scene).store.read(lambda books: books.incidents.open())
    assert len(incidents) == 1
    crm.issue_key(crm.key)
    scene.jump(minutes=20)
    await scene.until(lambda: any(it["customFields"] for it in scene.crm_orders), str(call.id))
    await reaches(scene, "active")
    assert len(scene.chat.private(OLGA)) == 1


async def test_cr_09_what_is_chosen_afterwards_holds_for_the_next_order(open_scene: OpenScene) -> None:
    """S1-04, S1-06: names that the CRM does not know are refused with those that it does."""
    scene = await open_scene(tracker=True, retailcrm={"history_every": "1s"})
    await scene.until(lambda: scene.asked("retailcrm", "orders/history"))
    code, said = await run(scene, "settings", "set", "calltouch.order_site", "outlet")
    assert (code, said.strip()) == (0, "calltouch.order_site = outlet")
    await running(scene).live.load()
    call = scene.world.calltouch.ring(PHONE)
    order = await order_of(scene, calltouch_call_id=str(call.id))
    assert order["site"] == "outlet"
    tracking = running(scene).tracking
    assert tracking
    await check_code(tracking.crm, "calltouch.order_status", "vip-check")
    with pytest.raises(Rejected, match="main, outlet"):
        await check_code(tracking.crm, "calltouch.order_site", "nowhere")

"""The plug is pulled at the worst moments: nothing is lost, done twice, or given away (F-01, F-26, F-34)."""

import re
import socket

from sandbox.kit.faults import Fault
from sandbox.voximplant.fate import Fate
from sandbox.world import access
from storage.books import Store
from storage.database import Database
from storage.jobs import Job
from tests.flows.conftest import OpenScene
from tests.flows.orders import order
from tests.flows.process import OtherDesk
from tests.flows.scene import Scene

SPEED = 20.0
SECRETS = (
    access.SHOP_SECRET,
    access.API_TOKEN,
    access.CALLBACK_SECRET,
    access.SMSC_PASSWORD,
    access.SMSC_CALLBACK_SECRET,
)
NUMBERS = re.compile(r"\+?[78][\s(]*9\s*1\s*6[\s)]*\s*(?:1\s*2\s*3|0\s*0\s*0)[\s-]*\d\d[\s-]*\d\d")


def process_of(scene: Scene) -> OtherDesk:
    assert isinstance(scene.desk, OtherDesk)
    return scene.desk


async def kill_and_start(scene: Scene) -> None:
    """The world holds its breath: a report that nobody takes for minutes would be looked up in the history instead."""
    scene.world.set_speed(0)
    await process_of(scene).kill()
    await process_of(scene).start()
    scene.world.set_speed(SPEED)


async def test_f_34_a_killed_desk_loses_and_doubles_nothing_and_one_asked_to_stop_is_gone_in_ten_seconds(
    open_scene: OpenScene,
) -> None:
    """S0-16, S0-30, S0-51, X-02, F-01, F-08, F-26, F-34: and its log, at its most talkative, gives nothing away."""
    scene = await open_scene(speed=SPEED, apart=True, level="DEBUG")
    lead_ids = await catch_at_bad_moments(scene)
    await kill_and_start(scene)
    await check_that_all_ended_well(scene, lead_ids)
    await leave_work_under_way(scene)
    desk = process_of(scene)
    with knock(desk.url), knock(desk.url) as slow:
        slow.sendall(HALF)
        assert await desk.stop_in_time() < 10
    assert await jobs_under_way(scene) == []
    log = desk.log.read_text("utf-8")
    assert "the desk is closed" in log
    assert '"level": "debug"' in log
    assert find_secrets(scene, log) == []


async def catch_at_bad_moments(scene: Scene) -> list[int]:
    """One lead is between its SMS and the gateway's answer, one customer's phone rings, one order was just taken."""
    scene.world.smsc.faults.add(Fault("delay", "send", seconds=4))
    scene.world.fates["+79160000002"] = Fate(ring_s=30, talk_s=20)
    first = await scene.order("A-1", phone="89160000001")
    await scene.until(lambda: scene.asked("smsc", "send"))
    second = await scene.order("A-2", phone="89160000002")
    await scene.until(lambda: scene.dialled("+79160000002"))
    return [first, second, await scene.order("A-3", phone="89160000003")]


async def check_that_all_ended_well(scene: Scene, lead_ids: list[int]) -> None:
    for lead_id in lead_ids:
        lead = await scene.reach(lead_id, "reached")
        assert (len(scene.dialled(lead["phone"])), len(scene.texts(lead["phone"]))) == (1, 1)
        await scene.until_card(lead_id, "дозвонились", "доставлено")
    assert sorted(it["PHONE"][0] for it in scene.crm_leads) == [f"+7916000000{n}" for n in (1, 2, 3)]
    assert scene.asked("voximplant", "StartScenarios") == scene.asked("smsc", "send") == 3


async def leave_work_under_way(scene: Scene) -> None:
    """An upload with the secret in its address, a wrong secret, a CRM that talks nonsense and then says nothing."""
    scene.world.bitrix24.break_down("html", "batch", times=1)
    scene.world.bitrix24.break_down("hang", "batch", seconds=20)
    await scene.web.post(f"/api/1/json/public/31754/{access.SHOP_SECRET}", json=order("A-4", phone="89160000004"))
    await scene.post(order("A-5", phone="8 (916) 000-00-05"), Authorization="Bearer wrong-secret-value")
    scene.jump(minutes=1)
    await scene.until_card(4, "новый")


HALF = f"""\
POST /orders/site HTTP/1.1\r
Host: desk\r
Authorization: Bearer {access.SHOP_SECRET}\r
Content-Type: application/json\r
Content-Length: 500\r
\r
{{"name": """.encode()


def knock(url: str) -> socket.socket:
    return socket.create_connection(("127.0.0.1", int(url.rpartition(":")[2])))


async def jobs_under_way(scene: Scene) -> list[Job]:
    """What a desk that has gone did not give back."""
    store = Store(Database(f"sqlite+aiosqlite:///{scene.database}"))
    try:
        return await store.read(lambda books: books.jobs.listed(("taken",)))
    finally:
        await store.database.close()


def find_secrets(scene: Scene, log: str) -> list[str]:
    """Secrets, whole numbers and mailboxes in a log."""
    world = scene.world
    tokens = [*world.bitrix24.tokens.access, *world.bitrix24.tokens.refresh, world.telegram.token]
    hidden = [*SECRETS, *tokens, world.bitrix24.auth.client_secret, world.voximplant.account.api_key]
    return [it for it in [*hidden, "anna@example.com"] if it in log] + NUMBERS.findall(log)

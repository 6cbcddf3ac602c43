"""A whole life in the town: what the desk has in its ledger is what the neighbours have on their invoices (N-09)."""

from decimal import Decimal

from desk.leads.model import COMMAND_LINE
from storage.charges import from_billionths
from storage.tables import charge
from tests.flows.conftest import OpenScene, open_scene, running
from tests.flows.scene import Scene

__all__ = ["open_scene"]  # a fixture


async def test_n_09_calls_and_messages_cost_what_stands_on_the_invoices(open_scene: OpenScene) -> None:
    scene = await open_scene()
    for number in range(2):
        await scene.reach(await scene.order(f"A-{number}", phone=f"+7916123450{number}"), "reached")
    voice, texts = scene.world.voximplant.invoices, scene.world.smsc.purse.invoices
    assert {it.what for it in voice} >= {"PSTN_OUT", "TTS_YANDEX"}
    early = await paid(scene, "call")
    assert early < sum((Decimal(str(it.amount)) for it in voice), Decimal(0)), "the report knows the call alone"
    scene.jump(minutes=10)
    assert await running(scene).pricing.run() == 2
    assert await paid(scene, "call") == sum((Decimal(str(it.amount)) for it in voice), Decimal(0))
    assert await paid(scene, "sms") == sum((it.cost for it in texts), Decimal(0)) > 0


async def test_n_09_at_the_limit_calls_wait_and_go_on_when_it_is_raised(open_scene: OpenScene) -> None:
    scene = await open_scene(spending={"daily_limit": 0, "currency": "RUB"})
    lead_id = await scene.order("A-1")
    await scene.when(lead_id, lambda lead: "call_held" in {it["what"] for it in lead["history"]})
    lead = await scene.lead(lead_id)
    assert lead["next"]["why"] == "the day's spending limit is reached"
    assert scene.dialled() == []
    app = running(scene)
    await app.live.change("spending.daily_limit", "1000", by=COMMAND_LINE)
    assert await app.spending.run() == 1
    await scene.reach(lead_id, "reached")


async def paid(scene: Scene, kind: str) -> Decimal:
    found = charge.select().where(charge.c.kind == kind)
    rows = await running(scene).store.database.read(lambda db: db.execute(found).all())
    return sum((from_billionths(it.amount) for it in rows if it.amount), Decimal(0))

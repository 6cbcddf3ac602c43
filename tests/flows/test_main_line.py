"""An order becomes a called-back customer, and the sellers see it happen."""

from tests.flows.orders import PHONE, codes
from tests.flows.scene import Scene


async def test_x_an_order_is_registered_called_and_texted_and_the_sellers_see_it(scene: Scene) -> None:
    lead_id = await scene.order()
    lead = await scene.reach(lead_id, "reached")
    card = await scene.until_card(lead_id, "дозвонились", "доставлено")
    print(card, codes(lead), scene.texts(PHONE), scene.chat.buttons(lead_id), scene.crm_leads, scene.world.bitrix24.timeline("lead", 1))
    assert 0

"""What a customer agreed to decides what a robot may say (S0-07, S0-43)."""

import pytest

from tests.flows.conftest import OpenScene
from tests.flows.orders import PHONE
from tests.flows.scene import Scene

CAMPAIGN = "второй ремешок в подарок"


async def test_without_consent_no_robot_calls_and_a_person_is_asked_to(scene: Scene) -> None:
    """S0-07, S0-53, D-06."""
    lead_id = await scene.order(consent={"calls": False, "advertising": True})
    lead = await scene.reach(lead_id, "manual")
    assert (lead["trouble"], lead["calls"]) == ("no_consent", [])
    await scene.until_card(lead_id, "нужен человек", "нажмите «Взять» и позвоните сами")
    assert "Взять" in scene.chat.buttons(lead_id)
    assert "Повторить" not in scene.chat.buttons(lead_id)
    assert scene.world.voximplant.sessions == {}
    assert all(CAMPAIGN not in text for text in scene.texts())
    assert len(scene.crm_leads) == 1


async def test_silence_is_no_consent_unless_the_shop_answers_for_it(open_scene: OpenScene) -> None:
    """S0-07, S0-43."""
    scene = await open_scene(calls={"consent": "assumed"})
    await scene.reach(await scene.order(consent=None), "reached")
    assert CAMPAIGN in scene.dialled()[0].text
    refused = await scene.order("A-2", phone="89160000002", consent={"calls": False})
    assert (await scene.reach(refused, "manual"))["trouble"] == "no_consent"


@pytest.mark.parametrize("advertising", [True, False])
async def test_s0_07_the_campaign_is_for_those_only_who_agreed_to_advertising(scene: Scene, advertising: bool) -> None:
    """S0-07, S0-43."""
    consent = {"calls": True, "advertising": advertising, "text": "Согласен"}
    await scene.reach(await scene.order(consent=consent), "reached")
    (call,), (text,) = scene.dialled(PHONE), scene.texts(PHONE)
    assert (CAMPAIGN in call.text, CAMPAIGN in text) == (advertising, advertising)

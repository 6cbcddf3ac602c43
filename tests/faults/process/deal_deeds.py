"""What is done about the deals of the store's orders: each deed has an order of its own, which is in step at first.

Besides the log of acts, the neighbours say how often it took effect: the portal by its deals, the store by what it was
told.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

from bot.app.comparing import compare
from bot.cards.card import Action
from desk.exchange.comparison import PATIENCE
from sandbox.world.staff import OLGA
from tests.faults.process.office import Deed, Make, Office, Proof, Tap, both_sides

PIPELINE = 5  # of the portal: «Интернет-магазин»
AT_WORK = "Взять в работу"
SHIP, SHIPPED = "Отправка товара", "shipped"
CHANGED = "ONCRMDEALUPDATE"
POINTS = 36  # what was granted is still on its way when the answer has gone
LOOKING, SEEKING = "bitrix24 batch crm.item.get", "bitrix24 batch crm.item.list"
MOVING = "bitrix24 batch crm.item.update+crm.item.get"
MAKING = "bitrix24 batch crm.item.add+crm.item.productrow.set"
TELLING = "store_webhook order.status"


async def sell(office: Office) -> int:
    """In the store, with its deal; the lead waits for a person."""
    cms = office.play.scene.world.cms
    order = replace(cms.shop.orders.write(), consent={"calls": False})
    cms.keep(order)
    answer = await cms.shop.send_json(order)
    office.ordered.append(order.order_id)
    await office.play.settle()
    assert len(deals(office)) == 1, f"the order {order.order_id} has {deals(office)}"
    office.noted = changes(office)
    return int(answer.json()["lead"])


async def move(office: Office) -> Tap:
    lead_id = await sell(office)
    await office.undisturbed(office.tap_card(lead_id, Action.STAGE))
    question = office.private()[-1]
    return office.press(OLGA, question.message_id, next(it.data for it in question.buttons if SHIP in it.text))


async def retry(office: Office) -> Tap:
    """The store did not take where the deal had gone, and takes it now."""
    world, lead_id = office.play.scene.world, await sell(office)
    world.cms.answer_with(422, "nothing is in stock")
    world.bitrix24.move_deal(deals(office)[0]["ID"], SHIP)
    tap = await office.shown_on_card(lead_id, Action.DEAL_RETRY)
    await office.play.settle()
    world.cms.mend()
    return tap


async def make_anew(office: Office) -> Tap:
    lead_id = await sell(office)
    office.play.scene.world.bitrix24.delete("deal", deals(office)[0]["ID"])
    tap = await office.shown_on_card(lead_id, Action.DEAL_ANEW)
    await office.play.settle()
    return tap


async def fix(office: Office) -> Tap:
    """The deal has gone on, and no event told of it."""
    world, _lead_id = office.play.scene.world, await sell(office)
    world.bitrix24.move_deal(deals(office)[0]["ID"], AT_WORK)
    await office.play.settle()
    office.noted = changes(office)
    world.bitrix24.events.lose = 1.0
    world.bitrix24.move_deal(deals(office)[0]["ID"], SHIP)
    world.bitrix24.events.lose = 0.0
    world.jump((PATIENCE + timedelta(minutes=1)).total_seconds())
    office.owe(compare(world.clock.now(), asked=True))
    await office.play.scene.until(lambda: has_found(office), "what the comparison found", seconds=30)
    await office.play.settle()
    return office.shown(Action.FIX)


def has_found(office: Office) -> bool:
    return bool(office.private()) and office.ordered[-1] in office.private()[-1].text


def ships_once(office: Office) -> Iterator[str]:
    """The deal, and the order."""
    ((deal, *others), world) = deals(office), office.play.scene.world
    order = world.cms.orders.find(office.ordered[-1])
    told = [status for _id, status in order.told] if order else []
    if others or deal["STAGE"] != SHIP:
        yield f"the deal stands at {deal['STAGE']}, beside {len(others)} others"
    if (times := changes(office) - office.noted) != 1:
        yield f"the deal was changed {times} times"
    if told.count(SHIPPED) != 1 or told[-1] != SHIPPED:
        yield f"the store was told {told}"


def has_one_deal(office: Office) -> Iterator[str]:
    """Another than before."""
    found = [it["ID"] for it in deals(office)]
    if len(found) != 1:
        yield f"the order has the deals {found}"


def deals(office: Office) -> list[dict[str, Any]]:
    """Of the newest order."""
    board = office.play.scene.world.bitrix24.board(PIPELINE)
    return [it for it in board if it["ORIGIN_ID"].endswith(office.ordered[-1])]


def changes(office: Office) -> int:
    """How often the newest order's deals were changed, by whomever."""
    ids = {str(it["ID"]) for it in deals(office)}
    noted = office.play.scene.world.history.find("bitrix24", "event", event=CHANGED)
    return sum(str(it.data["id"]) in ids for it in noted)


def about_deal(
    action: Action,
    make: Make,
    *beyond: str,
    proof: Proof = ships_once,
    store: str = "cms",
    thorough: bool = False,
) -> Deed:
    """``beyond``: requests that lie behind the answer."""
    name, sides = action.name, both_sides(*beyond)
    return Deed(name, name.lower(), make, action, OLGA, None, proof, POINTS, sides, store, thorough)


DEALS = (
    about_deal(Action.MOVE, move, MOVING, TELLING),
    about_deal(Action.DEAL_RETRY, retry, TELLING),
    about_deal(Action.DEAL_ANEW, make_anew, SEEKING, MAKING, proof=has_one_deal),
    about_deal(Action.FIX, fix, LOOKING, TELLING),
)

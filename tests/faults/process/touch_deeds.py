"""What people do about a call, or a deal of the call tracker, that failed: each deed has a customer of its own."""

from collections.abc import Iterator

from bot.cards.card import Action
from sandbox.kit.faults import Fault
from sandbox.telegram.view import Seen
from sandbox.world.staff import CHAT_ID
from tests.faults.process.office import BY_SETTINGS, Deed, Make, Office, Proof, Tap, both_sides, data_of

UNKNOWN_STATUS = "later"  # in which orders are to begin, and which the CRM has only when a person has seen to it
ORDERING, TELLING = "retailcrm orders/create", "calltouch create"
POINTS = 30


def number(office: Office) -> str:
    return f"7900555{len(office.ordered):04d}"


async def refused_call(office: Office) -> Tap:
    """The CRM did not take its order, and takes it now."""
    world = office.play.scene.world
    world.retailcrm.account.statuses.pop(UNKNOWN_STATUS, None)
    office.ordered.append("")
    world.calltouch.ring(number(office))
    tap = await shown(office, Action.TOUCH_RETRY)
    world.retailcrm.account.statuses[UNKNOWN_STATUS] = world.retailcrm.account.statuses["new"] | {
        "code": UNKNOWN_STATUS
    }
    return tap


async def hidden_call(office: Office) -> Tap:
    office.play.scene.world.calltouch.ring("")
    return await shown(office, Action.TOUCH_BY_HAND)


async def refused_deal(office: Office, action: Action = Action.TOLD_RETRY) -> Tap:
    """The tracker would not have the order, and has nothing against it now."""
    world = office.play.scene.world
    office.ordered.append("")
    rule = world.calltouch.faults.add(Fault("status", "create", None, status=400, body="{}"))
    world.retailcrm.place(world.retailcrm.seed_customer(number(office)), total=1000)
    tap = await shown(office, action)
    world.calltouch.faults.rules.remove(rule)
    return tap


async def deal_by_hand(office: Office) -> Tap:
    return await refused_deal(office, Action.TOLD_BY_HAND)


async def shown(office: Office, action: Action) -> Tap:
    """The newest such button in the sellers' chat."""

    def find() -> Seen | None:
        return next((it for it in reversed(office.play.scene.chat.group()) if data_of(it, action)), None)

    seen: Seen = await office.play.scene.until(find, f"{action.name} in the group", seconds=60)
    await office.play.settle()
    return office.press(CHAT_ID, seen.message_id, data_of(seen, action))


def has_one_order(office: Office) -> Iterator[str]:
    """And one customer."""
    retail = office.play.scene.world.retailcrm
    orders = [it for it in retail.account.orders.values() if it.get("phone") == number(office)]
    if len(orders) != 1:
        yield f"the CRM has {len(orders)} orders of {number(office)}"
    phones = [phone["number"] for it in retail.customers() for phone in it.get("phones", ())]
    if phones.count(number(office)) != 1:
        yield f"the CRM has {phones.count(number(office))} customers with {number(office)}"


def is_told_once(office: Office) -> Iterator[str]:
    world = office.play.scene.world
    newest = str(max(world.retailcrm.account.orders))
    deal = world.calltouch.cabinet.deals.get(newest)
    if deal is None:
        yield f"the tracker has no deal of order {newest}"
    elif len(deal.told) != 1:
        yield f"the tracker was told {len(deal.told)} times of order {newest}"


def about_touch(action: Action, make: Make, *beyond: str, proof: Proof | None = None) -> Deed:
    return Deed(
        action.name,
        action.name.lower(),
        make,
        action,
        proof=proof,
        points=POINTS,
        beyond=both_sides(*beyond),
        tracker=BY_SETTINGS,
        thorough=proof is not None,
    )


TOUCHES = (
    about_touch(Action.TOUCH_RETRY, refused_call, ORDERING, proof=has_one_order),
    about_touch(Action.TOUCH_BY_HAND, hidden_call),
    about_touch(Action.TOLD_RETRY, refused_deal, TELLING, proof=is_told_once),
    about_touch(Action.TOLD_BY_HAND, deal_by_hand),
)

"""An order that the store shall have for a lead that came another way: it, its deal and its lead are one each."""

from collections.abc import Iterator

from bot.cards.card import Action
from desk.exchange.ordering import OURS
from tests.faults.process.deal_deeds import MAKING, PIPELINE, about_deal
from tests.faults.process.office import Office, Tap
from tests.flows.chat import plain

ASKING, SHOWING = "shopify MakeOrder", "shopify ReadOrder"
GREETING = "bitrix24 batch crm.contact.add+crm.item.add+crm.item.productrow.set"  # the customer is new there


async def wish(office: Office) -> Tap:
    """In the group whoever has the lead is offered it."""
    lead_id = await office.lead(mine=True)
    office.ordered.append(str(lead_id))
    return await office.shown_on_card(lead_id, Action.MAKE_ORDER)


def is_made_once(office: Office) -> Iterator[str]:
    made = numbers(office)
    if len(made) != 1:
        yield f"the store has the orders {made}"
        return
    board = office.play.scene.world.bitrix24.board(PIPELINE)
    if len(titles := [it["TITLE"] for it in board if made[0] in it["TITLE"]]) != 1:
        yield f"the order has the deals {titles}"
    if (leads := office.leads()) != office.sold:
        yield f"{office.sold} customers have {leads} leads"
    cards = [plain(it.text) for it in office.play.scene.chat.cards(int(office.ordered[-1]))]
    if not any(f"заказ {made[0]} в магазине" in it for it in cards):
        yield f"the card says {cards}"


def numbers(office: Office) -> list[str]:
    """Of the orders that the store has for the newest lead."""
    marker = f"{OURS}{office.ordered[-1]}-"
    orders = office.play.scene.world.shopify.shop.orders.values()
    return [it.name for it in orders if (it.source_identifier or "").startswith(marker)]


BEYOND = (ASKING, SHOWING, MAKING, GREETING)
ORDERING = (about_deal(Action.MAKE_ORDER, wish, *BEYOND, proof=is_made_once, store="shopify", thorough=True),)

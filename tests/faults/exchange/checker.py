"""Whether a store and a CRM agree: judged by their own records, a table of words, and the pair's log alone."""

from collections.abc import Iterator
from typing import Any

from desk.exchange.model import Finality, Stage, StoreOrder
from desk.exchange.pair import Duty, Halt, Pair
from desk.exchange.progress import Note
from tests.exchange.world import CRM, ENDED, SHOP, DealRecord, OrderRecord
from tests.faults.exchange.town import Town

# Written out once more, not read from the settings: which word of the store says the same as which stage.
WORDS = {
    "NEW": "new",
    "WORK": "processing",
    "PAY": "paid",
    "SEND": "sent",
    "WON": "done",
    "LOSE": "cancelled",
    "SPAM": "cancelled",
}
SPOKEN = {"posted by train": "sent"}  # what the store says, and what it means
EXCEPTIONS = ("stage_unmapped", "status_unmapped", "deal_closed")
DEBTS = ("stage_moved", "status_moved", "crm_wins", "store_wins")
VERDICTS = ("agreed", *DEBTS, *EXCEPTIONS)
DONE = ("deal_made", "deal_found", "deal_moved", "status_told")
SHOWN = ("buyer", "lines", "delivery", "total", "currency", "paid", "comment", "utm")


def word_of(order: StoreOrder) -> str:
    return SPOKEN.get(order.status, order.status)


def agree(order: StoreOrder, stage: Stage) -> bool:
    alike = order.ended is stage.ended and order.ended is not Finality.OPEN
    return alike or WORDS.get(stage.code) == word_of(order)


def find_faults(town: Town) -> Iterator[str]:
    """What is wrong when everything is quiet."""
    for record in town.shop.records.values():
        pair = town.books.pairs.find(record.order.store, record.order.ref)
        if pair is None:
            if not record.gone:
                yield f"{record.id}: nobody knows of this order"
            continue
        log = town.books.pairs.log(pair.id)
        yield from _judge(town, record, pair, log)
    yield from count_writes(town)


def _judge(town: Town, record: OrderRecord, pair: Pair, log: list[Note]) -> Iterator[str]:
    where, deals = f"order {record.id}", town.crm.of(record.order)
    yield from _count_deals(where, record, pair, log, deals)
    yield from _look_at_beginning(where, town, record, pair, log)
    if record.gone or pair.halt or not deals or deals[-1].gone:
        yield from _justify_halt(where, record, pair, log, deals)
        return
    deal = deals[-1]
    refused = {it.duty for it in pair.refusals} if any(it.what.startswith("refused_by") for it in log) else set()
    if pair.owes_crm or pair.owes_store:
        yield f"{where}: something is owed and nothing is done"
    if Duty.CONTENT not in refused and deal.stage.ended is Finality.OPEN:
        for name in SHOWN:
            if deal.content[name] != getattr(record.order, name):
                yield f"{where}: the deal shows another {name}"
        if "title" not in deal.touched and record.order.number not in deal.content["title"]:
            yield f"{where}: the deal is called {deal.content['title']}"
    if (
        not refused & {Duty.STAGE, Duty.STATUS}
        and not agree(record.order, deal.stage)
        and not explained(record, deal, log)
    ):
        verdicts = [it.what for it in log if it.what in VERDICTS]
        yield f"{where}: it is {record.order.status} and its deal is at {deal.stage.code}: {verdicts[-3:]}"


def _count_deals(
    where: str, record: OrderRecord, pair: Pair, log: list[Note], deals: list[DealRecord]
) -> Iterator[str]:
    """One, unless a person had it made anew, or deleted it before the desk had heard of it."""
    known = {it.data["deal"] for it in log if it.what in ("deal_made", "deal_found")}
    anew = sum(it.what == "deal_anew" for it in log) + sum(it.gone and it.id not in known for it in deals)
    if len(deals) > 1 + anew:
        yield f"{where}: {len(deals)} deals were made"
    if len([it for it in deals if not it.gone]) > 1:
        yield f"{where}: there are several deals"
    if not deals and not (record.gone or pair.halt or pair.refusal):
        yield f"{where}: there is no deal"


def _look_at_beginning(where: str, town: Town, record: OrderRecord, pair: Pair, log: list[Note]) -> Iterator[str]:
    """An order that had ended when it was first seen is left alone for ever, and no other (EX-04)."""
    had_ended = log[0].data["status"] in ENDED
    if had_ended != (pair.halt is Halt.ENDED_BEFORE):
        yield f"{where}: it was first seen as {log[0].data['status']}, and the pair is at {pair.halt}"
    written = [it for it in (*town.crm.writes, *town.shop.writes) if it.id in (record.id, record.order.origin)]
    if had_ended and written:
        yield f"{where}: it had ended before, and was written: {written}"


def _justify_halt(
    where: str, record: OrderRecord, pair: Pair, log: list[Note], deals: list[DealRecord]
) -> Iterator[str]:
    whats = {it.what for it in log}
    if pair.halt is Halt.ORDER_GONE and not (record.gone and "order_gone" in whats):
        yield f"{where}: the desk thinks that it was deleted"
    if pair.halt is Halt.DEAL_GONE and not (deals and deals[-1].gone and "deal_gone" in whats):
        yield f"{where}: the desk thinks that its deal was deleted"


def explained(record: OrderRecord, deal: DealRecord, log: list[Note]) -> bool:
    """The last that was decided of this deal says why they differ; debts that nobody paid were taken back."""
    told = (it.what for it in reversed(log) if it.what in (*VERDICTS, *DONE))
    last = next((it for it in told if it not in DEBTS), "")
    unmapped = record.order.status not in WORDS.values()
    return {
        "stage_unmapped": deal.stage.code not in WORDS,
        "status_unmapped": unmapped,
        "deal_closed": deal.stage.ended is not Finality.OPEN,
        "deal_made": unmapped,  # nobody has moved since the CRM chose a stage
        "deal_found": unmapped,
    }.get(last, False)


def count_writes(town: Town) -> Iterator[str]:
    """Each has a cause: somebody else's change, or a death or a lost answer that lets it come again."""
    crm, shop = town.crm, town.shop
    writes: list[Any] = [*crm.writes, *shop.writes]
    excuses = town.killed + crm.moods.lost + crm.moods.slow + shop.moods.lost + town.taps + town.crossed
    again = [it for it in writes if it.same and it.by == "desk" and it.what != "content"]
    vain = [it for it in writes if it.same and it.what == "content"]
    if len(vain) > excuses + crm.moods.failed:
        yield f"content was written {len(vain)} times that stood there: {vain}"
    if len(again) > excuses:
        yield f"{len(again)} writes came again, and {excuses} had a reason to: {again}"
    moves = [it for it in writes if not it.same and it.what not in ("add", "content")]
    for order in shop.records.values():
        own = [it for it in moves if it.id in (order.id, order.order.origin)]
        foreign = order.edits + sum(it.moves for it in crm.of(order.order))
        if len(own) > foreign + excuses:
            yield f"order {order.id}: {len(own)} moves for {foreign} changes: {own}"
    for write in moves:
        yield from _find_cause(town, write)


def _find_cause(town: Town, write: Any) -> Iterator[str]:
    orders = [it for it in town.shop.records.values() if write.id in (it.id, it.order.origin)]
    said = {word for it in orders for word in (*it.past, it.order.status)}
    stood = {code for it in orders for deal in town.crm.of(it.order) for code in deal.past}
    if write.side == SHOP and write.what not in {WORDS.get(code) for code in stood}:
        yield f"the store was told {write.what}, and no deal was ever there"
    if write.side == CRM and WORDS.get(write.what) not in {SPOKEN.get(word, word) for word in said}:
        yield f"the deal was moved to {write.what}, and the order never was"

"""The log of an order and its deal, one short line a note. ``PLAIN`` knows every code that the exchange writes."""

from dataclasses import dataclass
from typing import Any

from bot.texts.catalogue import Speaker, mark
from bot.texts.cleaning import cut
from bot.texts.lines import LONGEST_LINE, LONGEST_VALUE, Lenient
from bot.texts.privacy import redact
from bot.texts.recognition import explain
from desk.exchange.mapping import StageMap
from desk.exchange.progress import Note

PLAIN = {
    "opened": mark("the order is in the store: “{status}”"),
    "order_changed": mark("the order was changed in the store: {parts}"),
    "deal_made": mark("deal {deal} was made"),
    "deal_assigned": mark("the order's category is known by now: the deal got its manager"),
    "deal_found": mark("deal {deal} was found by our marker"),
    "deals_doubled": mark("the order has more deals: {others}"),
    "deal_shown": mark("the deal shows what the order holds"),
    "remark": mark("the CRM could not take all of it: {text}"),
    "stage_asked": mark("{who} moves the deal to “{stage}”"),
    "deal_moved": mark("the deal was moved to “{stage}”"),
    "status_told": mark("the store was told “{status}”"),
    "stage_moved": mark("the deal came to “{stage}”: the order is to become “{to}”"),
    "status_moved": mark("the order became “{status}”: the deal is to go to “{to}”"),
    "agreed": mark("order and deal agree: “{status}”, “{stage}”"),
    "crm_wins": mark("both were moved, and the CRM counts: the order is to become “{to}”"),
    "store_wins": mark("both were moved, and the order has ended: the deal is to go to “{to}”"),
    "stage_unmapped": mark("the deal came to “{stage}”, for which the store has no status: it is told nothing"),
    "status_unmapped": mark("the order became “{status}”, for which there is no stage: the deal stays"),
    "deal_closed": mark("the order became “{status}”, and the deal is closed: it stays"),
    "refused_by_store": mark("the store refused: {reason}"),
    "refused_by_crm": mark("the CRM refused: {reason}"),
    "order_gone": mark("the order was deleted in the store"),
    "deal_gone": mark("deal {deal} was deleted in the CRM"),
    "deal_anew": mark("{who} has a new deal made"),
    "retried": mark("{who} has the exchange repeated"),
    "realigned": mark("{who} has the order follow the deal"),
}
PARTS = {
    "status": mark("the status"),
    "lines": mark("the goods"),
    "buyer": mark("the buyer"),
    "delivery": mark("the delivery"),
    "total": mark("the sum"),
    "currency": mark("the currency"),
    "paid": mark("the payment"),
    "comment": mark("the comment"),
}


@dataclass(frozen=True, slots=True)
class PairStory:
    """``stages`` give a stage's code its name."""

    speaker: Speaker
    stages: StageMap

    def line(self, note: Note) -> str:
        """What happened, without the time; plain text. A code of a later version is told as it is."""
        if note.what not in PLAIN:
            return cut(note.what, LONGEST_LINE)
        values = {name: self._value(name, value) for name, value in note.data.items()}
        return cut(self.speaker.fill(PLAIN[note.what], Lenient(values | {"who": note.who})), LONGEST_LINE)

    def _value(self, name: str, value: Any) -> str:
        """Other people's words go without secrets and whole numbers."""
        if isinstance(value, list):
            return ", ".join(self.speaker.say(PARTS[it]) if it in PARTS else str(it) for it in value)
        text = cut(str(value), LONGEST_VALUE)
        if name == "to" and (stage := self.stages.known(text)):
            return stage.name or text
        if name == "reason":
            return explain(self.speaker, text)
        return text if name == "deal" else redact(text) or "—"

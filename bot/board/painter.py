"""Draws leads for whoever looks: shared chats see numbers masked, the owner and the admins see all of it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.board.sides import Sides
from bot.cards.card import Card
from bot.cards.lead import render_lead
from desk.crm import Crm
from desk.exchange.ordering import Ordering
from desk.exchange.pair import Pair
from desk.hours import is_open
from desk.leads.model import Lead
from desk.leads.policy import Rules
from desk.leads.view import PastEntry
from desk.staff.pauses import Pauses, source_switch
from storage.people import Known


@dataclass(frozen=True, slots=True)
class Painter:
    """``language`` is that of shared chats; ``zone`` (IANA) the shop's. ``pauses``: those in force.

    ``sides``: of the exchange of orders and deals, where a store is connected.
    """

    rules: Callable[[], Rules]
    zone: str
    language: str
    crm: Crm | None
    admins: frozenset[int]
    pauses: Callable[[], Pauses] = dict
    sides: Sides | None = None

    def lead(
        self,
        lead: Lead,
        history: Sequence[PastEntry],
        chat_id: int,
        language: str,
        now: datetime,
        pair: Pair | None = None,
        wish: Ordering | None = None,
        *,
        masked: bool = False,
    ) -> Card:
        """A private chat has the number of its owner (a positive one), a group a negative number.

        ``masked``: as somebody sees it who may not see the whole number.
        """
        admin = chat_id in self.admins
        return render_lead(
            lead,
            history,
            now=now,
            language=language or self.language,
            rules=self.rules(),
            shop_zone=self.zone,
            full_phone=not masked and self.reveals(lead, chat_id),
            crm_url=self.crm.lead_url(lead.crm_id) if self.crm and lead.crm_id else "",
            admin=admin,
            pause=self.pauses().get(source_switch(lead.order.source)),
            deal=self.sides.view(pair) if self.sides and pair else None,
            ordering=self.sides.without_order(wish) if self.sides and pair is None else None,
        )

    def quiet(self, now: datetime) -> bool:
        """Whether what is sent to the group comes without a sound: it is closed, and the shop wants it so."""
        rules = self.rules()
        return rules.staff.quiet and not is_open(rules.hours.calendar, ZoneInfo(self.zone), now)

    def language_of(self, known: Known | None) -> str:
        """That in which somebody reads their private chat."""
        return known.language if known and known.language else self.language

    def reveals(self, lead: Lead, chat_id: int) -> bool:
        """Whether this chat is shown the whole number."""
        return chat_id in self.admins or may_see(lead, chat_id)


def may_see(lead: Lead, person_id: int) -> bool:
    """Whether this person works on the lead."""
    return lead.assignee is not None and lead.assignee.id == person_id > 0

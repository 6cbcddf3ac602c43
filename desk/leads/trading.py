"""Steps by which people wish something of the exchange: where the deal goes, and an order in the store.

The lead says only whose word counts, and keeps the word. What comes of it is the exchange's: ``exchange.granting``.
"""

from desk.leads.decision import Decision, Situation, noted
from desk.leads.deeds import OrderAsked, StageAsked
from desk.leads.model import Lead
from desk.leads.writing import works_on

ASKED = "a person asked for it"


def ask_stage(lead: Lead, fact: StageAsked, _situation: Situation) -> Decision:
    """Raises Conflict for whoever does not have the lead."""
    works_on(lead, fact.by, by_force=fact.by_force)
    return noted(lead, "stage_asked", ASKED, who=fact.by.name, stage=fact.name or fact.stage)


def ask_order(lead: Lead, fact: OrderAsked, _situation: Situation) -> Decision:
    """Raises Conflict for whoever does not have the lead."""
    works_on(lead, fact.by, by_force=fact.by_force)
    return noted(lead, "order_asked", ASKED, who=fact.by.name)

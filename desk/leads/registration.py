"""Steps around the CRM: the lead is created there before anybody is called (S0-21, S0-28 … S0-30, S0-56)."""

from desk.errors import Ignored
from desk.leads.commands import Register
from desk.leads.decision import Decision, Entry, Situation, hand_over, noted
from desk.leads.dialling import dial
from desk.leads.events import (
    CrmMended,
    OrderAttached,
    PartnerSought,
    Registered,
    RegistrationAsked,
    RegistrationFailed,
    RegistrationPostponed,
)
from desk.leads.model import Action, Attached, Lead, LeadStatus, Next, Trouble
from desk.values import replace


def attach(lead: Lead, fact: OrderAttached, situation: Situation) -> Decision:
    """A second order with the same ref is shown with the first, never dropped (S0-16)."""
    changed = replace(lead, attached=(*lead.attached, Attached(situation.now, fact.order)))
    why = "an order with the same reference came while this one is in progress"
    return noted(changed, "order_attached", why, who="shop", order_id=fact.order.order_id)


def keep_partner(lead: Lead, fact: PartnerSought, _situation: Situation) -> Decision:
    changed = replace(lead, partner=fact.partner, partner_sought=True)
    if fact.partner.id:
        why = f"the CRM knows the code {fact.partner.code}"
        return noted(changed, "partner_found", why, name=fact.partner.name, code=fact.partner.code)
    why = f"the CRM knows nobody by the code {fact.partner.code}"
    return noted(changed, "partner_unknown", why, code=fact.partner.code)


def ask(lead: Lead, _fact: RegistrationAsked, _situation: Situation) -> Decision:
    if lead.crm_id:
        raise Ignored("the lead is in the CRM already")
    return Decision(replace(lead, crm_asked=True))


def keep_id(lead: Lead, fact: Registered, _situation: Situation) -> Decision:
    """The CRM's id, wherever the lead stands: a claimed lead is registered all the same."""
    if lead.crm_id:
        raise Ignored("the lead is in the CRM already")
    changed = replace(lead, crm_id=fact.crm_id, crm_system=fact.system, crm_asked=True)
    why = "found by our marker: an earlier request had created it" if fact.found else "created for this order"
    return noted(changed, "registered", why, system=fact.system, crm_id=fact.crm_id)


def dial_up(lead: Lead, fact: Registered, situation: Situation) -> Decision:
    """Only a lead that was created goes to dial-up (S0-30)."""
    return keep_id(lead, fact, situation).then(lambda it: dial(it, situation))


def give_to_people(lead: Lead, fact: RegistrationFailed, _situation: Situation) -> Decision:
    if fact.unauthorised:
        return hand_over(lead, Trouble.CRM_TOKEN, fact.reason)
    trouble = Trouble.CRM_DOWN if fact.gave_up else Trouble.CRM_REFUSED
    return hand_over(lead, trouble, fact.reason)


def postpone(lead: Lead, fact: RegistrationPostponed, _situation: Situation) -> Decision:
    """Said once for as long as it lasts: the retries show in the job, not in the history."""
    coming = Next(Action.REGISTER, None, "again, as soon as the CRM can")
    if lead.crm_id or lead.next == coming:
        raise Ignored("this was said before")
    return noted(replace(lead, next=coming), "registration_postponed", fact.reason)


def note_failure(lead: Lead, fact: RegistrationFailed, _situation: Situation) -> Decision:
    return noted(lead, "registration_failed", fact.reason)


def resume(lead: Lead, _fact: CrmMended, situation: Situation) -> Decision:
    """A lead parked for a dead token goes on by itself, unless a person has it."""
    if lead.trouble is not Trouble.CRM_TOKEN or lead.assignee:
        raise Ignored("not waiting for the CRM's token")
    if lead.crm_id:  # another try of the request was quicker
        return dial(lead, situation)
    return register(lead, "the CRM accepts our credentials again", situation)


def register(lead: Lead, why: str, situation: Situation) -> Decision:
    """Back to the first step."""
    changed = replace(
        lead,
        status=LeadStatus.NEW,
        trouble=None,
        trouble_text="",
        next=Next(Action.REGISTER, situation.now, why),
    )
    return Decision(changed, (Register(),), (Entry("registration_planned", why),))

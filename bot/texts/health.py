"""What neighbours say of their own health, in the reader's language: one sentence of ours or several of them."""

from bot.texts.catalogue import Speaker, mark
from bot.texts.recognition import explain

BETWEEN = "; "
FINDINGS = (
    mark("{address}: works as {name}"),
    mark("the balance is not shown"),
    mark("balance {amount}"),
    mark("little left of the balance: {amount}, less than {least}"),
    mark("nothing left of the balance: {amount}"),
    mark("the caller id could not be checked ({reason})"),
    mark("caller id {shown} is rented"),
    mark("caller id {shown} is neither rented nor verified"),
    mark("caller id {shown} is no longer verified"),
    mark("caller id {shown} is verified"),
    mark("caller id {shown} is verified until {day}"),
    mark("rule {rule} is not checked: no application is named"),
    mark("the rule could not be checked ({reason})"),
    mark("there is no rule {rule}"),
    mark("rule {rule} has no scenario"),
    mark("rule {rule} is there"),
    mark("the webhook or application lacks the right '{right}'"),
    mark("the CRM works without leads (simple mode): new leads turn into deals and cannot be found again"),
    mark("the lead has no field {field}"),
    mark("required lead fields that [bitrix24.fields] does not fill: {fields}"),
    mark("stages: the portal has no {code}"),
    mark("sources: the portal has no {code}"),
    mark("partner: {entity} has no field {field}"),
)


def tell_health(speaker: Speaker, detail: str) -> str:
    """A sentence that is none of ours stays as it is."""
    return BETWEEN.join(explain(speaker, sentence, FINDINGS) for sentence in detail.split(BETWEEN))

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
    mark("{address}: the key opens {stores}"),
    mark("{address}: the key opens all stores"),
    mark("the key opens no store"),
    mark("statuses: the CRM has no {code}"),
    mark("fields: orders have no additional field {code}"),
    mark("partner: customers have no additional field {code}"),
    mark("order_method: the CRM has no {code}"),
    mark("site: the key opens no store {code}"),
    mark("there are {codes}"),
    mark("cabinet {number}, calls today: {count}"),
    mark("the store wants no messages at this address any more (410 Gone)"),
    mark("the store answers HTTP {status}"),
    mark("the store answers HTTP {status} to a look"),
    mark("redirects are not followed"),
    mark("without read_all_orders an order looks deleted after 60 days"),
    mark("without read_customers a customer's name is that of the address"),
    mark("the token is for {domain}, and not for {shop}"),
    mark("the app lacks the rights {rights}"),
    mark("the webhook lacks the right '{right}'"),
    mark("the webhook's owner is no administrator of the site, and only those may use the store's methods"),
    mark("the site's REST has no {what} of a store"),
    mark("the site has no order status {word}"),
    mark("{address}, pipeline {name}"),
    mark("there is no pipeline {name}"),
    mark("the pipeline {name} has no stages"),
    mark("required deal fields that an order does not fill: {fields}"),
    mark("deals have no field {field}"),
    mark("articles cannot be looked up: {reason}"),
)


def tell_health(speaker: Speaker, detail: str) -> str:
    """A sentence that is none of ours stays as it is."""
    return BETWEEN.join(explain(speaker, sentence, FINDINGS) for sentence in detail.split(BETWEEN))

"""Events of deals, as an application binds them; a webhook has to be given them on the portal's page.

https://apidocs.bitrix24.com/api-reference/events/event-bind.html
"""

from collections.abc import Mapping

from integrations.bitrix24.config import Bitrix24
from integrations.bitrix_rest.client import BatchAnswer, Command, as_dict, as_list

KEY = "bound"
EVENTS = ("ONCRMDEALADD", "ONCRMDEALUPDATE", "ONCRMDEALDELETE")


def is_application(config: Bitrix24) -> bool:
    return not config.webhook_url.get_secret_value()


def ask_bound(config: Bitrix24) -> Mapping[str, Command]:
    return {KEY: Command("event.get")} if is_application(config) else {}


def unbound(config: Bitrix24, handler: str, answer: BatchAnswer) -> list[str]:
    """Events that do not come to ``handler`` yet; none through a webhook, and while our own address is not known."""
    if not is_application(config) or not handler:
        return []
    rows = [as_dict(row) for row in as_list(answer.take(KEY))]
    bound = {str(row.get("event")).upper() for row in rows if row.get("handler") == handler}
    return [event for event in EVENTS if event not in bound]


def bind(event: str, handler: str) -> Command:
    return Command("event.bind", {"event": event, "handler": handler})

"""Can this site work for us? Answered in plain text."""

from desk.errors import DeskError, Unauthorised
from desk.ports import Health
from integrations.bitrix_rest.client import BatchAnswer, Client, Command, as_dict, as_list
from integrations.bitrix_rest.errors import NO_METHOD
from integrations.bitrix_rest.texts import tell_user
from integrations.bitrix_site.client import read_rows
from integrations.bitrix_site.config import BitrixSite
from integrations.bitrix_site.vocabulary import OF_ORDERS, Statuses, read_statuses

SCOPE = "sale"
USUAL = {"P", "S", "F", "D"}  # of the defaults: a site may have renamed or removed them


async def examine(client: Client, section: BitrixSite) -> Health:
    """Every shortcoming that can be seen from outside is named. Raises what asking as a whole raises."""
    commands = {
        "profile": Command("profile"),
        "scope": Command("scope"),
        "statuses": Command("sale.status.list", {"filter": {"type": OF_ORDERS}}),
        "orders": Command("sale.order.list", {"select": ["id"], "order": {"id": "desc"}}),
    }
    answer = await client.batch(commands, halt=False, repeatable=True)
    found = [*_rights(answer), *_methods(answer)]
    if not found:
        found = _words(await read_statuses(client, section.language), section)
    user = tell_user(answer.results.get("profile"))
    return Health(not found, "; ".join(found) or f"{client.origin()} as {user}")


def _rights(answer: BatchAnswer) -> list[str]:
    found = []
    scopes = as_list(answer.results.get("scope"))
    if scopes and SCOPE not in scopes:
        found.append(f"the webhook lacks the right '{SCOPE}'")
    if as_dict(answer.results.get("profile")).get("ADMIN") is False:
        found.append("the webhook's owner is no administrator of the site, and only those may use the store's methods")
    return found or [error.reason for error in answer.errors.values() if isinstance(error, Unauthorised)]


def _methods(answer: BatchAnswer) -> list[str]:
    """On a site without Bitrix24 the module may be missing, or older than these methods."""
    told: list[str] = []
    for key, name in (("statuses", "statuses"), ("orders", "orders")):
        try:
            read_rows(answer.take(key), name)
        except Unauthorised:
            continue  # said above
        except DeskError as error:
            missing = error.code == NO_METHOD
            told.append(f"the site's REST has no {name} of a store" if missing else error.reason)
    return told


def _words(statuses: Statuses, section: BitrixSite) -> list[str]:
    named = dict.fromkeys([*section.flags, *section.won, *section.lost])
    return [f"the site has no order status {word}" for word in statuses.unknown(named) if word not in USUAL]

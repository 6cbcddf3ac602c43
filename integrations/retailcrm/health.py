"""Can this account work for us? Answered in plain text, with what to do about it."""

from desk.errors import NotFound, Unauthorised
from desk.ports import Health
from integrations.retailcrm.client import Client
from integrations.retailcrm.line import Line
from integrations.retailcrm.shape import Data, as_map

WHERE = "Settings > Integration > API access keys"


async def authorise(client: Client) -> Data:
    """What the key may do. Raises Unauthorised for a key that is not known."""
    return await client.get("credentials", version="")


async def examine(line: Line) -> Health:
    """Every shortcoming that can be seen from outside is named. Raises what asking raises, but for a refused key."""
    try:
        rights = await authorise(line.client)
        references = await line.vocabulary.references(anew=True)
        found = [*await _fields(line), *_names(line, references.sites, {it.code for it in references.statuses})]
        found += await _methods(line)
    except Unauthorised as error:
        return Health(False, f"{error.reason}; look at the key in {WHERE}")
    access = rights.get("sitesAvailable")
    stores = ", ".join(map(str, access)) if isinstance(access, list) and access else "all stores"
    return Health(not found, "; ".join(found) or f"{line.client.origin}: the key opens {stores}")


def _names(line: Line, sites: tuple[str, ...], statuses: set[str]) -> list[str]:
    config = line.config
    found = [] if sites else ["the key opens no store"]
    if config.site and config.site not in sites:
        found.append(f"site: the key opens no store {config.site}; there are {', '.join(sites)}")
    return found + [f"statuses: the CRM has no {it}" for it in sorted(set(config.statuses.values()) - statuses)]


async def _fields(line: Line) -> list[str]:
    """Those of the settings that nobody but the shop can make."""
    config, found = line.config, []
    orders = await line.fields.codes() if config.fields else set()
    found += [f"fields: orders have no additional field {it}" for it in config.fields if it not in orders]
    if config.partner and config.partner not in await line.fields.codes("customer"):
        found.append(f"partner: customers have no additional field {config.partner}")
    return found


async def _methods(line: Line) -> list[str]:
    if not (method := line.config.order_method):
        return []
    try:
        body = await line.client.get("reference/order-methods")
    except NotFound:
        return []
    known = as_map(body.get("orderMethods"))
    return [] if method in known else [f"order_method: the CRM has no {method}; there are {', '.join(known)}"]

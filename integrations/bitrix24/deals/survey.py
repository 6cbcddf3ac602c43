"""What the connected edition can and cannot do, and how the desk makes up for it (S2-17).

https://apidocs.bitrix24.com/api-reference/common/system/feature-get.html
"""

from collections.abc import Iterator

from desk.exchange.ports import Ability
from integrations.bitrix24.config import Bitrix24
from integrations.bitrix24.deals.binding import ask_bound, is_application, unbound
from integrations.bitrix24.deals.book import ask_book, read_book
from integrations.bitrix24.deals.pipeline import Pipeline
from integrations.bitrix24.deals.set_up import FIELD, ask_field
from integrations.bitrix_rest.client import BatchAnswer, Client, Command, as_dict, as_list

ON_PREMISE = "_selfhosted"  # ends the answer of feature.get there, where the cloud says Y or N
RIGHTS = {
    "crm": "nothing works without it",
    "user": "managers can be named by their number only",
    "catalog": "order lines become plain text",
    "sale": "not needed: orders come from the store itself",
}
POLLING = "the desk asks for changed deals every [order_sync] reconcile_every"
BY_HAND = "add an outbound webhook on the portal and put its token into application_token"
LICENSED = "; this edition sends events only with an active licence"


async def survey(client: Client, config: Bitrix24, pipeline: Pipeline, handler: str) -> list[Ability]:
    """One request. ``handler`` is our own address for the portal's events. Raises what asking raises."""
    application = is_application(config)
    commands = {
        "feature": Command("feature.get", {"CODE": "rest_auth_connector"}),
        "scope": Command("scope"),
        "profile": Command("profile"),
        **ask_book(catalogue=False),
        **ask_field(pipeline),
        **ask_bound(config),
        **({"app": Command("app.info")} if application else {}),
    }
    answer = await client.batch(commands, halt=False, repeatable=True)
    book = await read_book(client, answer)
    return [
        *_edition(answer),
        Ability("connected as an application", application, "" if application else "an inbound webhook does, too"),
        *_rights(answer),
        *_events(config, handler, answer),
        _leads(leads=book.leads),
        _administrator(answer),
        _pipeline(pipeline, exists=book.funnel(pipeline.name) is not None),
        *_order_field(pipeline, answer),
    ]


def _value(answer: BatchAnswer) -> str:
    return str(as_dict(answer.results.get("feature")).get("value") or "")


def _edition(answer: BatchAnswer) -> Iterator[Ability]:
    value = _value(answer)
    on_premise = value.endswith(ON_PREMISE)
    if on_premise:
        yield Ability("on-premise edition", True)
    elif value in ("Y", "N"):
        yield Ability("on-premise edition", False, "the cloud: what the desk needs goes through REST there as well")
    else:
        yield Ability("edition is told", False, "the portal does not answer feature.get; nothing depends on it")


def _rights(answer: BatchAnswer) -> Iterator[Ability]:
    """Nothing is said of them where the portal does not list them."""
    if granted := as_list(answer.results.get("scope")):
        for right, instead in RIGHTS.items():
            able = right in granted
            yield Ability(f"right {right}", able, "" if able else instead)


def _events(config: Bitrix24, handler: str, answer: BatchAnswer) -> Iterator[Ability]:
    """An inbound webhook cannot bind events: somebody adds an outbound one on the portal's page."""
    accepted = bool(config.application_token.get_secret_value())
    licence = LICENSED if _value(answer).endswith(ON_PREMISE) else ""
    yield Ability("events of deals are accepted", accepted, "" if accepted else f"{POLLING}; {BY_HAND}{licence}")
    if not is_application(config):
        yield Ability("events can be bound by the desk", False, BY_HAND)
        return
    installed = as_dict(answer.results.get("app")).get("INSTALLED") is True
    yield Ability("installation of the application is finished", installed, "" if installed else POLLING)
    missing = unbound(config, handler, answer)
    instead = f"{POLLING}; set-up binds {', '.join(missing)}" if missing else ""
    yield Ability("events of deals are bound", not missing, instead)


def _leads(*, leads: bool) -> Ability:
    return Ability("leads", leads, "" if leads else "the CRM works without leads: deals are linked to none")


def _administrator(answer: BatchAnswer) -> Ability:
    able = as_dict(answer.results.get("profile")).get("ADMIN") is True
    instead = "an administrator makes the pipeline and the order field by hand, or lends the webhook for the set-up"
    return Ability("administrator of the portal", able, "" if able else instead)


def _pipeline(pipeline: Pipeline, *, exists: bool) -> Ability:
    instead = "" if exists else "no deal can be made: run `ringdesk connect bitrix24-store`"
    return Ability(f"pipeline {pipeline.name}", exists, instead)


def _order_field(pipeline: Pipeline, answer: BatchAnswer) -> Iterator[Ability]:
    if pipeline.order_field and FIELD not in answer.errors:
        names = {as_dict(row).get("FIELD_NAME") for row in as_list(answer.results.get(FIELD))}
        able = pipeline.order_field in names
        instead = "" if able else "the order's number stands in the comment and in ORIGIN_ID"
        yield Ability(f"field {pipeline.order_field}", able, instead)

"""The shape of a neighbour: what its folder offers to the house."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Annotated, Any, Protocol
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict

from desk.crm import Crm
from desk.durations import read_duration
from desk.exchange.ports import Deals, Installer, OrderMaker, OrderStore
from desk.model import InboundRequest
from desk.ports import Caller, Clock, Hook, PlanHook, SmsGateway
from desk.tracking.ports import Tracker, TrackingCrm
from integrations.http import HttpFactory


class Section(BaseModel):
    """A neighbour's section of ``ringdesk.toml``; an unknown key is a mistake."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def _read(value: object) -> object:
    return read_duration(value) if isinstance(value, str) else value


def _check_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise ValueError(f"{name!r} is no time zone; write one like Europe/Moscow") from error
    return name


Duration = Annotated[timedelta, BeforeValidator(_read)]  # as people write it: 90s, 30m, 2h, 1d
Zone = Annotated[str, AfterValidator(_check_zone)]


class Vault(Protocol):
    """Where a neighbour keeps what must survive a restart (token pairs, cursors). One JSON object a key."""

    async def load(self, key: str) -> dict[str, Any] | None: ...
    async def keep(self, key: str, value: Mapping[str, Any]) -> None: ...


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a neighbour is given when it is built. ``public_url`` has no trailing slash.

    ``pipeline`` and ``order_field``: where a CRM keeps the deals of store orders; empty: orders are not kept in step.
    They are asked for at every use, since people may change them while the desk runs.
    """

    http: HttpFactory
    clock: Clock
    vault: Vault
    public_url: str
    shop_name: str = ""
    pipeline: Callable[[], str] = str
    order_field: Callable[[], str] = str


Adopt = Callable[[InboundRequest], Awaitable[None]]
Upkeep = Callable[[], Awaitable[object]]


@dataclass(frozen=True, slots=True)
class Offer:
    """What a built neighbour can do. Every role is optional. ``connector`` joins sellers with customers.
    ``maker``: the same store, where orders can be made in it. ``tracking``: a CRM that call tracking fills.

    ``adopt`` takes credentials that a verified event brings (an application's installation). ``upkeep`` is done at
    the start and every hour: whatever the neighbour drops by itself now and then (subscriptions).
    """

    crm: Crm | None = None
    caller: Caller | None = None
    connector: Caller | None = None
    sms: SmsGateway | None = None
    deals: Deals | None = None
    installer: Installer | None = None
    store: OrderStore | None = None
    maker: OrderMaker | None = None
    tracking: TrackingCrm | None = None
    tracker: Tracker | None = None
    hook: Hook | None = None
    plan_hook: PlanHook | None = None
    adopt: Adopt | None = None
    upkeep: Upkeep | None = None


@dataclass(frozen=True, slots=True)
class Neighbour:
    """One line in the registry. ``build`` gets the validated section and must not talk to anybody.

    ``mistakes`` names what is missing in the section for the neighbour to work, as (key, message) pairs.
    ``roles`` are the fields of Offer that it can fill: ``crm``, ``caller``, ``sms``, ``deals``, ``store``, ``maker``,
    ``tracking``, ``tracker``. ``connects``: whether a caller of that section would come with a connector.
    """

    name: str
    section: type[Section]
    build: Callable[[Any, Surroundings], Offer]
    mistakes: Callable[[Any], list[tuple[str, str]]] = field(default=lambda _section: [])
    roles: frozenset[str] = frozenset()
    connects: Callable[[Any], bool] = field(default=lambda _section: False)

"""What the web side asks of the desk, and what it is told by the settings."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, Protocol

from prometheus_client import REGISTRY, CollectorRegistry
from pydantic import SecretStr

from desk.model import InboundRequest, Order
from desk.ports import Clock, Hook, PlanAsked, PlanHook
from desk.telephony import BridgePlan, CallPlan

CLOSED = SecretStr("")  # an empty secret closes what it guards


@dataclass(frozen=True, slots=True)
class OrderDelivery:
    """One authentic order. ``delivery_id`` is the sender's, where it named one: the same id is the same delivery.

    ``payload`` is what was sent, parsed; ``request`` is the whole of it, without the sender's secrets.
    """

    source: str
    delivery_id: str | None
    order: Order
    payload: Mapping[str, Any]
    request: InboundRequest


@dataclass(frozen=True, slots=True)
class Accepted:
    """``attached``: the ref is in progress, and the order was added to that lead."""

    lead_id: int
    status: Literal["accepted", "attached"]


class WebDesk(Protocol):
    """Each method returns after its commit, and raises errors of ``desk.errors``.

    ``Temporary`` is answered 503, or 429 when its code is ``overloaded``. ``hand_out_plan`` raises Conflict for a
    plan that belongs to another session and NotFound for an unknown token, ``lead_json`` NotFound.
    """

    async def accept_order(self, delivery: OrderDelivery) -> Accepted: ...
    async def keep_event(self, integration: str, delivery_id: str, request: InboundRequest) -> None: ...
    async def hand_out_plan(self, asked: PlanAsked) -> CallPlan | BridgePlan: ...
    async def keep_update(self, update_id: int, raw: bytes) -> None: ...
    async def lead_json(self, lead_id: int) -> Mapping[str, Any]: ...


Step = Callable[[Mapping[str, Any]], Mapping[str, Any]]  # the shop's own code; never raises


@dataclass(frozen=True, slots=True)
class Source:
    """A store's address. Several ``secrets`` while one is being replaced; without any it is closed.

    ``old_secret`` opens it too until ``old_until``, and no longer.
    """

    secrets: tuple[SecretStr, ...] = ()
    ref: tuple[str, ...] = ("order_id",)
    step: Step | None = None
    old_secret: SecretStr = CLOSED
    old_until: datetime | None = None

    def valid_secrets(self, now: datetime) -> tuple[SecretStr, ...]:
        still = self.old_until is not None and now < self.old_until
        return (*self.secrets, self.old_secret) if still else self.secrets


@dataclass(frozen=True, slots=True)
class Limits:
    """Against the slow and the large. Seconds are real ones."""

    body_bytes: int = 2**20  # as sent and as unpacked
    body_seconds: float = 10
    header_seconds: float = 10  # from the first byte of a request, or from the start of the connection
    idle_seconds: float = 25  # between the requests of one connection
    write_seconds: float = 10
    check_seconds: float = 5  # one check of readiness
    connections_per_address: int = 200  # beyond it those are cut that keep us waiting, up to five times as many
    connections: int = 4000  # from all addresses; fewer where the process may not open as many files
    grace_seconds: float = 2  # nobody is cut for being one too many before that


@dataclass(frozen=True, slots=True, kw_only=True)
class WebSettings:
    sources: Mapping[str, Source] = field(default_factory=dict)
    public_url: str = ""  # as neighbours write it, without a trailing slash; empty: as the request says
    api_token: SecretStr = CLOSED
    metrics_token: SecretStr = CLOSED
    telegram_path: SecretStr = CLOSED
    telegram_secret: SecretStr = CLOSED
    signature_tolerance: float = 300  # seconds a signed order may be old, or ahead of us
    limits: Limits = Limits()


async def _nothing() -> None:
    """Nothing has to be counted."""


Check = Callable[[], Awaitable[tuple[bool, str]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What the web side is put together with.

    ``clock`` is the desk's, which a demo may speed up; ``wall`` is the one that senders sign by. ``checks`` are
    what readiness means: each returns whether it is well and a word for people. ``count`` brings the registry up to
    date before it is shown.
    """

    clock: Clock
    wall: Clock
    hooks: Mapping[str, Hook] = field(default_factory=dict)
    plan: PlanHook | None = None
    checks: Mapping[str, Check] = field(default_factory=dict)
    registry: CollectorRegistry = REGISTRY
    count: Callable[[], Awaitable[None]] = _nothing

"""Which neighbours are connected, and what each of them does for us."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.app.discretion import Discreet, make_scrub
from bot.settings.loading import Mistake, Settings
from desk.crm import Crm
from desk.exchange.ports import Deals, Installer, OrderMaker, OrderStore
from desk.ports import Caller, Hook, PlanHook, SmsGateway
from desk.tracking.ports import Tracker, TrackingCrm
from integrations.neighbour import Adopt, Neighbour, Offer, Surroundings, Upkeep
from integrations.registry import NEIGHBOURS
from scheduler.checkup import Checkable

ALIASES = {"webhook": "store_webhook"}  # of a store: as its section is called
ROLES = {
    "crm": "crm",
    "calls": "caller",
    "sms": "sms",
    "store": "store",
    "tracker": "tracker",
    "tracked_crm": "tracking",
}


@dataclass(frozen=True, slots=True)
class Neighbours:
    crm: Crm | None = None
    caller: Caller | None = None
    connector: Caller | None = None
    sms: SmsGateway | None = None
    deals: Deals | None = None
    installer: Installer | None = None
    order_store: OrderStore | None = None
    order_maker: OrderMaker | None = None
    tracker: Tracker | None = None
    tracked_crm: TrackingCrm | None = None
    plan_hook: PlanHook | None = None
    hooks: Mapping[str, Hook] = field(default_factory=dict)
    adopters: Mapping[str, Adopt] = field(default_factory=dict)
    upkeep: Mapping[str, Upkeep] = field(default_factory=dict)


def used(settings: Settings) -> dict[str, str]:
    """Role -> name of the neighbour that plays it."""
    chosen = {
        "crm": settings.crm.use,
        "calls": settings.calls.use,
        "sms": settings.sms.use,
        "store": settings.store.use,
    }
    return {role: ALIASES.get(name, name) for role, name in chosen.items() if name} | _track(settings)


def _track(settings: Settings) -> dict[str, str]:
    """A call tracker and the CRM that it fills need no setting of their own: both sections are filled in."""
    ready = [it for it in NEIGHBOURS.values() if it.name in settings.given and not _mistakes(it, settings)]
    trackers, crms = ([it.name for it in ready if ROLES[role] in it.roles] for role in ("tracker", "tracked_crm"))
    return {"tracker": trackers[0], "tracked_crm": crms[0]} if trackers and crms else {}


def _mistakes(neighbour: Neighbour, settings: Settings) -> list[tuple[str, str]]:
    return neighbour.mistakes(settings.neighbours[neighbour.name])


def can_connect(settings: Settings) -> bool:
    """Whether telephony can join a seller with a customer."""
    neighbour = NEIGHBOURS.get(settings.calls.use)
    return neighbour is not None and neighbour.connects(settings.neighbours[neighbour.name])


def maker_of(settings: Settings) -> str:
    """The store in which orders can be made and kept in step with deals; empty: none is connected."""
    roles = used(settings)
    store, crm = (NEIGHBOURS.get(roles.get(role, "")) for role in ("store", "crm"))
    return store.name if store and crm and "maker" in store.roles and "deals" in crm.roles else ""


def find_mistakes(settings: Settings) -> list[Mistake]:
    """Roles that nobody can play, and neighbours in use whose section is incomplete."""
    mistakes = []
    for role, name in used(settings).items():
        neighbour = NEIGHBOURS.get(name)
        if neighbour is None:
            known = ", ".join(sorted(NEIGHBOURS))
            mistakes.append(Mistake(f"{role}.use", f"there is no neighbour {name!r}; known are {known}"))
        elif ROLES[role] not in neighbour.roles:
            mistakes.append(Mistake(f"{role}.use", f"{name} cannot do this"))
    for name in dict.fromkeys(used(settings).values()):
        if neighbour := NEIGHBOURS.get(name):
            wrong = _mistakes(neighbour, settings)
            mistakes += [Mistake(f"{name}.{key}", message) for key, message in wrong]
    return mistakes


def build_neighbours(settings: Settings, around: Surroundings) -> Neighbours:
    """Every neighbour that plays a role, or whose section is filled in, is built once."""
    roles = used(settings)
    wanted = dict.fromkeys([*roles.values(), *(name for name in NEIGHBOURS if name in settings.given)])
    built = {
        name: offer
        for name in wanted
        if (offer := _build(NEIGHBOURS[name], settings, around, needed=name in roles.values())) is not None
    }
    caller = built.get(roles.get("calls", ""))

    def discreet(port: Any) -> Any:
        return port and Discreet(port, scrub)

    scrub = make_scrub(settings)
    return Neighbours(
        crm=discreet(_role(built, roles, "crm").crm),
        caller=discreet(_role(built, roles, "calls").caller),
        connector=discreet(_role(built, roles, "calls").connector),
        sms=discreet(_role(built, roles, "sms").sms),
        deals=discreet(_role(built, roles, "crm").deals) if "store" in roles else None,
        installer=discreet(_role(built, roles, "crm").installer) if "store" in roles else None,
        order_store=discreet(_role(built, roles, "store").store),
        order_maker=discreet(_role(built, roles, "store").maker),
        tracker=discreet(_role(built, roles, "tracker").tracker),
        tracked_crm=discreet(_role(built, roles, "tracked_crm").tracking),
        plan_hook=caller.plan_hook if caller else None,
        hooks={name: offer.hook for name, offer in built.items() if offer.hook},
        adopters={name: offer.adopt for name, offer in built.items() if offer.adopt},
        upkeep={name: offer.upkeep for name, offer in built.items() if offer.upkeep and name in roles.values()},
    )


def _role(built: Mapping[str, Offer], roles: Mapping[str, str], role: str) -> Offer:
    return built.get(roles.get(role, ""), Offer())


def _build(neighbour: Neighbour, settings: Settings, around: Surroundings, *, needed: bool) -> Offer | None:
    section = settings.neighbours[neighbour.name]
    if not needed and neighbour.mistakes(section):
        return None  # half filled in and not in use
    return neighbour.build(section, around)


def find_kin(settings: Settings) -> dict[str, str]:
    """Roles that one neighbour plays with one key, by each other: leads, and the CRM of call tracking."""
    roles = used(settings)
    leads, tracked = roles.get("crm"), roles.get("tracked_crm")
    return {"crm": "tracked_crm", "tracked_crm": "crm"} if leads and leads == tracked else {}


def find_checkable(there: Neighbours, kin: Mapping[str, str] | None = None) -> dict[str, Checkable]:
    """Whom one can ask how they are, by role; causes of incidents have the same names. Of ``kin`` one is asked."""
    given = {
        "crm": there.crm,
        "store": there.order_store,
        "calls": there.caller,
        "sms": there.sms,
        "tracker": there.tracker,
        "tracked_crm": there.tracked_crm,
    }
    found = {role: neighbour for role, neighbour in given.items() if neighbour}
    return {role: it for role, it in found.items() if role != "tracked_crm" or not kin}


def list_states(settings: Settings, broken: Mapping[str, str]) -> list[dict[str, str]]:
    """``active``, ``broken`` (an incident is open), ``failed`` (in use, but incomplete) or ``disabled``."""
    roles = used(settings)
    rows = []
    for name, neighbour in NEIGHBOURS.items():
        section = settings.neighbours[name]
        played = [role for role, player in roles.items() if player == name]
        wrong = [f"{key}: {message}" for key, message in neighbour.mistakes(section)]
        causes = [broken[role] for role in played if role in broken]
        if not played:
            state, detail = "disabled", ""
        elif wrong:
            state, detail = "failed", "; ".join(wrong)
        elif causes:
            state, detail = "broken", "; ".join(causes)
        else:
            state, detail = "active", ", ".join(played)
        rows.append({"name": name, "state": state, "url": _address(section), "detail": detail})
    return rows


def _address(section: object) -> str:
    """The base address where it is no secret."""
    return str(getattr(section, "api_url", "") or getattr(section, "portal", ""))

"""The shop's rules, as values and pure questions about them."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from desk.hours import Calendar, is_open_all, next_close, next_open_all
from desk.leads.model import Lead

SEEN_DAYS = 2  # a shop that never closes is not searched for a year at every card


class HoursOf(StrEnum):
    """In whose zone the business hours count."""

    SHOP = "shop"
    CUSTOMER = "customer"
    BOTH = "both"


class ConsentRule(StrEnum):
    REQUIRED = "required"
    ASSUMED = "assumed"


@dataclass(frozen=True, slots=True)
class ContactHours:
    """When a customer may be contacted. ``spread`` keeps a night's orders from ringing in one second."""

    calendar: Calendar
    shop_zone: str
    of: HoursOf = HoursOf.CUSTOMER
    spread: timedelta = timedelta(seconds=45)

    def open(self, zone: str, now: datetime) -> bool:
        return is_open_all(self._where(zone), now)

    def opening(self, zone: str, now: datetime) -> datetime | None:
        """The instant (UTC) at which contact is allowed again: ``now`` when it is open; None: never."""
        return now if self.open(zone, now) else next_open_all(self._where(zone), now)

    def closing(self, zone: str, now: datetime) -> datetime | None:
        """The earliest coming end of the hours, for people to see; None: not within ``SEEN_DAYS``."""
        ends = [next_close(calendar, where, now, SEEN_DAYS) for calendar, where in self._where(zone)]
        return min((end for end in ends if end is not None), default=None)

    def _where(self, zone: str) -> list[tuple[Calendar, ZoneInfo]]:
        zones = {
            HoursOf.SHOP: [self.shop_zone],
            HoursOf.CUSTOMER: [zone],
            HoursOf.BOTH: [self.shop_zone, zone],
        }[self.of]
        return [(self.calendar, ZoneInfo(name)) for name in zones]


@dataclass(frozen=True, slots=True)
class StaffRules:
    """Times count while the shop is open. None: nobody is hurried, a claim lasts. ``gives``: leads get an owner.

    ``quiet``: outside the hours the sellers' chat makes no sound. ``undo``: how long a wish with an effect outside may
    be taken back; None: it is carried out at once. That time counts while the shop is closed, too.
    """

    answer_within: timedelta | None = None
    warn_before: timedelta = timedelta(0)
    lease: timedelta | None = None
    remind_before: timedelta = timedelta(0)
    gives: bool = False
    quiet: bool = False
    undo: timedelta | None = None


@dataclass(frozen=True, slots=True)
class Rules:
    """``recheck`` is the fixed look-again pause of a sleeping order; None: sleep to the opening instant.

    ``history_checks``: how long after asking for a call the provider's history is looked at. ``connects``: telephony
    can join a seller with a customer. ``macros``: the shop has some.
    """

    hours: ContactHours
    crm: bool = True
    calls: bool = True
    sms: bool = True
    connects: bool = False
    macros: bool = False
    max_attempts: int = 3
    retry_after: timedelta = timedelta(minutes=30)
    result_timeout: timedelta = timedelta(minutes=10)
    recheck: timedelta | None = None
    consent: ConsentRule = ConsentRule.REQUIRED
    country: str = "RU"
    foreign_numbers: bool = False
    staff: StaffRules = StaffRules()
    history_checks: tuple[timedelta, ...] = (
        timedelta(minutes=2),
        timedelta(minutes=5),
        timedelta(minutes=15),
        timedelta(minutes=60),
    )


def may_call(lead: Lead, rules: Rules) -> bool:
    """Whether a robot may call: a *no* always counts, silence only where consent is required."""
    asked = lead.order.consent.calls
    return asked is True or (asked is None and rules.consent is ConsentRule.ASSUMED)


def may_advertise(lead: Lead, rules: Rules) -> bool:
    """Whether the campaign half of a text may be used."""
    asked = lead.order.consent.advertising
    return asked is True or (asked is None and rules.consent is ConsentRule.ASSUMED)


def spread_of(lead_id: int, hours: ContactHours) -> timedelta:
    """A small stable delay per lead, under the spread."""
    whole = int(hours.spread.total_seconds())
    return timedelta(seconds=(lead_id * 7919) % whole if whole else 0)

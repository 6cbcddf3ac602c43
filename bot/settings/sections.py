"""The desk's own sections. A neighbour's section stands in the neighbour's folder."""

import re
from datetime import date, timedelta
from decimal import Decimal
from typing import Annotated, Literal

import holidays
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, SecretStr, field_validator, model_validator

from bot.settings.types import Address, Duration, OptionalDuration, OptionalMoney, Zone
from desk.hours import Interval, parse_hours
from desk.leads.policy import ConsentRule, HoursOf
from desk.staff.distribution import Mode

MOMENT = r"^$|^([01]\d|2[0-3]):[0-5]\d$"  # of a day


class Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Server(Section):
    host: str = "127.0.0.1"
    port: int = Field(8080, ge=0, le=65535)
    public_url: Address = ""
    api_token: SecretStr = SecretStr("")
    metrics_token: SecretStr = SecretStr("")
    max_body: int = Field(1024 * 1024, ge=1024)  # bytes
    body_timeout: Duration = timedelta(seconds=10)


class Database(Section):
    url: str = "sqlite+aiosqlite:///ringdesk.db"


class Telegram(Section):
    """``sellers_thread``: the topic of a forum group; 0: none. ``topics``: the bot makes them itself.

    ``webhook_secret`` is needed for that mode.
    """

    token: SecretStr = SecretStr("")
    api_url: Address = "https://api.telegram.org"
    mode: Literal["polling", "webhook"] = "polling"
    webhook_secret: SecretStr = SecretStr("")
    sellers_chat: int = 0
    sellers_thread: int = 0
    topics: bool = False
    admins: tuple[int, ...] = ()
    language: Literal["ru", "en"] = "ru"

    @model_validator(mode="after")
    def _can_be_reached(self) -> "Telegram":
        """https://core.telegram.org/bots/api#setwebhook says what a secret may be made of."""
        secret = self.webhook_secret.get_secret_value()
        if self.mode == "webhook" and not re.fullmatch(r"[\w-]{1,256}", secret, re.ASCII):
            raise ValueError("webhook mode needs webhook_secret: up to 256 letters, digits, _ and -")
        return self


class Shop(Section):
    """``exceptions``: date -> hours of that day, or ``closed``."""

    name: str = ""
    timezone: Zone = "Europe/Moscow"
    hours: str = "Mon-Fri 09:00-21:00, Sat-Sun 10:00-20:00"
    holidays: str = ""
    exceptions: dict[date, str] = Field(default_factory=dict)
    country: str = Field("RU", pattern="^[A-Z]{2}$")
    foreign_numbers: bool = False
    ip_places: str = ""  # path of a MaxMind-format file that the shop supplies

    @field_validator("hours")
    @classmethod
    def _readable(cls, value: str) -> str:
        parse_hours(value)
        return value

    @field_validator("holidays")
    @classmethod
    def _known_country(cls, value: str) -> str:
        country, _, part = value.partition("-")
        known = holidays.list_supported_countries()
        if value and (country not in known or (part and part not in known[country])):
            raise ValueError(f"holidays of {value!r} are not known; write a code like RU or DE-BY, or nothing")
        return value

    @field_validator("exceptions")
    @classmethod
    def _readable_days(cls, value: dict[date, str]) -> dict[date, str]:
        for day, hours in value.items():
            hours_of_day(hours, day)
        return value


def hours_of_day(text: str, day: date) -> tuple[Interval, ...]:
    """``10:00-16:00``, several of them, or ``closed``. Raises ValueError."""
    return parse_hours(text).on(day) if text.strip() else ()


class Source(Section):
    """``secret``: one, or several while they are being changed. ``ref``: the first of these fields present.

    ``step``: the shop's own code, ``path/to/file.py:function``; it gets what was sent and returns what it should be.
    ``old_secret`` is accepted beside the others until the moment ``old_until``, and no longer.
    """

    secret: SecretStr | tuple[SecretStr, ...] = SecretStr("")
    old_secret: SecretStr = SecretStr("")
    old_until: AwareDatetime | None = None
    ref: str | tuple[str, ...] = "order_id"
    step: str = Field("", pattern=r"^$|^.+\.py:\w+$")

    @model_validator(mode="after")
    def _ends(self) -> "Source":
        if self.old_secret.get_secret_value() and self.old_until is None:
            raise ValueError("old_secret needs old_until: the moment at which it ends, like 2027-01-31T12:00:00+03:00")
        return self

    @property
    def secrets(self) -> tuple[str, ...]:
        given = self.secret if isinstance(self.secret, tuple) else (self.secret,)
        return tuple(it.get_secret_value() for it in given if it.get_secret_value())

    @property
    def refs(self) -> tuple[str, ...]:
        return (self.ref,) if isinstance(self.ref, str) else self.ref


class Use(Section):
    """Which neighbour plays a role; empty: none."""

    use: str = ""


class Calls(Use):
    """``recheck`` empty: sleep to the opening instant; ``2h``: look again every two hours.

    ``speed`` and ``volume`` in the voice provider's own words.
    """

    max_attempts: int = Field(3, ge=1, le=20)
    retry_after: Duration = timedelta(minutes=30)
    result_timeout: Duration = timedelta(minutes=10)
    hours_of: HoursOf = HoursOf.CUSTOMER
    consent: ConsentRule = ConsentRule.REQUIRED
    recheck: OptionalDuration = None
    recording: str = ""
    language: str = ""
    voice: str = ""
    speed: str = ""
    volume: str = ""
    detect_machine: bool = True
    key_wait: int = Field(0, ge=0, le=30)  # seconds; 0: no key press is asked for


class OrderSync(Section):
    """Store orders and the CRM's deals. ``stages``: a stage's code or name, ``won`` or ``lost`` -> the store's status.

    ``managers``: category of goods -> who gets the deal, ``*`` for all others; ``absent`` get none. ``leads``: an order
    of the store is worked like any other: it is called and shown to the sellers. ``compare_at``: of the shop's day.
    """

    reconcile_every: Duration = Field(timedelta(minutes=10), ge=timedelta(seconds=1))
    pipeline: str = "Интернет-магазин"
    order_id_field: str = Field("UF_CRM_RINGDESK_ORDER_ID", pattern=r"^$|^UF_CRM_[A-Z0-9_]{1,43}$")
    stages: dict[str, str] = Field(default_factory=dict)
    managers: dict[str, str] = Field(default_factory=dict)
    absent: tuple[str, ...] = ()
    leads: bool = True
    compare_at: str = Field("09:00", pattern=MOMENT)


class Staff(Section):
    """How leads come to people, and how long they may take. Times count while the shop is open; empty: no limit.

    ``answer_within``: until somebody takes a lead that waits for a person; then the admins are told.
    ``morning``, ``evening`` (HH:MM): admins get the picture of the process, and the figures of the day.
    ``quiet``: while the shop is closed the sellers' chat makes no sound.
    ``lease``: how long a claim is kept without a sign of work; then the lead is free again, or the next one's.
    ``undo``: how long a tap with an effect outside may be taken back; that time counts while the shop is closed, too.
    """

    distribution: Mode = Mode.FREE
    answer_within: OptionalDuration = None
    warn_before: Duration = timedelta(minutes=5)
    lease: OptionalDuration = None
    remind_before: Duration = timedelta(minutes=30)
    undo: OptionalDuration = Field(None, le=timedelta(minutes=1))
    quiet: bool = True
    morning: str = Field("", pattern=MOMENT)
    evening: str = Field("", pattern=MOMENT)


class Spending(Section):
    """What calls and messages may cost in one day of the shop; empty: as much as they do.

    ``call_price``, ``sms_price``: the most that one costs, where it is known better than from earlier ones. ``rates``:
    what one unit of another account's currency is worth in ``currency``.
    """

    daily_limit: OptionalMoney = None
    currency: str = Field("", pattern="^$|^[A-Z]{3}$")
    warn_at: Decimal = Field(Decimal("0.8"), gt=0, le=1)
    call_price: OptionalMoney = None
    sms_price: OptionalMoney = None
    rates: dict[str, Annotated[Decimal, Field(gt=0, lt=1_000_000)]] = Field(default_factory=dict)


class Texts(Section):
    """Templates (Jinja) of what customers hear and read. ``campaign`` is added only with their consent."""

    call: str = ""
    night: str = ""
    received: str = ""
    reached: str = ""
    voicemail: str = ""
    campaign: str = ""


class Jobs(Section):
    first_pause: Duration = timedelta(seconds=5)
    longest_pause: Duration = timedelta(minutes=15)
    attempts: int = Field(12, ge=1)


class Alarms(Section):
    """``silence``: of a source that usually brings orders, and brings none for much longer than usual."""

    silence: bool = True


OWN: dict[str, type[Section]] = {
    "server": Server,
    "database": Database,
    "telegram": Telegram,
    "shop": Shop,
    "crm": Use,
    "calls": Calls,
    "sms": Use,
    "staff": Staff,
    "texts": Texts,
    "jobs": Jobs,
    "alarms": Alarms,
    "spending": Spending,
    "store": Use,
    "order_sync": OrderSync,
}

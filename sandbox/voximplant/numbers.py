"""Numbers the account may call or write from."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(slots=True)
class CallerId:
    """A foreign number, verified by an automated call; it can be used until ``verified_until``."""

    callerid_id: int
    number: str
    verified_until: datetime
    active: bool = True


@dataclass(slots=True)
class Phone:
    """A number rented from the service. SMS is off until ``ControlSms`` enables it."""

    phone_id: int
    number: str
    purchased: datetime
    is_sms_supported: bool = True
    is_sms_enabled: bool = False
    deactivated: bool = False

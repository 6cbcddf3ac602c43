"""One of each: for every kind of fact the values it may come with, made from the types of its fields."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields
from datetime import datetime, timedelta
from functools import cache
from itertools import product
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from desk.leads.model import Lead, LeadStatus, Person
from desk.leads.records import SmsKind, SmsRecord
from desk.leads.wishes import Deed, MacroStep, StepKind
from desk.model import Order, Partner
from desk.phone import Dialable
from desk.ports import CallReport, Disposition, SentSms, SmsReport, SmsStatus, StartedCall

SOMEBODY = Person(1, "somebody")
OUTCOMES = (LeadStatus.REACHED, LeadStatus.WON, LeadStatus.LOST)  # what a person may set, see ``events.OutcomeSet``
LATER = timedelta(hours=1)  # what people put off comes after now
GOOD_NUMBER = Dialable("+79161234567")

Moment = datetime
Some = Callable[[Lead, Moment], tuple[Any, ...]]

SAMPLES: Mapping[Any, Some] = {
    bool: lambda _lead, _now: (False, True),
    int: lambda lead, _now: (len(lead.calls),),
    str: lambda _lead, _now: ("",),
    datetime: lambda _lead, now: (now + LATER,),
    Person: lambda _lead, _now: (SOMEBODY,),
    LeadStatus: lambda _lead, _now: OUTCOMES,
    Deed: lambda _lead, _now: tuple(Deed),
    tuple[MacroStep, ...]: lambda _lead, now: tuple((MacroStep(it, "word", until=now + LATER),) for it in StepKind),
    Dialable: lambda _lead, _now: (GOOD_NUMBER,),
    Order: lambda lead, _now: (lead.order,),
    Partner: lambda _lead, _now: (Partner(""),),
    StartedCall: lambda _lead, _now: (StartedCall(""),),
    CallReport: lambda _lead, _now: tuple(CallReport("", "", it) for it in Disposition),
    SmsRecord: lambda _lead, _now: (SmsRecord(SmsKind.NIGHT, ""),),
    SentSms: lambda _lead, _now: (SentSms(""),),
    SmsReport: lambda _lead, _now: (SmsReport("", "", SmsStatus.SENT),),
}


def facts_of(kind: type, lead: Lead, now: datetime) -> Iterator[Any]:
    """Facts of this kind that may be told to this lead. Raises KeyError for a field of a type that is not known."""
    shape = _shape(kind)
    for values in product(*(_samples(hint, lead, now) for hint in shape.values())):
        yield kind(**dict(zip(shape, values, strict=True)))


@cache
def _shape(kind: type) -> Mapping[str, Any]:
    """Fields and their types."""
    hints = get_type_hints(kind)
    return {field.name: hints[field.name] for field in fields(kind)}


def _samples(hint: Any, lead: Lead, now: datetime) -> tuple[Any, ...]:
    if get_origin(hint) in (Union, UnionType):
        return tuple(it for part in get_args(hint) for it in _samples(part, lead, now))
    return (None,) if hint is type(None) else SAMPLES[hint](lead, now)

"""Kinds of jobs and the effects that do them: the lead's own. The chat's stand with the board."""

from collections.abc import Awaitable, Callable

from bot.app.neighbours import Neighbours
from bot.texts.teller import CrmTeller
from bot.texts.wording import Words
from desk.errors import Conflict, Ignored
from desk.leads.effects.bench import Bench
from desk.leads.effects.calls import CheckCall, PlaceCall, StopCall
from desk.leads.effects.messages import CheckSms, SendSms
from desk.leads.effects.outcome import Done, Outcome
from desk.leads.effects.picture import ShowCrm
from desk.leads.effects.registration import RegisterLead
from desk.leads.effects.retrying import RETRY_LEAD, RetryLead
from desk.leads.events import PatienceEnded, TimeCame
from desk.leads.model import Lead, Person, SmsKind
from desk.leads.policy import may_advertise
from desk.leads.work import (
    CHECK_CALL,
    CHECK_SMS,
    PATIENCE,
    PLACE_CALL,
    REGISTER,
    SEND_SMS,
    SHOW_CRM,
    STOP_CALL,
    WAKE,
)
from scheduler.handlers import Handler
from storage.jobs import Job


def lead_handlers(bench: Bench, neighbours: Neighbours, wording: Words, teller: CrmTeller) -> dict[str, Handler]:
    """Handlers of what the connected neighbours can do."""
    handlers = {
        WAKE: _about_lead(Timer(bench, TimeCame())),
        PATIENCE: _about_lead(Timer(bench, PatienceEnded())),
        RETRY_LEAD: retrying(bench),
    }
    if crm := neighbours.crm:
        register = RegisterLead(bench, crm)
        handlers[REGISTER] = Handler(
            lambda job: register(_lead(job)), lambda job, error: register.give_up(_lead(job), error)
        )
        handlers[SHOW_CRM] = _about_lead(ShowCrm(bench, crm, teller))
    if caller := neighbours.caller:
        place = PlaceCall(bench, caller)
        handlers[PLACE_CALL] = Handler(
            lambda job: place(_lead(job), _number(job)),
            lambda job, error: place.give_up(_lead(job), _number(job), error),
        )
        handlers[STOP_CALL] = _about_call(StopCall(bench, caller))
        handlers[CHECK_CALL] = _about_call(CheckCall(bench, caller))
    if gateway := neighbours.sms:

        def text(lead: Lead, kind: SmsKind) -> str:
            return wording.sms(lead, kind, advertise=may_advertise(lead, bench.rules))

        send = SendSms(bench, gateway, text)
        check = CheckSms(bench, gateway)
        handlers[SEND_SMS] = Handler(
            lambda job: send(_lead(job), _ref(job)), lambda job, error: send.give_up(_lead(job), _ref(job), error)
        )
        handlers[CHECK_SMS] = Handler(lambda job: check(_lead(job), _ref(job)))
    return handlers


def retrying(bench: Bench) -> Handler:
    """Carries out the wish that a lead is tried again."""
    retry = RetryLead(bench)
    return Handler(lambda job: retry(_lead(job), Person(int(job.data["by"]), str(job.data["name"]))))


class Timer:
    """The moment announced in ``next.at`` or ``patience.at`` came."""

    def __init__(self, bench: Bench, fact: TimeCame | PatienceEnded) -> None:
        self._bench = bench
        self._fact = fact

    async def __call__(self, lead_id: int) -> Outcome:
        try:
            await self._bench.tell(lead_id, self._fact)
        except (Ignored, Conflict) as error:
            return Done(error.reason)
        return Done()


def _about_lead(effect: Callable[[int], Awaitable[Outcome]]) -> Handler:
    return Handler(lambda job: effect(_lead(job)))


def _about_call(effect: Callable[[int, int], Awaitable[Outcome]]) -> Handler:
    return Handler(lambda job: effect(_lead(job), _number(job)))


def _lead(job: Job) -> int:
    return job.lead_id or 0


def _number(job: Job) -> int:
    return int(job.data["subject"])


def _ref(job: Job) -> str:
    return str(job.data["subject"])

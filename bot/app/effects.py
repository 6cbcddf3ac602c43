"""Kinds of jobs and the effects that do them: the lead's own. The chat's stand with the board."""

from collections.abc import Awaitable, Callable

from bot.app.neighbours import Neighbours
from bot.texts.teller import CrmTeller
from bot.texts.wording import Words
from desk.leads.effects.bench import Bench
from desk.leads.effects.bridges import CheckBridge
from desk.leads.effects.calls import CheckCall, PlaceCall, StopCall
from desk.leads.effects.kinds import BRIDGE
from desk.leads.effects.messages import CheckSms, SendSms
from desk.leads.effects.outcome import Outcome
from desk.leads.effects.picture import ShowCrm
from desk.leads.effects.registration import RegisterLead
from desk.leads.effects.telling import TellLead
from desk.leads.events import PatienceEnded, RetryAsked, TimeCame
from desk.leads.model import Lead, Person
from desk.leads.policy import may_advertise
from desk.leads.records import SmsKind
from desk.leads.work import (
    CHECK_BRIDGE,
    CHECK_CALL,
    CHECK_SMS,
    PATIENCE,
    PLACE_BRIDGE,
    PLACE_CALL,
    REGISTER,
    RETRY_LEAD,
    SEND_SMS,
    SHOW_CRM,
    STOP_CALL,
    WAKE,
)
from scheduler.handlers import Handler
from storage.jobs import Job


def lead_handlers(bench: Bench, neighbours: Neighbours, wording: Words, teller: CrmTeller) -> dict[str, Handler]:
    """Handlers of what the connected neighbours can do."""
    tell = TellLead(bench)
    handlers = {
        WAKE: Handler(lambda job: tell(_lead(job), TimeCame())),
        PATIENCE: Handler(lambda job: tell(_lead(job), PatienceEnded())),
        RETRY_LEAD: retrying(bench),
    }
    if crm := neighbours.crm:
        register = RegisterLead(bench, crm)
        handlers[REGISTER] = Handler(
            lambda job: register(_lead(job)), lambda job, error: register.give_up(_lead(job), error)
        )
        handlers[SHOW_CRM] = _about_lead(ShowCrm(bench, crm, teller))
    if caller := neighbours.caller:
        handlers[PLACE_CALL] = _watched(PlaceCall(bench, caller))
        handlers[STOP_CALL] = _about_call(StopCall(bench, caller))
        handlers[CHECK_CALL] = _watched(CheckCall(bench, caller))
    if connector := neighbours.connector:
        handlers[PLACE_BRIDGE] = _watched(PlaceCall(bench, connector, BRIDGE))
        handlers[CHECK_BRIDGE] = _watched(CheckBridge(bench, connector))
    if gateway := neighbours.sms:

        def text(lead: Lead, kind: SmsKind) -> str:
            return wording.sms(lead, kind, advertise=may_advertise(lead, bench.rules))

        send = SendSms(bench, gateway, text)
        check = CheckSms(bench, gateway)
        handlers[SEND_SMS] = Handler(
            lambda job: send(_lead(job), _ref(job)), lambda job, error: send.give_up(_lead(job), _ref(job), error)
        )
        handlers[CHECK_SMS] = Handler(
            lambda job: check(_lead(job), _ref(job)), lambda job, error: check.give_up(_lead(job), _ref(job), error)
        )
    return handlers


def retrying(bench: Bench) -> Handler:
    """Carries out the wish that a lead is tried again."""
    tell = TellLead(bench)
    return Handler(lambda job: tell(_lead(job), RetryAsked(Person(int(job.data["by"]), str(job.data["name"])))))


def _about_lead(effect: Callable[[int], Awaitable[Outcome]]) -> Handler:
    return Handler(lambda job: effect(_lead(job)))


def _about_call(effect: Callable[[int, int], Awaitable[Outcome]]) -> Handler:
    return Handler(lambda job: effect(_lead(job), _number(job)))


def _watched(effect: PlaceCall | CheckCall | CheckBridge) -> Handler:
    """Its lead hears of it when it is given up."""

    def give_up(job: Job, error: str) -> Awaitable[None]:
        return effect.give_up(_lead(job), _number(job), error)

    return Handler(lambda job: effect(_lead(job), _number(job)), give_up)


def _lead(job: Job) -> int:
    return job.lead_id or 0


def _number(job: Job) -> int:
    return int(job.data["subject"])


def _ref(job: Job) -> str:
    return str(job.data["subject"])

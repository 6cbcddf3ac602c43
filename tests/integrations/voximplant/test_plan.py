"""The plan: who may ask for it, and what it says."""

import hashlib
import hmac
from collections.abc import Callable

import orjson
import pytest
from pydantic import SecretStr

from desk.errors import Rejected, Unauthorised
from desk.model import InboundRequest
from desk.ports import PlanAsked
from desk.telephony import BridgePlan, CallPlan, Speech
from integrations.voximplant.config import VoximplantSection
from integrations.voximplant.plan import VoximplantPlanHook

Make = Callable[..., InboundRequest]


def ask(make: Make, secret: str = "secret", **query: str) -> InboundRequest:
    sign = hmac.new(secret.encode(), query.get("j", "").encode(), hashlib.sha256).hexdigest()
    return make("/hooks/voximplant/plan", method="GET", query=query, headers={"x-sign": sign})


@pytest.fixture
def hook() -> VoximplantPlanHook:
    return VoximplantPlanHook(VoximplantSection(callback_secret=SecretStr("secret"), caller_id="+7 (495) 000-00-00"))


def plan(**speech: str) -> CallPlan:
    return CallPlan("c_1", "+79990000000", Speech(**speech), detect_machine=True, key_wait_seconds=5)


def test_the_token_is_signed(hook: VoximplantPlanHook, make_request: Make) -> None:
    assert hook.ask(ask(make_request, j="c_1", s="4202753936")) == PlanAsked("c_1", "4202753936")


@pytest.mark.parametrize("headers", [{}, {"x-sign": ""}, {"x-sign": "0" * 64}, {"x-sign": "ы"}])
def test_without_the_signature_nothing_is_told(
    hook: VoximplantPlanHook, make_request: Make, headers: dict[str, str]
) -> None:
    with pytest.raises(Unauthorised):
        hook.ask(make_request("/hooks/voximplant/plan", query={"j": "c_1", "s": "1"}, headers=headers))


def test_an_empty_secret_closes_the_endpoint(make_request: Make) -> None:
    with pytest.raises(Unauthorised):
        VoximplantPlanHook(VoximplantSection()).ask(ask(make_request, secret="", j="c_1", s="1"))


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"s": "1"}, "j"),
        ({"j": "c 1", "s": "1"}, "j"),
        ({"j": "c_1"}, "s"),
        ({"j": "c_1", "s": "0"}, "s"),
        ({"j": "c_1", "s": "undefined"}, "s"),
        ({"j": "c_1", "s": "x" * 65}, "s"),
    ],
)
def test_a_question_without_token_or_session_is_refused(
    hook: VoximplantPlanHook, make_request: Make, query: dict[str, str], field: str
) -> None:
    with pytest.raises(Rejected) as refused:
        hook.ask(ask(make_request, **query))
    assert refused.value.field == field


def test_s3_16_words_go_with_the_settings_of_the_voice(hook: VoximplantPlanHook) -> None:
    speech = plan(text="Заказ принят", language="ru", voice="alena", speed="1.0", volume="loud")
    assert orjson.loads(hook.answer(speech)) == {
        "to": "79990000000",
        "from": "+74950000000",
        "text": "Заказ принят",
        "language": "ru",
        "voice": "alena",
        "speed": "1.0",
        "volume": "loud",
        "amd": True,
        "amd_model": "RU",
        "wait_key_s": 5,
    }


def test_s0_44_a_recording_keeps_the_words_for_when_it_cannot_be_had(hook: VoximplantPlanHook) -> None:
    told = orjson.loads(hook.answer(plan(text="Заказ принят", recording="https://cdn.example/1.mp3")))
    assert (told["mp3"], told["text"]) == ("https://cdn.example/1.mp3", "Заказ принят")


def test_s3_19_a_recording_may_stand_alone(hook: VoximplantPlanHook) -> None:
    told = orjson.loads(hook.answer(plan(recording="https://cdn.example/1.mp3")))
    assert told["mp3"] == "https://cdn.example/1.mp3"
    assert "text" not in told


@pytest.mark.parametrize(
    ("phone", "model"),
    [
        ("+79990000000", "RU"),
        ("+77010000000", "KZ"),
        ("+12025550100", "US"),
        ("+491510000000", "EU_GENERAL"),
        ("+8613", ""),
    ],
)
def test_s0_45_the_detector_is_of_the_customers_country(hook: VoximplantPlanHook, phone: str, model: str) -> None:
    told = orjson.loads(hook.answer(CallPlan("c_1", phone, Speech(text="x"), detect_machine=True, key_wait_seconds=0)))
    assert told["amd_model"] == model


def test_s0_32_the_number_is_given_to_the_dialler_in_its_own_form(hook: VoximplantPlanHook) -> None:
    """The article's dial-up works on a copy of the number; here the plan carries it, and the lead's stays as it is."""
    given = plan(text="привет")
    assert orjson.loads(hook.answer(given))["to"] == "79990000000"
    assert given.phone == "+79990000000"


def test_a_bridge_names_both_numbers_and_is_no_plan_for_the_robot(hook: VoximplantPlanHook) -> None:
    bridge = BridgePlan("c_1", "+79161112233", "+79990000000", Speech("Заказ 1042", language="ru"), True)
    told = orjson.loads(hook.answer(bridge))
    assert told == {
        "mode": "connect",
        "seller": "79161112233",
        "customer": "79990000000",
        "from": "+74950000000",
        "text": "Заказ 1042",
        "language": "ru",
        "voice": "",
        "speed": "",
        "volume": "",
        "amd": True,
        "amd_model": "RU",
    }
    assert "mode" not in orjson.loads(hook.answer(plan(text="Заказ принят")))

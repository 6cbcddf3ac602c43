"""What customers hear and read."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.settings.sections import Calls, Texts
from bot.texts.templates import BadTemplate, check, render
from bot.texts.values import SAMPLE
from bot.texts.wording import LONGEST_SMS, LONGEST_SPEECH, Wording, find_answer_mistakes
from desk.leads.model import Action, Lead, LeadStatus, Next
from desk.leads.records import WORDED, SmsKind
from desk.model import Customer
from desk.sms import count_parts
from tests.bot.lives import NOW, Life, make_order

CAMPAIGN = "Скидка 10% на ремешки"


def wording(language: str = "ru", calls: Calls | None = None, **texts: str) -> Wording:
    return Wording(Texts(**texts), calls or Calls(), "Часы24", language)


def lead(**changes: object) -> Lead:
    return Life().open(make_order(**changes)).registered().lead


def sleeping() -> Lead:
    night = Life(now=NOW + timedelta(hours=9)).open().registered().lead  # 03:41 in Vladivostok
    assert night.status is LeadStatus.WAITING_HOURS
    return night


def test_s0_36_the_night_sms_confirms_the_order_and_names_the_hour_of_the_customers_clock() -> None:
    russian = wording().sms(sleeping(), SmsKind.NIGHT, advertise=True)
    assert russian == "Заказ A-1001 принят. Позвоним в рабочее время, 13 мая 09:00. Часы24"
    assert count_parts(russian).count == 1
    english = wording("en").sms(sleeping(), SmsKind.NIGHT, advertise=True)
    assert english == "Order A-1001 received. We will call in business hours, May 13 09:00. Часы24"


def test_s0_36_a_recheck_is_no_promise_of_a_call() -> None:
    waits = replace(sleeping(), next=Next(Action.CHECK_HOURS, NOW + timedelta(hours=2)))
    assert wording().sms(waits, SmsKind.NIGHT, advertise=False) == (
        "Заказ A-1001 принят. Позвоним в рабочее время. Часы24"
    )


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (SmsKind.RECEIVED, "Заказ A-1001 принят, менеджер скоро свяжется с вами. Часы24"),
        (SmsKind.REACHED, "Заказ A-1001 принят, сумма 16 200 ₽. Спасибо! Часы24"),
        (SmsKind.VOICEMAIL, "Заказ A-1001 принят. Не смогли дозвониться, менеджер свяжется с вами. Часы24"),
    ],
)
def test_s0_51_s0_52_each_kind_has_a_text_of_its_own(kind: SmsKind, text: str) -> None:
    assert wording().sms(lead(), kind, advertise=False).replace("\u00a0", " ") == text


@pytest.mark.parametrize("language", ["ru", "en"])
@pytest.mark.parametrize("kind", WORDED)
def test_nothing_known_is_still_a_sentence(kind: SmsKind, language: str) -> None:
    bare = lead(customer=Customer(phone="89161234567"), order_id="", lines=(), total=None, currency="")
    text = Wording(Texts(), Calls(), "", language).sms(bare, kind, advertise=True)
    assert "  " not in text
    assert " ." not in text
    assert " ," not in text
    assert count_parts(text).count <= 2


def test_s0_43_the_call_confirms_the_order_and_mentions_the_campaign() -> None:
    said = wording(campaign=CAMPAIGN + ".").speech(lead(), advertise=True).text
    assert said == (
        "Здравствуйте, Анна! Это автоматический звонок магазина Часы24. Мы получили ваш заказ A-1001 "
        "на сумму 16 200 российских рублей. Спасибо! Менеджер скоро свяжется с вами, чтобы уточнить детали. "
        "Скидка 10% на ремешки."
    )
    english = wording("en").speech(lead(), advertise=False).text
    assert english == (
        "Hello, Анна! This is an automatic call from Часы24. We have received your order A-1001 "
        "for 16,200 Russian rubles. Thank you! Our manager will contact you soon to settle the details."
    )


@pytest.mark.parametrize("kind", WORDED)
@pytest.mark.parametrize("own", ["", "Заказ {{ order_id }}. {{ campaign }}", "{% if campaign %}Акция{% endif %}!"])
def test_s0_07_without_consent_no_word_of_the_campaign_is_sent_or_said(kind: SmsKind, own: str) -> None:
    told = wording(campaign=CAMPAIGN, call=own, **{kind.value: own})
    assert "Скидка" not in told.sms(lead(), kind, advertise=False)
    assert "Акция" not in told.sms(lead(), kind, advertise=False)
    assert "Скидка" not in told.speech(lead(), advertise=False).text


@pytest.mark.parametrize("kind", WORDED)
def test_s0_07_with_consent_the_campaign_is_said_once(kind: SmsKind) -> None:
    for own in ("", "{{ campaign }} Заказ {{ order_id }}"):
        told = wording(campaign=CAMPAIGN + " для {{ first_name }}", **{kind.value: own})
        assert told.sms(lead(), kind, advertise=True).count("Скидка 10% на ремешки для Анна") == 1


def test_s0_44_a_recording_goes_with_the_words_that_stand_in_for_it() -> None:
    calls = Calls(recording="https://shop.example/hello.mp3", voice="Yandex.alena", speed="1.1", volume="loud")
    speech = wording(calls=calls, call="Заказ {{ order_id }}").speech(lead(), advertise=False)
    assert (speech.recording, speech.text) == ("https://shop.example/hello.mp3", "Заказ A-1001")
    assert (speech.language, speech.voice, speech.speed, speech.volume) == ("ru", "Yandex.alena", "1.1", "loud")
    assert wording(calls=Calls(language="kk")).speech(lead(), advertise=False).language == "kk"


def test_the_shops_own_text_wins() -> None:
    own = wording(reached="{{ first_name }}, заказ {{ order_id }} у нас{% if city %} ({{ city }}){% endif %}")
    assert own.sms(lead(), SmsKind.REACHED, advertise=False) == "Анна, заказ A-1001 у нас (Владивосток)"


@pytest.mark.parametrize(
    ("name", "city", "order_id"),
    [
        ("Выиграй приз evil.com", "evil.com", "http://evil.com"),
        ("+7 900 000-00-00 звони", "t.me/evil", "выиграй.рф"),
        ("x" * 41, "город 89000000000", "x" * 200),
        ("Анна\nhttps://e.co", "@evil", "{{ shop }}"),
    ],
)
def test_the_gateway_carries_no_strangers_advertisement(name: str, city: str, order_id: str) -> None:
    """A form is filled in by anybody, for any number."""
    spam = lead(customer=Customer(name, "89161234567", city=city), order_id=order_id)
    text = wording(reached="{{ name }}{{ first_name }}{{ city }}{{ order_id }}.").sms(
        spam, SmsKind.REACHED, advertise=True
    )
    assert text == "."


@pytest.mark.parametrize("name", ["Анна", "Anne-Marie O'Neill", "Иванов И. И.", "Ли Цзы", "José"])
def test_ordinary_names_are_repeated(name: str) -> None:
    text = wording(reached="{{ name }}").sms(
        lead(customer=Customer(name, "89161234567")), SmsKind.REACHED, advertise=True
    )
    assert text == name


@pytest.mark.parametrize(
    ("key", "template", "mistake"),
    [
        ("call", "Hello {{ nmae }}", "did you mean name?"),
        ("reached", "{% if total %}{{ totl }}{% endif %}", "did you mean total?"),
        ("night", "{{ name", "cannot be read"),
        ("received", "{% for i in range(10 ** 9) %}x{% endfor %}", "not For"),
        ("voicemail", "{{ 'x' * 10 ** 9 }}", "not Mul"),
        ("campaign", "{{ campaign }}", "cannot contain itself"),
        ("night", "{{ ''.__class__ }}", "not Getattr"),
        ("night", "{{ name|center(10 ** 9) }}", "the filter center is not available"),
        ("night", "{{ name|replace('a', 'aaaaaaaaaa')|replace('a', 'aaaaaaaaaa') }}", "the filter replace"),
        ("night", "{% set a = name %}", "not Assign"),
        ("night", "{% include 'x' %}", "not Include"),
        ("night", "{{ 1 is callable }}", "the test callable"),
        ("night", "{{ name|truncate('x') }}", "cannot be filled in"),
        ("night", "{{ self }}", "no value self"),
        ("night", "{{" + "not " * 200 + "name }}", "nested too deeply"),
        ("night", "x" * 1001, "longer than 1000 characters"),
    ],
)
def test_x26_mistakes_are_named_before_the_desk_starts(key: str, template: str, mistake: str) -> None:
    found = wording(**{key: template}).find_mistakes()
    assert [where for where, _ in found] == [key]
    assert mistake in found[0][1]


def test_x26_all_mistakes_are_reported_together() -> None:
    assert [key for key, _ in wording(call="{{ a }}", reached="{{ b }}", night="fine").find_mistakes()] == [
        "call",
        "reached",
    ]


def test_harmless_templates_pass() -> None:
    text = "{{ name|upper }}{% if total and not city %} {{ total }}{% elif city == 'Омск' %}!{% else %}?{% endif %}"
    assert wording(call=text, campaign="{{ shop ~ '!' }}").find_mistakes() == []
    check("{% raw %}{{ whatever }}{% endraw %}", SAMPLE)


def test_a_bad_template_is_refused_when_it_is_used_too() -> None:
    with pytest.raises(BadTemplate):
        wording(reached="{{ 'x' * 10 ** 9 }}").sms(lead(), SmsKind.REACHED, advertise=False)


@settings(max_examples=150)
@given(st.text(max_size=1000))
def test_any_template_is_filled_in_or_refused_at_once(template: str) -> None:
    try:
        assert len(render(template, SAMPLE, 100)) <= 100
    except BadTemplate as error:
        assert str(error)


@settings(max_examples=60)
@given(st.text(max_size=300), st.text(max_size=300), st.decimals(0, 10**20, allow_nan=False))
def test_any_order_makes_a_text_of_bearable_length(name: str, order_id: str, total: Decimal) -> None:
    any_lead = lead(customer=Customer(name, "89161234567", city=name), order_id=order_id, total=total)
    told = wording(call="{{ name }}{{ items }}" * 45, reached="{{ name }}{{ items }}" * 45, campaign="x" * 1000)
    assert len(told.sms(any_lead, SmsKind.REACHED, advertise=True)) <= LONGEST_SMS
    assert len(told.speech(any_lead, advertise=True).text) <= LONGEST_SPEECH


def test_a_campaign_that_does_not_fit_is_left_out_whole() -> None:
    told = wording(reached="x" * 790, campaign=CAMPAIGN)
    assert told.sms(lead(), SmsKind.REACHED, advertise=True) == "x" * 790


HOSTILE = (
    "{{ 7 * 7 }}",
    "{{ ''.__class__.__mro__[1].__subclasses__() }}",
    "{% for x in name %}x{% endfor %}",
    "{{shop}}",
)


@pytest.mark.parametrize("name", HOSTILE)
def test_x_18_a_hostile_name_stays_outside_an_answer(name: str) -> None:
    told = wording().answer(lead(customer=Customer(name, "89161234567")), "{{ name }}{{ first_name }}: ваш заказ готов")
    assert told == ": ваш заказ готов"


@pytest.mark.parametrize("source", [*HOSTILE[:3], "{{ campaign }}", "{{ cycler.__init__ }}", "{% set x = 1 %}", "  "])
def test_x_18_an_answer_that_cannot_be_used_is_found_beforehand(source: str) -> None:
    assert [name for name, _ in find_answer_mistakes({"Готов": "{{ name }}", "Нет": source})] == ["Нет"]


def test_x_18_an_answer_has_the_values_of_every_sms_and_saves_parts() -> None:
    told = wording().answer(lead(), "«{{ first_name }}» — {{ order_id }}, {{ city }}")
    assert told == "«Анна» — A-1001, Владивосток", "nothing would be saved by plain quotes"
    english = lead(customer=Customer("Ann", "89161234567"))
    assert wording("en").answer(english, "“{{ first_name }}” " + "x" * 80) == '"Ann" ' + "x" * 80


def test_x_18_whoever_agreed_to_advertising_gets_none_with_an_answer() -> None:
    assert wording(campaign="Скидка!").answer(lead(), "{{ first_name }}, готов") == "Анна, готов"

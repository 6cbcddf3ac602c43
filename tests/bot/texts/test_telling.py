"""The history and its causes in people's words."""

import ast
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings

from bot.texts.catalogue import LANGUAGES, Speaker
from bot.texts.causes import CAUSES
from bot.texts.recognition import explain, recognise
from bot.texts.story import PLAIN, Story
from bot.texts.teller import CrmTeller, Storyteller, trouble_words
from bot.texts.words import DISPOSITIONS, PHONE_PROBLEMS, REMEDIES, SMS_KINDS, SMS_STATUSES, STATUSES, TROUBLES
from desk.leads.effects.picture import TOLD
from desk.leads.events import Claimed, OutcomeSet, RegistrationFailed
from desk.leads.model import LeadStatus, Trouble
from desk.leads.records import SmsKind
from desk.leads.view import PastEntry
from desk.phone import PhoneProblem
from desk.ports import Disposition, SmsStatus
from tests.bot.lives import ANNA, DAILY, FOREIGN, MOSCOW, NOW, Life, lives

CORE = Path(__file__).parents[3] / "desk" / "leads"


def codes_of_the_core() -> set[str]:
    """Every constant that is written as ``what`` of a history entry."""
    found = set()
    for file in CORE.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            place = {"Entry": 0, "noted": 1, "_take": 2}.get(getattr(getattr(node, "func", None), "id", ""))
            if place is not None and isinstance(node, ast.Call) and len(node.args) > place:
                found |= {it.value for it in ast.walk(node.args[place]) if isinstance(it, ast.Constant)}
    return found | {f"sms_{status.value}" for status in (SmsStatus.SENDING, SmsStatus.SENT, SmsStatus.DELIVERED)}


def test_s0_58_every_code_of_the_history_has_words() -> None:
    written = {it for it in codes_of_the_core() if it and it.isidentifier()} - {"sms_"}
    assert {"order_received", "call_ended", "claimed", "by_hand", "closed"} <= written
    assert written - PLAIN.keys() == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_s0_05_every_trouble_has_words_and_a_way_out(language: str) -> None:
    speaker = Speaker(language)
    told = {trouble_words(speaker, trouble, "") for trouble in Trouble}
    assert len({what for what, _ in told}) == len(Trouble)
    assert all(remedy for _, remedy in told)
    assert TROUBLES.keys() == REMEDIES.keys() == set(Trouble)


def test_every_code_has_words() -> None:
    assert STATUSES.keys() == set(LeadStatus)
    assert DISPOSITIONS.keys() == set(Disposition)
    assert SMS_KINDS.keys() == set(SmsKind)
    assert SMS_STATUSES.keys() == {None, *SmsStatus}
    assert PHONE_PROBLEMS.keys() == set(PhoneProblem) - {PhoneProblem.NONE}


@settings(max_examples=100)
@given(lives())
def test_n_04_every_cause_and_refusal_of_the_core_is_told_in_russian(life: Life) -> None:
    speaker = Speaker("ru")
    causes = [entry.why for entry in life.history] + life.refusals + [life.lead.next.why]
    for cause in causes:
        known = recognise(cause)
        assert known or FOREIGN in cause, cause
        told = explain(speaker, cause)
        assert FOREIGN in told or any("а" <= c.lower() <= "я" for c in told), cause


@settings(max_examples=60)
@given(lives())
def test_s0_58_every_line_of_any_history_is_told(life: Life) -> None:
    for language in LANGUAGES:
        told = [Story(Speaker(language), MOSCOW).line(entry) for entry in life.history]
        assert all(told)
        assert not any("{" in line or "?" in line for line in told), told


def test_s0_58_the_story_of_a_lead_reads_in_both_languages() -> None:
    life = Life().open().registered().called(Disposition.NO_ANSWER, seconds=28).tell(Claimed(ANNA))
    russian, english = (Story(Speaker(language), MOSCOW) for language in ("ru", "en"))
    assert [russian.line(it) for it in life.history] == [
        "заказ из «site»",
        "партнёра partner42 в CRM нет",
        "лид 5533 в Битрикс24",
        "звонок 1 назначен",
        "звонок 1: просим телефонию",
        "звонок 1: телефония приняла",
        "звонок 1: не ответил (28 с)",
        "следующий звонок назначен на 12:11",
        "Анна Котова берёт лид",
    ]
    assert [english.line(it) for it in life.history][-3:] == [
        "call 1: no answer (28 sec)",
        "the next call is planned for 12:11",
        "Анна Котова takes the lead",
    ]


def test_n_04_why_tells_the_recorded_causes_and_the_present_one() -> None:
    life = Life().open().registered().called(Disposition.BUSY)
    assert Storyteller("ru", MOSCOW).why(life.lead, life.history, NOW).splitlines() == [
        "11:41 заказ из «site» — новый заказ",
        "11:41 партнёра partner42 в CRM нет — кода partner42 в CRM нет",
        "11:41 лид 5533 в Битрикс24 — создан для этого заказа",
        "11:41 звонок 1 назначен — звонок 1 из 3, рабочее время, часы по городу Владивосток",
        "11:41 звонок 1: просим телефонию — пришло время звонка 1",
        "11:41 звонок 1: телефония приняла — телефония приняла запрос",
        "11:41 звонок 1: занято — отчёт телефонии: busy",
        "11:41 следующий звонок назначен на 12:11 — занято, после паузы — звонок 2 из 3",
        "Сейчас: занято, после паузы — звонок 2 из 3 · через 30 мин",
    ]


def test_why_is_short_for_a_long_history() -> None:
    entries = [PastEntry(NOW, "call_planned", "call 1 was due", "robot", {"number": 1})] * 40
    told = Storyteller("ru", MOSCOW).why(Life().open().lead, entries, NOW).splitlines()
    assert told[0] == "до этого 25 строк"
    assert len(told) == 17


def test_s0_41_the_next_step_is_told_with_both_clocks_and_the_closing() -> None:
    life = Life().open().registered().called(Disposition.NO_ANSWER)
    told = {language: Storyteller(language, MOSCOW).next_line(life.lead, life.now, DAILY) for language in LANGUAGES}
    assert told == {
        "ru": "12:11 звонок 2 из 3 · у клиента 19:11 · до закрытия 1 ч 48 мин",
        "en": "12:11 call 2 of 3 · 19:11 at the customer's · 1 hr 48 min until closing",
    }


def test_s0_41_a_sleeping_lead_tells_when_it_wakes() -> None:
    life = Life(now=NOW + timedelta(hours=9)).open().registered()
    told = Storyteller("ru", MOSCOW).next_line(life.lead, life.now, DAILY)
    assert told == "13 мая 02:00 звонок 1 из 3 · у клиента 09:00 · до закрытия 12 ч"


def test_what_a_neighbour_says_is_told_without_its_secrets() -> None:
    said = "POST https://u:pw@shop.bitrix24.ru/rest/1/abcd1234efgh5678/crm.lead.add: +7 916 123-45-67 is bad"
    assert explain(Speaker("ru"), said) == "POST https://shop.bitrix24.ru +7 916 ***-**-67 is bad"


def test_a_cause_is_not_mistaken_for_a_longer_one() -> None:
    assert recognise("the customer did not agree to a robot's call: please call yourself") == (
        "the customer did not agree to a robot's call: please call yourself",
        {},
    )
    assert recognise("Анна has this lead") == ("{name} has this lead", {"name": "Анна"})
    assert len(set(CAUSES)) == len(CAUSES)


def test_s0_55_notes_of_the_crm_are_sentences_in_the_shops_language() -> None:
    life = Life().open().registered().called(Disposition.ANSWERED, seconds=31)
    life.tell(Claimed(ANNA), OutcomeSet(ANNA, LeadStatus.WON))
    teller = CrmTeller("ru")
    notes = [teller.entry(life.lead, entry) for entry in life.history if entry.what in TOLD]
    assert notes == [
        "Звонок 1: ответил (31 с)",
        "Итог: дозвонились",
        "Анна Котова берёт лид",
        "Анна Котова ставит итог: продано",
    ]
    assert teller.status(life.lead) == "продано: Анна Котова"


def test_s0_55_the_crms_status_says_what_is_wrong() -> None:
    parked = Life().open().tell(RegistrationFailed(FOREIGN, unauthorised=True))
    assert CrmTeller("ru").status(parked.lead) == "нужен человек: CRM не принимает наш ключ доступа"
    waits = Life().open().registered().called(Disposition.BUSY)
    assert CrmTeller("en").status(waits.lead) == "waits for call 2"


def test_an_entry_of_a_later_version_is_told_by_its_cause() -> None:
    entry = PastEntry(NOW, "teleported", "the customer answered", "robot")
    assert Story(Speaker("ru"), MOSCOW).line(entry) == "клиент ответил"


def test_an_entry_of_an_earlier_version_may_lack_values() -> None:
    entry = PastEntry(NOW, "call_ended", "", "robot", {"number": 1})
    assert Story(Speaker("ru"), MOSCOW).line(entry) == "звонок 1: ?"

"""``ringdesk leads answer`` and ``macro``, and ``ringdesk check`` about what they are made of (X-18)."""

import pytest

from desk.leads import events
from desk.leads.model import LeadStatus
from desk.leads.records import SmsRecord
from storage.books import Books
from tests.bot.cli.conftest import SETTINGS, Shell
from tests.desk.leads.conftest import ANNA

SHOP = """
[sms]
use = "smsc"
[smsc]
login = "shop"
password = "secret-of-the-shop"
[answers]
"Готов" = "{{ name }}, заказ {{ order_id }} готов"
[macros]
"Отдан" = ["note: забрал сам", "answer: Готов", "won"]
"Потом" = ["postpone: 2h", "release"]
"""


@pytest.fixture
def shop(shell: Shell) -> Shell:
    shell.write(SETTINGS + SHOP)
    return shell


def check(shell: Shell, answers: str) -> str:
    """What ``ringdesk check`` says of these mistakes."""
    shell.write(SETTINGS + answers)
    return shell.refused("check", code=2)


def messages(shell: Shell, lead_id: int) -> tuple[SmsRecord, ...]:
    return shell.books(lambda books: books.leads.load(lead_id).messages)


def rows(shell: Shell) -> list[tuple[str, str]]:
    return shell.books(lambda books: [(it.what, it.subject) for it in books.acts.latest(9)][::-1])


def test_x_18_an_answer_is_owed_to_the_customer_and_is_in_the_log(shop: Shell) -> None:
    lead_id = shop.open("Анна", events.Claimed(ANNA))
    assert "Анна, заказ" in shop.ok("leads", "answer", str(lead_id), "Готов")
    (message,) = messages(shop, lead_id)
    assert (message.name, message.at_once, message.status) == ("Готов", False, None)
    assert rows(shop) == [("send", "Готов")]
    shop.ok("leads", "answer", str(lead_id), "--text", "Свои слова", "--now")
    assert [(it.text, it.at_once) for it in messages(shop, lead_id)][1:] == [("Свои слова", True)]


def test_x_18_a_hostile_name_is_no_template_and_is_not_repeated(shop: Shell) -> None:
    for name in ("{{ 7 * 7 }}", "{{ ''.__class__.__mro__ }}", "{% for x in range(9) %}", "купи на evil.example"):
        lead_id = shop.open(name, events.Claimed(ANNA))
        shop.ok("leads", "answer", str(lead_id), "Готов")
        (message,) = messages(shop, lead_id)
        assert message.text.startswith(", заказ A-"), message.text


def test_x_18_a_macro_is_done_whole_in_the_name_of_whoever_has_the_lead(shop: Shell) -> None:
    lead_id = shop.open("Анна", events.Claimed(ANNA))
    said = shop.refused("leads", "macro", str(lead_id), "Отдан")
    assert "step 3 of the macro, won: Анна has this lead" in said
    assert (messages(shop, lead_id), rows(shop)) == ((), [])

    def meet(books: Books) -> None:
        books.people.meet(ANNA.id, ANNA.name, "anna", books.leads.load(lead_id).created_at)

    shop.books(meet)
    assert "won" in shop.ok("leads", "macro", str(lead_id), "Отдан", "--by", "@anna")
    assert len(messages(shop, lead_id)) == 1
    assert rows(shop) == [("macro", "Отдан"), ("note", ""), ("send", "Готов"), ("won", "")]


def test_x_18_a_macro_may_put_off_and_give_back(shop: Shell) -> None:
    lead_id = shop.open("Анна")
    shop.ok("leads", "macro", str(lead_id), "Потом")
    lead = shop.books(lambda books: books.leads.load(lead_id))
    assert (lead.status, lead.assignee) == (LeadStatus.MANUAL, None)


def test_x_18_what_there_is_not_is_refused(shop: Shell) -> None:
    lead_id = str(shop.open("Анна"))
    assert "there is no answer Х" in shop.refused("leads", "answer", lead_id, "Х")
    assert "there is no macro Х" in shop.refused("leads", "macro", lead_id, "Х")
    assert "there is no lead" in shop.refused("leads", "macro", "999", "Потом")
    assert shop.run("leads", "answer", lead_id).exit_code == 2
    assert shop.run("leads", "answer", lead_id, "Готов", "--text", "и то и другое").exit_code == 2


def test_x_18_check_reports_mistakes_with_their_path(shell: Shell) -> None:
    said = check(
        shell,
        """
[answers]
"Акция" = "{{ campaign }}"
"Ошибка" = "{{ nam }}"
"Цикл" = "{% for x in name %}{% endfor %}"
"Пусто" = " "
[macros]
"Нет ответа" = ["note: x", "answer: Готов"]
"Когда" = ["postpone: whenever"]
"Ничего" = []
""",
    )
    for path in ("Акция", "Ошибка", "Цикл", "Пусто"):
        assert f"answers.{path}: " in said
    assert "did you mean name?" in said
    assert "macros.Нет ответа.1: there is no answer 'Готов' in [answers]" in said
    assert "macros.Когда.0: cannot read 'whenever'" in said
    assert "macros.Ничего: a macro has 1 to 10 steps" in said


def test_x_18_steps_and_names_that_mean_nothing_are_reported_with_their_path(shell: Shell) -> None:
    said = check(
        shell,
        """
[answers]
"a=b" = "x"
[macros]
"Длинное название, которое не поместится на кнопке" = ["won"]
"Шаги" = ["dance", "won: today", "note:", "lost", "lost: price"]
""",
    )
    assert "answers.a=b: a name begins with a letter or a digit, and has no equals sign" in said
    assert "a name has 24 letters at most" in said
    assert "macros.Шаги.0: there is no step 'dance'" in said
    assert "macros.Шаги.1: won stands alone" in said
    assert "macros.Шаги.2: write what to note" in said
    assert "macros.Шаги.3" not in said
    assert "macros.Шаги.4" not in said


def test_x_18_answers_are_changed_on_the_command_line_too(shop: Shell) -> None:
    shop.ok("settings", "set", "answers.Скоро", "{{ name }}, скоро будем")
    lead_id = shop.open("Анна", events.Claimed(ANNA))
    assert "Анна, скоро будем" in shop.ok("leads", "answer", str(lead_id), "Скоро")
    assert "no value nam" in shop.refused("settings", "set", "answers.Скоро", "{{ nam }}")
    names = {it["name"]: it["value"] for it in shop.json("settings", "list")}
    assert names["answers.Скоро"] == "{{ name }}, скоро будем"
    shop.ok("settings", "set", "answers.Скоро", "-")
    assert "there is no answer Скоро" in shop.refused("leads", "answer", str(lead_id), "Скоро")


def test_x_18_a_template_for_another_shop_has_the_answers_and_the_macros(shop: Shell) -> None:
    written = shop.ok("template")
    assert "заказ {{ order_id }} готов" in written
    assert "answer: Готов" in written
    assert "the configuration is right" in shop.ok("check")

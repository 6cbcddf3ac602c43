"""What neighbours say of their health reads like the rest of the chat (N-10, X-46)."""

import pytest

from bot.texts.catalogue import Speaker
from bot.texts.health import FINDINGS, tell_health


@pytest.mark.parametrize(
    ("detail", "told"),
    [
        ("https://shop.bitrix24.ru: works as Anna Kim", "https://shop.bitrix24.ru: работает от имени Anna Kim"),
        (
            "little left of the balance: 12.5 RUB, less than 50; caller id …00 is rented; rule 77 is there",
            "на балансе осталось мало: 12.5 RUB, меньше 50; номер, с которого звоним, …00 — арендован; "
            "правило 77 на месте",
        ),
        (
            "the lead has no field UF_CRM_X; stages: the portal has no DONE",
            "у лида нет поля UF_CRM_X; стадии: на портале нет DONE",
        ),
        ("the store answers HTTP 405 to a look", "на проверку магазин отвечает HTTP 405"),
        ("cabinet 12345, calls today: 7", "кабинет 12345, звонков сегодня: 7"),
        ("https://a.retailcrm.ru: the key opens all stores", "https://a.retailcrm.ru: ключ открывает все магазины"),
        ("https://a.retailcrm.ru: the key opens main, outlet", "https://a.retailcrm.ru: ключ открывает: main, outlet"),
        (
            "site: the key opens no store x; there are main",
            "магазин: ключ не открывает x; есть: main",
        ),
        ("ConnectError", "ConnectError"),
        ("", ""),
    ],
)
def test_n_10_a_finding_is_told_in_the_readers_language(detail: str, told: str) -> None:
    assert tell_health(Speaker("ru"), detail) == told
    assert tell_health(Speaker("en"), detail) == detail


@pytest.mark.parametrize("finding", FINDINGS)
def test_n_10_every_finding_has_its_words(finding: str) -> None:
    assert tell_health(Speaker("ru"), finding) != finding

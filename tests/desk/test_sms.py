"""What a text costs, and how to make it cheaper."""

from decimal import Decimal
from functools import lru_cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desk.sms import BASIC, EXTENSION, Encoding, Parts, count_parts, is_same, normalise, read_price, transliterate

GSM7, UCS2 = Encoding.GSM7, Encoding.UCS2


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", 0),
        ("x", 1),
        ("x" * 160, 1),
        ("x" * 161, 2),
        ("x" * 306, 2),
        ("x" * 307, 3),
        ("ж" * 70, 1),
        ("ж" * 71, 2),
        ("ж" * 134, 2),
        ("ж" * 135, 3),
        ("x" * 159 + "€", 2),
        ("x" * 158 + "€", 1),
    ],
)
def test_x_27_parts_are_counted_as_operators_count_them(text: str, count: int) -> None:
    assert count_parts(text).count == count


def test_x_27_a_pair_is_never_split_between_parts() -> None:
    assert count_parts("x" * 152 + "€" + "x" * 152) == Parts(3, GSM7, 306)
    assert count_parts("x" * 151 + "€" + "x" * 153) == Parts(2, GSM7, 306)
    assert count_parts("ж" * 66 + "😀" + "ж" * 66) == Parts(3, UCS2, 134)
    assert count_parts("😀" * 35) == Parts(1, UCS2, 70)
    assert count_parts("😀" * 36) == Parts(2, UCS2, 72)


def test_x_27_one_letter_turns_the_whole_text_into_ucs2() -> None:
    assert count_parts("x" * 100) == Parts(1, GSM7, 100)
    assert count_parts("x" * 100 + "№") == Parts(2, UCS2, 101)
    assert count_parts("Ça va?\n\r\f") == Parts(1, GSM7, 10)
    assert count_parts("ç").encoding is UCS2  # the small one is not in the alphabet
    assert count_parts("\x1b").encoding is UCS2


def test_the_alphabet_has_its_127_characters() -> None:
    assert len(BASIC) == 127  # 128 codes, one of them the escape
    assert len(EXTENSION) == 10
    assert not BASIC & EXTENSION


def test_typographic_signs_become_plain_when_that_saves_a_part() -> None:
    dear = "Order №1027\u00a0— «Watch» is ready… " + "x" * 60
    assert normalise(dear) == 'Order N1027 - "Watch" is ready... ' + "x" * 60
    assert count_parts(dear).count == 2
    assert count_parts(normalise(dear)).count == 1


def test_a_text_that_would_not_be_cheaper_stays_as_it_was_written() -> None:
    for text in ("Заказ №1027 — «Часы» готов", "Order №1027", "и\u0306"):
        assert normalise(text) == text
    assert normalise("и\u0306" * 40) == "й" * 40


@pytest.mark.parametrize(
    ("text", "latin"),
    [
        ("Заказ №1027 принят, ждём звонка!", "Zakaz N1027 prinyat, zhdyom zvonka!"),
        ("Щука, ЩУКА, Объект, съёмка", "Schuka, SCHUKA, Obekt, syomka"),
        ("Я и ТЫ. ЕЩЁ Ёж. БОРЩ", "Ya i TY. ESCHYO Yozh. BORSCH"),
        ("Здравствуйте, {имя}! Ваш {{ код }}", "Zdravstvuyte, {имя}! Vash {{ код }}"),
        ("см. https://магазин.рф/часы?а=б, магазин.рф и почта@магазин.рф", None),
        ("код ЛЕТО20 и заказ ИМ-1027", "kod ЛЕТО20 i zakaz ИМ-1027"),
        ("3шт по 20ММ и 5-й", "3sht po 20ММ i 5-y"),
        ("Қазақстан, Україна", "Kazakstan, Ukrayina"),
        ("«Часы» — 100 ₽", '"Chasy" - 100 ₽'),
        ("shop.ru/скидка сейчас", "shop.ru/скидка seychas"),
    ],
)
def test_cyrillic_is_written_in_latin_letters(text: str, latin: str | None) -> None:
    kept = "sm. https://магазин.рф/часы?а=б, магазин.рф i почта@магазин.рф"
    assert transliterate(text) == (latin if latin is not None else kept)


def test_a_price_is_read_however_a_gateway_writes_it() -> None:
    assert [read_price(v) for v in ("1.44", 5.49, " -0.0075", 0)] == [
        Decimal(x) for x in ("1.44", "5.49", "-0.0075", "0")
    ]
    assert [read_price(v) for v in (None, "", "free", "NaN", "Infinity")] == [None] * 5


def test_a_record_is_recognised_by_its_words() -> None:
    assert is_same("Order 1027\r\nis ready ", "Order 1027\nis ready")
    assert not is_same("Order 1027 is ready", "Order 1028 is ready")


# --- the oracle ---------------------------------------------------------------------------------------------


def slow_parts(text: str) -> int:
    """The fewest parts, trying every place to cut between two characters."""
    gsm = all(c in BASIC | EXTENSION for c in text)
    alone, joined = (160, 153) if gsm else (70, 67)

    def size(piece: str) -> int:
        return sum(1 + (c in EXTENSION) for c in piece) if gsm else len(piece.encode("utf-16-be")) // 2

    if size(text) <= alone:
        return 1 if text else 0

    @lru_cache(None)
    def fewest(start: int) -> int:
        if start == len(text):
            return 0
        fitting = (end for end in range(start + 1, len(text) + 1) if size(text[start:end]) <= joined)
        return 1 + min(fewest(end) for end in reversed(list(fitting)[-2:]))

    return fewest(0)


letters = st.one_of(
    st.text(alphabet="ab€[", max_size=400),
    st.text(alphabet="жab😀", max_size=250),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=200),
)


@settings(max_examples=150, deadline=None)
@given(letters)
def test_no_other_way_of_cutting_needs_fewer_parts(text: str) -> None:
    assert count_parts(text).count == slow_parts(text)


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet="ab«—№\u00a0…жи\u0306\u200b", max_size=200))
def test_normalising_never_costs_and_is_done_once(text: str) -> None:
    assert count_parts(normalise(text)).count <= count_parts(text).count
    assert normalise(normalise(text)) == normalise(text)


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet="абвЖЩёьЪ яЮ ab12 AZ.,!?—«»\n", max_size=120))
def test_russian_text_becomes_gsm7_and_stays_so(text: str) -> None:
    latin = transliterate(text)
    assert transliterate(latin) == latin
    assert [c for c in latin if c.isdigit()] == [c for c in text if c.isdigit()]
    if not any(c.isdigit() or c == "." for c in text):  # codes and addresses keep their letters
        assert count_parts(latin).encoding is GSM7


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet="абЖЩ ab1-", max_size=20), st.text(alphabet="абЖЩab12-_.", max_size=20))
def test_links_and_placeholders_survive_in_any_surroundings(around: str, inside: str) -> None:
    link, gap = f"https://магазин.рф/{inside}", "{" + inside + "}"
    assert f" {link} {gap} " in transliterate(f"{around} {link} {gap} {around}")

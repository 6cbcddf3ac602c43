import pytest

from sandbox.kit.sms_parts import measure


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("a" * 160, 1),
        ("a" * 161, 2),
        ("a" * 306, 2),
        ("a" * 307, 3),
        ("я" * 70, 1),
        ("я" * 71, 2),
        ("я" * 134, 2),
        ("я" * 135, 3),
        ("a" * 159 + "€", 2),
        ("a" * 158 + "€", 1),
        ("№" + "a" * 69, 1),
        ("№" + "a" * 70, 2),
        ("", 1),
    ],
)
def test_a_text_is_billed_by_the_parts_it_is_cut_into(text: str, parts: int) -> None:
    assert measure(text).parts == parts


def test_an_escape_pair_is_never_split_between_parts() -> None:
    assert measure("a" * 152 + "€" + "a" * 152).parts == 3
    assert measure("a" * 151 + "€" + "a" * 153).parts == 2


def test_an_emoji_is_never_split_between_parts() -> None:
    assert measure("я" * 66 + "🎁" + "я" * 66).parts == 3
    assert measure("я" * 65 + "🎁" + "я" * 67).parts == 2


def test_the_alphabet_is_told_with_the_units() -> None:
    latin, russian = measure("Order {1027}"), measure("Заказ 🎁")
    assert (latin.alphabet, latin.units) == ("gsm7", 14)
    assert (russian.alphabet, russian.units) == ("ucs2", 8)

"""The shop's own code as a step."""

from pathlib import Path

import pytest

from bot.app.steps import FAILED, load_step
from bot.settings.loading import BadSettings


def write(folder: Path, code: str) -> str:
    file = folder / "shop.py"
    file.write_text(code, "utf-8")
    return f"{file}:prepare"


def test_s0_27_the_shops_own_code_changes_an_order_before_it_is_understood(tmp_path: Path) -> None:
    step = load_step(
        write(tmp_path, "def prepare(order):\n    order['phone'] = '8' + order['phone']\n    return order"), "x"
    )
    assert step
    given = {"phone": "9161234567"}
    assert step(given) == {"phone": "89161234567"}
    assert given == {"phone": "9161234567"}


@pytest.mark.parametrize("body", ["raise ZeroDivisionError('oops')", "return 7", "return order['nothing']"])
def test_s0_27_a_mistake_in_the_shops_code_loses_no_order(tmp_path: Path, body: str) -> None:
    step = load_step(write(tmp_path, f"def prepare(order):\n    {body}"), "x")
    assert step
    answer = step({"phone": "9161234567"})
    assert answer["phone"] == "9161234567"
    assert answer[FAILED]


@pytest.mark.parametrize("code", ["def other(order): return order", "def prepare(", "import nothing_like_this"])
def test_code_that_cannot_be_loaded_is_a_mistake_in_the_settings(tmp_path: Path, code: str) -> None:
    with pytest.raises(BadSettings, match=r"sources\.site\.step"):
        load_step(write(tmp_path, code), "sources.site.step")


def test_no_code_is_no_step() -> None:
    assert load_step("", "x") is None

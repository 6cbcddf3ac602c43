"""Pictures are drawn by a process of its own, within a time limit, one at a time."""

import asyncio
import sys
from pathlib import Path

import pytest

from bot.cards.flow import draw_arrows, draw_flow
from bot.pictures.scenes import Bar, Layer, Node, Panel, Scene, StatsScene, Tile, read_scene, write_scene
from bot.pictures.studio import Studio
from bot.pictures.ways import find_way
from desk.errors import Rejected
from desk.leads.model import LeadStatus
from desk.statistics.standing import Standing
from sandbox.telegram.files import picture_size
from tests.bot.lives import MOSCOW, NOW

STANDING = Standing({LeadStatus.NEW: 12_345}, {LeadStatus.MANUAL: 7}, {LeadStatus.WON: 3})
HOSTILE = "😀 $a_b$ \\frac{1}{2} <b> \u202e אבג 漢字 " + "длинное" * 30
PANELS = (
    Panel("Funnel", bars=[Bar(HOSTILE, 10, "10"), Bar("", 0, HOSTILE)]),
    Panel("Time", HOSTILE, tiles=[Tile("39 с", HOSTILE), Tile(HOSTILE, "x"), Tile("—", "")]),
    Panel("Calls", columns=["9", "10"], layers=[Layer(HOSTILE, "green", [1, 0]), Layer("b", "red", [0, 0])], peak="1"),
    Panel("Nothing", bars=[Bar("none", 0, "0")]),
    Panel("Nothing at all"),
)


def flow(language: str = "ru") -> Scene:
    return draw_flow(STANDING, now=NOW, language=language, shop_zone=MOSCOW)


def command(code: str) -> tuple[str, ...]:
    return (sys.executable, "-c", code)


@pytest.mark.parametrize("language", ["ru", "en"])
async def test_s0_58_the_process_becomes_a_picture_for_a_phone(language: str) -> None:
    width, height = picture_size(await Studio().draw(flow(language)))
    assert width == 1080 < height < 2 * width


async def test_x_37_figures_become_a_picture_whatever_people_are_called() -> None:
    width, height = picture_size(await Studio().draw(StatsScene(HOSTILE, HOSTILE, PANELS)))
    assert width == 1080 < height < 3 * width


@pytest.mark.parametrize("scene", [flow(), StatsScene("a", "b", list(PANELS))], ids=["flow", "stats"])
def test_a_scene_comes_out_as_it_went_in(scene: Scene) -> None:
    assert write_scene(read_scene(write_scene(scene))) == write_scene(scene)


async def test_what_cannot_be_drawn_is_refused_with_the_reason() -> None:
    with pytest.raises(Rejected, match="KeyError: 'no such colour'"):
        await Studio().draw(StatsScene("a", "b", [Panel("x", bars=[Bar("a", 1, "1")], colour="no such colour")]))
    with pytest.raises(Rejected, match="no picture came"):
        await Studio(command=command("pass")).draw(flow())
    with pytest.raises(Rejected, match="nobody draws here"):
        await Studio(command=("/nonexistent/python",)).draw(flow())


async def test_who_takes_too_long_is_ended(tmp_path: Path) -> None:
    sign = tmp_path / "still-there"
    slow = command(f"import time, pathlib; time.sleep(1.5); pathlib.Path({str(sign)!r}).touch()")
    with pytest.raises(Rejected, match=r"within 0\.2 s"):
        await Studio(0.2, slow).draw(flow())
    await asyncio.sleep(1.6)
    assert not sign.exists()


async def test_one_picture_is_drawn_at_a_time(tmp_path: Path) -> None:
    lock = tmp_path / "easel"
    code = (
        "import os, sys, time\n"
        f"os.close(os.open({str(lock)!r}, os.O_CREAT | os.O_EXCL))\n"
        "time.sleep(0.1)\n"
        f"os.unlink({str(lock)!r})\n"
        "sys.stdout.write('drawn')"
    )
    studio = Studio(command=command(code))
    assert await asyncio.gather(*(studio.draw(flow()) for _ in range(3))) == [b"drawn"] * 3


async def test_the_drawing_process_is_given_no_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RINGDESK_TELEGRAM__TOKEN", "42:secret")
    told = await Studio(command=command("import os; print(sorted(os.environ))")).draw(flow())
    assert b"RINGDESK" not in told
    assert b"PATH" in told


def test_every_status_has_a_place_and_no_two_arrows_lie_on_each_other() -> None:
    arrows = draw_arrows()
    ways = [tuple(find_way(it, arrows)) for it in arrows]
    assert len(set(ways)) == len(ways)
    starts_and_ends = [(way[0], way[-1]) for way in ways]
    assert len({one for one, _end in starts_and_ends}) == len(ways)
    assert len({end for _start, end in starts_and_ends}) == len(ways)
    assert Node("x", "x", "1", "robot").note == ""

"""The instrument itself: it kills where it says, and in a real desk it is not there."""

from pathlib import Path

import httpx
import pytest

from tests.faults.process.stable import KILLED
from tests.faults.process.stage import WEBHOOK, Stage, desk_of
from tests.flows.process import OtherDesk


async def test_a_desk_that_is_run_in_earnest_lives_on_whatever_its_environment_says(
    stage: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("KILL_AT", "KILL_POINTS", "POINTS_FILE", "TRAP"):
        monkeypatch.setenv(name, "1")
    async with stage.open(tmp_path) as scene:
        desk = scene.desk = OtherDesk(
            scene.desk.url, scene.config, tmp_path / "clock.json", tmp_path / "desk.log", "INFO"
        )
        await desk.start()
        await scene.reach(await scene.order(), "reached")
        await desk.stop()
        assert "the desk is closed" in desk.log.read_text("utf-8")


async def test_a_forked_desk_dies_at_the_point_it_was_told_and_not_before(stage: Stage, tmp_path: Path) -> None:
    async with stage.open(tmp_path, telegram=WEBHOOK) as scene:
        desk = desk_of(scene)
        desk.kill_at = 7
        await desk.start()
        await scene.until(lambda: desk.ended() is not None)
        assert (desk.ended(), len(desk.points())) == (KILLED, 7)
        await desk.start()
        assert desk.ended() is None
        await scene.reach(await scene.order(), "reached")
        await desk.stop()
        assert desk.ended() == 0


async def test_a_trap_laid_before_an_order_kills_at_its_first_commit(stage: Stage, tmp_path: Path) -> None:
    async with stage.open(tmp_path, telegram=WEBHOOK) as scene:
        desk = desk_of(scene)
        await desk.start()
        await scene.until(lambda: "after telegram setWebhook" in desk.points())
        desk.lay_trap(1)
        with pytest.raises(httpx.HTTPError):
            await scene.order()
        await scene.until(lambda: desk.ended() == KILLED)
        assert desk.points()[-1].startswith("before")

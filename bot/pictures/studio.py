"""Has pictures drawn: each by a short-lived process, one at a time, within a time limit."""

import asyncio
import contextlib
import os
import shutil
import sys
import tempfile
import weakref
from asyncio.subprocess import PIPE, Process
from pathlib import Path

from bot.pictures.scenes import Scene, write_scene
from desk.errors import Rejected

PATIENCE = 20.0  # real seconds for one picture
DRAWING = (sys.executable, "-m", "bot.pictures")
HOME = Path(__file__).parents[2]  # where ``bot`` is found, and nothing that would be taken for a library
KEPT = ("PATH", "PYTHONPATH", "LANG", "LC_ALL", "SYSTEMROOT")  # of our environment: the rest holds secrets
LONGEST_REASON = 300


class Studio:
    """``command`` reads a scene and writes a PNG."""

    def __init__(self, patience: float = PATIENCE, command: tuple[str, ...] = DRAWING) -> None:
        self._patience = patience
        self._command = command
        self._easel = asyncio.Lock()
        self._fonts = ""

    async def draw(self, scene: Scene) -> bytes:
        """A PNG. Raises Rejected when it cannot be drawn, or takes too long."""
        async with self._easel:
            try:
                async with asyncio.timeout(self._patience):
                    return await self._draw(write_scene(scene))
            except TimeoutError as error:
                raise Rejected(f"it was not drawn within {self._patience:g} s") from error
            except OSError as error:
                raise Rejected(f"nobody draws here ({type(error).__name__})") from error

    async def _draw(self, scene: bytes) -> bytes:
        process = await asyncio.create_subprocess_exec(
            *self._command, stdin=PIPE, stdout=PIPE, stderr=PIPE, cwd=HOME, env=self._environment()
        )
        try:
            picture, said = await process.communicate(scene)
        finally:
            await _end(process)
        if process.returncode or not picture:
            lines = said.decode("utf-8", "replace").strip().splitlines()
            raise Rejected(f"it could not be drawn: {lines[-1][:LONGEST_REASON] if lines else 'no picture came'}")
        return picture

    def _environment(self) -> dict[str, str]:
        """The library keeps its list of fonts in a folder, which is made once and goes with the desk."""
        if not self._fonts:
            self._fonts = tempfile.mkdtemp(prefix="ringdesk-pictures-")
            weakref.finalize(self, shutil.rmtree, self._fonts, ignore_errors=True)
        kept = {name: os.environ[name] for name in KEPT if name in os.environ}
        return kept | {"MPLCONFIGDIR": self._fonts}


async def _end(process: Process) -> None:
    """Whatever happened, it does not go on by itself."""
    if process.returncode is None:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.wait()

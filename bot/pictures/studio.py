"""Has pictures drawn: each by a short-lived process, one at a time, within a time limit."""

import asyncio
import contextlib
import shutil
import tempfile
import weakref
from asyncio.subprocess import PIPE, Process

from bot.children import HOME, command_of, last_words, plain_environment
from bot.pictures.scenes import Scene, write_scene
from desk.errors import Rejected

PATIENCE = 20.0  # real seconds for one picture
DRAWING = command_of("bot.pictures")


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
            raise Rejected(f"it could not be drawn: {last_words(said) or 'no picture came'}")
        return picture

    def _environment(self) -> dict[str, str]:
        """The library keeps its list of fonts in a folder, which is made once and goes with the desk."""
        if not self._fonts:
            self._fonts = tempfile.mkdtemp(prefix="ringdesk-pictures-")
            weakref.finalize(self, shutil.rmtree, self._fonts, ignore_errors=True)
        return plain_environment() | {"MPLCONFIGDIR": self._fonts}


async def _end(process: Process) -> None:
    """Whatever happened, it does not go on by itself."""
    if process.returncode is None:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.wait()

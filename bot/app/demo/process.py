"""The desk as a child process: started, killed, started again."""

import asyncio
import os
import signal
import sys
from pathlib import Path

import aiohttp

from sandbox.page.desk import State

READY_SECONDS = 30.0
STOP_SECONDS = 10.0


class DeskProcess:
    """``url`` is where the desk listens. The page's ``DeskControl``."""

    def __init__(self, url: str, api_token: str, config: Path, clock_file: Path, log: Path) -> None:
        self.url = url
        self.api_token = api_token
        self._command = [
            sys.executable,
            "-m",
            "bot.cli",
            "--config",
            str(config),
            "run",
            "--clock-file",
            str(clock_file),
        ]
        self._folder = config.parent
        self._log = log
        self._process: asyncio.subprocess.Process | None = None
        self._ready = False

    @property
    def state(self) -> State:
        if self._process is None or self._process.returncode is not None:
            return "stopped"
        return "running" if self._ready else "starting"

    async def start(self) -> None:
        """Return when the desk is ready. Raises RuntimeError, with the end of its log, when it does not get there."""
        if self.state != "stopped":
            return
        self._ready = False
        with self._log.open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                *self._command, cwd=self._folder, stdout=log, stderr=log, env=_clean_environment()
            )
        await self._wait_until_ready()

    async def kill(self) -> None:
        """As if somebody pulled the plug."""
        await self._end(signal.SIGKILL)

    async def stop(self) -> None:
        await self._end(signal.SIGTERM)

    async def _end(self, number: signal.Signals) -> None:
        if self._process is None or self._process.returncode is not None:
            return
        self._process.send_signal(number)
        try:
            await asyncio.wait_for(self._process.wait(), STOP_SECONDS)
        except TimeoutError:
            self._process.kill()
            await self._process.wait()

    async def _wait_until_ready(self) -> None:
        async with aiohttp.ClientSession(self.url, timeout=aiohttp.ClientTimeout(total=1)) as client:
            for _ in range(int(READY_SECONDS * 10)):
                if self.state == "stopped":
                    break
                try:
                    async with client.get("/readyz") as answer:
                        if answer.ok:
                            self._ready = True
                            return
                except (aiohttp.ClientError, TimeoutError):
                    pass
                await asyncio.sleep(0.1)
        tail = self._log.read_text("utf-8", "replace")[-2000:]
        raise RuntimeError(f"the desk did not become ready:\n{tail}")


def _clean_environment() -> dict[str, str]:
    """Settings of a real desk must not reach the demo."""
    return {name: value for name, value in os.environ.items() if not name.startswith("RINGDESK_")}

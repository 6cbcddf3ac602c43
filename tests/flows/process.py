"""A desk in a process of its own, as it runs in a shop: it can be killed."""

import asyncio
import os
import signal
import sys
import time
from pathlib import Path

import httpx

READY_WITHIN = 120.0  # real seconds; a start takes two on a machine that has nothing else to do
GONE_WITHIN = 20.0


class OtherDesk:
    """``log`` holds everything the desk ever wrote, of all its lives."""

    def __init__(self, url: str, config: Path, clock_file: Path, log: Path, level: str) -> None:
        self.url = url
        self.log = log
        run = ["run", "--clock-file", str(clock_file), "--level", level]
        self._command = [sys.executable, "-m", "bot.cli", "--config", str(config), *run]
        self._process: asyncio.subprocess.Process | None = None

    async def start(self) -> None:
        environment = {name: value for name, value in os.environ.items() if not name.startswith("RINGDESK_")}
        with self.log.open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                *self._command, stdout=log, stderr=log, env=environment
            )
        await self._wait_until_ready(self._process)

    async def kill(self) -> None:
        """As if somebody pulled the plug."""
        await self._end(signal.SIGKILL)

    async def stop(self) -> None:
        await self._end(signal.SIGTERM)

    async def stop_in_time(self) -> float:
        """Real seconds from SIGTERM to the end."""
        began = time.perf_counter()
        await self.stop()
        return time.perf_counter() - began

    async def _end(self, number: signal.Signals) -> None:
        process = self._process
        if process is None or process.returncode is not None:
            return
        process.send_signal(number)
        try:
            await asyncio.wait_for(process.wait(), GONE_WITHIN)
        except TimeoutError:
            process.kill()
            await process.wait()

    async def _wait_until_ready(self, process: asyncio.subprocess.Process) -> None:
        async with httpx.AsyncClient(base_url=self.url, trust_env=False, timeout=2, verify=False) as web:
            async with asyncio.timeout(READY_WITHIN):
                while process.returncode is None:
                    try:
                        if (await web.get("/readyz")).is_success:
                            return
                    except httpx.HTTPError:
                        pass
                    await asyncio.sleep(0.05)
        raise RuntimeError(f"the desk did not start:\n{self.log.read_text('utf-8', 'replace')[-2000:]}")

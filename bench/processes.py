"""Servers under measurement, as processes of their own."""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.load import SECRET
from storage.schema import migrate

CONFIG = """
[server]
port = {port}
public_url = "https://desk.example"
[database]
url = "sqlite+aiosqlite:///{folder}/desk.db"
[sources.site]
secret = "{secret}"
[crm]
use = ""
[calls]
use = ""
[sms]
use = ""
"""


def find_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def running(command: list[str], ready_url: str, folder: Path) -> Iterator[tuple[subprocess.Popen[bytes], float]]:
    """The process and the seconds it took until ``ready_url`` answered anything but an error of the line."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("RINGDESK_")}
    with (folder / "server.log").open("wb") as log:
        begun = time.perf_counter()
        process = subprocess.Popen(command, stdout=log, stderr=log, env=environment)
        try:
            _wait(ready_url, process)
            yield process, time.perf_counter() - begun
        finally:
            process.terminate()
            process.wait(15)


@contextmanager
def desk(folder: Path, *options: str, more: str = "") -> Iterator[tuple[str, subprocess.Popen[bytes], float]]:
    """A desk on a fresh database; ``more`` are further sections of its settings, ``options`` those of bench.desk."""
    port = find_port()
    config = write_config(folder, port, more)
    url = f"http://127.0.0.1:{port}"
    command = [sys.executable, "-m", "bench.desk", str(config), *options]
    with running(command, f"{url}/readyz", folder) as (process, seconds):
        yield url, process, seconds


@contextmanager
def desk_as_installed(folder: Path) -> Iterator[tuple[str, subprocess.Popen[bytes], float]]:
    """``ringdesk run``, on a database that was migrated before."""
    port = find_port()
    config = write_config(folder, port)
    migrate(f"sqlite+aiosqlite:///{folder}/desk.db")
    command = [sys.executable, "-m", "bot.cli", "--config", str(config), "run", "--level", "WARNING"]
    url = f"http://127.0.0.1:{port}"
    with running(command, f"{url}/readyz", folder) as (process, seconds):
        yield url, process, seconds


@contextmanager
def desk_in_town(folder: Path) -> Iterator[tuple[str, subprocess.Popen[bytes], float]]:
    """A desk among all its neighbours, who keep their limits."""
    port = find_port()
    with (folder / "world.log").open("wb") as log:
        world = subprocess.Popen([sys.executable, "-m", "bench.world", str(port), str(folder)], stdout=log, stderr=log)
        try:
            _wait_for_file(folder / "ringdesk.toml", world)
            command = [sys.executable, "-m", "bench.desk", str(folder / "ringdesk.toml")]
            url = f"http://127.0.0.1:{port}"
            with running(command, f"{url}/readyz", folder) as (process, seconds):
                yield url, process, seconds
        finally:
            world.terminate()
            world.wait(15)


def _wait_for_file(file: Path, process: subprocess.Popen[bytes]) -> None:
    for _ in range(1500):
        if file.is_file():
            return
        if process.poll() is not None:
            break
        time.sleep(0.02)
    raise RuntimeError("the neighbours did not start")


def fresh(folder: Path, name: str) -> Path:
    """A folder of its own for one of several servers."""
    (folder / name).mkdir()
    return folder / name


def write_config(folder: Path, port: int, more: str = "") -> Path:
    config = folder / "ringdesk.toml"
    config.write_text(CONFIG.format(port=port, folder=folder, secret=SECRET) + more)
    return config


def resident_mib(pid: int | str = "self") -> float:
    status = Path(f"/proc/{pid}/status").read_text()
    return int(next(line for line in status.splitlines() if line.startswith("VmRSS")).split()[1]) / 1024


def owns_port(process: subprocess.Popen[bytes], port: int) -> None:
    """Raises RuntimeError when somebody else listens there: then it would be measured."""
    listening = {line.split()[9] for line in _sockets() if line.split()[1].endswith(f":{port:04X}") and " 0A " in line}
    links = [link.readlink() for link in Path(f"/proc/{process.pid}/fd").iterdir() if link.is_symlink()]
    held = {str(link).removeprefix("socket:[").rstrip("]") for link in links if str(link).startswith("socket:[")}
    if not listening & held:
        raise RuntimeError(f"port {port} does not belong to the server under measurement")


def _sockets() -> list[str]:
    return Path("/proc/net/tcp").read_text().splitlines()[1:]


def _wait(url: str, process: subprocess.Popen[bytes]) -> None:
    for _ in range(1500):
        if process.poll() is not None:
            raise RuntimeError("the server ended")
        try:
            with urllib.request.urlopen(url, timeout=2):
                return
        except urllib.error.HTTPError as answer:
            if answer.code != 503:
                return
        except OSError:
            pass
        time.sleep(0.02)
    raise RuntimeError("the server did not get ready")

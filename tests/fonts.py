"""The fonts of the pictures: a machine that tests has few, and none with emoji."""

import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.npm import unpack_package

PLACE = Path(sys.prefix) / "fonts"
# https://fonts.google.com/specimen/Inter and https://fonts.google.com/noto/specimen/Noto+Color+Emoji, both OFL.
PACKAGES = {
    "@expo-google-fonts/inter@0.4.2": (
        "syfiImMaDmq7cFi0of+waE2M4uSCyd16zgyWxdPOY7fN2VBmSLKEzkfbZgeOjJq61kSqPBNNtXjggiQiSD6gMQ=="
    ),
    "@expo-google-fonts/noto-color-emoji@0.4.6": (
        "2pAakFka8eSDCHB5d6NNp/7WrOZAiVYcycOqAbccPd8P8zaWUVfQ0N3y84nNPmhCQT9qzM9bpDi6cgMu6fRKEg=="
    ),
}
SETTINGS = PLACE / "fonts.conf"


@contextmanager
def with_fonts() -> Iterator[None]:
    """A browser started meanwhile has them. Raises RuntimeError when they cannot be had."""
    if not SETTINGS.is_file():
        _install()
    before = os.environ.get("FONTCONFIG_FILE")
    os.environ["FONTCONFIG_FILE"] = str(SETTINGS)
    try:
        yield
    finally:
        os.environ.pop("FONTCONFIG_FILE")
        if before:
            os.environ["FONTCONFIG_FILE"] = before


def _install() -> None:
    PLACE.mkdir(parents=True, exist_ok=True)
    for name, integrity in PACKAGES.items():
        package = unpack_package(name, integrity, PLACE)
        for font in package.rglob("*.ttf"):
            shutil.copy(font, PLACE / font.name)
        shutil.rmtree(package)
    SETTINGS.write_text(
        '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">'
        f"<fontconfig><dir>{PLACE}</dir><dir>/usr/share/fonts</dir><cachedir>{PLACE / 'cache'}</cachedir></fontconfig>"
    )

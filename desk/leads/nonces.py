"""Unguessable words for tokens, drawn in bulk.

Asking the operating system gives the interpreter's lock away, and on a busy desk it comes back late: once for two
hundred words instead of once for each.
"""

import os

BYTES = 8  # in hexadecimal sixteen letters
AT_ONCE = 200


class Nonces:
    """Safe to be called from several threads: at worst two of them draw."""

    def __init__(self) -> None:
        self._words: list[str] = []

    def __call__(self) -> str:
        while True:
            try:
                return self._words.pop()
            except IndexError:
                self._words += _draw()


def _draw() -> list[str]:
    drawn = os.urandom(BYTES * AT_ONCE).hex()
    return [drawn[at : at + 2 * BYTES] for at in range(0, len(drawn), 2 * BYTES)]

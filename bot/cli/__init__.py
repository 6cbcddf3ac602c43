"""The command line. Command bodies import late, so that ``--help`` answers at once."""

from bot.cli.main import main

__all__ = ["main"]

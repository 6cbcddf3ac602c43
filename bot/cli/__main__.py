"""``python -m bot.cli`` is ``ringdesk``."""

from bot.cli import main

main()

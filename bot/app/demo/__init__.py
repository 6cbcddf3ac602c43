"""The demo: a sandbox world and its page in this process, the desk as a process of its own beside it.

So the page can end the desk with ``kill -9`` and start it again, and everything between the two is real HTTP.
"""

from bot.app.demo.main import run_demo

__all__ = ["run_demo"]

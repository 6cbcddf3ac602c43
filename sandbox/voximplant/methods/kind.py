"""What a command is: it takes the cloud and the parameters and gives the answer's envelope."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from sandbox.voximplant.cloud import Cloud
from sandbox.voximplant.params import Params

Envelope = dict[str, Any]
Method = Callable[[Cloud, Params], Awaitable[Envelope]]
Methods = Mapping[str, Method]

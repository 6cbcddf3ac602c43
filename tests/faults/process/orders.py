"""What a stable is told about the desk that it shall let out."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class DeskOrder:
    """``world_seconds``: limits and breakers count the world's seconds, else those of this machine.

    ``steady``: the file is the machine's wall clock, which somebody sets; the desk's own pace is that of its seconds.

    ``kill_at`` 0: nobody dies. A number written into ``trap`` later is counted from then on. ``number``: the stable's.
    """

    config: str
    clock_file: str
    log: str
    points_file: str
    trap: str
    kill_at: int = 0
    level: str = "INFO"
    world_seconds: bool = True
    steady: bool = False
    number: int = 0

    @classmethod
    def in_folder(cls, folder: Path, config: Path, clock_file: Path, level: str, *, world_seconds: bool) -> "DeskOrder":
        return cls(
            config=str(config),
            clock_file=str(clock_file),
            log=str(folder / "desk.log"),
            points_file=str(folder / "points"),
            trap=str(folder / "trap"),
            level=level,
            world_seconds=world_seconds,
        )

    def line(self) -> str:
        return json.dumps(asdict(self)) + "\n"


def read_order(line: str) -> DeskOrder:
    return DeskOrder(**json.loads(line))

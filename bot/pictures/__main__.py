"""One scene in, one PNG out: standard input and output. Ends with a traceback and code 1 when it cannot be drawn."""

import os
import sys

from bot.pictures.charts import draw_stats
from bot.pictures.process import draw_process
from bot.pictures.scenes import FlowScene, read_scene

POLITE = 10  # the desk's own work goes first


def main() -> None:
    os.nice(POLITE)
    scene = read_scene(sys.stdin.buffer.read())
    sys.stdout.buffer.write(draw_process(scene) if isinstance(scene, FlowScene) else draw_stats(scene))


if __name__ == "__main__":
    main()

"""Where the nodes of the process stand on the sheet. Which nodes and arrows there are comes with the scene."""

from dataclasses import dataclass

WIDE, HIGH, LOW = 270.0, 176.0, 144.0
LEFT_X, MIDDLE_X, RIGHT_X, END_X = 171.0, 358.0, 545.0, 907.0


@dataclass(frozen=True, slots=True)
class Spot:
    """``x`` and ``y`` of a node's middle, in pixels."""

    x: float
    y: float
    width: float = WIDE
    height: float = HIGH

    @property
    def left(self) -> float:
        return self.x - self.width / 2

    @property
    def right(self) -> float:
        return self.x + self.width / 2

    @property
    def top(self) -> float:
        return self.y - self.height / 2

    @property
    def bottom(self) -> float:
        return self.y + self.height / 2


SPOTS = {
    "new": Spot(MIDDLE_X, 300),
    "waiting_hours": Spot(LEFT_X, 600),
    "calling": Spot(RIGHT_X, 600),
    "waiting_retry": Spot(LEFT_X, 900),
    "manual": Spot(MIDDLE_X, 1200),
    "invalid_number": Spot(END_X, 350, height=LOW),
    "unreachable": Spot(END_X, 516, height=LOW),
    "voicemail": Spot(END_X, 682, height=LOW),
    "reached": Spot(END_X, 848, height=LOW),
    "won": Spot(END_X, 1056, height=LOW),
    "lost": Spot(END_X, 1222, height=LOW),
}

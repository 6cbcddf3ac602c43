"""Few colours, dark on light, told apart by those who see no red or no green, too: they differ in brightness."""

PAPER, SHEET, LINE = "#f3f5f7", "#ffffff", "#d9dfe5"
INK, SOFT = "#1d2733", "#5d6b7a"
COLOURS = {
    "blue": "#2f6fb3",
    "teal": "#23808a",
    "violet": "#7a5bb0",
    "green": "#2e9457",
    "yellow": "#e3b341",
    "brown": "#a9744f",
    "grey": "#a9b4c0",
    "dark": "#4c5866",
    "red": "#cf4b44",
}
"""Of nodes: fill and edge."""
NODES = {
    "start": ("#d6f0df", "#2e9457"),
    "robot": ("#e2edf9", "#2f6fb3"),
    "person": ("#fbe3e1", "#cf4b44"),
    "final": ("#ffffff", "#8593a3"),
}
CAUSES = {"machine": "#2f6fb3", "time": "#b7791f", "person": "#cf4b44"}

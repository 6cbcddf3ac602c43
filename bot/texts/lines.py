"""What the lines of all logs have in common."""

LONGEST_VALUE = 80
LONGEST_LINE = 200


class Lenient(dict[str, str]):
    """Values of an entry: one of an earlier version may lack some."""

    def __missing__(self, name: str) -> str:
        return "?"

"""Fates of dialled numbers, with one for the very next call, whoever is called."""

from sandbox.voximplant.fate import Fate, Fates


class SwitchedFates(Fates):
    """``once`` is met by the next call and used up; a fate that was set for a number stays after it."""

    def __init__(self) -> None:
        super().__init__()
        self.once: Fate | None = None

    def __getitem__(self, number: str) -> Fate:
        return self.once or super().__getitem__(number)

    def take(self, number: str) -> Fate:
        if self.once is None:
            return super().take(number)
        fate, self.once = self.once, None
        return fate

    @property
    def expect_race(self) -> bool:
        return super().expect_race or bool(self.once and self.once.report == "before_answer")

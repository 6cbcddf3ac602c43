"""The rules in force; made anew when the settings change, or the day: holidays of the next year become known."""

from collections.abc import Callable
from datetime import date

from bot.app.rules import make_rules
from bot.settings.loading import Settings
from desk.leads.policy import Rules
from desk.ports import Clock


class Rulebook:
    """``settings`` are asked for each time: people change some of them while the desk runs."""

    def __init__(self, settings: Callable[[], Settings], clock: Clock) -> None:
        self._settings = settings
        self._clock = clock
        self._made_of: tuple[date, Settings] | None = None
        self._rules: Rules | None = None

    def rules(self) -> Rules:
        today, settings = self._clock.now().date(), self._settings()
        made_of = self._made_of
        if self._rules is None or made_of is None or made_of[0] != today or made_of[1] is not settings:
            self._rules, self._made_of = make_rules(settings, today), (today, settings)
        return self._rules

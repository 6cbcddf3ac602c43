"""The rules in force today; made anew when the day changes, so that holidays of the next year are known."""

from datetime import date

from bot.app.rules import make_rules
from bot.settings.loading import Settings
from desk.leads.policy import Rules
from desk.ports import Clock


class Rulebook:
    def __init__(self, settings: Settings, clock: Clock) -> None:
        self._settings = settings
        self._clock = clock
        self._made_on: date | None = None
        self._rules: Rules | None = None

    def rules(self) -> Rules:
        today = self._clock.now().date()
        if self._rules is None or self._made_on != today:
            self._rules, self._made_on = make_rules(self._settings, today), today
        return self._rules

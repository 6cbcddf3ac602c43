"""The settings as the chat shows and changes them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.app.overrides import LiveSettings
from bot.cards.card import Card
from bot.cards.settings import Shown, ask_value, render_group, render_groups, render_setting
from bot.settings.changeable import GROUPS, NAMES, choices, write_value
from desk.errors import Rejected
from desk.ports import Clock
from desk.sms import count_parts
from handlers.telegram.desk import Guest
from storage.acts import Act

SPOKEN = "texts.call"


@dataclass(frozen=True, slots=True)
class DeskSettings:
    """``zone`` (IANA) is that of the shop's clock."""

    live: LiveSettings
    clock: Clock
    zone: str

    async def group(self, name: str, language: str) -> Card:
        """All groups for an empty name. Raises Rejected for a group that is none."""
        if not name:
            return render_groups(language)
        if name not in GROUPS:
            raise Rejected("there is no such setting", code="value")
        changes = await self.live.changes()
        shown = [self._shown(it, changes) for it in GROUPS[name]]
        return render_group(name, shown, now=self.now, language=language, shop_zone=self.zone)

    async def setting(self, name: str, language: str) -> Card:
        """Raises Rejected."""
        group = next((group for group, names in GROUPS.items() if name in names), None)
        if group is None:
            raise Rejected("there is no such setting", code="value")
        shown = self._shown(name, await self.live.changes(), whole=True)
        return render_setting(shown, group, now=self.now, language=language, shop_zone=self.zone)

    def question(self, name: str, language: str) -> Card:
        """Raises Rejected."""
        if name not in NAMES:
            raise Rejected("there is no such setting", code="value")
        return ask_value(name, write_value(self.live.current, name), language)

    async def change(self, guest: Guest, name: str, typed: str | None, key: str) -> None:
        """Raises Rejected for what cannot be, and for whoever may not."""
        _only_admins(guest)
        await self.live.change(name, typed, guest.person, key)

    async def take_back(self, guest: Guest, act_id: int, key: str) -> str:
        """Raises Rejected."""
        _only_admins(guest)
        return await self.live.take_back(act_id, guest.person, key)

    @property
    def now(self) -> datetime:
        return self.clock.now()

    def _shown(self, name: str, changes: Mapping[str, Act], *, whole: bool = False) -> Shown:
        """``whole``: with the text as a customer gets it."""
        act, section = changes.get(name), name.partition(".")[0]
        sample = self.live.wording().sample(name.partition(".")[2]) if whole and section == "texts" else ""
        parts = count_parts(sample).count if sample and name != SPOKEN else 0
        value, options = write_value(self.live.current, name), tuple(choices(self.live.current, name))
        changed = name in self.live.kept
        if act is None:
            return Shown(name, value, options, changed, sample=sample, parts=parts)
        number = act.id if self.live.kept.get(name) == act.data.get("after") else 0
        return Shown(name, value, options, changed, act.who, act.at, number, sample, parts)


def _only_admins(guest: Guest) -> None:
    if not guest.admin:
        raise Rejected("only admins change the settings", code="not_admin")

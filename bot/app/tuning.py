"""The settings as the chat shows and changes them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.app.overrides import LiveSettings
from bot.cards.card import Card
from bot.cards.settings import Shown, ask_new_answer, ask_value, render_group, render_groups, render_setting
from bot.settings.changeable import (
    ANSWERS,
    CODES,
    GROUPS,
    NOTHING,
    choices,
    group_of,
    names_of,
    read_new_answer,
    write_value,
)
from desk.errors import DeskError, Rejected
from desk.ports import Clock
from desk.sms import count_parts
from desk.tracking.ports import TrackingCrm
from handlers.telegram.desk import Guest
from storage.acts import Act

SPOKEN = "texts.call"
LONGEST = 300  # characters of a refusal


@dataclass(frozen=True, slots=True)
class DeskSettings:
    """``zone`` (IANA) is that of the shop's clock. ``crm``: the one that call tracking fills."""

    live: LiveSettings
    clock: Clock
    zone: str
    crm: TrackingCrm | None = None

    async def group(self, name: str, language: str) -> Card:
        """All groups for an empty name. Raises Rejected for a group that is none."""
        if not name:
            return render_groups(language)
        if name not in GROUPS:
            raise Rejected("there is no such setting", code="value")
        changes = await self.live.changes()
        shown = [self._shown(it, changes) for it in names_of(self.live.current, name)]
        return render_group(name, shown, now=self.now, language=language, shop_zone=self.zone)

    async def setting(self, name: str, language: str) -> Card:
        """Raises Rejected."""
        group = group_of(name)
        if group is None:
            raise Rejected("there is no such setting", code="value")
        shown = self._shown(name, await self.live.changes(), whole=True)
        return render_setting(shown, group, now=self.now, language=language, shop_zone=self.zone)

    def question(self, name: str, language: str) -> Card:
        """Raises Rejected."""
        if name == ANSWERS:
            return ask_new_answer(language)
        if group_of(name) is None:
            raise Rejected("there is no such setting", code="value")
        return ask_value(name, write_value(self.live.current, name), language)

    async def change(self, guest: Guest, name: str, typed: str | None, key: str) -> str:
        """The name of the setting: of a new answer it is typed with it. Raises Rejected for what cannot be, and for
        whoever may not.
        """
        _only_admins(guest)
        if name == ANSWERS:
            name, typed = read_new_answer(typed or "")
        if name in CODES and typed and self.crm:
            await check_code(self.crm, name, typed.strip())
        await self.live.change(name, typed, guest.person, key)
        return name

    async def take_back(self, guest: Guest, act_id: int, key: str) -> str:
        """Raises Rejected."""
        _only_admins(guest)
        return await self.live.take_back(act_id, guest.person, key)

    @property
    def now(self) -> datetime:
        return self.clock.now()

    def _sample(self, name: str) -> str:
        """A text as a customer gets it; empty for what is none."""
        section, _, key = name.partition(".")
        if section == "texts":
            return self.live.wording().sample(key)
        source = self.live.current.answers.get(key) if section == "answers" else None
        return self.live.wording().sample_answer(source) if source else ""

    def _shown(self, name: str, changes: Mapping[str, Act], *, whole: bool = False) -> Shown:
        """``whole``: with the text as a customer gets it."""
        act = changes.get(name)
        sample = self._sample(name) if whole else ""
        parts = count_parts(sample).count if sample and name != SPOKEN else 0
        value, options = write_value(self.live.current, name), tuple(choices(self.live.current, name))
        changed = name in self.live.kept
        if act is None:
            return Shown(name, value, options, changed, sample=sample, parts=parts)
        number = act.id if self.live.kept.get(name) == act.data.get("after") else 0
        return Shown(name, value, options, changed, act.who, act.at, number, sample, parts)


async def check_code(crm: TrackingCrm, name: str, code: str) -> None:
    """Raises Rejected for what the CRM does not have. One that does not answer just now is no reason to refuse."""
    try:
        known = await crm.references()
    except DeskError:
        return
    codes = known.sites if name == CODES[0] else tuple(it.code for it in known.statuses)
    if code not in (*NOTHING, *codes):
        raise Rejected(f"the CRM has no {code}; there are {', '.join(codes)}"[:LONGEST], code="value")


def _only_admins(guest: Guest) -> None:
    if not guest.admin:
        raise Rejected("only admins change the settings", code="not_admin")

"""Which stage is which status, as an admin sees and changes it in the chat, on the message of the set-up."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from bot.app.mapping import NO_STAGES, UNKNOWN_STATUS, MappingRow, check_status, rows_of, setting_of
from bot.app.overrides import LiveSettings
from bot.app.set_up import only_admins
from bot.app.set_up_message import SetUpMessage
from bot.app.stages import Stages
from bot.cards.card import Card
from bot.cards.mapping import AS_WRITTEN, NOWHERE, Choice, StageShown, ask_status, render_choice, render_stages
from bot.settings.exchange import STAGES
from desk.errors import Conflict, NotFound
from desk.exchange.mapping import is_any
from desk.ports import Clock
from handlers.telegram.desk import Guest


@dataclass(frozen=True, slots=True)
class MappingDialog:
    """``stages``: None where no store is connected. ``zone`` (IANA) is the shop's.

    Stages and statuses go by stamps: their own words may be too long for a button. Raises Conflict without stages.
    """

    live: LiveSettings
    clock: Clock
    message: SetUpMessage
    stages: Stages | None
    zone: str

    async def table(self, guest: Guest, page: int) -> None:
        shown, now = await self._shown(guest), self.clock.now()
        card = render_stages(shown, page, now=now, language=guest.language, shop_zone=self.zone)
        await self.message.put(guest.person.id, card)

    async def choice(self, guest: Guest, stamp: str, page: int = 0, *, anew: bool = False) -> None:
        """Which status for this stage. Raises NotFound."""
        shown, now = await self._shown(guest), self.clock.now()
        it, known = _find(shown, stamp), await self._known(guest)
        card = render_choice(
            it,
            _choices(shown, known),
            shown.index(it),
            page,
            free=not known,
            now=now,
            language=guest.language,
            shop_zone=self.zone,
        )
        await self.message.put(guest.person.id, card, anew=anew)

    async def map(self, guest: Guest, stamp: str, word: str, key: str) -> None:
        """``word``: the stamp of a status, nowhere, or file. It holds at once. Raises NotFound, Rejected."""
        shown = await self._shown(guest)
        stage, status = _find(shown, stamp).stage, _read(word, _choices(shown, await self._known(guest)))
        await self._change(guest, setting_of(stage), status, key)
        await self.choice(guest, stamp)

    async def question(self, guest: Guest, stamp: str, again: str = "") -> Card:
        """To be answered by typing. Raises NotFound."""
        stage = _find(await self._shown(guest), stamp).stage
        return ask_status(stage, guest.person.id, language=guest.language, again=again)

    async def take(self, guest: Guest, stamp: str, typed: str, key: str) -> None:
        """A typed status. Raises Rejected with the reason for whoever typed it, NotFound."""
        stage = _find(await self._shown(guest), stamp).stage
        status = check_status(typed, await self._known(guest))
        await self._change(guest, setting_of(stage), status, key)
        await self.choice(guest, stamp, anew=True)

    async def take_back(self, guest: Guest, act_id: int, key: str) -> None:
        """One change of a stage's status. Raises NotFound, Rejected."""
        act = await self.live.find(act_id)
        if act is None or not act.subject.startswith(STAGES):
            raise NotFound("there is nothing to take back")
        only_admins(guest)
        await self.live.take_back(act_id, guest.person, key)
        await self.choice(guest, stamp_of(act.subject.removeprefix(STAGES)))

    async def _change(self, guest: Guest, name: str, status: str | None, key: str) -> None:
        only_admins(guest)
        await self.live.change(name, status, guest.person, key)

    async def _shown(self, guest: Guest) -> list[StageShown]:
        stages = self.stages.map() if self.stages else None
        if stages is None or not stages.stages:
            raise Conflict(NO_STAGES)
        rows, known = rows_of(stages, self.live.kept, await self.live.changes()), await self._known(guest)
        return [self._show(row, known) for row in rows]

    def _show(self, row: MappingRow, known: Sequence[str]) -> StageShown:
        act, stamp = row.act, stamp_of(row.stage.code)
        fits = not row.status or not known or is_any(row.status, known)
        if act is None:
            return StageShown(stamp, row.stage, row.status, fits, row.changed)
        fresh = self.live.kept.get(act.subject) == act.data.get("after")
        return StageShown(stamp, row.stage, row.status, fits, row.changed, act.who, act.at, act.id if fresh else 0)

    async def _known(self, guest: Guest) -> Sequence[str]:
        """Words of the store, as it was last asked; none: it takes any."""
        attempt = await self.message.attempt(guest.person.id)
        return attempt.found.statuses if attempt and attempt.found else ()


def stamp_of(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:8]


def _choices(shown: Sequence[StageShown], known: Sequence[str]) -> list[Choice]:
    """What the store names; where it takes any word, those that stages have already."""
    words = known or [it.status for it in shown if it.status]
    return [Choice(stamp_of(it), it) for it in dict.fromkeys(words)]


def _read(word: str, choices: Sequence[Choice]) -> str | None:
    """None: as in the file; empty: nowhere."""
    if word in (AS_WRITTEN, NOWHERE):
        return None if word == AS_WRITTEN else ""
    status = next((it.status for it in choices if it.stamp == word), None)
    if status is None:
        raise NotFound(UNKNOWN_STATUS)
    return status


def _find(shown: Sequence[StageShown], stamp: str) -> StageShown:
    found = next((it for it in shown if it.stamp == stamp), None)
    if found is None:
        raise NotFound("the pipeline has no such stage any more")
    return found

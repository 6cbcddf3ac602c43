"""From a pressed button, or a typed answer, to the fact that the lead is told. Rights are looked up at that moment."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.app.crew import Crew
from bot.cards.card import Action
from bot.cards.choices import MINUTE
from bot.cards.offers import ACTIONS
from bot.texts.words import REASONS
from desk.errors import Conflict
from desk.leads.doubts import word_about
from desk.leads.events import (
    Event,
    HandedTo,
    OutcomeExplained,
    PhoneCorrected,
    Postponed,
    Released,
    Remarked,
    SmsRepeated,
    WishUndone,
)
from desk.leads.holding import held_for
from desk.leads.policy import Rules
from desk.phone import dialable
from desk.staff.roles import Role
from desk.staff.shift import UNTOLD, on_duty
from handlers.telegram.desk import Guest

LONGEST_MOMENT = 10  # digits of a minute since 1970, with room for some ages
Making = Callable[[Guest, str], Awaitable[Event]]


@dataclass(frozen=True, slots=True)
class Wishes:
    """Raises Conflict for what cannot be meant."""

    crew: Crew
    rules: Callable[[], Rules]

    async def pressed(self, guest: Guest, action: Action, detail: str) -> Event:
        """What has an effect outside may be held for a while (N-08). Raises KeyError for a button that only shows
        something.
        """
        make = self._details.get(action)
        wish = await make(guest, detail) if make else ACTIONS[action](guest.person)
        return held_for(wish) or wish

    def typed(self, guest: Guest, action: Action, text: str, moment: datetime | None = None) -> Event:
        """``text`` answers the question of ``action``. ``moment``: what was understood of it, in UTC."""
        if action is Action.CORRECT_NUMBER:
            rules = self.rules()
            return PhoneCorrected(guest.person, dialable(text, rules.country, rules.foreign_numbers))
        if action is Action.REASON:
            return OutcomeExplained(guest.person, text)
        if moment is not None:
            return Postponed(guest.person, moment)
        return Remarked(guest.person, text)

    @property
    def _details(self) -> Mapping[Action, Making]:
        return {
            Action.RELEASE: _release,
            Action.HAND_TO: self._hand_to,
            Action.PUT_OFF: _put_off,
            Action.REASON: _explain,
            Action.UNDO: _undo,
            Action.WENT: lambda guest, detail: self._settle(guest, detail, went=True),
            Action.WENT_NOT: lambda guest, detail: self._settle(guest, detail, went=False),
            Action.RESEND: _repeat,
        }

    async def _hand_to(self, guest: Guest, detail: str) -> Event:
        person = await self.crew.store.read(lambda books: self.crew.staff.find(books, detail))
        if person is None or not (await self.crew.standing(person.id)).reaches(Role.SELLER):
            raise Conflict(f"{person.name if person else detail} does not work leads here")
        return HandedTo(person, guest.person, by_force=guest.admin)

    async def _settle(self, guest: Guest, detail: str, *, went: bool) -> Event:
        """``detail`` is the subject of a doubt."""
        known = await self.crew.store.read(lambda books: books.people.find(guest.person.id))
        zone, now = ZoneInfo(self.rules().hours.shop_zone), self.crew.clock.now()
        away = not on_duty(known.shift if known else UNTOLD, zone, now)
        return word_about(detail, guest.person, went=went, by_force=guest.admin, off_duty=away)


async def _undo(guest: Guest, _detail: str) -> Event:
    return WishUndone(guest.person, by_force=guest.admin)


async def _repeat(guest: Guest, detail: str) -> Event:
    return SmsRepeated(guest.person, detail)


async def _release(guest: Guest, _detail: str) -> Event:
    return Released(guest.person, by_force=guest.admin)


async def _put_off(guest: Guest, detail: str) -> Event:
    if not detail.isdecimal() or len(detail) > LONGEST_MOMENT:
        raise Conflict("this moment has passed already")
    return Postponed(guest.person, datetime.fromtimestamp(0, UTC) + timedelta(seconds=int(detail) * MINUTE))


async def _explain(guest: Guest, detail: str) -> Event:
    if detail not in REASONS:
        raise Conflict("this was said before")
    return OutcomeExplained(guest.person, detail)

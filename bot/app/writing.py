"""Answers and macros, as the chat shows and does them: rights and the lead's state are looked at in the act (X-18)."""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from bot.app.drafts import Draft, keep_draft, stamp_of, take_draft
from bot.app.macros import prepare_answer
from bot.app.overrides import LiveSettings
from bot.app.shortcuts import Asker, ask_for_macro, note_answer
from bot.board.board import Board
from bot.cards.answers import NOW, Named, Preview, ask_answer, ask_macro, render_preview
from bot.cards.card import Card
from bot.settings.answers import MOST, read_step
from bot.texts.cleaning import flatten
from desk.errors import Conflict
from desk.leads.books import Lane
from desk.leads.charges import Kind
from desk.leads.deeds import AnswerAsked
from desk.leads.holding import held_for
from desk.leads.model import Lead
from desk.leads.service import LeadService
from desk.leads.writing import LONGEST, works_on
from desk.ports import Clock
from desk.sms import normalise
from desk.staff.pauses import in_force, source_of
from handlers.telegram.desk import Guest
from scheduler.brake import SpendingBrake
from scheduler.switches import find_paused, load_pauses
from storage.books import Books, Store

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class DeskWriting:
    """``zone`` (IANA) is that of the shop's clock. Everything raises NotFound, and Conflict for what cannot be."""

    live: LiveSettings
    store: Store
    service: LeadService
    clock: Clock
    board: Board
    brake: SpendingBrake
    zone: str

    # --- answers ---------------------------------------------------------------------------------------------

    async def answers(self, guest: Guest, lead_id: int) -> Card:
        """Which there are, as this customer would read them."""
        lead = await self._mine(guest, lead_id)
        return ask_answer(lead, list(self._filled_in(lead)), now=self.now, language=guest.language, shop_zone=self.zone)

    async def preview(self, guest: Guest, lead_id: int, stamp: str, key: str) -> Card:
        """One of the shop's answers, before it is sent."""
        lead, settings = await self._mine(guest, lead_id), self.live.current
        name = next((name for name in settings.answers if stamp_of(name) == stamp), None)
        if name is None:
            raise Conflict("there is no such answer any more: open the list again")
        text = prepare_answer(settings.answers[name], lead, settings)
        return await self._show(guest, lead, Draft(lead_id, text, name), stamp_of(key, name))

    async def preview_own(self, guest: Guest, lead_id: int, typed: str, key: str) -> Card:
        """Somebody's own words, before they are sent."""
        lead, text = await self._mine(guest, lead_id), normalise(flatten(typed, LONGEST * 2))
        if not text:
            raise Conflict("the message is empty")
        if len(text) > LONGEST:
            raise Conflict(f"a message has {LONGEST} characters at most")
        return await self._show(guest, lead, Draft(lead_id, text), stamp_of(key))

    async def send(self, guest: Guest, lead_id: int, detail: str, key: str) -> Lead:
        """``detail``: which draft, and whether it goes at any hour. Told once more, it was granted."""
        self.board.press(lead_id)
        stamp, _, when = detail.partition(".")
        now, person = self.now, guest.person

        def work(books: Books) -> Lead:
            if not books.leads.told(lead_id, key):
                return books.leads.load(lead_id)
            draft = take_draft(books, person.id, lead_id, stamp, now)
            wish = AnswerAsked(person, draft.text, draft.name, at_once=when == NOW, by_force=guest.admin)
            note_answer(books, person, lead_id, wish, now)
            return self.service.tell(books, lead_id, held_for(wish) or wish, now)

        return await self.store.write(work)

    # --- macros ----------------------------------------------------------------------------------------------

    async def macros(self, guest: Guest, lead_id: int, key: str) -> Card:
        lead = await self._mine(guest, lead_id)
        named = [
            Named(name, stamp_of(name, *steps), steps=[read_step(it) for it in steps])
            for name, steps in _first(self.live.current.macros)
        ]
        if not named:
            raise Conflict("the shop has no macros")
        return ask_macro(lead, named, stamp_of(key), now=self.now, language=guest.language, shop_zone=self.zone)

    async def run(self, guest: Guest, lead_id: int, detail: str, key: str) -> Lead:
        """``detail``: which macro, and from which list: each list is good for one tap."""
        self.board.press(lead_id)
        stamp, _, mark = detail.partition(".")
        settings, now, person = self.live.current, self.now, guest.person

        def work(books: Books) -> Lead:
            lead = books.leads.load(lead_id)
            if not books.leads.told(lead_id, key):
                return lead
            name = next((it for it, steps in settings.macros.items() if stamp_of(it, *steps) == stamp), None)
            if name is None or not mark:
                raise Conflict("this macro has changed: open the list again")
            if not books.leads.told(lead_id, f"macros:{mark}"):
                raise Conflict("you have asked for this already")
            wish = ask_for_macro(books, Asker(person, person, guest.admin), name, lead, settings, now)
            return self.service.tell(books, lead_id, held_for(wish) or wish, now)

        return await self.store.write(work)

    # --- both ------------------------------------------------------------------------------------------------

    async def _mine(self, guest: Guest, lead_id: int) -> Lead:
        """Raises Conflict for whoever does not work on it."""
        lead = await self.store.read(lambda books: books.leads.load(lead_id))
        works_on(lead, guest.person, by_force=guest.admin)
        return lead

    def _filled_in(self, lead: Lead) -> Iterator[Named]:
        """Without those that cannot be used: ``ringdesk check`` names them."""
        for name, source in _first(self.live.current.answers):
            with suppress(Conflict):
                yield Named(name, stamp_of(name), prepare_answer(source, lead, self.live.current))

    async def _show(self, guest: Guest, lead: Lead, draft: Draft, stamp: str) -> Card:
        now, hours = self.now, self.service.rules().hours

        def work(books: Books) -> Preview:
            keep_draft(books, guest.person.id, stamp, draft, now)
            money = self.brake.look(books, now)
            return Preview(
                lead,
                draft.text,
                draft.name,
                stamp,
                money.purse.most.get(Kind.SMS),
                money.policy.money.currency,
                hours.opening(lead.zone, now),
                paused=_is_paused(books, lead, now),
            )

        shown = await self.store.write(work)
        return render_preview(shown, now=now, language=guest.language, shop_zone=self.zone)

    @property
    def now(self) -> datetime:
        return self.clock.now()


def _is_paused(books: Books, lead: Lead, now: datetime) -> bool:
    """SMS, or the lead's source."""
    sources = {source_of(name) for name in in_force(load_pauses(books), now)}
    return Lane.SMS in find_paused(books, now) or lead.order.source in sources


def _first(named: Mapping[str, T]) -> list[tuple[str, T]]:
    return list(named.items())[:MOST]

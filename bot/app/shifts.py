"""Shifts, as the chat asks for them."""

from dataclasses import dataclass

from bot.app.staff import Staff
from desk.leads.model import Person
from desk.ports import Clock
from desk.staff.shift import Shift
from desk.staff.wishes import Wish
from handlers.telegram.desk import Guest
from storage.books import Store


@dataclass(frozen=True, slots=True)
class DeskShifts:
    store: Store
    clock: Clock
    staff: Staff

    async def change(self, guest: Guest, person: Person, wish: Wish, words: str, key: str) -> Shift:
        now = self.clock.now()
        return await self.store.write(
            lambda books: self.staff.change_shift(books, guest, person, wish, words, now, key)
        )

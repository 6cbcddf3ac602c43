"""People's own numbers, as the chat asks for them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from bot.app.prompts import PROMPT, read_prompt
from bot.app.staff import Staff
from bot.cards.card import Action
from desk.leads.model import Person
from desk.ports import Clock
from handlers.telegram.desk import Guest, Prompt
from storage.books import Books, Store

ASKING = (Action.CONNECT, Action.PHONE)
# Whoever types a number later than that looks for a customer, and must not be called there themselves.
FRESH = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class DeskNumbers:
    store: Store
    clock: Clock
    staff: Staff

    async def of(self, person: Person) -> str:
        return await self.store.read(lambda books: books.people.phone_of(person.id))

    async def keep(self, guest: Guest, said: str, key: str, *, shared: bool = False) -> str:
        now = self.clock.now()

        def work(books: Books) -> str:
            return self.staff.change_phone(books, guest, guest.person, said, now, f"{key}:phone", shared=shared)

        return await self.store.write(work)

    async def asked(self, chat_id: int) -> Sequence[Prompt]:
        prefixes = [f"{PROMPT}{action.value}:" for action in ASKING]
        since = self.clock.now() - FRESH
        hung = await self.store.read(lambda books: books.cards.named(prefixes, chat_id, since))
        return [prompt for it in hung if (prompt := read_prompt(it.name))]

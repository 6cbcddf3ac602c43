"""The connection of call tracking as an admin changes it in the chat."""

from dataclasses import dataclass

from bot.app.linking import retry_keys
from bot.app.set_up import only_admins
from bot.board.connection import progress_name
from desk.ports import Clock
from desk.tracking.work import show_connection
from handlers.telegram.desk import Guest, Spot
from storage.books import Books, Store


@dataclass(frozen=True, slots=True)
class DeskLinks:
    """Acts raise Conflict and Rejected; a wish that is told once more was granted."""

    store: Store
    clock: Clock

    async def retry(self, guest: Guest, stamp: str, spot: Spot, key: str) -> None:
        """What was pressed shows the progress from now on."""
        only_admins(guest)
        now = self.clock.now()

        def work(books: Books) -> None:
            if books.acts.is_new(key):
                made = retry_keys(books, guest.person, now, key, stamp)
                if spot.private and spot.message_id:
                    books.cards.hang(progress_name(made), spot.chat_id, now, message_id=spot.message_id, shown="")
                books.jobs.put(show_connection(made, now))

        await self.store.write(work)

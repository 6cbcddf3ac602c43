"""The connection of call tracking as an admin makes and changes it in the chat."""

from dataclasses import dataclass
from datetime import datetime

from bot.app.linking import (
    check_address,
    check_secret,
    check_site,
    connect_keys,
    disconnect_keys,
    drop_draft,
    keep_draft,
    load_draft,
    retry_keys,
    stamp_of,
)
from bot.app.overrides import LiveSettings
from bot.app.prompts import prompt_name
from bot.app.set_up import only_admins
from bot.app.tracked import describe, tracker_section
from bot.board.connection import progress_name
from bot.cards.card import Action, Card
from bot.cards.linking import KEY, SITE, TOKEN, URL, ask_link, render_link, render_support
from desk.errors import Conflict, NotFound
from desk.ports import Clock
from desk.tracking.connecting import load_connection
from desk.tracking.connection import Connection, Keys
from desk.tracking.work import show_connection
from handlers.telegram.desk import Guest, Prompt, Spot
from handlers.telegram.questions import Pending
from storage.books import Books, Store

CHECKS = {URL: check_address, KEY: check_secret, SITE: lambda typed: str(check_site(typed)), TOKEN: check_secret}
SUPPORT = "support"


@dataclass(frozen=True, slots=True)
class DeskLinks:
    """Acts raise Conflict, Rejected and NotFound; a wish that is told once more was granted."""

    store: Store
    clock: Clock
    live: LiveSettings

    @property
    def steps(self) -> tuple[str, ...]:
        """What is known of the tracker is asked once only (CR-01)."""
        known = tracker_section(self.live.file)
        return (URL, KEY) if known.site_id and known.token.get_secret_value() else tuple(CHECKS)

    async def page(self, language: str, subject: str) -> Card:
        if subject == SUPPORT:
            return render_support(language)
        it, broken = await self.store.read(
            lambda books: (load_connection(books), {each.cause: each.sample for each in books.incidents.open()})
        )
        row, stamp = describe(self.live.written, it, broken), stamp_of(it) if it else ""
        connected = it is not None and it.in_use is not None
        return render_link(row["state"], row["url"], row["detail"], stamp, connected=connected, language=language)

    async def question(self, guest: Guest, step: str, again: str = "") -> Card:
        """The first one begins anew. Raises NotFound, Conflict when there was no first one."""
        only_admins(guest)
        if step not in self.steps:
            raise NotFound("there is no such question")
        place, person = self.steps.index(step), guest.person.id
        if step == URL:
            await self.store.write(lambda books: drop_draft(books, person, self.clock.now()))
        draft = await self.store.read(lambda books: load_draft(books, person))
        if any(it not in draft for it in self.steps[:place]):
            raise Conflict("begin with the address")
        back = self.steps[place - 1] if place else ""
        return ask_link(step, back, draft.get(URL, ""), person, language=guest.language, again=again)

    async def take(self, guest: Guest, step: str, typed: str, key: str) -> str:
        """The question that follows; empty when all is known, and the connection is begun. Raises Rejected."""
        only_admins(guest)
        if not await self.store.read(lambda books: books.acts.is_new(key)):
            return ""  # it was the last one; a desk that was built anew since may have fewer questions
        if step not in self.steps:
            raise NotFound("there is no such question")
        value, now = CHECKS[step](typed), self.clock.now()
        rest = self.steps[self.steps.index(step) + 1 :]

        def work(books: Books) -> None:
            draft = load_draft(books, guest.person.id) | {step: value}
            if any(it not in draft for it in self.steps[: self.steps.index(step)]):
                raise Conflict("begin with the address")
            if rest:
                keep_draft(books, guest.person.id, draft, now)
                return
            drop_draft(books, guest.person.id, now)
            self._watch(books, connect_keys(books, self._keys(draft), guest.person, now, key), guest.person.id, now)

        await self.store.write(work)
        return rest[0] if rest else ""

    async def retry(self, guest: Guest, stamp: str, spot: Spot, key: str) -> None:
        """What was pressed shows the progress from now on."""
        only_admins(guest)
        now = self.clock.now()

        def work(books: Books) -> None:
            if books.acts.is_new(key):
                made = retry_keys(books, guest.person, now, key, stamp)
                self._watch(books, made, guest.person.id, now, spot.message_id if spot.private else None)

        await self.store.write(work)

    async def disconnect(self, guest: Guest, stamp: str, key: str) -> None:
        only_admins(guest)
        now = self.clock.now()
        await self.store.write(lambda books: disconnect_keys(books, guest.person, now, key, stamp))

    async def is_asked(self, step: str, answer: Spot) -> bool:
        """Later messages of a private chat have greater numbers."""
        name = prompt_name(Prompt(Action.LINK_VALUE, step))
        hung = await self.store.read(lambda books: books.cards.find(name, answer.chat_id))
        return bool(hung and hung.message_id and hung.message_id > (answer.message_id or 0))

    async def conclude(self, key: str, answered: Pending, again: int | None = None) -> None:
        """Were the question forgotten earlier, an answer that is heard again would answer nothing, and be kept with its
        secret."""
        now, name, chat = self.clock.now(), prompt_name(answered.prompt), answered.spot.chat_id

        def work(books: Books) -> None:
            if again:
                books.cards.hang(name, chat, now, message_id=again)
            else:
                books.cards.take_down(name, chat)
            books.inbox.blank(*key.split(":", 1))

        await self.store.write(work)

    def _keys(self, draft: dict[str, str]) -> Keys:
        known = tracker_section(self.live.file)
        site, token = draft.get(SITE, known.site_id), draft.get(TOKEN, known.token.get_secret_value())
        return Keys(draft[URL], draft[KEY], int(site), token)

    def _watch(self, books: Books, made: Connection, person: int, now: datetime, message_id: int | None = None) -> None:
        """One living message shows them how far it is."""
        books.cards.hang(progress_name(made), person, now, message_id=message_id, shown="")
        books.jobs.put(show_connection(made, now))

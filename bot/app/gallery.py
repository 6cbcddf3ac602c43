"""Pictures on their way into a chat: looked up, drawn, hung. A job each, one after the other.

Drawing takes a second or two, and whoever asked has been answered by then. What cannot be drawn comes as text.
"""

import asyncio
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta

import structlog

from bot.app.accounts import Accounts
from bot.board.group import Group
from bot.board.hanger import Hanger
from bot.board.painter import Painter
from bot.board.topics import Topic
from bot.cards.card import Card
from bot.cards.charts import draw_report
from bot.cards.flow import caption_flow, draw_flow
from bot.cards.markup import Line, line
from bot.cards.spending import tell_day
from bot.cards.statistics import View, caption_report, render_report
from bot.courier.errors import BLOCKED, MUTED, OUT
from bot.courier.letter import Letter
from bot.courier.messages import Messages
from bot.pictures.scenes import Scene
from bot.pictures.studio import Studio
from bot.texts.catalogue import Speaker, mark
from desk.errors import Rejected, Temporary
from desk.leads.books import Lane, NewJob, Priority
from desk.leads.effects.outcome import Again, Done, Outcome
from desk.ports import Clock
from desk.staff.roles import DISMISSED, Role, role_of
from desk.statistics.opentime import measures
from desk.statistics.period import Span, midnight, period_of
from desk.statistics.report import Report, make_report
from storage.books import Books, Store
from storage.jobs import Job

SHOW_PICTURE = "chat.show_picture"
FLOW, STATS = "flow", "stats"
CLOSED = (BLOCKED, *OUT)
TURN = ("limits", "429")  # it only has to wait
NO_PICTURE = mark("The picture could not be drawn.")
log = structlog.get_logger("gallery")


@dataclass(frozen=True, slots=True)
class Wish:
    """``anew``: at the end of the chat, otherwise where it hangs. Figures are for ``person``: ``own`` ones, or all.

    ``topic``: of the sellers' group, looked up when it is drawn; nothing comes where the group has none.
    """

    what: str
    chat_id: int
    thread_id: int | None
    language: str
    anew: bool = False
    person: int = 0
    own: bool = False
    span: Span = Span.DAY
    view: View = View.LEADS
    topic: str = ""

    @property
    def name(self) -> str:
        """Under which it hangs; each topic of a group has its own."""
        return f"{self.what}:{self.topic or self.thread_id}" if self.topic or self.thread_id else self.what


@dataclass(frozen=True, slots=True)
class Exhibit:
    """``caption`` stands beneath the picture; ``text`` in its place, where there is none or it cannot be drawn."""

    scene: Scene | None
    caption: Card
    text: Card


def picture_job(wish: Wish, now: datetime) -> NewJob:
    """Asked for twice before it is drawn, it is drawn once, as it was asked for last."""
    key = f"{SHOW_PICTURE}:{wish.name}:{wish.chat_id}"
    why = "somebody asked for it"
    return NewJob(SHOW_PICTURE, Lane.CHAT, key, now, why, line=SHOW_PICTURE, data=asdict(wish), priority=Priority.USUAL)


class Gallery:
    def __init__(
        self,
        store: Store,
        clock: Clock,
        hanger: Hanger,
        messages: Messages,
        painter: Painter,
        group: Group,
        studio: Studio,
        accounts: Accounts,
    ) -> None:
        self._store = store
        self._clock = clock
        self._hanger = hanger
        self._messages = messages
        self._painter = painter
        self._group = group
        self._studio = studio
        self._accounts = accounts

    async def show(self, job: Job) -> Outcome:
        wish = Wish(**job.data | {"span": Span(job.data["span"]), "view": View(job.data["view"])})
        if not await self._store.read(lambda books: self._may(books, wish)):
            return Done("they may not see it any more")
        anew = wish.anew and not job.tries  # what was lost on its way is looked for where it would hang
        try:
            thread_id = await self._group.thread(Topic(wish.topic)) if wish.topic else wish.thread_id
            if wish.topic and thread_id is None:
                return Done("the group has no topics")
            await self._make(wish, thread_id, anew=anew)
        except Temporary as error:
            if error.code not in TURN:
                raise
            return Again(self._clock.now() + timedelta(seconds=error.retry_after or 1))
        except Rejected as error:
            if error.code not in CLOSED:
                raise
            return Done(f"the chat is closed: {error.reason}")
        return Done()

    async def _make(self, wish: Wish, thread_id: int | None, *, anew: bool) -> None:
        exhibit = await (self._flow(wish) if wish.what == FLOW else self._stats(wish))
        photo = await self._draw(wish, thread_id, exhibit.scene) if exhibit.scene else b""
        card = exhibit.caption if photo else exhibit.text
        letter = Letter(wish.chat_id, card, thread_id, patience=10.0, photo=photo)
        await self._hang(wish, letter, exhibit, anew=anew)

    async def _hang(self, wish: Wish, letter: Letter, exhibit: Exhibit, *, anew: bool) -> None:
        hang = self._hanger.hang_anew if anew else self._hanger.hang
        try:
            await hang(wish.name, letter)
        except Rejected as error:
            if not letter.photo or (error.code in CLOSED and error.code != MUTED):  # texts may be allowed
                raise
            log.error("a picture was not taken", what=wish.what, chat=wish.chat_id, reason=error.reason)
            await hang(wish.name, replace(letter, photo=b"", card=exhibit.text))

    async def _draw(self, wish: Wish, thread_id: int | None, scene: Scene) -> bytes:
        """Empty where that fails."""
        await self._messages.show_action(wish.chat_id, thread_id, "upload_photo")
        try:
            return await self._studio.draw(scene)
        except Rejected as error:
            log.error("a picture was not drawn", what=wish.what, reason=error.reason)
            return b""

    async def _flow(self, wish: Wish) -> Exhibit:
        now, zone, language = self._clock.now(), self._painter.zone, wish.language
        standing = await self._store.read(lambda books: books.figures.standing(midnight(now, zone)))
        scene = await asyncio.to_thread(draw_flow, standing, now=now, language=language, shop_zone=zone)
        caption = caption_flow(standing, now=now, language=language, shop_zone=zone)
        text = caption_flow(standing, now=now, language=language, shop_zone=zone, above=_sorry(language))
        return Exhibit(scene, caption, text)

    async def _stats(self, wish: Wish) -> Exhibit:
        report = await self._report(wish.span)
        language, own = wish.language, wish.person if wish.own else None
        money = await self._money(wish)
        if wish.view is View.TEXT:
            text = render_report(report, language=language, own=own, below=money)
            return Exhibit(None, text, text)
        return Exhibit(
            draw_report(report, wish.view, language=language, own=own),
            caption_report(report, wish.view, language=language, own=own, below=money),
            render_report(report, wish.view, language=language, own=own, above=_sorry(language), below=money),
        )

    async def _money(self, wish: Wish) -> tuple[Line, ...]:
        """What today has cost, and will have by the evening; for admins."""
        if wish.own or wish.span is not Span.DAY:
            return ()
        now = self._clock.now()
        return tell_day(await self._store.read(lambda books: self._accounts.account(books, now)), wish.language)

    async def _report(self, span: Span) -> Report:
        period = period_of(span, self._clock.now(), self._painter.zone)
        material = await self._store.read(lambda books: books.figures.material(period.since))
        measure = measures(self._painter.rules().hours, period.since, period.until)
        return await asyncio.to_thread(make_report, period, material, measure)

    def _may(self, books: Books, wish: Wish) -> bool:
        """Rights are looked up once more: it may have waited long, and somebody be sent away meanwhile."""
        if wish.what != STATS:
            return True
        known = books.people.find(wish.person)
        if wish.own:
            return known is None or known.role != DISMISSED
        named = role_of(known.role if known else "")
        return wish.person in self._painter.admins or named.reaches(Role.ADMIN)


def _sorry(language: str) -> tuple[Line, ...]:
    return (line(Speaker(language).say(NO_PICTURE)), line(""))

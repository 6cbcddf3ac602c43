"""Topics of a forum group, made when they are first needed: leads, incidents, overviews.

One that somebody deletes is made anew, once a day; deleted again, or closed, its messages go into the group itself.
https://core.telegram.org/bots/api#createforumtopic
"""

import asyncio
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from enum import StrEnum

import structlog

from bot.board.place import Place
from bot.courier.courier import Courier
from bot.courier.errors import CLOSED, RIGHTS
from bot.courier.limits import Precedence
from bot.courier.methods import CreateTopic
from bot.texts.catalogue import Speaker, mark
from desk.errors import Rejected, Temporary, Unknown
from desk.leads.work import alarm_admins
from desk.ports import Clock
from storage.books import Store

KEY = "telegram_topics"
LOST = "topics"  # the cause of the alarm
REST = timedelta(days=1)  # a topic that was deleted twice within it is not wanted for so long
LOOK_AGAIN = 3600.0  # seconds until Telegram is asked again after it refused to make one
PATIENCE = 3.0  # real seconds a message waits for its topic
SETTLE = 15.0  # seconds after a request whose answer was lost
log = structlog.get_logger("board")


class Topic(StrEnum):
    LEADS = "leads"
    TROUBLE = "trouble"
    OVERVIEWS = "overviews"


NAMES = {Topic.LEADS: mark("Leads"), Topic.TROUBLE: mark("Incidents"), Topic.OVERVIEWS: mark("Overviews")}
COLOURS = {Topic.LEADS: 7322096, Topic.TROUBLE: 16478047, Topic.OVERVIEWS: 9367192}  # blue, red, green


@dataclass(frozen=True, slots=True)
class Made:
    """``thread`` 0: given up at that moment. ``former``: the one that was deleted before; 0: this is the first."""

    thread: int
    at: datetime
    former: int = 0


class Topics:
    """``wanted``: as the settings say. A group without topics, or a bot without the right, is served as before."""

    def __init__(
        self, courier: Courier, store: Store, clock: Clock, place: Place, language: str, *, wanted: bool
    ) -> None:
        self._courier = courier
        self._store = store
        self._clock = clock
        self._place = place
        self._speaker = Speaker(language)
        self._wanted = wanted and place.chat_id != 0
        self._kept: dict[str, Made] | None = None
        self._quiet_until = 0.0
        self._lock = asyncio.Lock()

    async def thread(self, topic: Topic) -> int | None:
        """Where messages of this kind go; None: into the group itself. Raises Temporary while it cannot be made.

        A topic named in the settings is the one of leads, and of everything where none are to be made.
        """
        if not self._wanted or (topic is Topic.LEADS and self._place.thread_id):
            return None if topic is Topic.OVERVIEWS else self._place.thread_id
        async with self._lock:
            made = (await self._load()).get(self._key(topic))
            if made and (made.thread or self._clock.now() - made.at < REST):
                return made.thread or None
            return await self._make(topic)

    async def replace(self, chat_id: int, thread_id: int, error: Rejected) -> int | None:
        """A message to this topic was refused: where it goes instead; None: into the group itself. Raises Temporary."""
        if not self._wanted or self._courier.moves.follow(chat_id) != self._chat_id:
            return None
        async with self._lock:
            kept = await self._load()
            topic = next((it for it in Topic if _concerns(kept.get(self._key(it)), thread_id)), None)
            if topic is None:
                return None
            made = kept[self._key(topic)]
            if made.thread != thread_id:  # somebody was quicker
                return made.thread or None
            if error.code == CLOSED:
                await self._alarm(error.reason)
                return None
            if made.former and self._clock.now() - made.at < REST:
                await self._give_up(topic, thread_id)
                await self._alarm(error.reason)
                return None
            return await self._make(topic, thread_id)

    @property
    def _chat_id(self) -> int:
        return self._courier.moves.follow(self._place.chat_id)

    def _key(self, topic: Topic) -> str:
        return f"{self._chat_id}:{topic}"

    async def _make(self, topic: Topic, former: int = 0) -> int | None:
        """A lost answer leaves an empty topic behind: nothing tells which number it got."""
        if self._clock.monotonic() < self._quiet_until:
            return None
        name = self._speaker.say(NAMES[topic])
        method = CreateTopic(chat_id=self._chat_id, name=name, icon_color=COLOURS[topic])
        try:
            answer = await self._courier.deliver(method, self._chat_id, Precedence.URGENT, patience=PATIENCE)
        except Unknown as error:
            raise Temporary(error.reason, code=error.code, retry_after=SETTLE, blameless=True) from error
        except Rejected as error:
            await self._bear(topic, former, error)
            return None
        await self._keep(topic, Made(int(answer["message_thread_id"]), self._clock.now(), former))
        log.info("a topic was made", topic=topic.value)
        return int(answer["message_thread_id"])

    async def _bear(self, topic: Topic, former: int, error: Rejected) -> None:
        """Telegram makes none: it is asked again later. A missing right is said to those who can give it."""
        log.warning("a topic was not made", topic=topic.value, reason=error.reason)
        self._quiet_until = self._clock.monotonic() + LOOK_AGAIN
        if former:
            await self._give_up(topic, former)
        if error.code == RIGHTS:
            await self._alarm(error.reason)

    async def _give_up(self, topic: Topic, former: int) -> None:
        await self._keep(topic, Made(0, self._clock.now(), former))

    async def _alarm(self, reason: str) -> None:
        job = alarm_admins(LOST, reason, self._clock.now())
        await self._store.write(lambda books: books.jobs.put(job))

    async def _keep(self, topic: Topic, made: Made) -> None:
        """Known at once, even where the database has to be tried again: a topic must not be made twice."""
        kept = await self._load()
        kept[self._key(topic)] = made
        rows = {key: asdict(it) | {"at": it.at.isoformat()} for key, it in kept.items()}
        now = self._clock.now()
        await self._store.write(lambda books: books.vault.keep(KEY, rows, now))

    async def _load(self) -> dict[str, Made]:
        if self._kept is None:
            rows = await self._store.read(lambda books: books.vault.load(KEY)) or {}
            self._kept = {
                key: Made(it["thread"], datetime.fromisoformat(it["at"]), it["former"]) for key, it in rows.items()
            }
        return self._kept


def _concerns(made: Made | None, thread_id: int) -> bool:
    return made is not None and thread_id in (made.thread, made.former)

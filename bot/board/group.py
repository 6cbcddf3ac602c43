"""The sellers' group as the board sees it: where it is now, how full it is, what waits for room there."""

from bot.board.pile import Pile
from bot.board.place import Place
from bot.board.topics import LOST as LOST_TOPIC
from bot.board.topics import Topic, Topics
from bot.courier.courier import Courier
from bot.courier.errors import CLOSED, KICKED, NO_CHAT, THREAD
from bot.courier.limits import Precedence
from desk.errors import DeskError, Temporary, Unknown
from desk.leads.work import alarm_admins
from desk.ports import Clock
from storage.books import Store

LOST = "sellers_chat"  # the cause of the alarm
CAUSES = {KICKED: LOST, NO_CHAT: LOST, THREAD: LOST_TOPIC, CLOSED: LOST_TOPIC}
LOOK_AGAIN = 300.0  # seconds
SETTLE = 15.0  # seconds: Telegram may still be at work on a message whose answer was lost


class Group:
    def __init__(self, place: Place, topics: Topics, courier: Courier, store: Store, clock: Clock) -> None:
        self.place = place
        self.pile = Pile()
        self._topics = topics
        self._courier = courier
        self._store = store
        self._clock = clock

    @property
    def chat_id(self) -> int:
        return self._courier.moves.follow(self.place.chat_id)

    def is_at(self, chat_id: int) -> bool:
        return bool(self.place.chat_id) and self._courier.moves.follow(chat_id) == self.chat_id

    async def thread(self, topic: Topic) -> int | None:
        """Where in the group messages of this kind go. Raises Temporary while that cannot be made."""
        return await self._topics.thread(topic)

    def forecast(self, precedence: Precedence, place: int) -> float:
        return self._courier.forecast(self.chat_id, precedence, place)

    async def judge(self, error: DeskError) -> DeskError:
        """What a failure in this group means: while the bot cannot write there cards wait, and the admins are told.

        A card whose answer was lost waits, too, however often that happens: it is not given up.
        """
        if isinstance(error, Unknown):
            return Temporary(error.reason, code=error.code, retry_after=SETTLE, blameless=True)
        cause = CAUSES.get(error.code)
        if cause is None:
            return error
        alarm = alarm_admins(cause, error.reason, self._clock.now())
        await self._store.write(lambda books: books.jobs.put(alarm))
        return Temporary(error.reason, code=error.code, retry_after=LOOK_AGAIN, blameless=True)

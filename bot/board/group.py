"""The sellers' group as the board sees it: where it is now, how full it is, what waits for room there."""

from bot.board.pile import Pile
from bot.board.place import Place, alarm_name
from bot.board.topics import LOST as LOST_TOPIC
from bot.board.topics import Topic, Topics
from bot.courier.courier import Courier
from bot.courier.errors import CLOSED, KICKED, MUTED, NO_CHAT, THREAD
from bot.courier.limits import Precedence
from desk.errors import DeskError, Temporary, Unknown
from desk.leads.work import alarm_admins
from desk.ports import Clock
from storage.books import Books, Store

LOST, SILENCED = "sellers_chat", "sellers_chat_rights"  # causes of the alarm
CAUSES = {KICKED: LOST, NO_CHAT: LOST, MUTED: SILENCED, THREAD: LOST_TOPIC, CLOSED: LOST_TOPIC}
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
        self._lost = True  # nobody knows what an earlier process left open

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
        self._lost |= cause in (LOST, SILENCED)
        alarm = alarm_admins(cause, error.reason, self._clock.now())
        await self._store.write(lambda books: books.jobs.put(alarm))
        return Temporary(error.reason, code=error.code, retry_after=LOOK_AGAIN, blameless=True)

    async def well(self) -> None:
        """Something was shown there: the next loss is news again."""
        if self._lost:
            self._lost = False
            await self._store.write(_forget_alarms)


def _forget_alarms(books: Books) -> None:
    for cause in (LOST, SILENCED):
        for told in books.cards.everywhere(alarm_name(cause)):
            books.cards.take_down(told.name, told.chat_id)

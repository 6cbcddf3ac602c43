"""One living card for each outage in the sellers' group: counted up while it lasts, closed when it is over."""

from datetime import timedelta

from bot.board.group import Group
from bot.board.hanger import Hanger
from bot.board.painter import Painter
from bot.board.place import alarm_name, incident_name
from bot.board.topics import Topic
from bot.cards.incident import render_incident
from bot.courier.letter import Letter
from bot.courier.limits import Precedence
from desk.errors import DeskError, Temporary
from desk.leads.effects.outcome import Again, Done, Outcome
from desk.leads.work import refused_key
from desk.ports import Clock
from storage.books import Books, Store
from storage.incidents import Incident, read_incident
from storage.jobs import WAITING, Job

MOST_COUNTED = 1000


class Incidents:
    def __init__(self, store: Store, hanger: Hanger, clock: Clock, painter: Painter, group: Group) -> None:
        self._store = store
        self._hanger = hanger
        self._clock = clock
        self._painter = painter
        self._group = group

    async def show(self, job: Job) -> Outcome:
        cause = str(job.data["cause"])
        incident, waiting = await self._store.read(lambda books: _look(books, cause))
        former = job.data.get("former")
        if former:
            incident = read_incident(former)
        if incident is None or not self._group.place.chat_id:
            return Done("nothing to show")
        if incident.closed_at and not former:  # the alarms are about the one that came after it
            await self._store.write(lambda books: _forget_alarms(books, cause))
        name = incident_name(cause, incident.opened_at)
        if incident.closed_at and await self._hanger.find(name, self._group.chat_id) is None:
            return Done("it was over before anybody saw it")
        try:
            await self._hanger.hang(name, await self._letter(incident, waiting))
        except DeskError as error:
            if isinstance(error, Temporary) and error.code in ("limits", "429"):
                return Again(self._clock.now() + timedelta(seconds=error.retry_after or 1))
            raise await self._group.judge(error) from error
        return Done()

    async def _letter(self, incident: Incident, waiting: int) -> Letter:
        painter, group = self._painter, self._group
        card = render_incident(
            incident, now=self._clock.now(), language=painter.language, shop_zone=painter.zone, waiting=waiting
        )
        return Letter(group.chat_id, card, await group.thread(Topic.TROUBLE), Precedence.URGENT, patience=3.0)


def _look(books: Books, cause: str) -> tuple[Incident | None, int]:
    """The incident, and how many leads wait for its lane."""
    jobs = books.jobs.listed((WAITING,), MOST_COUNTED)
    return books.incidents.find(cause), len({job.lead_id for job in jobs if job.lane == cause and job.lead_id})


def _forget_alarms(books: Books, cause: str) -> None:
    for alarm in (cause, refused_key(cause)):
        for told in books.cards.everywhere(alarm_name(alarm)):
            books.cards.take_down(told.name, told.chat_id)

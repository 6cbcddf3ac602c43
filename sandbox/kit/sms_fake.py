"""What all SMS gateways have in common: fates of numbers, a purse, reports, and the phones at the far end."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import ClassVar, Generic, TypeVar

from sandbox.kit.clock import WorldClock
from sandbox.kit.fake import Fake
from sandbox.kit.faults import Fault
from sandbox.kit.history import History
from sandbox.kit.sms_fates import Fate, Journey, PhoneSms, Sms, Stage
from sandbox.kit.sms_purse import Purse
from sandbox.kit.sms_reports import Report, deliver

Message = TypeVar("Message", bound=Sms)

BAD_GATEWAY = "<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>"


class SmsFake(Fake, Generic[Message]):
    """Subclasses name their ``outcomes``, say a status in their own words, and write their report."""

    outcomes: ClassVar[Mapping[str, Fate]] = {}
    retry_pauses: ClassVar[tuple[float, ...]] = ()  # world seconds between tries of one report

    def __init__(self, clock: WorldClock, history: History, purse: Purse) -> None:
        super().__init__(clock, history)
        self.purse = purse
        self.messages: list[Message] = []
        self.handed_after = 2.0  # world seconds from acceptance to the operator
        self.ended_after = 6.0  # world seconds from acceptance to the final status
        self._fates: dict[str, Fate] = {}

    def status_word(self, message: Message, stage: Stage) -> str:
        raise NotImplementedError

    def report(self, message: Message, stage: Stage) -> Report | None:
        """None when nobody asked for reports."""
        raise NotImplementedError

    def set_fate(self, number: str, outcome: str) -> None:
        """Decide what happens to later messages to ``number``. Raises KeyError for an unknown outcome."""
        self._fates[digits(number)] = self.outcomes[outcome]

    def fate(self, number: str) -> Fate:
        return self._fates.get(digits(number), Fate())

    def fail_next(self, operation: str = "send", times: int = 1) -> None:
        """Answer the next requests with the balancer's HTML page; nothing is handled."""
        self.faults.add(Fault("status", operation, times, status=502, body=BAD_GATEWAY))

    def inbox(self, number: str) -> list[PhoneSms]:
        """What is on the way to, or on, the phone of ``number``, oldest first."""
        wanted, now = digits(number), self.clock.now()
        return [self._phone_view(message, now) for message in self.messages if message.number == wanted]

    def plan_journey(self, fate: Fate, start: datetime | None = None) -> Journey:
        """The way of a message accepted now; with ``start`` it waits until then."""
        now = self.clock.now()
        if fate.reports == "early":
            return Journey(fate, now, now, now)
        start = max(start or now, now)
        handed, ended = timedelta(seconds=self.handed_after), timedelta(seconds=self.ended_after)
        return Journey(fate, now, start + handed, start + max(handed, ended))

    async def accept(self, message: Message, held: bool = False) -> None:
        """Keep the message, note it, and see to its reports; an early report is out before this returns.

        Of a ``held`` message nothing is reported until somebody calls ``follow``.
        """
        self.messages.append(message)
        self.note(
            "sms",
            id=message.key,
            number=message.number,
            sender=message.sender,
            text=message.text,
            parts=message.parts,
            cost=str(message.cost),
        )
        if held:
            return
        if message.journey.fate.reports == "early":
            await self._knock(message, "ended")
        else:
            self.run(self.follow(message))

    async def follow(self, message: Message) -> None:
        """Send the reports of one message as world time passes."""
        for moment, stage in message.journey.report_plan():
            await self.clock.sleep_until(moment)
            await self._insist(message, stage)

    async def _insist(self, message: Message, stage: Stage) -> None:
        for pause in (*self.retry_pauses, None):
            if await self._knock(message, stage) or pause is None:
                return
            await self.clock.sleep(pause)

    async def _knock(self, message: Message, stage: Stage) -> bool:
        report = self.report(message, stage)
        if report is None:
            return True
        word = self.status_word(message, stage)
        self.note("report", id=message.key, status=word, url=report.url, body=report.body.decode())
        code = await deliver(report)
        self.note("report_answer", id=message.key, status=word, http=code)
        return 200 <= code < 300

    def _phone_view(self, message: Message, now: datetime) -> PhoneSms:
        journey = message.journey
        return PhoneSms(
            number=message.number,
            sender=message.sender,
            text=message.text,
            at=journey.accepted,
            parts=message.parts,
            status=self.status_word(message, journey.stage(now)),
            arrived=journey.arrived(now),
        )


def digits(number: str) -> str:
    return "".join(letter for letter in number if letter.isdecimal() and letter.isascii())

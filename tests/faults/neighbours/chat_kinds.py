"""Every kind of message that the desk sends: what brings it, what it says, and what changes it."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta

from bench.leaping import LeapingClock
from bot.app.gallery import FLOW, STATS, Wish, picture_job
from bot.cards.card import Action
from desk.errors import Conflict, Ignored
from desk.leads.books import Lane, NewJob
from desk.leads.events import Claimed, HandedTo, OutcomeSet, PatienceEnded, Released
from desk.leads.model import OPEN, LeadStatus, Person
from desk.leads.policy import StaffRules
from desk.leads.work import REMIND, TELL_NUMBER, alarm_admins, refused_key
from desk.model import Consent, Customer
from desk.staff.roles import Role
from desk.staff.shift import Shift
from sandbox.telegram.fake import TelegramFake
from sandbox.telegram.view import Seen
from scheduler.watch import report
from storage.books import Books
from tests.bot.telegram_room import PHONE
from tests.faults.neighbours.telegram_desk import GROUP, OWNER, SELLERS, Desk
from tests.flows.chat import plain

SELLER, OTHER, THIRD = SELLERS[:3]
NUMBER = "+7 916 123-45-67"
ANSWERS = StaffRules(answer_within=timedelta(minutes=15), warn_before=timedelta(minutes=5))
CRM = "crm"
RUSH = 40  # leads at once: more than a group is sent


@dataclass
class Shop:
    """One desk with its people, a lead that waits for somebody, and the chat's other side."""

    desk: Desk
    fake: TelegramFake
    clock: LeapingClock
    thread_id: int | None = None
    lead_id: int = 0
    sold: int = 0

    @property
    def group(self) -> int:
        """The sellers' chat as it is called now."""
        return self.fake.state.chats[GROUP].migrated_to or GROUP

    async def sell(self) -> int:
        """A lead that the robot may not call."""
        self.sold += 1
        customer = Customer(name=f"К{self.sold}", phone=PHONE)
        return await self.desk.receive(f"R-{self.sold}", customer, consent=Consent(calls=False))

    async def close(self) -> None:
        """The leads are done with: they do not wait beside those that come later. Whoever went away is back."""
        now = self.clock.now()
        await self.desk.store.write(lambda books: books.people.set_shift(SELLER, Shift(), now))
        owner = Person(OWNER, "Ольга")
        for lead in await self.desk.store.read(lambda books: books.leads.latest(statuses=OPEN, limit=500)):
            for wish in (Released(owner, by_force=True), OutcomeSet(owner, LeadStatus.WON)):
                with contextlib.suppress(Ignored, Conflict):
                    await self.desk.tell(lead.id, wish)

    async def put(self, job: NewJob) -> None:
        await self.desk.store.write(lambda books: books.jobs.put(job))

    async def meet_everybody(self) -> None:
        now = self.clock.now()

        def work(books: Books) -> None:
            for person in (OWNER, *SELLERS):
                books.people.meet(person, f"Seller{person}", "", now, reachable=True)
            for person in (SELLER, OTHER, THIRD):
                books.people.change(person, now, role=Role.SELLER.value)

        await self.desk.store.write(work)

    def said(self, chat: int, words: str, viewer: int | None = None) -> list[Seen]:
        """Messages of the bot there that say so now."""
        there = self.fake.control.transcript(chat, viewer)
        return [it for it in there if it.from_bot and words in plain(it.text)]

    async def until_said(self, chat: int, words: str) -> Seen:
        for _ in range(3600):
            if found := self.said(chat, words):
                return found[-1]
            await asyncio.sleep(1)
        raise AssertionError(f"nobody says {words!r} in {chat}: {self.said(chat, '')}")

    async def calm(self, seconds: int = 900) -> bool:
        """Until nothing is due and nothing is under way; what waits for a later moment may wait."""
        for _ in range(seconds):
            await asyncio.sleep(1)
            if await self.desk.store.read(self._is_idle):
                return True
        return False

    def _is_idle(self, books: Books) -> bool:
        soon = self.clock.now() + timedelta(seconds=100)
        owed = [it for it in books.jobs.listed(("waiting", "taken"), 5000) if it.status == "taken" or it.run_at < soon]
        coming = self.fake.state.updates.pending()
        return not owed and not coming and not books.inbox.count_waiting()


Deed = Callable[[Shop], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Kind:
    """``first`` brings the message into ``chat``, where it ``shows`` this; after ``again`` it says ``then``.

    ``spoken``: a person asks for it, who must not have closed the chat before.
    ``whispered`` to this member only.
    """

    name: str
    chat: int
    first: Deed
    shows: str
    again: Deed | None = None
    then: str = ""
    spoken: bool = False
    whispered: int = 0

    @property
    def private(self) -> bool:
        return self.chat > 0


def says(person: int, text: str, chat: int = 0) -> Deed:
    async def deed(shop: Shop) -> None:
        there = shop.group if chat == GROUP else person
        shop.fake.control.say(person, there, text.format(lead=shop.lead_id))

    return deed


def presses(person: int, action: Action, words: str, chat: int = 0) -> Deed:
    async def deed(shop: Shop) -> None:
        there = shop.group if chat == GROUP else person
        press_code(shop, person, there, await shop.until_said(there, words), action)

    return deed


async def give(shop: Shop) -> None:
    """The desk gives the lead to the seller, who did not ask for it."""
    await shop.desk.tell(shop.lead_id, HandedTo(Person(SELLER, f"Seller{SELLER}")))


async def tell_again(shop: Shop) -> None:
    now, data = shop.clock.now(), {"subject": SELLER}
    await shop.put(NewJob(TELL_NUMBER, Lane.CHAT, "again", now, "", lead_id=shop.lead_id, data=data))


async def take_away(shop: Shop) -> None:
    await shop.desk.tell(shop.lead_id, Released(Person(OWNER, "Ольга"), by_force=True))


async def claim(shop: Shop) -> None:
    await shop.desk.tell(shop.lead_id, Claimed(Person(THIRD, f"Seller{THIRD}")))


async def remind(shop: Shop) -> None:
    if (await shop.desk.lead(shop.lead_id)).assignee is None:
        await claim_for_seller(shop)
    now, data = shop.clock.now(), {"subject": SELLER}
    await shop.put(NewJob(REMIND, Lane.CHAT, "remind", now, "", lead_id=shop.lead_id, data=data))


async def claim_for_seller(shop: Shop) -> None:
    await shop.desk.tell(shop.lead_id, Claimed(Person(SELLER, f"Seller{SELLER}")))


async def grow_impatient(shop: Shop) -> None:
    """The next moment of the lead's clock comes."""
    patience = (await shop.desk.lead(shop.lead_id)).patience
    assert patience
    assert patience.at
    await asyncio.sleep(max(0.0, (patience.at - shop.clock.now()).total_seconds()) + 0.1)
    with contextlib.suppress(Ignored):  # the desk was quicker
        await shop.desk.tell(shop.lead_id, PatienceEnded())


async def grow_late(shop: Shop) -> None:
    await grow_impatient(shop)
    await grow_impatient(shop)


async def alarm(shop: Shop) -> None:
    await shop.put(alarm_admins(refused_key(CRM), "401 expired_token", shop.clock.now()))


async def break_crm(shop: Shop) -> None:
    now = shop.clock.now()
    await shop.desk.store.write(lambda books: report(books, CRM, "no answer", now, now))


async def mend_crm(shop: Shop) -> None:
    await shop.desk.watch.close(CRM)


def picture(what: str, chat: int, *, anew: bool = True) -> Deed:
    async def deed(shop: Shop) -> None:
        thread = shop.thread_id if chat == GROUP else None
        await shop.put(picture_job(Wish(what, chat, thread, "ru", anew, OWNER), shop.clock.now()))

    return deed


async def sell_many(shop: Shop) -> None:
    for _ in range(RUSH):
        await shop.sell()


async def sell_one(shop: Shop) -> None:
    shop.lead_id = await shop.sell()


async def close_privately(shop: Shop) -> None:
    """The seller never opened a private chat."""
    shop.fake.state.chats[SELLER].started = False


async def give_in_group(shop: Shop) -> None:
    await close_privately(shop)
    await give(shop)


async def alarm_in_group(shop: Shop) -> None:
    shop.fake.state.chats[OWNER].started = False
    await alarm(shop)


async def ask_in_group(shop: Shop) -> None:
    """Who takes notes without a private chat is asked where everybody reads."""
    await close_privately(shop)
    await claim_for_seller(shop)
    seen = await shop.until_said(shop.group, "в работе: Seller")
    press_code(shop, SELLER, shop.group, seen, Action.NOTE)


def press_code(shop: Shop, person: int, chat: int, seen: Seen, action: Action) -> None:
    data = next(it.data for it in seen.buttons if it.data.startswith(f"r1:{action.value}:"))
    shop.fake.control.press(person, chat, seen.message_id, data)


FREE, TAKEN = "нужен человек", f"в работе: Seller{THIRD}"
AGAIN = "Изменения действуют сразу"
KINDS = (
    Kind("a number told", SELLER, give, NUMBER, tell_again, NUMBER),
    Kind("a number hidden", SELLER, give, NUMBER, take_away, "номер снова скрыт"),
    Kind("a reminder", SELLER, remind, "Лид ждёт вас", remind, "Лид ждёт вас"),
    Kind("a copy of a card", SELLER, says(SELLER, "/lead {lead}"), FREE, claim, TAKEN, spoken=True),
    Kind("a warning", SELLER, grow_impatient, "1 лид ждёт", claim, "Все ждавшие лиды взяты"),
    Kind("late leads", OWNER, grow_late, "1 лид ждёт", claim, "Все ждавшие лиды взяты"),
    Kind("an alarm", OWNER, alarm, "CRM не принимает наш ключ"),
    Kind("statistics", OWNER, picture(STATS, OWNER), "Сегодня", picture(STATS, OWNER, anew=False), "Сегодня"),
    Kind("a morning picture", OWNER, picture(FLOW, OWNER), "Путь", picture(FLOW, OWNER, anew=False), "Путь"),
    Kind("an export", OWNER, says(OWNER, "/export leads csv all"), "с самого начала", spoken=True),
    Kind("a backup", OWNER, says(OWNER, "/backup"), "копия цела", spoken=True),
    Kind("an answer", SELLER, says(SELLER, "/help"), "Команды", spoken=True),
    Kind(
        "settings",
        OWNER,
        says(OWNER, "/settings"),
        AGAIN,
        presses(OWNER, Action.SETTINGS, AGAIN),
        "Часы работы",
        spoken=True,
    ),
    Kind(
        "a shift",
        SELLER,
        says(SELLER, "/shift"),
        "на смене",
        presses(SELLER, Action.AWAY, "на смене"),
        "отсутствует",
        spoken=True,
    ),
    Kind("given up", OWNER, says(OWNER, "/failed"), "Неудач нет", spoken=True),
    Kind(
        "an own board",
        SELLER,
        says(SELLER, "/board"),
        "Доска",
        presses(SELLER, Action.BOARD, "Доска"),
        "Доска",
        spoken=True,
    ),
    Kind("a card", GROUP, sell_one, FREE, claim, TAKEN),
    Kind("an outage", GROUP, break_crm, "CRM не работает", mend_crm, "CRM снова работает"),
    Kind("a digest", GROUP, sell_many, "карточки на подходе"),
    Kind(
        "a board",
        GROUP,
        says(THIRD, "/board", GROUP),
        "Доска",
        presses(THIRD, Action.BOARD, "Доска", GROUP),
        "Доска",
        spoken=True,
    ),
    Kind("a picture", GROUP, picture(FLOW, GROUP), "Путь", picture(FLOW, GROUP, anew=False), "Путь"),
    Kind("an answer in the group", GROUP, says(THIRD, "/leads", GROUP), "Лиды в работе", spoken=True),
    Kind("a whispered number", GROUP, give_in_group, NUMBER, whispered=SELLER),
    Kind("a question in the group", GROUP, ask_in_group, "Ответьте на это сообщение"),
    Kind("an alarm in the group", GROUP, alarm_in_group, "CRM не принимает наш ключ"),
)

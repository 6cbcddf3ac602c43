"""Shifts: who is there and until when (X-17, X-54). One's own for every seller, everybody's for admins."""

from dataclasses import dataclass

from aiogram import Router
from aiogram.filters import Command, CommandObject, Filter
from aiogram.types import Message

from bot.cards.card import Action, Card
from desk.errors import NotFound, Rejected
from desk.leads.model import Person
from desk.staff.moments import UNREADABLE
from desk.staff.roles import Role
from desk.staff.wishes import Wish
from handlers.telegram import phrases
from handlers.telegram.desk import Guest, Pages, SellersDesk, Voice
from handlers.telegram.pressing import Asks, Pressed
from handlers.telegram.rights import Allowed, spot_of

SELLERS = Allowed(Role.SELLER)
OFF, TAKES = ("off", "выходной", "выходные"), ("takes", "take", "берёт", "берет")
SHIFT = "/shift"


@dataclass(frozen=True, slots=True)
class Asked:
    """Whose shift a command is about, and what it says of it; ``person`` None: it could not be told, see ``why``."""

    guest: Guest
    person: Person | None
    words: str
    key: str
    why: str = ""

    @property
    def own(self) -> bool:
        return self.person is not None and self.person.id == self.guest.person.id

    @property
    def command(self) -> str:
        """How the command begins, for examples."""
        return SHIFT if self.own or not self.person else f"{SHIFT} {self.person.id}"


class Meant(Filter):
    """Understands whose shift is meant, and hands it to the handler as ``asked``."""

    async def __call__(
        self, _message: Message, guest: Guest, command: CommandObject, desk: SellersDesk, key: str
    ) -> dict[str, Asked]:
        args = (command.args or "").strip()
        first, _, rest = args.partition(" ")
        if not first.startswith("@") and not (guest.admin and first.isdecimal() and len(first) > 2):
            return {"asked": Asked(guest, guest.person, args, key)}
        person = await desk.find_person(first)
        if not guest.admin and (person is None or person.id != guest.person.id):
            return {"asked": Asked(guest, None, "", key, phrases.ADMINS_ONLY)}
        return {"asked": Asked(guest, person, rest.strip(), key, "" if person else phrases.NOBODY_FOUND)}


def commands() -> Router:
    router = Router(name="shifts")
    router.message.register(tell_shift, Command("shift"), SELLERS, Meant())
    router.message.register(go_away, Command("away"), SELLERS, Meant())
    router.message.register(come_back, Command("back"), SELLERS, Meant())
    router.callback_query.register(press_away, Asks(Action.AWAY))
    router.callback_query.register(press_back, Asks(Action.BACK))
    return router


async def tell_shift(message: Message, asked: Asked, desk: SellersDesk, pages: Pages, voice: Voice) -> None:
    """Alone or with a name: the card. With hours, with ``off`` and days, with ``takes`` and names: changes it."""
    first, _, rest = asked.words.partition(" ")
    wish = Wish.DAYS_OFF if first.lower() in OFF else Wish.TAKES if first.lower() in TAKES else Wish.HOURS
    words = asked.words if wish is Wish.HOURS else rest
    await voice.say(spot_of(message), await _answer(asked, wish if asked.words else None, words, desk, pages))


async def go_away(message: Message, asked: Asked, desk: SellersDesk, pages: Pages, voice: Voice) -> None:
    """Without words: until they say that they are back."""
    await voice.say(spot_of(message), await _answer(asked, Wish.AWAY, asked.words, desk, pages))


async def come_back(message: Message, asked: Asked, desk: SellersDesk, pages: Pages, voice: Voice) -> None:
    await voice.say(spot_of(message), await _answer(asked, Wish.BACK, "", desk, pages))


async def press_away(it: Pressed) -> None:
    """The button names whose it is, and the very moment that was written on it."""
    number, _, moment = it.asked.subject.partition(":")
    await _press(it, number, Wish.AWAY, moment)


async def press_back(it: Pressed) -> None:
    await _press(it, it.asked.subject, Wish.BACK, "")


async def _press(it: Pressed, number: str, wish: Wish, words: str) -> None:
    """The card then shows how things are, also when the button's moment was past."""
    person = it.guest.person
    if number != str(person.id):
        await it.refuse("taken", phrases.say(it.language, phrases.NOT_YOURS))
        return
    try:
        await it.desk.shifts.change(it.guest, person, wish, words, it.key)
        await it.answer(phrases.say(it.language, phrases.DONE))
    except Rejected as error:
        await it.refuse_for(error)
    await it.voice.redraw(it.spot, await it.pages.shift(person, it.language, own=True, command=SHIFT))


async def _answer(asked: Asked, wish: Wish | None, words: str, desk: SellersDesk, pages: Pages) -> Card:
    """The card as it then is; for words that cannot be read the question again, with an example."""
    language, person = asked.guest.language, asked.person
    if person is None:
        return phrases.note(language, asked.why)
    try:
        if wish:
            await desk.shifts.change(asked.guest, person, wish, words, asked.key)
        return await pages.shift(person, language, own=asked.own, command=asked.command)
    except NotFound:
        return phrases.note(language, phrases.NOBODY_FOUND)
    except Rejected as error:
        if wish and error.code == UNREADABLE:
            return phrases.note(language, phrases.HOW_TO_SHIFT[wish], command=asked.command)
        return phrases.refused(error.reason, language)

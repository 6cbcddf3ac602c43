"""What is done about the people of the shop: who they are, what they may, when they work, how they come in."""

import re
from datetime import timedelta

from bot.cards.card import Action
from sandbox.world.staff import OLGA, VERA
from tests.faults.process.office import Deed, Office, Tap, command, pressed

APPOINT, REMOVE = f"/sellers add {VERA} viewer", f"/sellers remove {VERA}"
LINK = re.compile(r"in_[\w-]{32}")


async def go_away(office: Office) -> Tap:
    moment = office.play.scene.world.clock.now() + timedelta(hours=1, minutes=office.count("away"))
    return await office.tap_privately(Action.AWAY, f"{OLGA}:{moment:%Y-%m-%dT%H:%M}Z")


async def come_back(office: Office) -> Tap:
    await office.hear("/away 3h")
    return await office.tap_privately(Action.BACK, str(OLGA))


async def show_vera(office: Office, *before: str) -> None:
    """Her card, with all that can be done about her."""
    for it in (APPOINT, *before, f"/sellers {VERA}"):
        await office.hear(it)


async def appoint(office: Office) -> Tap:
    await show_vera(office, REMOVE)
    return office.shown(Action.APPOINT, f"{VERA}.viewer")


async def dismiss(office: Office) -> Tap:
    await show_vera(office)
    await office.undisturbed(office.shown(Action.DISMISS))
    return office.shown(Action.DISMISS_SURE)


async def choose_language(office: Office) -> Tap:
    await show_vera(office)
    language = ("en", "ru")[office.count("speak") % 2]
    return office.shown(Action.SPEAK, f"{VERA}.{language}")


async def call_back(office: Office) -> Tap:
    await show_vera(office, f"/away {VERA} 3h")
    return await office.tap_privately(Action.DUTY, f"{VERA}.back")


def asked_of_vera(what: str, answer: str) -> Deed:
    """``answer`` has a place for a number, so that each is a change."""

    async def make(office: Office) -> Tap:
        await show_vera(office)
        asking = await office.tap_privately(Action.DUTY, f"{VERA}.{what}")
        return await office.answer(asking, answer.format(10 + office.next() % 50))

    return Deed(f"DUTY, {what}", what, make, Action.DUTY)


async def invite(office: Office) -> Tap:
    await office.hear("/sellers invite")
    await office.undisturbed(office.shown(Action.INVITE, "viewer"))
    return office.shown(Action.INVITE, "viewer.auto")


async def take_link_back(office: Office) -> Tap:
    await office.hear("/sellers invite viewer")
    await office.hear("/sellers invites")
    return office.shown(Action.UNINVITE)


async def join(office: Office) -> Tap:
    await office.hear(REMOVE)
    link = LINK.search((await office.hear("/sellers invite viewer"))[-1].text)
    assert link
    return lambda: office.play.scene.world.telegram.control.start_private(VERA, link[0])


async def say_number(office: Office) -> Tap:
    return office.say(f"/phone {office.own_number()}")


async def answer_number(office: Office) -> Tap:
    await office.hear(f"/phone {office.own_number()}")
    await office.hear("/phone")
    return await office.answer(office.shown(Action.PHONE), office.own_number())


def contact_of(person: int) -> Deed:
    async def make(office: Office) -> Tap:
        control, number = office.play.scene.world.telegram.control, office.own_number()
        return lambda: control.share_contact(OLGA, number, person)

    return Deed(f"a contact of {person}", "phone", make)


PEOPLE = (
    Deed("AWAY", "away", go_away, Action.AWAY),
    Deed("BACK", "back", come_back, Action.BACK),
    command("/away 2h", "away", "/back"),
    command("/shift Mon-Fri 10:00-18:00", "hours", "/shift -"),
    command(APPOINT, "appoint"),
    command(REMOVE, "dismiss", APPOINT),
    pressed(Action.APPOINT, appoint),
    Deed("DISMISS_SURE", "dismiss", dismiss, Action.DISMISS_SURE),
    pressed(Action.SPEAK, choose_language),
    Deed("DUTY, back", "back", call_back, Action.DUTY),
    asked_of_vera("hours", "Mon-Fri 10:00-18:{}"),
    asked_of_vera("categories", "часы, ремешки {} мм"),
    asked_of_vera("cities", "Казань, Самара-{}"),
    pressed(Action.INVITE, invite),
    command("/sellers invite viewer", "invite"),
    pressed(Action.UNINVITE, take_link_back),
    Deed("a link", "join", join, who=VERA),
    Deed("/phone", "phone", say_number),
    Deed("PHONE, typed", "phone", answer_number, Action.PHONE),
    contact_of(OLGA),
    contact_of(VERA),
)

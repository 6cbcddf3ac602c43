"""Calltouch and RetailCRM connected with each other by typing, every time from nothing.

Beside the log of acts, what is kept says what is wished, the two neighbours what was done, and the chat what was told.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace

from bot.app.linking import ASKED, ASKED_AGAIN, DRAFT, LET_GO
from bot.cards.card import Action
from bot.cards.linking import KEY, SITE, TOKEN, URL
from desk.tracking.connecting import KEY as CONNECTION
from desk.tracking.filling import LABELS
from sandbox.world import access
from sandbox.world.staff import OLGA
from tests.faults.process.office import BY_CHAT, Deed, Make, Office, Proof, Tap, both_sides
from tests.flows.chat import plain

QUESTIONS = (URL, KEY, SITE, TOKEN)
ASKED_FOR = {KEY: "Ключ API RetailCRM", SITE: "Номер кабинета Calltouch"}
TITLE, CONNECTED, DISCONNECTED = "Calltouch → RetailCRM", "Коллтрекинг подключён.", "Отключено."
TRYING, TRYING_IT, MAKING = "retailcrm credentials", "calltouch calls", "retailcrm custom-fields/create"
REMOVING = "telegram deleteMessage"
TRYING_NOW = f"before {TRYING}"  # what follows a retry follows the last answer, too
OPENING = "before telegram setMyCommands"  # the desk is built anew, and opens as ever
FIELDS = 3  # of all, that are missing at each deed but the first
POINTS, ALL_POINTS = 22, 90
BODIES = "SELECT count(*) FROM inbox WHERE instr(body, ?)"


def values(office: Office) -> dict[str, str]:
    crm, tracker = office.play.scene.world.retailcrm, office.play.scene.world.calltouch.cabinet
    return {URL: crm.url, KEY: crm.key, SITE: str(tracker.site_id), TOKEN: access.CALLTOUCH_TOKEN}


async def type_until(office: Office, last: str) -> Tap:
    """The answer to that question; those before it are given."""
    await office.hear("/calltouch")
    await office.undisturbed(office.shown(Action.LINK_VALUE, URL))
    for step, typed in values(office).items():
        tap = office.say(typed, office.private()[-1].message_id)
        if step == last:
            return mark(office, tap)
        await office.undisturbed(tap)
    raise ValueError(last)


def mark(office: Office, tap: Tap) -> Tap:
    newest = max((it.message_id for it in office.private()), default=0)
    office.marked = len(office.play.scene.world.history.entries), newest, len(office.play.deaths)
    return tap


async def ask(office: Office) -> Tap:
    await office.hear("/calltouch")
    return mark(office, office.shown(Action.LINK_VALUE, URL))


async def type_key(office: Office) -> Tap:
    return await type_until(office, KEY)


async def type_last(office: Office) -> Tap:
    return await type_until(office, TOKEN)


async def fail_first(office: Office) -> Tap:
    """The key lacked a right, and has it now."""
    crm = office.play.scene.world.retailcrm
    crm.keys[crm.key].scopes.discard("custom_fields_write")
    await office.undisturbed(await type_last(office))
    crm.issue_key(crm.key)
    return mark(office, office.shown(Action.LINK_AGAIN))


async def connect(office: Office) -> Tap:
    await office.undisturbed(await type_last(office), looks_at_orders)
    await office.hear("/calltouch")
    return mark(office, office.shown(Action.UNLINK))


async def begin_anew(office: Office) -> None:
    """Nothing is connected, and some of our fields are to be made again: each is two points to die at."""
    if office.kept(CONNECTION).get("in_use"):
        await office.hear("/calltouch")
        await office.undisturbed(office.shown(Action.UNLINK))
    for code in list(LABELS)[:FIELDS]:
        office.play.scene.world.retailcrm.account.fields["order"].pop(code, None)


def is_asked(office: Office) -> Iterator[str]:
    yield from newest_says(office, "Адрес вашей RetailCRM")
    yield from keeps_no_secret(office)


def is_asked_on(office: Office) -> Iterator[str]:
    yield from newest_says(office, ASKED_FOR[SITE])
    if left := [it for it in office.private() if ASKED_FOR[KEY] in plain(it.text)]:
        yield f"{len(left)} questions that were answered are left"
    if (known := set(office.kept(f"{DRAFT}{OLGA}"))) != {URL, KEY}:
        yield f"of the answers {known} are kept"
    yield from keeps_no_secret(office)


def is_connected(office: Office) -> Iterator[str]:
    """And what showed how far it was is gone."""
    kept, world = office.kept(CONNECTION), office.play.scene.world
    if kept.get("state") != "active" or not kept.get("in_use"):
        yield f"it is {kept.get('state')}: {kept.get('reason')}"
    if missing := set(LABELS) - set(world.retailcrm.account.fields["order"]):
        yield f"the CRM has no {missing}"
    if not looks_at_orders(office):
        yield "nobody looks at the CRM's orders"
    if office.kept(f"{DRAFT}{OLGA}"):
        yield "the answers are kept"
    yield from tells_once(office)
    yield from keeps_no_secret(office)


def looks_at_orders(office: Office) -> bool:
    """The desk that was built anew: nobody else does."""
    looks = office.play.scene.world.history.find("retailcrm", "answer", operation="orders/history")
    return any(it.n >= office.marked[0] for it in looks)


def tells_once(office: Office) -> Iterator[str]:
    """A message that was sent, and of which the desk did not learn, is sent once more."""
    fresh = [plain(it.text) for it in office.private() if it.message_id > office.marked[1] and TITLE in it.text]
    told = [it for it in fresh if CONNECTED in it]
    if not 1 <= len(told) <= 1 + sent_unnoted(office):
        yield f"it was told {len(told)} times"
    if len(others := [it for it in fresh if it not in told]) > sent_unnoted(office):
        yield f"what is left in the chat: {others}"


def sent_unnoted(office: Office) -> int:
    """Whether the death may have come between a message and the note of it: the first commit after it can be another's,
    of the set-up that goes on beside it."""
    points = [point for life in office.play.deaths[office.marked[2] :] for point in life]
    sent = [n for n, point in enumerate(points) if point == "after telegram sendMessage"]
    return int(bool(sent) and points[sent[-1] :].count("after commit") < 2)


def is_let_go(office: Office) -> Iterator[str]:
    kept = office.kept(CONNECTION)
    if kept.get("state") != "disabled" or kept.get("in_use"):
        yield f"it is {kept.get('state')}"
    yield from newest_says(office, DISCONNECTED)


def newest_says(office: Office, words: str) -> Iterator[str]:
    said = plain(office.private()[-1].text)
    if words not in said:
        yield f"the newest message does not say {words!r}: {said}"


def keeps_no_secret(office: Office) -> Iterator[str]:
    """Neither what people see, nor what came in."""
    scene, secrets = office.play.scene, (values(office)[KEY], values(office)[TOKEN])
    seen = " ".join(it.text for it in scene.world.telegram.control.transcript(OLGA, OLGA))
    with closing(sqlite3.connect(scene.database, timeout=10)) as db:
        for name, it in zip((KEY, TOKEN), secrets, strict=True):
            if it in seen:
                yield f"the {name} stands in the chat"
            if db.execute(BODIES, (it,)).fetchone()[0]:
                yield f"the {name} stands in the inbox"


def linking(
    name: str, what: str, action: Action, make: Make, proof: Proof, *beyond: str, points: int = POINTS, until: str = ""
) -> Deed:
    deed = Deed(
        name, what, make, action, OLGA, begin_anew, proof, points, both_sides(*beyond), "", BY_CHAT, True, until
    )
    return replace(deed, ended=looks_at_orders) if proof is is_connected else deed


ALL = (TRYING, TRYING_IT, MAKING)
LINKING = (
    linking("LINK_VALUE", "", Action.LINK_VALUE, ask, is_asked),
    linking("LINK_VALUE, typed", "", Action.LINK_VALUE, type_key, is_asked_on, REMOVING),
    linking(
        "LINK_VALUE, the last",
        ASKED,
        Action.LINK_VALUE,
        type_last,
        is_connected,
        *ALL,
        points=ALL_POINTS,
        until=OPENING,
    ),
    linking("LINK_AGAIN", ASKED_AGAIN, Action.LINK_AGAIN, fail_first, is_connected, *ALL, until=TRYING_NOW),
    linking("UNLINK", LET_GO, Action.UNLINK, connect, is_let_go),
)

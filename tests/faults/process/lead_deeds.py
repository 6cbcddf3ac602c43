"""What people do to leads: each deed has a lead of its own."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

from bot.cards.card import Action
from bot.cards.choices import OTHER
from bot.texts.words import REASONS
from sandbox.voximplant.fate import Fate
from sandbox.world.staff import ANNA
from tests.faults.process.office import Deed, Office, Tap, pressed

HOLD = "staff.undo"
SLOWER = 5  # times: what is held is to be undone within a minute of the world


def on_card(action: Action, *, mine: bool = False) -> Deed:
    async def make(office: Office) -> Tap:
        return office.tap_card(await office.lead(mine=mine), action)

    return Deed(action.name, action.name.lower(), make, action)


def chosen(action: Action, detail: Callable[[Office], str], *, lost: bool = False) -> Deed:
    """A button of a question."""

    async def make(office: Office) -> Tap:
        lead_id = await office.lead(mine=True)
        if lost:
            await office.undisturbed(office.tap_card(lead_id, Action.LOST))
        return await office.tap_privately(action, f"{lead_id}.{detail(office)}")

    return Deed(action.name, action.name.lower(), make, action)


def typed(action: Action, text: str, *, by_choice: bool = False, lost: bool = False) -> Deed:
    """An answer to a question; ``by_choice``: to that of *another one…*."""

    async def make(office: Office) -> Tap:
        lead_id = await office.lead(mine=True)
        if lost:
            await office.undisturbed(office.tap_card(lead_id, Action.LOST))
        if by_choice:
            return await office.answer(await office.tap_privately(action, f"{lead_id}.{OTHER}"), text)
        return await office.answer(office.tap_card(lead_id, action), text)

    return Deed(f"{action.name}, typed", action.name.lower(), make, action)


def soon(office: Office) -> str:
    return str(int((office.play.scene.world.clock.now() + timedelta(hours=2)).timestamp()) // 60)


async def call_at_once(office: Office) -> Tap:
    """A lead whose customer was not reached, and is called again later."""
    office.sold += 1
    phone = f"+7916000{office.sold:04d}"
    office.play.scene.world.fates[phone] = [Fate("no_answer", ring_s=1), Fate(ring_s=1, talk_s=2)]
    lead_id = await office.play.order(f"D-{office.sold}", phone=phone)
    await office.play.see(lead_id, lambda it: it["status"] == "waiting_retry")
    await office.play.scene.until(lambda: office.offers(lead_id, Action.CALL_NOW), seconds=30)
    return office.tap_card(lead_id, Action.CALL_NOW)


async def lose_message(office: Office) -> int:
    return await office.doubt(office.play.scene.world.smsc.faults, "send")


async def lose_call(office: Office) -> int:
    return await office.doubt(office.play.scene.world.voximplant.faults, "StartScenarios")


def settled(action: Action, lose: Callable[[Office], Awaitable[int]]) -> Deed:
    """Somebody says what became of what nobody knows of."""

    async def make(office: Office) -> Tap:
        return await office.shown_on_card(await lose(office), action)

    return Deed(f"{action.name} after {lose.__name__}", action.name.lower(), make, action)


async def send_again(office: Office) -> Tap:
    lead_id = await lose_message(office)
    await office.undisturbed(await office.shown_on_card(lead_id, Action.WENT_NOT))
    return await office.shown_on_card(lead_id, Action.RESEND)


async def undo(office: Office) -> Tap:
    """While the outcome is held: nothing is turned on until the tap."""
    lead_id = await office.lead(mine=True)
    await office.undisturbed(await office.tap_privately(Action.CHANGE, f"{HOLD}=1m"))
    world = office.play.scene.world
    world.set_speed(world.clock.speed / SLOWER)
    office.tap_card(lead_id, Action.WON)()
    tap = await office.shown_on_card(lead_id, Action.UNDO)
    await office.play.fall_silent()
    return tap


async def hold_no_more(office: Office) -> None:
    world = office.play.scene.world
    world.set_speed(world.clock.speed * SLOWER)
    await office.undisturbed(await office.tap_privately(Action.CHANGE, f"{HOLD}="))


async def connect(office: Office) -> Tap:
    await office.hear(f"/phone {office.own_number()}")
    return office.tap_card(await office.lead(mine=True), Action.CONNECT)


async def connect_by_number(office: Office) -> Tap:
    await office.hear("/phone -")
    asking = office.tap_card(await office.lead(mine=True), Action.CONNECT)
    return await office.answer(asking, office.own_number())


async def call_off(office: Office) -> Tap:
    """The question for a note."""
    await office.undisturbed(office.tap_card(await office.lead(mine=True), Action.NOTE))
    return office.shown(Action.CANCEL)


async def write(office: Office) -> Tap:
    """One of the shop's answers, as it was shown."""
    await office.undisturbed(office.tap_card(await office.lead(mine=True), Action.WRITE))
    await office.undisturbed(office.shown(Action.ANSWER))
    return office.shown(Action.SEND)


async def write_freely(office: Office) -> Tap:
    lead_id = await office.lead(mine=True)
    asking = await office.tap_privately(Action.ANSWER, f"{lead_id}.{OTHER}")
    await office.undisturbed(await office.answer(asking, "Заказ готов, ждём вас"))
    return office.shown(Action.SEND)


async def run_macro(office: Office) -> Tap:
    await office.undisturbed(office.tap_card(await office.lead(mine=True), Action.MACROS))
    return office.shown(Action.MACRO)


LEADS = (
    on_card(Action.CLAIM),
    on_card(Action.BY_HAND),
    *(on_card(it, mine=True) for it in (Action.RELEASE, Action.REACHED, Action.WON, Action.LOST, Action.ATTEND)),
    pressed(Action.CALL_NOW, call_at_once),
    chosen(Action.HAND_TO, lambda _: str(ANNA)),
    chosen(Action.PUT_OFF, soon),
    chosen(Action.REASON, lambda _: next(iter(REASONS)), lost=True),
    typed(Action.NOTE, "просит перезвонить"),
    typed(Action.CORRECT_NUMBER, "8 916 765-43-21"),
    typed(Action.PUT_OFF, "2h", by_choice=True),
    typed(Action.REASON, "передумал", by_choice=True, lost=True),
    settled(Action.WENT, lose_message),
    settled(Action.WENT_NOT, lose_message),
    settled(Action.WENT, lose_call),
    settled(Action.WENT_NOT, lose_call),
    pressed(Action.RESEND, send_again),
    Deed("UNDO", "undo", undo, Action.UNDO, tidy=hold_no_more),
    pressed(Action.CONNECT, connect),
    Deed("CONNECT, typed", "connect", connect_by_number, Action.CONNECT),
    pressed(Action.CANCEL, call_off),
    pressed(Action.SEND, write),
    Deed("SEND, own words", "send", write_freely, Action.SEND),
    pressed(Action.MACRO, run_macro),
)

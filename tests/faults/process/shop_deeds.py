"""What is done about the shop as a whole: settings, what was given up, pauses, money, copies."""

from bot.cards.card import Action
from bot.cards.spending import stamp_of
from desk.spending.brake import Allowance, read_allowance
from sandbox.world.staff import OLGA
from tests.faults.process.office import Deed, Office, Tap, command, pressed
from tests.flows.conftest import MOSCOW

RESUME = "/resume calls"


async def change_setting(office: Office) -> Tap:
    value = 2 + office.next() % 5
    return await office.tap_privately(Action.CHANGE, f"calls.max_attempts={value}")


async def type_setting(office: Office) -> Tap:
    asking = await office.tap_privately(Action.CHANGE, "calls.retry_after")
    return await office.answer(asking, f"{20 + office.count('set')}m")


async def take_back(office: Office) -> Tap:
    await office.undisturbed(await change_setting(office))
    return await office.tap_privately(Action.TAKE_BACK, str(office.last_act("set")))


def about_job(action: Action) -> Deed:
    async def make(office: Office) -> Tap:
        job_id = office.give_up(await office.lead())
        return await office.tap_privately(action, "" if action is Action.JOBS_RETRY else f"{job_id}.0")

    return Deed(action.name, action.name.lower(), make, action)


async def drop_all(office: Office) -> Tap:
    office.give_up(await office.lead())
    await office.undisturbed(await office.tap_privately(Action.JOBS_DROP, ""))
    message = office.private()[-1]
    data = next(it.data for it in message.buttons if it.data.startswith(f"r1:{Action.JOBS_DROP_SURE.value}:"))
    return office.tap(OLGA, message.message_id, Action.JOBS_DROP_SURE, data.split(":", 2)[2])


def paused(length: str, answer: str = "") -> Deed:
    """By the panel; ``answer``: to the question until when."""

    async def make(office: Office) -> Tap:
        await office.hear("/pause")
        await office.undisturbed(office.shown(Action.PAUSE, "calls"))
        asking = office.shown(Action.PAUSE, f"calls.{length}")
        return await office.answer(asking, answer) if answer else asking

    return Deed(f"PAUSE {length}", "pause", make, Action.PAUSE, tidy=lambda office: office.hear(RESUME))


async def resume(office: Office) -> Tap:
    await office.hear("/pause calls")
    await office.hear("/pause")
    return office.shown(Action.RESUME, "calls")


def decided(action: Action, amount: str = "") -> Deed:
    """About the day's money, as it stands on the buttons of the day's card."""

    async def make(office: Office) -> Tap:
        return await office.tap_privately(action, f"{stamp_of(today(office))}{amount}")

    return Deed(action.name, action.name.lower(), make, action, tidy=let_money_go)


async def let_money_go(office: Office) -> None:
    """Calls of others need it."""
    if today(office).stopped:
        await office.undisturbed(await office.tap_privately(Action.SPEND_FREE, stamp_of(today(office))))


def today(office: Office) -> Allowance:
    return read_allowance(office.kept("spending"), f"{office.play.scene.world.clock.now().astimezone(MOSCOW).date()}")


SHOP = (
    Deed("CHANGE", "set", change_setting, Action.CHANGE),
    Deed("CHANGE, typed", "set", type_setting, Action.CHANGE),
    Deed("TAKE_BACK", "set", take_back, Action.TAKE_BACK),
    about_job(Action.JOB_RETRY),
    about_job(Action.JOB_DROP),
    about_job(Action.JOBS_RETRY),
    pressed(Action.JOBS_DROP_SURE, drop_all),
    command("/pause calls", "pause", RESUME, after=RESUME),
    command(RESUME, "resume", "/pause calls"),
    paused("0"),
    paused("other", "30m"),
    pressed(Action.RESUME, resume),
    decided(Action.SPEND_MORE, "/500"),
    decided(Action.SPEND_FREE),
    decided(Action.SPEND_STOP),
    command("/export leads csv all", "export"),
    command("/backup", "backup"),
)

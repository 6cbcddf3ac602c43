"""Which stage of a deal is which status of an order: what leads up to a change of it, and what is shown then."""

from collections.abc import Iterator

from bot.cards.card import Action
from bot.cards.mapping import AS_WRITTEN, NOWHERE, OTHER
from bot.settings.exchange import STAGES
from sandbox.telegram.view import Seen
from sandbox.world.staff import OLGA
from tests.faults.process.office import Deed, Make, Office, Tap
from tests.faults.process.set_up_deeds import dialog, says

STAGE, STATUS = "Получить оплату", "awaiting_payment"  # as the file has it; no other deed moves a deal there
MAPPED = f"{STAGES}C5:PREPAYMENT_INVOICE"  # as settings call it
POINTS = 16


async def show_stage(office: Office) -> Seen:
    """The choice of its status."""
    await office.hear("/connect")
    await office.undisturbed(office.shown(Action.STAGES))
    table = dialog(office)
    assert table
    data = next(it.data for it in table.buttons if STAGE in it.text)
    await office.undisturbed(office.press(OLGA, table.message_id, data))
    choice = dialog(office)
    assert choice
    return choice


def choice_of(seen: Seen, word: str) -> str:
    """A status, or what stands on the button in its place."""
    buttons = [it for it in seen.buttons if it.data.startswith(f"r1:{Action.MAP.value}:")]
    return next(it.data for it in buttons if it.text == word or it.data.endswith(f".{word}"))


async def choose(office: Office, word: str) -> Tap:
    seen = await show_stage(office)
    return office.press(OLGA, seen.message_id, choice_of(seen, word))


def chosen(word: str, wanted: str) -> Deed:
    """``wanted``: what is kept then."""

    async def make(office: Office) -> Tap:
        return await choose(office, word)

    return about_stage(f"MAP {word}", make, wanted)


async def type_status(office: Office) -> Tap:
    return await office.answer(await choose(office, OTHER), "packed")


async def map_as_written(office: Office) -> Tap:
    await office.undisturbed(await choose(office, NOWHERE))
    return await choose(office, AS_WRITTEN)


async def map_back(office: Office) -> Tap:
    await office.undisturbed(await choose(office, NOWHERE))
    return office.shown(Action.MAP_BACK)


async def map_as_in_file(office: Office) -> None:
    if MAPPED in office.kept("settings"):
        await office.undisturbed(await choose(office, AS_WRITTEN))


def about_stage(name: str, make: Make, wanted: str | None, action: Action = Action.MAP) -> Deed:
    """``wanted`` None: nothing is kept, it is as in the file."""

    def is_kept(office: Office) -> Iterator[str]:
        kept = office.kept("settings").get(MAPPED)
        if kept != wanted:
            yield f"{kept} is kept instead of {wanted}"
        shown = STATUS if wanted is None else wanted or "заказ не меняется"
        yield from says(office, f"{STAGE} → {shown}")

    return Deed(name, "set", make, action, OLGA, map_as_in_file, is_kept, POINTS, store="cms", thorough=True)


MAPPING = (
    chosen("shipped", "shipped"),
    chosen(NOWHERE, ""),
    about_stage("MAP, typed", type_status, "packed"),
    about_stage("MAP as in the file", map_as_written, None),
    about_stage("MAP_BACK", map_back, None, Action.MAP_BACK),
)

"""What is done about the connection of store and CRM.

Besides the log of acts, the portal says how often it took effect, and the dialog what its reader sees.
"""

from collections.abc import Iterator

from bot.app.connecting import TRIAL
from bot.cards.card import Action
from sandbox.telegram.view import Seen
from sandbox.world.staff import OLGA
from tests.faults.process.office import Deed, Make, Office, Proof, Tap, Tidy, both_sides, data_of
from tests.flows.chat import plain

NEW_PIPELINE, NEW_FIELD = "Опт", "UF_CRM_DEED_"
POINTS = 46
MAKING, MAKING_FIELD = "bitrix24 crm.category.add", "bitrix24 crm.deal.userfield.add"
ADDING, REMOVING = "bitrix24 batch crm.item.add+crm.item.productrow.set", "bitrix24 crm.item.delete"
LOOKING, CLOSING = "store_webhook look", "telegram editMessageText"


def dialog(office: Office) -> Seen | None:
    """The newest message that can be closed."""
    open_ones = (it for it in reversed(office.private()) if data_of(it, Action.SET_UP_END))
    return next(open_ones, None)


def says(office: Office, *words: str) -> Iterator[str]:
    seen = dialog(office)
    told = plain(seen.text) if seen else "nothing"
    yield from (f"the dialog does not say {it!r}: {told}" for it in words if it not in told)


async def type_value(office: Office, short: str, value: str) -> Tap:
    await office.hear("/connect")
    return await office.answer(office.shown(Action.SET_UP_VALUE, short), value)


async def name_pipeline(office: Office) -> Tap:
    return await type_value(office, "pipeline", f"{NEW_PIPELINE} {office.next()}")


async def make_missing(office: Office) -> Tap:
    """Two pipelines may have the same name there; two fields may not."""
    await office.undisturbed(await name_pipeline(office))
    await office.undisturbed(await type_value(office, "field", f"{NEW_FIELD}{office.said}"))
    await office.undisturbed(office.shown(Action.SET_UP_MAKE))
    return office.shown(Action.SET_UP_MAKE_SURE)


def named(office: Office) -> tuple[str, str]:
    """The newest pipeline and its field."""
    return f"{NEW_PIPELINE} {office.said}", f"{NEW_FIELD}{office.said}"


def is_made_once(office: Office) -> Iterator[str]:
    (pipeline, field), portal = named(office), office.play.scene.world.bitrix24
    if (times := [it["name"] for it in portal.portal.categories].count(pipeline)) != 1:
        yield f"there are {times} pipelines {pipeline}"
    if (times := [it["FIELD_NAME"] for it in portal.userfields("deal")].count(field)) != 1:
        yield f"there are {times} fields {field}"
    yield from says(office, "Создано в CRM", f"✅ воронка «{pipeline}»", f"Поле с номером заказа: {field}")
    told = dialog(office)
    if told and f"▫️ поле {field}" in plain(told.text):  # a desk that starts may have made it, and tells nobody
        yield f"the field {field} is said to be missing"


def is_asked_about(office: Office) -> Iterator[str]:
    yield from says(office, f"▫️ воронка «{named(office)[0]}»")


async def name_as_before(office: Office) -> None:
    """Deals of others go where they went."""
    for name in ("order_sync.pipeline", "order_sync.order_id_field"):
        await office.undisturbed(await office.tap_privately(Action.CHANGE, f"{name}="))


async def try_out(office: Office) -> Tap:
    await office.hear("/connect")
    return office.shown(Action.SET_UP_TRY)


def leaves_nothing(office: Office) -> Iterator[str]:
    left = [it["TITLE"] for it in office.play.scene.world.bitrix24.deals() if TRIAL in it["TITLE"]]
    if left:
        yield f"of the test order is left {left}"
    yield from says(office, "Пробный заказ прошёл и удалён")


async def close(office: Office) -> Tap:
    await office.hear("/connect")
    return office.shown(Action.SET_UP_END)


def is_closed(office: Office) -> Iterator[str]:
    """An older page may hang there as it was: nobody knows of a message whose sending was cut off."""
    newest = office.private()[-1]
    if data_of(newest, Action.SET_UP_END):
        yield "the dialog is open"
    if "Закрыто" not in newest.text:
        yield f"it says {plain(newest.text)}"


def connecting(
    name: str, what: str, action: Action | None, make: Make, proof: Proof, *beyond: str, tidy: Tidy | None = None
) -> Deed:
    """``beyond``: requests that lie behind the answer."""
    return Deed(name, what, make, action, OLGA, tidy, proof, POINTS, both_sides(*beyond), "cms", thorough=True)


def tapped(action: Action, make: Make, proof: Proof, *beyond: str, tidy: Tidy | None = None) -> Deed:
    return connecting(action.name, action.name.lower(), action, make, proof, *beyond, tidy=tidy)


SET_UP = (
    connecting("SET_UP_VALUE, typed", "set", None, name_pipeline, is_asked_about, LOOKING, tidy=name_as_before),
    tapped(Action.SET_UP_MAKE_SURE, make_missing, is_made_once, MAKING, MAKING_FIELD, tidy=name_as_before),
    tapped(Action.SET_UP_TRY, try_out, leaves_nothing, ADDING, REMOVING),
    tapped(Action.SET_UP_END, close, is_closed, CLOSING),
)

"""Who is asking, and may they? Looked up at every press and command, never remembered."""

from aiogram.filters import Filter
from aiogram.types import CallbackQuery, Message, User

from desk.staff.roles import Role
from handlers.telegram.desk import Guest, SellersDesk, Spot, Visitor


def visitor_of(user: User) -> Visitor:
    return Visitor(user.id, user.full_name, user.username or "", user.language_code or "")


def spot_of(message: Message) -> Spot:
    """Replies in ordinary groups carry a thread number, too; only that of a topic is one to send to."""
    thread = message.message_thread_id if message.is_topic_message else None
    return Spot(message.chat.id, thread, message.message_id)


def spot_of_press(press: CallbackQuery) -> Spot:
    """Old messages come without their content; a message may also be gone. The presser is always there."""
    if isinstance(press.message, Message):
        return spot_of(press.message)
    if press.message is not None:
        return Spot(press.message.chat.id, None, press.message.message_id)
    return Spot(press.from_user.id)


class Allowed(Filter):
    """Lets through whoever has at least this role, and hands the ``guest`` to the handler."""

    def __init__(self, least: Role) -> None:
        self._least = least

    async def __call__(self, message: Message, desk: SellersDesk) -> bool | dict[str, Guest]:
        if message.from_user is None or message.from_user.is_bot:
            return False
        guest = await desk.meet(visitor_of(message.from_user), spot_of(message))
        return {"guest": guest} if guest.role.reaches(self._least) else False

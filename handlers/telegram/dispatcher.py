"""All routers of one dispatcher, in the order in which they are asked."""

from aiogram import Dispatcher

from handlers.telegram import admins, common, overviews, presses, sellers
from handlers.telegram.desk import Overviews, Pages, SellersDesk, Voice


def build_dispatcher(desk: SellersDesk, pages: Pages, voice: Voice, glance: Overviews) -> Dispatcher:
    """Updates are fed in one by one and keep their order by themselves: no state machine, no isolation needed."""
    dispatcher = Dispatcher(disable_fsm=True, desk=desk, pages=pages, voice=voice, glance=glance)
    dispatcher.include_routers(
        common.greetings(),
        admins.commands(),
        overviews.commands(),
        sellers.commands(),
        presses.buttons(),
        common.refusals(),
    )
    return dispatcher

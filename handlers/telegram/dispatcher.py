"""All routers of one dispatcher, in the order in which they are asked."""

from aiogram import Dispatcher

from handlers.telegram import admins, answers, common, presses, sellers, settings, shifts
from handlers.telegram.desk import Pages, SellersDesk, Voice


def build_dispatcher(desk: SellersDesk, pages: Pages, voice: Voice) -> Dispatcher:
    """Updates are fed in one by one and keep their order by themselves: no state machine, no isolation needed."""
    dispatcher = Dispatcher(disable_fsm=True, desk=desk, pages=pages, voice=voice)
    dispatcher.include_routers(
        common.greetings(),
        admins.commands(),
        answers.answers(),
        sellers.commands(),
        shifts.commands(),
        settings.commands(),
        presses.buttons(),
        common.refusals(),
    )
    return dispatcher

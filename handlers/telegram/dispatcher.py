"""All routers of one dispatcher, in the order in which they are asked."""

from aiogram import Dispatcher

from handlers.telegram import (
    admins,
    answers,
    common,
    numbers,
    overviews,
    presses,
    sellers,
    settings,
    shifts,
    spending,
    tools,
    trouble,
)
from handlers.telegram.desk import Overviews, Pages, SellersDesk, Voice
from handlers.telegram.spending import Spending
from handlers.telegram.tools import Tools
from handlers.telegram.trouble import TroubleDesk


def build_dispatcher(
    desk: SellersDesk,
    pages: Pages,
    voice: Voice,
    glance: Overviews,
    trouble_desk: TroubleDesk,
    admins_tools: Tools,
    money: Spending,
) -> Dispatcher:
    """Updates are fed in one by one and keep their order by themselves: no state machine, no isolation needed."""
    dispatcher = Dispatcher(
        disable_fsm=True,
        desk=desk,
        pages=pages,
        voice=voice,
        glance=glance,
        trouble=trouble_desk,
        tools=admins_tools,
        spending=money,
    )
    dispatcher.include_routers(
        common.greetings(),
        admins.commands(),
        trouble.commands(),
        tools.commands(),
        spending.commands(),
        answers.answers(),
        overviews.commands(),
        numbers.commands(),
        sellers.commands(),
        shifts.commands(),
        settings.commands(),
        presses.buttons(),
        common.refusals(),
    )
    return dispatcher

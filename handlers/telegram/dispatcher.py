"""All routers of one dispatcher, in the order in which they are asked."""

from aiogram import Dispatcher

from handlers.telegram import (
    admins,
    answers,
    common,
    deals,
    fellows,
    joining,
    linking,
    numbers,
    overviews,
    pausing,
    presses,
    questions,
    sellers,
    set_up,
    settings,
    shifts,
    shows,
    spending,
    tools,
    tracking,
    trouble,
    writing,
)
from handlers.telegram.deals import DealDesk
from handlers.telegram.desk import Overviews, Pages, SellersDesk, Voice
from handlers.telegram.fellows import Fellows
from handlers.telegram.linking import LinkDesk
from handlers.telegram.pausing import PauseDesk
from handlers.telegram.serving import add_key, serve
from handlers.telegram.set_up import SetUpDesk
from handlers.telegram.spending import Spending
from handlers.telegram.tools import Tools
from handlers.telegram.tracking import TrackingDesk
from handlers.telegram.trouble import TroubleDesk
from handlers.telegram.writing import Writing


def build_dispatcher(
    desk: SellersDesk,
    pages: Pages,
    voice: Voice,
    glance: Overviews,
    trouble_desk: TroubleDesk,
    admins_tools: Tools,
    money: Spending,
    people: Fellows,
    pauses: PauseDesk,
    deal_desk: DealDesk,
    letters: Writing,
    set_up_desk: SetUpDesk,
    tracking_desk: TrackingDesk,
    link_desk: LinkDesk,
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
        fellows=people,
        pauses=pauses,
        deals=deal_desk,
        writing=letters,
        set_up=set_up_desk,
        tracking=tracking_desk,
        links=link_desk,
    )
    dispatcher.update.outer_middleware(add_key)
    dispatcher.callback_query.outer_middleware(serve)
    dispatcher.include_routers(
        presses.of_leads(),
        deals.buttons(),
        joining.doors(),
        questions.ways_out(),
        common.greetings(),
        admins.commands(),
        fellows.commands(),
        pausing.commands(),
        set_up.commands(),
        linking.commands(),
        questions.latecomers(),
        trouble.commands(),
        tools.commands(),
        spending.commands(),
        writing.commands(),
        answers.answers(),
        overviews.commands(),
        tracking.commands(),
        numbers.commands(),
        sellers.commands(),
        shifts.commands(),
        settings.commands(),
        shows.buttons(),
        common.refusals(),
    )
    return dispatcher

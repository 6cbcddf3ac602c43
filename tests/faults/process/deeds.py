"""Every kind of tap, command and typed answer that changes something, each with what leads up to it."""

from collections.abc import Mapping

from bot.cards.card import Action
from tests.faults.process.deal_deeds import DEALS
from tests.faults.process.lead_deeds import LEADS
from tests.faults.process.linking_deeds import LINKING
from tests.faults.process.mapping_deeds import MAPPING
from tests.faults.process.office import Deed
from tests.faults.process.ordering_deeds import ORDERING
from tests.faults.process.people_deeds import PEOPLE
from tests.faults.process.set_up_deeds import SET_UP
from tests.faults.process.shop_deeds import SHOP
from tests.faults.process.touch_deeds import TOUCHES

THEMES: Mapping[str, tuple[Deed, ...]] = {  # each on one stage
    "leads": LEADS,
    "people": PEOPLE,
    "shop": SHOP,
    "deals": DEALS,
    "ordering": ORDERING,
    "set_up": SET_UP,
    "mapping": MAPPING,
    "touches": TOUCHES,
    "linking": LINKING,
}
DEEDS = tuple(it for deeds in THEMES.values() for it in deeds)
# Buttons that change nothing by themselves: they show or ask. ``RETRY`` has its own deed among the taps of a round.
LOOKING = frozenset(
    {
        Action.ORDERS,
        Action.TRACKING,
        Action.LINK,
        Action.STAGE,
        Action.RETRY,
        Action.WHY,
        Action.RAW,
        Action.MENDED,
        Action.OPEN,
        Action.HAND_ON,
        Action.POSTPONE,
        Action.SETTINGS,
        Action.SETTING,
        Action.JOBS,
        Action.JOB_NUMBER,
        Action.JOBS_DROP,
        Action.CHECK_ALL,
        Action.BOARD,
        Action.SHELF,
        Action.FLOW,
        Action.STATS,
        Action.SPENDING,
        Action.CREW,
        Action.FELLOW,
        Action.DISMISS,
        Action.INVITES,
        Action.PICK,
        Action.PAUSES,
        Action.WRITE,
        Action.ANSWER,
        Action.MACROS,
        Action.SET_UP,
        Action.SET_UP_VALUE,
        Action.SET_UP_MAKE,
        Action.STAGES,
        Action.MAP_STAGE,
    }
)

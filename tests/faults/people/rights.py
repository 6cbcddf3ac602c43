"""Who may do what with a button, told once more by hand: what the desk does is judged by this table, not by its own."""

from bot.cards.card import Action
from desk.staff.roles import Role

# Also one's own language, and getting out of a question.
LOOK = {Action.WHY, Action.OPEN, Action.BOARD, Action.SHELF, Action.FLOW, Action.SPEAK, Action.CANCEL}
COMMAND = {
    Action.RAW,
    Action.JOB_RETRY,
    Action.JOB_DROP,
    Action.JOBS_RETRY,
    Action.JOBS_DROP,
    Action.JOBS_DROP_SURE,
    Action.CHECK_ALL,
    Action.SETTINGS,
    Action.SETTING,
    Action.CHANGE,
    Action.TAKE_BACK,
    Action.SPENDING,
    Action.SPEND_MORE,
    Action.SPEND_FREE,
    Action.SPEND_STOP,
    Action.CREW,
    Action.FELLOW,
    Action.APPOINT,
    Action.DISMISS,
    Action.DISMISS_SURE,
    Action.DUTY,
    Action.INVITE,
    Action.INVITES,
    Action.UNINVITE,
    Action.PICK,
    Action.PAUSES,
    Action.PAUSE,
    Action.RESUME,
    Action.FIX,
    Action.LINK,
    Action.LINK_VALUE,
    Action.UNLINK,
    Action.LINK_AGAIN,
    Action.SET_UP,
    Action.SET_UP_VALUE,
    Action.SET_UP_MAKE,
    Action.SET_UP_MAKE_SURE,
    Action.SET_UP_TRY,
    Action.SET_UP_END,
    Action.STAGES,
    Action.MAP_STAGE,
    Action.MAP,
    Action.MAP_BACK,
}
# Change a lead, and only from the card that hangs there now.
WORK = {
    Action.CLAIM,
    Action.RELEASE,
    Action.CALL_NOW,
    Action.RETRY,
    Action.BY_HAND,
    Action.REACHED,
    Action.WON,
    Action.LOST,
    Action.ATTEND,
    Action.CONNECT,
    Action.UNDO,
    Action.WENT,
    Action.WENT_NOT,
    Action.RESEND,
}
# About the deal of a lead, for its owner and for admins. A choice of a stage was asked for privately.
DEALS = {Action.STAGE, Action.MOVE, Action.DEAL_RETRY, Action.DEAL_ANEW, Action.MAKE_ORDER}
ASK_ON_CARDS = {
    Action.CORRECT_NUMBER,
    Action.NOTE,
    Action.HAND_ON,
    Action.POSTPONE,
    Action.WRITE,
    Action.MACROS,
}
# Answers to questions that were asked privately: they change a lead whatever message they stand under.
CHOICES = {Action.HAND_TO, Action.PUT_OFF, Action.SEND, Action.MACRO}
JOBS = {Action.JOBS, Action.JOB_RETRY, Action.JOB_DROP, Action.JOBS_RETRY, Action.JOBS_DROP, Action.JOBS_DROP_SURE}
# About no number, or about a page, of which the last is shown.
WITHOUT_SUBJECT = {
    Action.JOBS,
    Action.JOBS_RETRY,
    Action.JOBS_DROP,
    Action.CHECK_ALL,
    Action.SETTINGS,
    Action.BOARD,
    Action.SHELF,
    Action.FLOW,
    Action.STATS,
    Action.ORDERS,
    Action.PHONE,  # asks whoever presses it for their own number
    Action.SPENDING,
    Action.CREW,
    Action.INVITES,
    Action.PICK,
    Action.PAUSES,
    Action.FIX,
    Action.TRACKING,
}
# Change people or what is paused, whatever message they stand under.
STAFF = {
    Action.APPOINT,
    Action.DISMISS_SURE,
    Action.SPEAK,
    Action.DUTY,
    Action.INVITE,
    Action.UNINVITE,
    Action.PAUSE,
    Action.RESUME,
}
# Admins do these with what somebody else has, or has asked for.
BY_FORCE = {Action.RELEASE, Action.HAND_TO, Action.UNDO, Action.WENT, Action.WENT_NOT, Action.SEND, Action.MACRO}
SELLS = {Role.SELLER, Role.ADMIN, Role.OWNER}
COMMANDS = {Role.ADMIN, Role.OWNER}


def may_press(action: Action, role: Role) -> bool:
    if action in LOOK:
        return role is not Role.STRANGER
    return role in (COMMANDS if action in COMMAND else SELLS)


def may_change(action: Action, role: Role, *, has_it: bool, somebody_has_it: bool) -> bool:
    """Whether a press may have an effect on the lead: on its present card, or as an answer to a question about it."""
    if action not in WORK | ASK_ON_CARDS | CHOICES | DEALS or not may_press(action, role):
        return False
    if action in DEALS:
        return has_it or role in COMMANDS
    if action in BY_FORCE and role in COMMANDS:
        return True
    if action in (Action.ATTEND, Action.CONNECT, Action.UNDO, Action.SEND, Action.MACRO):
        return has_it
    return has_it or not somebody_has_it or action in ASK_ON_CARDS

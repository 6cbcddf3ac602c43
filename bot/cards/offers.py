"""Which buttons a lead's card has. The table agrees with ``desk.leads.process``: an offered button does something.

What may still refuse a press are the hours, and another person who was faster (X-57).
"""

from collections.abc import Callable, Sequence

from bot.cards.card import Action, Button, Rows, Style, pack
from bot.cards.labels import LABELS
from bot.texts.catalogue import Speaker
from bot.texts.privacy import quote, short_name
from desk.leads.doubts import doubts_of, repeatable
from desk.leads.events import Attended, Claimed, ConnectAsked, Event, ManualAsked, OutcomeSet, Released, RetryAsked
from desk.leads.model import Lead, LeadStatus, Person
from desk.leads.policy import Rules, may_call
from desk.leads.records import SmsKind
from desk.leads.view import PastEntry
from desk.leads.wishes import Word

# What a press stands for. The other buttons only show something, or ask for a number first.
ACTIONS: dict[Action, Callable[[Person], Event]] = {
    Action.CLAIM: Claimed,
    Action.RELEASE: Released,
    Action.CALL_NOW: RetryAsked,
    Action.RETRY: RetryAsked,
    Action.BY_HAND: ManualAsked,
    Action.REACHED: lambda by: OutcomeSet(by, LeadStatus.REACHED),
    Action.WON: lambda by: OutcomeSet(by, LeadStatus.WON),
    Action.LOST: lambda by: OutcomeSet(by, LeadStatus.LOST),
    Action.ATTEND: Attended,
    Action.CONNECT: ConnectAsked,
}
STYLES = {
    Action.CLAIM: Style.PRIMARY,
    Action.CORRECT_NUMBER: Style.PRIMARY,
    Action.CONNECT: Style.PRIMARY,
    Action.WON: Style.SUCCESS,
    Action.LOST: Style.DANGER,
    Action.UNDO: Style.DANGER,
    Action.WENT: Style.PRIMARY,
    Action.WENT_NOT: Style.PRIMARY,
}
WAITING = (LeadStatus.WAITING_HOURS, LeadStatus.WAITING_RETRY)
TAKEN = frozenset({"claimed", "by_hand", "outcome_set"})


def offers(lead: Lead, rules: Rules) -> tuple[Action, ...]:
    """What can be asked for in this state, in no order. While a wish is held the others wait."""
    if lead.held:
        return tuple(action for action in WHILE_HELD if action is not Action.NOTE or lead.assignee)
    return tuple(action for action, offered in OFFERED.items() if offered(lead, rules))


def keyboard(
    lead: Lead, rules: Rules, history: Sequence[PastEntry], speaker: Speaker, zone: str, more: Sequence[Action] = ()
) -> Rows:
    """At most four buttons a row. ``more`` actions get a row of their own, whatever the state."""
    offered = offers(lead, rules)
    in_work = bool(lead.assignee) and not lead.final
    rows = [[_button(action, lead, speaker) for action in row if action in offered] for row in LAYOUTS[in_work]]
    if in_work:
        rows[HOLDERS_ROW].insert(0, _holder(lead, history, speaker, zone))
    rows.append([_button(action, lead, speaker) for action in more])
    return tuple(tuple(row) for row in rows if row)


def _robot_may_go_on(lead: Lead, rules: Rules) -> bool:
    if lead.status in (LeadStatus.NEW, LeadStatus.CALLING, LeadStatus.WON):
        return False
    if lead.call and lead.call.unknown_at:
        return False  # somebody has to say first whether it went out
    if rules.crm and not lead.crm_id:
        return True  # it is created in the CRM first, and then looked at again
    return not lead.phone_problem and rules.calls and may_call(lead, rules)


def _wrong_number(lead: Lead) -> bool:
    return bool(lead.phone_problem) or lead.status is LeadStatus.INVALID_NUMBER


def _in_work(lead: Lead) -> bool:
    return lead.assignee is not None and not lead.final


def _may_be_connected(lead: Lead, rules: Rules) -> bool:
    """Nobody is on the phone for it yet, as far as is known."""
    quiet = lead.bridge is None or lead.bridge.call.result is not None
    return rules.connects and _in_work(lead) and not lead.phone_problem and quiet


def _may_be_ended(lead: Lead) -> bool:
    """In work; or by a person's word the robot has called, and only a person can say how that ended."""
    called = lead.status is LeadStatus.MANUAL and lead.call is not None and lead.call.word is Word.WENT
    return _in_work(lead) or called


def _may_be_sent_again(lead: Lead, rules: Rules) -> bool:
    record = repeatable(lead)
    if record is None or not rules.sms or not lead.phone:
        return False
    return record.kind is not SmsKind.NIGHT or lead.status is LeadStatus.WAITING_HOURS


OFFERED: dict[Action, Callable[[Lead, Rules], bool]] = {
    Action.CLAIM: lambda lead, _: lead.assignee is None,
    Action.RELEASE: lambda lead, _: lead.assignee is not None,
    Action.CALL_NOW: lambda lead, rules: lead.status in WAITING and _robot_may_go_on(lead, rules),
    Action.RETRY: lambda lead, rules: lead.status not in WAITING and _robot_may_go_on(lead, rules),
    Action.BY_HAND: lambda lead, _: not lead.final and not (lead.assignee and lead.status is LeadStatus.MANUAL),
    Action.REACHED: lambda lead, _: _may_be_ended(lead),
    Action.WON: lambda lead, _: lead.status is not LeadStatus.WON and (lead.final or _may_be_ended(lead)),
    Action.LOST: lambda lead, _: lead.status is not LeadStatus.LOST and (lead.final or _may_be_ended(lead)),
    Action.CORRECT_NUMBER: lambda lead, _: lead.status is not LeadStatus.CALLING and _wrong_number(lead),
    Action.CONNECT: _may_be_connected,
    Action.HAND_ON: lambda lead, _: _in_work(lead),
    Action.POSTPONE: lambda lead, _: _in_work(lead),
    Action.NOTE: lambda lead, _: lead.assignee is not None,
    Action.WENT: lambda lead, _: bool(doubts_of(lead)),
    Action.WENT_NOT: lambda lead, _: bool(doubts_of(lead)),
    Action.RESEND: _may_be_sent_again,
    Action.WRITE: lambda lead, rules: lead.assignee is not None and rules.sms and bool(lead.phone),
    Action.MACROS: lambda lead, rules: lead.assignee is not None and rules.macros,
    Action.WHY: lambda _lead, _rules: True,
}
WHILE_HELD = (Action.UNDO, Action.NOTE, Action.WHY)
ASKED_FIRST = ((Action.UNDO,), (Action.WENT, Action.WENT_NOT), (Action.RESEND,))
HOLDERS_ROW = len(ASKED_FIRST) + 1
LAYOUTS = {
    False: (
        *ASKED_FIRST,
        (Action.CORRECT_NUMBER,),
        (Action.CLAIM, Action.CALL_NOW, Action.RETRY),
        (Action.REACHED, Action.WON, Action.LOST),
        (Action.WRITE, Action.MACROS),
        (Action.BY_HAND, Action.RELEASE, Action.NOTE, Action.WHY),
    ),
    True: (
        *ASKED_FIRST,
        (Action.CORRECT_NUMBER, Action.CONNECT),
        (Action.RELEASE,),
        (Action.REACHED, Action.WON, Action.LOST),
        (Action.WRITE, Action.MACROS),
        (Action.POSTPONE, Action.HAND_ON, Action.NOTE),
        (Action.CALL_NOW, Action.RETRY, Action.BY_HAND, Action.WHY),
    ),
}


def _button(action: Action, lead: Lead, speaker: Speaker) -> Button:
    return Button(
        speaker.say(LABELS[action]), pack(action, _subject(action, lead)), style=STYLES.get(action, Style.PLAIN)
    )


def _subject(action: Action, lead: Lead) -> int | str:
    """Buttons about one call or message name it: a press that comes late means no other."""
    if action in (Action.WENT, Action.WENT_NOT):
        return f"{lead.id}.{doubts_of(lead)[0].subject}"
    record = repeatable(lead)
    return f"{lead.id}.{record.ref}" if action is Action.RESEND and record else lead.id


def _holder(lead: Lead, history: Sequence[PastEntry], speaker: Speaker, zone: str) -> Button:
    """Who has it, and since when. A client that does not know greyed buttons asks to claim, and is told the same."""
    name = lead.assignee.name if lead.assignee else ""
    text = speaker.say("In work: {name}", name=quote(short_name(name), 24) or "—")
    since = next((it.at for it in reversed(history) if it.what in TAKEN and it.who == name), None)
    if since:
        text = f"{text}, {speaker.time(since, zone)}"
    return Button(text, pack(Action.CLAIM, lead.id), disabled=True)

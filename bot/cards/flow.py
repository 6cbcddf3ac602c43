"""The process as a picture, and what stands beneath it (S0-58). The moves are read off the process itself."""

from datetime import datetime

from bot.cards.card import Action, Card
from bot.cards.markup import Line, Page, bold, line
from bot.cards.shelves import title_of
from bot.cards.standing import GROUPS, board_button, refresh_button
from bot.pictures.scenes import Arrow, FlowScene, Node
from bot.texts.catalogue import Speaker, mark
from desk.leads.flow import START, Cause, moves
from desk.leads.model import FINAL, LeadStatus
from desk.statistics.standing import Shelf, Standing

CAUSES = {
    Cause.MACHINE: mark("by itself"),
    Cause.TIME: mark("when the time has come"),
    Cause.PERSON: mark("by a person"),
}


def draw_flow(standing: Standing, *, now: datetime, language: str, shop_zone: str) -> FlowScene:
    """Final statuses count what ended today, the others everybody who is there."""
    speaker = Speaker(language)
    return FlowScene(
        title=speaker.say("How orders go"),
        subtitle=f"{speaker.day(now, shop_zone)}, {speaker.time(now, shop_zone)}",
        nodes=tuple(_node(it, standing, speaker) for it in LeadStatus),
        arrows=draw_arrows(),
        causes={cause.value: speaker.say(words) for cause, words in CAUSES.items()},
        final_title=speaker.say("Done today"),
        note=speaker.say("From anywhere a person can take a lead, end it, or give it back to the robot."),
    )


def draw_arrows() -> tuple[Arrow, ...]:
    """What happens by itself, and how people end what they work on; they can do so anywhere, which the note tells."""
    alone = {(it.before, it.after, it.cause) for it in moves(people=False)}
    ending = {
        (it.before, it.after, it.cause)
        for it in moves()
        if it.cause is Cause.PERSON and it.before is LeadStatus.MANUAL and it.after in FINAL
    }
    return tuple(Arrow(before.value, after.value, cause.value) for before, after, cause in sorted(alone | ending))


def caption_flow(
    standing: Standing, *, now: datetime, language: str, shop_zone: str, above: tuple[Line, ...] = ()
) -> Card:
    """The sums of the groups; ``above``: what else is to be said."""
    speaker = Speaker(language)
    head = line(bold(speaker.say("How orders go")), f" · {speaker.time(now, shop_zone)}")
    sums = [line(f"{speaker.say(title)}: ", bold(speaker.number(standing.sum(shelves)))) for title, shelves in GROUPS]
    buttons = (board_button(speaker), refresh_button(Action.FLOW, "again", speaker))
    return Page([*above, head, *sums]).card((buttons,))


def _node(status: LeadStatus, standing: Standing, speaker: Speaker) -> Node:
    taken = standing.taken.get(status, 0)
    kind = "start" if status is START else "final" if status in FINAL else "person" if _at_people(status) else "robot"
    note = speaker.say("{n} at work", n=speaker.number(taken)) if taken else ""
    title = title_of(Shelf(status), speaker)
    return Node(status.value, title, speaker.number(standing.at(status)), kind, note)


def _at_people(status: LeadStatus) -> bool:
    return status is LeadStatus.MANUAL

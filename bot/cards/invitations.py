"""Links by which people join: for whom, the link itself, those that still work, and what became of one."""

from collections.abc import Sequence
from datetime import datetime
from urllib.parse import quote as escape

from bot.cards.card import Action, Button, Card, Rows, Style, pack
from bot.cards.fellow import AUTO, TONGUES
from bot.cards.help import ROLES
from bot.cards.labels import LABELS
from bot.cards.markup import Page, bold, code, join, line
from bot.texts.catalogue import LANGUAGES, Speaker
from bot.texts.privacy import quote
from desk.staff.invitations import Invitation
from desk.staff.roles import RANK, Role

NEW = "new"
SHARE = "https://t.me/share/url?url="  # https://core.telegram.org/api/links#share-links
MOST = 20


def ask_role(grantable: Sequence[Role], *, language: str) -> Card:
    speaker = Speaker(language)
    roles = sorted(grantable, key=lambda role: RANK[role])
    rows: Rows = tuple((Button(speaker.say(ROLES[it]), pack(Action.INVITE, it.value)),) for it in roles)
    question = line(bold(speaker.say("Whom do you want to invite?")))
    return Page([question]).card((*rows, _back(Action.CREW, 0, speaker)))


def ask_tongue(role: Role, *, language: str) -> Card:
    speaker = Speaker(language)
    names = [*((it, TONGUES[it]) for it in LANGUAGES), (AUTO, speaker.say("as in Telegram"))]
    buttons = tuple(Button(name, pack(Action.INVITE, f"{role.value}.{it}")) for it, name in names)
    question = line(bold(speaker.say("In which language shall I write to them?")))
    return Page([question]).card((buttons, _back(Action.INVITE, NEW, speaker)))


def render_link(it: Invitation, link: str, *, now: datetime, language: str, shop_zone: str) -> Card:
    """``link`` opens it: nobody but the one who made it is shown this."""
    speaker = Speaker(language)
    until = speaker.stamp(it.ends_at, shop_zone, now)
    lines = [
        line(bold(speaker.say("A link for one person: {role}", role=speaker.say(ROLES[it.role])))),
        line(code(link)),
        line(
            speaker.say(
                "Whoever opens it first has the role. It works once, until {at}; I tell you who it was.", at=until
            )
        ),
    ]
    send = Button(speaker.say("Send it to somebody"), url=SHARE + escape(link, safe=""), style=Style.PRIMARY)
    copy = Button(speaker.say("Copy the link"), copy=link)
    revoke = Button(speaker.say(LABELS[Action.UNINVITE]), pack(Action.UNINVITE, it.id), style=Style.DANGER)
    return Page(lines).card(((send,), (copy,), (revoke,), _back(Action.CREW, 0, speaker)))


def render_links(links: Sequence[Invitation], *, now: datetime, language: str, shop_zone: str) -> Card:
    """Those that still work, each with a button that takes it back. The links themselves nobody can show again."""
    speaker = Speaker(language)
    rows, lines = [], [line(bold(speaker.say(LABELS[Action.INVITES])))]
    for it in links[:MOST]:
        until = speaker.say("until {at}", at=speaker.stamp(it.ends_at, shop_zone, now))
        lines.append(join((f"№ {it.id}", speaker.say(ROLES[it.role]), quote(it.giver.name, 40), until)))
        text = speaker.say("Take back № {number}", number=it.id)
        rows.append((Button(text, pack(Action.UNINVITE, it.id), style=Style.DANGER),))
    if not links:
        lines.append(line(speaker.say("None.")))
    invite = Button(speaker.say(LABELS[Action.INVITE]), pack(Action.INVITE, NEW), style=Style.PRIMARY)
    return Page(lines).card((*rows, (invite,), _back(Action.CREW, 0, speaker)))


def render_used(name: str, person_id: int, role: Role, *, language: str) -> Card:
    """To whoever made the link."""
    speaker = Speaker(language)
    who = quote(name, 60) or str(person_id)
    told = speaker.say("{name} opened your link: {role}.", name=who, role=speaker.say(ROLES[role]))
    return Page([line("👋 ", told)]).card(
        ((Button(speaker.say(LABELS[Action.FELLOW]), pack(Action.FELLOW, person_id)),),)
    )


def _back(action: Action, subject: int | str, speaker: Speaker) -> tuple[Button, ...]:
    return (Button(speaker.say("« Back"), pack(action, subject)),)

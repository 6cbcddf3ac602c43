"""One of the people of the shop, with everything that can be changed of them (X-17, X-39, X-54)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.cards.card import Action, Button, Card, Rows, Style, pack
from bot.cards.help import ROLES
from bot.cards.labels import LABELS
from bot.cards.markup import Line, Page, bold, code, join, line
from bot.cards.shift import shift_lines
from bot.texts.catalogue import LANGUAGES, Speaker, mark
from bot.texts.privacy import quote
from desk.staff.roles import RANK, Role
from desk.staff.shift import Shift
from desk.staff.wishes import Wish

AUTO = "auto"
TONGUES = {"ru": "Русский", "en": "English"}  # each in itself: whoever looks for theirs reads no other
WISHES = {
    Wish.HOURS: mark("Hours"),
    Wish.DAYS_OFF: mark("Days off"),
    Wish.AWAY: mark("Away until…"),
    Wish.BACK: mark("They are back"),
    Wish.CATEGORIES: mark("Categories"),
    Wish.CITIES: mark("Cities"),
}
QUESTIONS = {
    Wish.HOURS: mark("When does {name} work? Answer this message, for example:"),
    Wish.DAYS_OFF: mark("Which days does {name} have off? Answer this message with all of them, for example:"),
    Wish.AWAY: mark("Until when is {name} away? Answer this message, for example:"),
    Wish.CATEGORIES: mark("Which categories does {name} take? Answer this message, for example:"),
    Wish.CITIES: mark("Which cities does {name} take? Answer this message, for example:"),
}
EXAMPLES = {
    Wish.HOURS: "Mon-Fri 09:00-18:00, Sat 10:00-16:00",
    Wish.DAYS_OFF: "31.12, 02.01-08.01",
    Wish.AWAY: "2h, 18:30, 25.12 10:00",
    Wish.CATEGORIES: mark("watches, straps"),
    Wish.CITIES: mark("Moscow, Tver"),
}


@dataclass(frozen=True, slots=True)
class Fellow:
    """``speaks`` is empty where they read in the language of their client. ``phone`` is E.164, empty: not known."""

    id: int
    name: str
    username: str
    role: Role
    language: str
    speaks: str
    phone: str
    shift: Shift

    @property
    def title(self) -> str:
        return quote(self.name, 60) or str(self.id)


def render_fellow(
    it: Fellow, grantable: Sequence[Role], *, now: datetime, language: str, shop_zone: str, private: bool, own: bool
) -> Card:
    """``grantable``: the roles that the reader may give them, none where they may take none away.

    ``private``: the whole number is shown. ``own``: the reader's own card.
    """
    speaker = Speaker(language)
    role = speaker.say(ROLES[it.role]) if it.role else speaker.say("does not work here")
    lines = [join((bold(it.title), f"@{quote(it.username, 40)}" if it.username else None)), line(role)]
    if it.role.reaches(Role.SELLER):
        lines += shift_lines(it.shift, speaker, shop_zone, now)
    lines += [_tongue(it, speaker), *_phone(it, speaker, private=private)]
    rows = (*_roles(it, grantable, speaker), *_duties(it, speaker, now), *language_rows(it.id, it.speaks, speaker))
    gone = (_button(Action.DISMISS, it.id, speaker, Style.DANGER),) if it.role and grantable and not own else ()
    back = (Button(speaker.say("« Back"), pack(Action.CREW, 0)),)
    return Page(lines).card(tuple(row for row in (*rows, gone, back) if row))


def ask_dismissal(it: Fellow, leads: int, *, language: str) -> Card:
    """``leads``: how many they have in progress."""
    speaker = Speaker(language)
    lines = [line(bold(speaker.say("Remove {name}?", name=it.title)))]
    if leads:
        lines.append(
            line(speaker.count("{n} lead of theirs is free again.", "{n} leads of theirs are free again.", leads))
        )
    lines.append(line(speaker.say("It holds at once; the bot then tells them nothing any more.")))
    yes = _button(Action.DISMISS_SURE, it.id, speaker, Style.DANGER)
    return Page(lines).card(((yes,), (Button(speaker.say("« Back"), pack(Action.FELLOW, it.id)),)))


def ask_duty(it: Fellow, wish: Wish, asker: int, *, language: str, again: bool = False) -> Card:
    """``again``: what was answered cannot be read."""
    speaker = Speaker(language)
    lines = [line(speaker.say("I cannot read this."))] if again else []
    lines += [line(speaker.say(QUESTIONS[wish], name=it.title)), line(code(speaker.say(EXAMPLES[wish])))]
    if wish is Wish.AWAY:
        lines.append(line(speaker.say("A dash (-) stands for: until they are back.")))
    else:
        lines.append(line(speaker.say("A dash (-) takes back what is set.")))
    return Page(lines).card(cancel_rows(asker, language))


def ask_language(person_id: int, speaks: str, *, language: str) -> Card:
    """One's own."""
    speaker = Speaker(language)
    question = line(bold(speaker.say("In which language shall I write to you?")))
    return Page([question]).card(language_rows(person_id, speaks, speaker))


def language_rows(person_id: int, speaks: str, speaker: Speaker) -> Rows:
    """A button for each language, and one for that of their client."""
    names = [(it, TONGUES[it]) for it in LANGUAGES] + [(AUTO, speaker.say("as in Telegram"))]
    chosen = speaks or AUTO
    return (
        tuple(
            Button(_ticked(name, it == chosen), pack(Action.SPEAK, f"{person_id}.{it}"), style=_style(it == chosen))
            for it, name in names
        ),
    )


def cancel_rows(asker: int, language: str) -> Rows:
    """Under a question that is answered by typing."""
    return ((_button(Action.CANCEL, asker, Speaker(language)),),)


def _tongue(it: Fellow, speaker: Speaker) -> Line:
    name = TONGUES.get(it.language, "—")
    if it.speaks:
        return line(speaker.say("Language: {name}", name=name))
    return line(speaker.say("Language: {name}, as in Telegram", name=name))


def _phone(it: Fellow, speaker: Speaker, *, private: bool) -> list[Line]:
    if not it.phone:
        return []
    return [line(speaker.say("Phone: {phone}", phone=speaker.phone(it.phone, full=private)))]


def _roles(it: Fellow, grantable: Sequence[Role], speaker: Speaker) -> Rows:
    ordered = sorted(grantable, key=lambda role: -RANK[role])
    buttons = tuple(
        Button(
            _ticked(speaker.say(ROLES[role]), role is it.role),
            pack(Action.APPOINT, f"{it.id}.{role.value}"),
            style=_style(role is it.role),
        )
        for role in ordered
    )
    return (buttons,)


def _duties(it: Fellow, speaker: Speaker, now: datetime) -> Rows:
    if not it.role.reaches(Role.SELLER):
        return ()
    here = (Wish.AWAY, Wish.BACK) if it.shift.away(now) else (Wish.AWAY,)
    pairs = (Wish.HOURS, Wish.DAYS_OFF), here, (Wish.CATEGORIES, Wish.CITIES)
    return tuple(
        tuple(Button(speaker.say(WISHES[wish]), pack(Action.DUTY, f"{it.id}.{wish.value}")) for wish in pair)
        for pair in pairs
    )


def _button(action: Action, subject: int | str, speaker: Speaker, style: Style = Style.PLAIN) -> Button:
    return Button(speaker.say(LABELS[action]), pack(action, subject), style=style)


def _ticked(text: str, ticked: bool) -> str:
    return f"✓ {text}" if ticked else text


def _style(chosen: bool) -> Style:
    return Style.SUCCESS if chosen else Style.PLAIN

"""What is paused: on one living panel with a button for each, and as a line on other pages (X-02)."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from bot.cards.card import Action, Button, Card, Rows, Style, pack
from bot.cards.fellow import cancel_rows
from bot.cards.labels import LABELS
from bot.cards.markup import Line, Look, Page, Span, bold, code, line
from bot.texts.catalogue import Speaker, mark
from bot.texts.privacy import quote
from desk.staff.pauses import Pause, Pauses, known_switches, source_of

NAMES = {"calls": mark("robot calls"), "sms": mark("SMS"), "all": mark("everything that goes out")}
LENGTHS = (30, 60, 120, 240)  # minutes
OTHER = "other"
EXAMPLE = "2h, 18:30, 25.12 10:00"
A_ROW = 2
LONGEST_DATA = 48  # bytes of what a button can carry behind its action, with a moment


def name_of(switch: str, speaker: Speaker) -> str:
    if source := source_of(switch):
        return speaker.say("calls and SMS for the source {source}", source=quote(source, 40))
    return speaker.say(NAMES[switch]) if switch in NAMES else quote(switch, 40)


def pause_lines(pauses: Pauses, speaker: Speaker, zone: str, now: datetime) -> list[Line]:
    """``zone`` (IANA) is the shop's."""
    return [
        line("⏸ ", speaker.say("paused: {what} ({who})", what=name_of(name, speaker), who=_who(it, speaker, zone, now)))
        for name, it in pauses.items()
    ]


def tell_hold(pause: Pause, speaker: Speaker, zone: str, now: datetime) -> Line:
    """On the card of a lead of a paused source."""
    told = speaker.say("The source is paused: the robot neither calls nor writes")
    return line("⏸ ", bold(told), f" ({_who(pause, speaker, zone, now)})")


def render_pauses(pauses: Pauses, sources: Collection[str], *, now: datetime, language: str, shop_zone: str) -> Card:
    """What is paused, by whom, since when and until when; what can be, with a button each."""
    speaker = Speaker(language)
    lines = [line(bold(speaker.say(LABELS[Action.PAUSES])))]
    lines += [_row(name, it, speaker, shop_zone, now) for name, it in pauses.items()]
    if not pauses:
        lines.append(line(speaker.say("Nothing is paused.")))
    kept = speaker.say("Orders are accepted all the same, registered in the CRM, and shown to the sellers.")
    lines.append(line(Span(kept, Look.ITALIC)))
    resume = [_button(Action.RESUME, "▶", name, speaker, Style.SUCCESS) for name in pauses]
    pause = [_button(Action.PAUSE, "⏸", name, speaker) for name in known_switches(sources) if name not in pauses]
    return Page(lines).card((*_in_rows(resume, 1), *_in_rows(pause, A_ROW)))


def ask_length(switch: str, *, now: datetime, language: str, shop_zone: str) -> Card:
    """For how long; the moments on the buttons are by the shop's clock."""
    speaker = Speaker(language)
    buttons = [
        Button(_length(minutes, speaker, shop_zone, now), pack(Action.PAUSE, f"{switch}.{minutes}"))
        for minutes in LENGTHS
    ]
    buttons.append(Button(speaker.say("Until somebody resumes it"), pack(Action.PAUSE, f"{switch}.0")))
    buttons.append(Button(speaker.say(LABELS[Action.PUT_OFF]), pack(Action.PAUSE, f"{switch}.{OTHER}")))
    back = (Button(speaker.say("« Back"), pack(Action.PAUSES)),)
    question = line(bold(speaker.say("Pause {what}: for how long?", what=name_of(switch, speaker))))
    return Page([question]).card((*_in_rows(buttons, A_ROW), back))


def ask_end(switch: str, asker: int, *, language: str, again: bool = False) -> Card:
    """To be answered by typing. ``again``: what was answered cannot be read."""
    speaker = Speaker(language)
    lines = [line(speaker.say("I cannot read this."))] if again else []
    question = speaker.say(
        "Until when is it paused: {what}? Answer this message, for example:", what=name_of(switch, speaker)
    )
    return Page([*lines, line(question), line(code(EXAMPLE))]).card(cancel_rows(asker, language))


def _row(name: str, it: Pause, speaker: Speaker, zone: str, now: datetime) -> Line:
    since = speaker.say("since {at}", at=speaker.stamp(it.since, zone, now)) if it.since else ""
    told = ", ".join(part for part in (quote(it.by, 40), since, _end(it, speaker, zone, now)) if part)
    return line("⏸ ", bold(name_of(name, speaker)), f" — {told}")


def _who(it: Pause, speaker: Speaker, zone: str, now: datetime) -> str:
    return ", ".join(part for part in (quote(it.by, 40), _end(it, speaker, zone, now)) if part)


def _end(it: Pause, speaker: Speaker, zone: str, now: datetime) -> str:
    return speaker.say("until {at}", at=speaker.stamp(it.until, zone, now)) if it.until else ""


def _length(minutes: int, speaker: Speaker, zone: str, now: datetime) -> str:
    until = now + timedelta(minutes=minutes)
    length = speaker.duration(timedelta(minutes=minutes))
    return speaker.say("{duration}, until {at}", duration=length, at=speaker.stamp(until, zone, now))


def _button(action: Action, sign: str, switch: str, speaker: Speaker, style: Style = Style.PLAIN) -> Button | None:
    """None for a source whose name is too long for a button; it is paused by typing."""
    if len(switch.encode()) > LONGEST_DATA:
        return None
    return Button(f"{sign} {name_of(switch, speaker)}", pack(action, switch), style=style)


def _in_rows(buttons: Sequence[Button | None], length: int) -> Rows:
    there = [it for it in buttons if it]
    return tuple(tuple(there[at : at + length]) for at in range(0, len(there), length))

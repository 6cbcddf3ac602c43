"""The shop's macros: from the words of the settings to steps that are ready to be done (X-18)."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.settings.answers import MOST, MOST_STEPS, read_step
from bot.settings.loading import Mistake, Settings
from bot.texts.templates import BadTemplate
from bot.texts.wording import make_wording
from desk.errors import Conflict, DeskError, Rejected
from desk.leads.model import Lead
from desk.leads.wishes import MacroStep, StepKind
from desk.staff.moments import read_until
from desk.staff.shift import Shift


def find_macro_mistakes(settings: Settings, now: datetime) -> list[Mistake]:
    """Answers that there are not, moments that nobody can read, and what is too much."""
    many = [
        Mistake(section, f"there are more than {MOST}")
        for section, named in (("answers", settings.answers), ("macros", settings.macros))
        if len(named) > MOST
    ]
    return many + [it for name, steps in settings.macros.items() for it in _mistakes(name, steps, settings, now)]


def prepare_answer(source: str, lead: Lead, settings: Settings) -> str:
    """As this customer gets it. Raises Conflict for a template that cannot be filled in."""
    try:
        return make_wording(settings).answer(lead, source)
    except BadTemplate as error:
        raise Conflict(str(error)) from error


def prepare_macro(steps: Sequence[str], lead: Lead, settings: Settings, now: datetime) -> tuple[MacroStep, ...]:
    """Texts filled in, moments known. Raises Conflict, which names the step and why."""
    return tuple(_prepare(number, step, lead, settings, now) for number, step in enumerate(steps, 1))


def _prepare(number: int, step: str, lead: Lead, settings: Settings, now: datetime) -> MacroStep:
    kind, words = read_step(step)
    try:
        if kind is StepKind.POSTPONE:
            return MacroStep(kind, until=_until(words, settings, now))
        if kind is StepKind.ANSWER:
            if words not in settings.answers:
                raise Conflict(f"there is no answer {words} any more")
            return MacroStep(kind, prepare_answer(settings.answers[words], lead, settings), words)
    except DeskError as error:
        raise Conflict(f"step {number} of the macro, {kind.value}: {error.reason}") from error
    return MacroStep(kind, words)


def _until(words: str, settings: Settings, now: datetime) -> datetime:
    """By the shop's clock. Raises Rejected."""
    return read_until(words, Shift(), ZoneInfo(settings.shop.timezone), now)


def _mistakes(name: str, steps: Sequence[str], settings: Settings, now: datetime) -> Iterator[Mistake]:
    if not 0 < len(steps) <= MOST_STEPS:
        yield Mistake(f"macros.{name}", f"a macro has 1 to {MOST_STEPS} steps")
    for number, (kind, words) in enumerate(map(read_step, steps)):
        path = f"macros.{name}.{number}"
        if kind is StepKind.ANSWER and words not in settings.answers:
            yield Mistake(path, f"there is no answer '{words}' in [answers]")
        if kind is StepKind.POSTPONE:
            try:
                _until(words, settings, now)
            except Rejected as error:
                yield Mistake(path, error.reason)

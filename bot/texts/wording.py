"""What is said on the phone and by SMS: the shop's own templates, or ours (S0-07).

The campaign half only for those who agreed.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Protocol

from bot.settings.loading import Settings
from bot.settings.sections import Calls, Texts
from bot.texts.defaults import ANNOUNCEMENT, CALL, SMS
from bot.texts.templates import BadTemplate, check, render, uses
from bot.texts.values import SAMPLE, samples, values_of
from desk.leads.model import Lead
from desk.leads.records import SmsKind
from desk.sms import normalise
from desk.telephony import Speech

LONGEST_SMS = 800  # characters: twelve parts in Cyrillic
LONGEST_SPEECH = 1500  # what telephony reads aloud at most
CAMPAIGN = "campaign"
ANSWER_SAMPLE = {name: value for name, value in SAMPLE.items() if name != CAMPAIGN}  # never advertising


class Words(Protocol):
    """What customers are told of a lead. ``advertise``: they agreed to it. ``announcement`` is for its seller."""

    def sms(self, lead: Lead, kind: SmsKind, *, advertise: bool) -> str: ...
    def speech(self, lead: Lead, *, advertise: bool) -> Speech: ...
    def announcement(self, lead: Lead) -> Speech: ...


@dataclass(frozen=True, slots=True)
class Wording:
    """``language`` is the one customers are addressed in; ``hours`` the shop's own words for its business hours."""

    texts: Texts
    calls: Calls
    shop_name: str
    language: str
    hours: str = ""

    def sms(self, lead: Lead, kind: SmsKind, *, advertise: bool) -> str:
        """Typographic signs are made plain where that saves a part. Raises BadTemplate (``find_mistakes`` first)."""
        values = values_of(lead, language=self.language, shop=self.shop_name, hours=self.hours, aloud=False)
        text = self._write(self._sms_template(kind), values, LONGEST_SMS, advertise=advertise)
        return normalise(text)[:LONGEST_SMS]

    def speech(self, lead: Lead, *, advertise: bool) -> Speech:
        """Text beside a recording is what is said when the recording cannot be had. Raises BadTemplate.

        A recording is played as it is: a campaign inside it is the shop's own affair, and named so in the docs.
        """
        values = values_of(lead, language=self.language, shop=self.shop_name, hours=self.hours, aloud=True)
        text = self._write(self.texts.call or CALL[self.language], values, LONGEST_SPEECH, advertise=advertise)
        calls = self.calls
        language = calls.language or self.language
        return Speech(text, calls.recording, language, calls.voice, calls.speed, calls.volume)

    def announcement(self, lead: Lead) -> Speech:
        """What a seller hears before the customer is called: which order it is, and whose."""
        values = values_of(lead, language=self.language, shop=self.shop_name, hours=self.hours, aloud=True)
        text = render(ANNOUNCEMENT[self.language], values, LONGEST_SPEECH)
        calls = self.calls
        return Speech(text, "", calls.language or self.language, calls.voice, calls.speed, calls.volume)

    def answer(self, lead: Lead, source: str) -> str:
        """One of the shop's answers as this customer gets it. Raises BadTemplate (``find_answer_mistakes`` first)."""
        values = values_of(lead, language=self.language, shop=self.shop_name, hours=self.hours, aloud=False)
        return self._answer(source, values)

    def sample_answer(self, source: str) -> str:
        """Filled in with sample values. Raises BadTemplate."""
        return self._answer(source, {**ANSWER_SAMPLE, "shop": self.shop_name or SAMPLE["shop"]})

    def sample(self, key: str) -> str:
        """A text of ``[texts]`` as a customer gets it, filled in with sample values. Raises BadTemplate."""
        own: str = getattr(self.texts, key)
        if key == CAMPAIGN:
            return render(own, SAMPLE, LONGEST_SMS)
        if key == "call":
            return self._write(own or CALL[self.language], SAMPLE, LONGEST_SPEECH, advertise=True)
        values = {**SAMPLE, "shop": self.shop_name or SAMPLE["shop"]}
        return normalise(self._write(own or SMS[self.language][SmsKind(key)], values, LONGEST_SMS, advertise=True))

    def find_mistakes(self) -> list[tuple[str, str]]:
        """Keys of ``[texts]`` and what is wrong with them; empty when all can be used."""
        mistakes = []
        for key, source in self._written():
            try:
                for values in samples():
                    check(source, values)
                if key == CAMPAIGN and uses(source, CAMPAIGN):
                    raise BadTemplate("the campaign cannot contain itself")
            except BadTemplate as error:
                mistakes.append((key, str(error)))
        return mistakes

    def _answer(self, source: str, values: Mapping[str, str]) -> str:
        return normalise(render(source, values, LONGEST_SMS))[:LONGEST_SMS]

    def _write(self, source: str, values: Mapping[str, str], longest: int, *, advertise: bool) -> str:
        """A template that names the campaign places it itself; otherwise it comes last."""
        campaign = self._campaign(values, longest) if advertise else ""
        text = render(source, {**values, CAMPAIGN: campaign}, longest)
        if not campaign or uses(source, CAMPAIGN):
            return text
        stop = "" if text.endswith((".", "!", "?", "…")) else "."
        joined = f"{text}{stop} {campaign}"
        return joined if len(joined) <= longest else text

    def _campaign(self, values: Mapping[str, str], longest: int) -> str:
        return render(self.texts.campaign, {**values, CAMPAIGN: ""}, longest)

    def _sms_template(self, kind: SmsKind) -> str:
        own: str = getattr(self.texts, kind.value)
        return own or SMS[self.language][kind]

    def _written(self) -> Iterator[tuple[str, str]]:
        for key in Texts.model_fields:
            if source := getattr(self.texts, key):
                yield key, source


def find_answer_mistakes(answers: Mapping[str, str]) -> list[tuple[str, str]]:
    """Names of answers and what is wrong with them. There is no campaign: an answer is no advertising."""
    mistakes = []
    for name, source in answers.items():
        try:
            check(source, ANSWER_SAMPLE)
            check(source, dict.fromkeys(ANSWER_SAMPLE, ""))
            if not render(source, ANSWER_SAMPLE, LONGEST_SMS):
                raise BadTemplate("the message is empty")
        except BadTemplate as error:
            mistakes.append((name, str(error)))
    return mistakes


def make_wording(settings: Settings) -> Wording:
    return Wording(settings.texts, settings.calls, settings.shop.name, settings.telegram.language)

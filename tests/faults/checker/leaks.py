"""Promise 8: no secret and no whole phone number in the log or in a group's messages."""

import re
from collections.abc import Iterator

from tests.faults.checker.evidence import Evidence, Happening, Violation
from tests.flows.chat import is_writing, plain, read

DIGITS = re.compile(r"\d(?:[\s()\-\u2010-\u2015\u00a0]{0,3}\d){9,14}")
FOR_ONE = frozenset({"receiver_user_id", "ephemeral_message_parameters"})  # seen by one person only
NUMBER = 10  # digits: the country's prefix is written in many ways


def find_leaks(evidence: Evidence) -> Iterator[Violation]:
    known = phones_of(evidence)
    for line in evidence.log.splitlines():
        for found in leaked(line, evidence.house.secrets, known):
            yield Violation(8, f"the log shows {found}", None, (line[:300],))
    for it in evidence.of("telegram", "request"):
        if text := _group_text(it):
            for found in leaked(plain(text), evidence.house.secrets, known):
                yield Violation(8, f"the group was told {found}", None, (it,))


def phones_of(evidence: Evidence) -> frozenset[str]:
    return frozenset(tail(str(it.data["phone"])) for it in evidence.of("shop", "order"))


def leaked(text: str, secrets: frozenset[str], phones: frozenset[str]) -> list[str]:
    numbers = (it for it in DIGITS.findall(text) if tail(it) in phones)
    return [*(it for it in secrets if it in text), *numbers]


def tail(number: str) -> str:
    return re.sub(r"\D", "", number)[-NUMBER:]


def _group_text(it: Happening) -> str:
    if not is_writing(it.data["operation"]):
        return ""
    fields = read(dict(it.data))
    if not fields.get("chat_id", "").startswith("-") or FOR_ONE & fields.keys():
        return ""
    return fields.get("text", "")

"""What Telegram saw, out of the fake's history alone: the oracle of the lines about the chat."""

import json
import re
from collections import defaultdict, deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from sandbox.kit.history import History
from tests.flows.chat import plain, read

WRITING = frozenset({"sendmessage", "editmessagetext", "sendphoto", "editmessagemedia", "senddocument"})
TITLE = re.compile(r"#(?P<lead>\d+) · [^·]* · (?P<status>[^\n]*)")
HOLDER = re.compile(r"v(?P<version>\d+)\b")
TOGETHER = 5.0  # seconds


@dataclass(frozen=True, slots=True)
class Call:
    """One request that puts text somewhere; moments in seconds of the world. ``status`` 499: it got no answer."""

    chat_id: int
    at: float
    answered_at: float
    status: int
    retry_after: float
    text: str
    sends: bool


@dataclass(frozen=True, slots=True)
class Shown:
    """A card in the chat as it became: ``version`` None while nobody holds the lead."""

    at: float
    message_id: int
    lead: int
    version: int | None


def read_calls(history: History) -> list[Call]:
    answers = {entry.data["to"]: entry for entry in history.find("telegram", "answer")}
    calls = []
    for asked in history.find("telegram", "request"):
        if asked.data["operation"].lower() not in WRITING or asked.n not in answers:
            continue
        fields, answer = read(asked.data), answers[asked.n]
        calls.append(
            Call(
                int(fields["chat_id"]),
                _moment(asked.at),
                _moment(answer.at),
                int(answer.data["status"]),
                _retry_after(answer.data),
                plain(fields.get("text", fields.get("caption", ""))),
                asked.data["operation"].lower().startswith("send"),
            )
        )
    return calls


def read_answers(history: History) -> dict[str, float]:
    """When each press was answered for the first time, by its id."""
    answers: dict[str, float] = {}
    for asked in history.find("telegram", "request", operation="answerCallbackQuery"):
        answers.setdefault(read(asked.data)["callback_query_id"], _moment(asked.at))
    return answers


def read_shown(history: History, chat_id: int) -> Iterator[Shown]:
    """Every state that a card in this chat ever had, in the order in which people saw them."""
    for entry in history.entries:
        if entry.who == "telegram" and entry.what in ("message", "edit") and entry.data.get("chat") == chat_id:
            text = plain(str(entry.data["text"]))
            if title := TITLE.search(text):
                yield Shown(_moment(entry.at), entry.data["id"], int(title["lead"]), version_of(text))


def version_of(text: str) -> int | None:
    title = TITLE.search(text)
    holder = HOLDER.search(title["status"]) if title else None
    return int(holder["version"]) if holder else None


def inside_windows(calls: Iterable[Call]) -> list[Call]:
    """Calls to a chat that came before the end of a window it had named."""
    open_until: dict[int, float] = {}
    early = []
    for call in sorted(calls, key=lambda it: it.at):
        if call.at < open_until.get(call.chat_id, 0.0):
            early.append(call)
        if call.retry_after:
            open_until[call.chat_id] = max(open_until.get(call.chat_id, 0.0), call.answered_at + call.retry_after)
    return early


def shut_for_all(calls: Iterable[Call]) -> list[tuple[float, float]]:
    """Two chats that refuse within moments concern the whole bot: from the second refusal to the last end."""
    refused: dict[int, tuple[float, float]] = {}
    shut = []
    for call in sorted(calls, key=lambda it: it.answered_at):
        if call.retry_after:
            refused[call.chat_id] = (call.answered_at, call.answered_at + call.retry_after)
            recent = [until for at, until in refused.values() if call.answered_at - at <= TOGETHER]
            if len(recent) > 1:
                shut.append((call.answered_at, max(recent)))
    return shut


def within(moment: float, windows: Iterable[tuple[float, float]], margin: float = 0.0) -> bool:
    return any(begin < moment < end + margin for begin, end in windows)


def most_within(moments: Iterable[float], span: float) -> int:
    """The fullest window of this length."""
    window: deque[float] = deque()
    most = 0
    for moment in sorted(moments):
        window.append(moment)
        while window[0] <= moment - span + 1e-6:
            window.popleft()
        most = max(most, len(window))
    return most


def by_chat(calls: Iterable[Call]) -> dict[int, list[float]]:
    moments: dict[int, list[float]] = defaultdict(list)
    for call in calls:
        moments[call.chat_id].append(call.at)
    return moments


def _retry_after(answer: dict[str, object]) -> float:
    if answer["status"] != 429 or not answer["body"]:  # an answer that was cut in the middle told nobody anything
        return 0.0
    told: float = json.loads(str(answer["body"]))["parameters"]["retry_after"]
    return told


def _moment(at: str) -> float:
    return datetime.fromisoformat(at).timestamp()

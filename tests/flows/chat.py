"""The sellers' chat as its members see it, and everything that was ever sent into it."""

import re
from typing import Any
from urllib.parse import parse_qs

from sandbox.telegram.callbacks import Answer
from sandbox.telegram.view import Seen
from sandbox.world.staff import CHAT_ID
from sandbox.world.world import World

SIGNS = dict.fromkeys(map(ord, "\u2060\u2066\u2067\u2068\u2069\u200e\u200f")) | {0xA0: " "}
NUMBER = re.compile(r"(?<![\w:.\-])(?:\+?7|8)[\s()\-\u00a0]*\d(?:[\s()\-\u00a0]*\d){9}(?!\d)")
MAILBOX = re.compile(r"[\w.+-]+@[\w-]+\.[\w.]+")


def plain(text: str) -> str:
    """Without the signs that keep a stranger's words in their own direction, and addresses from being links."""
    return text.translate(SIGNS)


class Chat:
    """The group of the world's sellers."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._control = world.telegram.control

    def group(self) -> list[Seen]:
        return [seen for seen in self._control.transcript(CHAT_ID) if seen.from_bot]

    def private(self, person: int) -> list[Seen]:
        """The person's own chat with the bot; empty while there is none."""
        if person not in self._world.telegram.state.chats:
            return []
        return [seen for seen in self._control.transcript(person) if seen.from_bot]

    def whispered(self, person: int) -> list[Seen]:
        """What only this person sees in the group."""
        return [seen for seen in self._control.transcript(CHAT_ID, person) if seen.ephemeral_id]

    def cards(self, lead_id: int) -> list[Seen]:
        """All messages in the group that are this lead's card."""
        return [seen for seen in self.group() if re.search(rf"#{lead_id} ·", plain(seen.text))]

    def card(self, lead_id: int) -> str:
        """The text of the lead's only card; empty while it hangs nowhere."""
        cards = self.cards(lead_id)
        assert len(cards) < 2, f"lead {lead_id} has {len(cards)} cards"
        return plain(cards[0].text) if cards else ""

    def buttons(self, lead_id: int) -> list[str]:
        cards = self.cards(lead_id)
        return [button.text for button in cards[-1].buttons] if cards else []

    def offers(self, lead_id: int, button: str) -> bool:
        return button in self.buttons(lead_id)

    async def press(self, person: int, lead_id: int, button: str) -> Answer:
        """Press a button of the lead's card and wait for what the presser is told."""
        message = self.cards(lead_id)[-1]
        return await self.press_at(person, CHAT_ID, message.message_id, button)

    async def press_at(self, person: int, chat: int, message_id: int, button: str, *, stale: bool = False) -> Answer:
        press = self._control.press(person, chat, message_id, button, stale=stale)
        answer = await press.wait_answer(8)
        return Answer(plain(answer.text), answer.alert, answer.url)

    def sent(self) -> list[dict[str, str]]:
        """Every request that put text into the group or changed it there, the ones that were edited over too."""
        asked = self._world.history.find("telegram", "request")
        requests = [read(entry.data) for entry in asked if is_writing(entry.data["operation"])]
        return [it for it in requests if it.get("chat_id") == str(CHAT_ID)]

    def leaks(self) -> list[str]:
        """Whole numbers and mailboxes that the group could ever read; whispers are for one person only."""
        texts = [
            plain(it.get("text", ""))
            for it in self.sent()
            if not {"receiver_user_id", "ephemeral_message_parameters"} & it.keys()
        ]
        texts += [plain(seen.text) for seen in self.group()]
        return [found for text in texts for found in (*NUMBER.findall(text), *MAILBOX.findall(text))]


def is_writing(operation: str) -> bool:
    return operation.lower() in ("sendmessage", "editmessagetext")


def read(data: dict[str, Any]) -> dict[str, str]:
    """aiogram sends multipart forms or urlencoded ones."""
    body = str(data["body"])
    if body.startswith("--"):
        parts = re.findall(r'name="(\w+)"\r\n(?:[^\r\n]+\r\n)*\r\n(.*?)\r\n--', body, re.DOTALL)
        return dict(parts)
    return {name: values[0] for name, values in parse_qs(body).items()}

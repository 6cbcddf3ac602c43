"""What becomes of chats: people close them, groups move, rights and topics go, messages cannot be changed any more."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from sandbox.kit.faults import Fault, Faults
from sandbox.telegram.errors import bad, failure
from tests.faults.neighbours.chat_kinds import KINDS, Kind, Shop
from tests.faults.neighbours.telegram_desk import GROUP, OWNER

Strike = Callable[[Shop, Kind], None]
TOPICAL = {"a card", "an outage", "a digest", "a picture", "an alarm in the group"}  # what goes into the sellers' topic
LATER = {"a whispered number", "a question in the group"}  # are brought by more than one step


@dataclass(frozen=True, slots=True)
class Refusal:
    """``heal`` makes it good again. ``of_message``: what hangs there already is concerned, not the chat."""

    name: str
    strike: Strike
    private: bool = False
    of_message: bool = False
    heal: Strike | None = None


@dataclass(frozen=True, slots=True)
class Case:
    kind: Kind
    refusal: Refusal

    def __str__(self) -> str:
        return f"{self.kind.name}, {self.refusal.name}"


def block(shop: Shop, kind: Kind) -> None:
    shop.fake.control.block_bot(kind.chat)


def unblock(shop: Shop, kind: Kind) -> None:
    shop.fake.control.start_private(kind.chat)


def deactivate(shop: Shop, kind: Kind) -> None:
    shop.fake.control.deactivate(kind.chat)


def never_start(shop: Shop, kind: Kind) -> None:
    shop.fake.state.chats[kind.chat].started = False


def kick(shop: Shop, _kind: Kind) -> None:
    shop.fake.control.kick_bot(GROUP)


def leave(shop: Shop, _kind: Kind) -> None:
    shop.fake.control.leave(shop.fake.state.bot, GROUP)


def mute(shop: Shop, _kind: Kind) -> None:
    shop.fake.control.mute_bot(GROUP)


def forbid_photos(shop: Shop, _kind: Kind) -> None:
    shop.fake.control.mute_bot(GROUP, "can_send_messages")


def readmit(shop: Shop, _kind: Kind) -> None:
    shop.fake.control.add_bot(GROUP, "administrator")


def delete_chat(shop: Shop, _kind: Kind) -> None:
    shop.fake.control.delete_chat(GROUP)


def upgrade(shop: Shop, _kind: Kind) -> None:
    shop.fake.state.chats[GROUP].type = "group"
    shop.fake.control.upgrade_group(GROUP)


def delete_topic(shop: Shop, _kind: Kind) -> None:
    shop.fake.control.delete_topic(GROUP, shop.thread_id or 0)


def close_topic(shop: Shop, _kind: Kind) -> None:
    shop.fake.control.demote(shop.fake.state.bot, GROUP)
    shop.fake.state.chats[GROUP].topics[shop.thread_id or 0].closed = True


def delete_message(shop: Shop, kind: Kind) -> None:
    """By the one who reads it, or by the group's owner."""
    for seen in shop.said(kind.chat, kind.shows):
        shop.fake.control.delete_message(kind.chat if kind.private else OWNER, kind.chat, seen.message_id)


def refuse(match: str, words: str) -> Strike:
    def strike(shop: Shop, kind: Kind) -> None:
        fault = Fault("status", match, times=None, status=400, body=failure(bad(words)))
        fault.content_type = "application/json"
        shop.fake.chat_faults.setdefault(kind.chat, Faults()).add(fault)

    return strike


REFUSALS = (
    Refusal("blocked by its reader", block, private=True, heal=unblock),
    Refusal("its reader's account is gone", deactivate, private=True),
    Refusal("a chat that was never started", never_start, private=True, heal=unblock),
    Refusal("kicked out", kick, heal=readmit),
    Refusal("left", leave, heal=readmit),
    Refusal("muted", mute, heal=readmit),
    Refusal("the chat was deleted", delete_chat),
    Refusal("the group was upgraded", upgrade),
    Refusal("the topic was deleted", delete_topic),
    Refusal("the topic was closed", close_topic),
    Refusal("no photos are allowed", forbid_photos),
    Refusal("deleted", delete_message, of_message=True),
    Refusal("too old to be changed", refuse("editMessage*", "message can't be edited"), of_message=True),
    Refusal("too old to be deleted", refuse("deleteMessage", "message can't be deleted for everyone"), of_message=True),
)


def all_cases() -> Iterator[Case]:
    for kind in KINDS:
        for refusal in REFUSALS:
            if concerns(refusal, kind):
                yield Case(kind, refusal)


def concerns(refusal: Refusal, kind: Kind) -> bool:
    if refusal.of_message:
        return kind.again is not None
    if refusal.private or kind.private:
        return refusal.private and kind.private
    if "topic" in refusal.name:
        return kind.name in TOPICAL
    if "photos" in refusal.name:
        return kind.name == "a picture"
    return True

"""The courier in front of a strict server: 429, moves, refusals and lost answers."""

import asyncio

import pytest

from bot.app.clock import SystemClock
from bot.cards.card import Card
from bot.courier.errors import BLOCKED, KICKED, NO_CHAT, NO_METHOD, read_refusal
from bot.courier.memory import Memory, Remembered
from bot.courier.messages import Messages
from bot.courier.methods import AskMe, TakeUpdates
from desk.errors import Conflict, NotFound, Rejected, Temporary, Unauthorised, Unknown
from sandbox.kit.faults import Fault
from storage.books import Store
from tests.bot.courier.conftest import Write
from tests.bot.telegram_room import ANNA, BORIS, GROUP, OLGA, ZOE, Town


async def test_no_call_reaches_a_chat_inside_its_window(messages: Messages, town: Town, write: Write) -> None:
    town.control.fail("sendMessage", 429, "Too Many Requests: retry after 1", retry_after=1)
    refused = await asyncio.gather(
        *(messages.send(write(ANNA, f"Message {number}", patience=0.5)) for number in range(5)), return_exceptions=True
    )
    assert all(isinstance(it, Temporary) and it.blameless for it in refused)
    assert len(town.calls("sendMessage")) == 1
    (limit,) = town.fake.history.find("telegram", "answer", status=429)
    await messages.send(write(ANNA, patience=3))
    late = town.calls("sendMessage")[-1].monotonic - limit.monotonic
    assert late >= 1.0


async def test_other_chats_go_on_meanwhile(messages: Messages, town: Town, write: Write) -> None:
    town.control.fail("sendMessage", 429, "Too Many Requests: retry after 9", retry_after=9)
    with pytest.raises(Temporary) as refused:
        await messages.send(write(ANNA))
    assert refused.value.retry_after == 9
    await messages.send(write(OLGA, patience=0.1))


async def test_several_refused_chats_pause_the_whole_bot(messages: Messages, town: Town, write: Write) -> None:
    town.control.fail("sendMessage", 429, "Too Many Requests: retry after 9", times=2, retry_after=9)
    for chat in (ANNA, OLGA):
        with pytest.raises(Temporary):
            await messages.send(write(chat))
    with pytest.raises(Temporary):
        await messages.send(write(GROUP, patience=0.5))
    assert len(town.calls("sendMessage")) == 2


async def test_a_restart_does_not_forget_a_window(
    messages: Messages, restarted: Messages, town: Town, write: Write
) -> None:
    town.fake.limits.flood(60, GROUP)
    with pytest.raises(Temporary):
        await messages.send(write(GROUP))
    with pytest.raises(Temporary) as refused:
        await restarted.send(write(GROUP, patience=0.5))
    assert 50 < (refused.value.retry_after or 0) <= 61
    assert len(town.calls("sendMessage")) == 1


async def test_a_restart_does_not_forget_how_full_a_group_is(messages: Messages, store: Store, write: Write) -> None:
    await Memory(store, SystemClock()).keep(
        Remembered(sent={GROUP: [float(age) for age in range(40, 20, -1)]}, paused={})
    )
    with pytest.raises(Temporary) as full:
        await messages.send(write(GROUP, patience=0.2))
    assert 15 < (full.value.retry_after or 0) <= 21


async def test_what_a_group_gets_is_written_down_before_it_leaves(
    messages: Messages, town: Town, store: Store, write: Write
) -> None:
    town.fake.faults.add(Fault("hang", match="sendMessage", seconds=0.5))
    hanging = asyncio.create_task(messages.send(write(GROUP)))
    await town.see(lambda: town.calls("sendMessage"))
    remembered = await Memory(store, SystemClock()).load()
    assert len(remembered.sent[GROUP]) == 1
    with pytest.raises(Unknown):
        await hanging


async def test_a_call_that_hangs_holds_nobody_up_for_longer_than_they_have_patience(
    messages: Messages, town: Town, write: Write
) -> None:
    town.fake.faults.add(Fault("hang", match="sendMessage", seconds=1.5))
    hanging = asyncio.create_task(messages.send(write(ANNA)))
    await town.see(lambda: town.calls("sendMessage"))
    begun = asyncio.get_running_loop().time()
    with pytest.raises(Temporary) as late:
        await messages.send(write(ANNA, patience=1.2))
    assert late.value.blameless
    assert asyncio.get_running_loop().time() - begun < 1.4
    with pytest.raises(Unknown):
        await hanging


async def test_a_429_without_parameters_is_heeded_too(messages: Messages, town: Town, write: Write) -> None:
    town.control.fail("sendMessage", 429, "Too Many Requests: retry after 4")
    with pytest.raises(Temporary) as refused:
        await messages.send(write(ANNA))
    assert refused.value.retry_after == 4


async def test_a_burst_to_one_chat_is_never_refused(messages: Messages, town: Town, write: Write) -> None:
    await asyncio.gather(*(messages.send(write(ANNA, f"Message {number}", patience=20)) for number in range(4)))
    assert town.refused(429) == []


async def test_a_group_that_moved_is_followed_once_and_for_ever(messages: Messages, town: Town, write: Write) -> None:
    town.group.type = "group"
    new = town.control.upgrade_group(town.group)
    sent = await messages.send(write(GROUP))
    assert sent.chat_id == new.id
    await messages.send(write(GROUP, "again", patience=3))
    assert len(town.calls("sendMessage")) == 3


@pytest.mark.parametrize(("chat", "code"), [(BORIS, NO_CHAT), (ZOE, NO_CHAT), (-5, NO_CHAT)])
async def test_chats_that_were_never_opened(messages: Messages, write: Write, chat: int, code: str) -> None:
    with pytest.raises(Rejected) as refused:
        await messages.send(write(chat))
    assert refused.value.code == code


async def test_blocked_and_kicked(messages: Messages, town: Town, write: Write) -> None:
    town.control.block_bot(town.anna)
    town.control.kick_bot(town.group)
    for chat, code in ((ANNA, BLOCKED), (GROUP, KICKED)):
        with pytest.raises(Rejected) as refused:
            await messages.send(write(chat))
        assert refused.value.code == code


async def test_an_edit_that_changes_nothing_is_a_success(messages: Messages, write: Write) -> None:
    sent = await messages.send(write(ANNA))
    await messages.edit(write(ANNA), sent.message_id)


async def test_a_message_that_is_gone_has_to_be_sent_anew(messages: Messages, town: Town, write: Write) -> None:
    with pytest.raises(NotFound):
        await messages.edit(write(ANNA), 999)


@pytest.mark.parametrize("fault", ["accept_drop", "cut"])
async def test_a_lost_answer_leaves_the_fate_of_a_message_open(
    messages: Messages, town: Town, write: Write, fault: str
) -> None:
    town.fake.faults.add(Fault(fault, match="sendMessage"))  # type: ignore[arg-type]
    with pytest.raises(Unknown):
        await messages.send(write(ANNA))


async def test_a_lost_answer_to_an_edit_may_be_repeated(messages: Messages, town: Town, write: Write) -> None:
    sent = await messages.send(write(ANNA))
    town.fake.faults.add(Fault("accept_drop", match="editMessageText"))
    with pytest.raises(Temporary):
        await messages.edit(write(ANNA, "Changed"), sent.message_id)


async def test_a_server_that_is_away_has_certainly_not_sent(messages: Messages, town: Town, write: Write) -> None:
    await town.fake.stop()
    with pytest.raises(Temporary) as refused:
        await messages.send(write(ANNA))
    assert "SANDBOX" not in str(refused.value)


async def test_servers_that_are_out_of_order(messages: Messages, town: Town, write: Write) -> None:
    for body in ('{"ok": false}', '{"ok": false, "description": "Internal Server Error: restart"}'):
        town.fake.faults.add(Fault("status", match="sendMessage", status=500, body=body))
        with pytest.raises(Temporary):
            await messages.send(write(ANNA, patience=5))


async def test_a_press_that_is_too_old_is_no_failure(messages: Messages) -> None:
    assert not await messages.answer("4000000000000007919", "Too late")


async def test_unknown_methods_dead_tokens_and_second_pollers(messages: Messages, town: Town) -> None:
    town.control.fail("getMe", 404, "Not Found: method not found")
    with pytest.raises(Rejected) as unknown:
        await messages.courier.ask(AskMe())
    assert unknown.value.code == NO_METHOD
    town.control.fail("getMe", 401, "Unauthorized")
    with pytest.raises(Unauthorised):
        await messages.courier.ask(AskMe())
    town.control.fail("getUpdates", 409, "Conflict: terminated by other getUpdates request")
    with pytest.raises(Conflict):
        await messages.courier.ask(TakeUpdates())


async def test_a_whisper_reaches_one_member_and_never_a_server_that_would_tell_everybody(
    messages: Messages, town: Town
) -> None:
    card = Card("the whole number", "the whole number")
    town.control.fail("editEphemeralMessageText", 404, "Not Found: method not found")
    assert not await messages.whisper(GROUP, ANNA, card)
    assert town.calls("sendMessage") == []
    fresh = Messages(messages.courier)
    assert await fresh.whisper(GROUP, ANNA, card)
    assert [it.text for it in town.seen(viewer=town.anna)] == ["the whole number"]
    assert town.seen(viewer=town.boris) == []


async def test_n_04_a_whisper_is_reworded_and_taken_back(messages: Messages, town: Town) -> None:
    number = await messages.whisper(GROUP, ANNA, Card("one moment", "one moment"))
    full = Card("<b>the whole number</b>", "the whole number")
    for _ in range(2):
        await messages.reword(GROUP, ANNA, number, full)
    assert [it.text for it in town.seen(viewer=town.anna)] == ["the whole number"]
    await messages.unsay(GROUP, ANNA, number)
    assert town.seen(viewer=town.anna) == []
    for gone in (messages.unsay(GROUP, ANNA, number), messages.reword(GROUP, ANNA, number, full)):
        with pytest.raises(NotFound):
            await gone


def test_refusals_are_known_by_their_words() -> None:
    assert read_refusal("Forbidden: user is deactivated") == BLOCKED
    assert read_refusal("Forbidden: bot can't initiate conversation with a user") == NO_CHAT
    assert read_refusal("Forbidden: the group chat was deleted") == KICKED

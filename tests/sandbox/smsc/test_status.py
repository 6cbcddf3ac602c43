from typing import Any

import pytest

from sandbox.kit.clock import WorldClock
from sandbox.smsc.fake import SmscFake

NUMBER = "79990000000"


async def test_status_moves_with_world_time(client: Any, fake: SmscFake, clock: WorldClock) -> None:
    await client.send(id="c_1")
    seen = [(await client.status("c_1"))["status"]]
    clock.jump(3)
    seen.append((await client.status("c_1"))["status"])
    clock.jump(4)
    final = await client.status("c_1")
    assert [*seen, final["status"]] == [-1, 0, 1]
    assert final == {
        "status": 1,
        "last_date": "28.12.2026 19:20:06",
        "last_timestamp": 1798474806,
        "err": 0,
    }
    assert fake.inbox(NUMBER)[0].arrived


@pytest.mark.parametrize(
    ("outcome", "status", "err", "arrived"),
    [
        ("undeliverable", 20, 13, False),
        ("unavailable", 25, 6, False),
        ("wrong_later", 22, 1, False),
        ("spam_later", 23, 253, False),
        ("unreported", 0, 0, True),
    ],
)
async def test_the_fate_of_a_number_decides_the_end(
    client: Any, fake: SmscFake, clock: WorldClock, outcome: str, status: int, err: int, arrived: bool
) -> None:
    fake.set_fate(NUMBER, outcome)
    await client.send(id="c_1")
    clock.jump(10)
    answer = await client.status("c_1")
    assert (answer["status"], answer["err"]) == (status, err)
    assert fake.inbox(NUMBER)[0].arrived is arrived


async def test_an_expired_message_ends_when_its_lifetime_is_over(
    client: Any, fake: SmscFake, clock: WorldClock
) -> None:
    fake.set_fate(NUMBER, "expired")
    await client.send(id="c_1", valid=4)
    clock.jump(4 * 3600 - 1)
    assert (await client.status("c_1"))["status"] == 0
    clock.jump(1)
    assert (await client.status("c_1"))["status"] == 3


async def test_a_postponed_message_leaves_at_its_time(client: Any, clock: WorldClock) -> None:
    await client.send("One", id="a", time="+10")
    await client.send("Two", id="b", time="28.12.26 19:30")
    await client.send("Three", id="c", time=f"0{int(clock.now().timestamp()) + 600}")
    clock.jump(599)
    assert [(await client.status(key))["status"] for key in "abc"] == [-1, -1, -1]
    clock.jump(10)
    assert [(await client.status(key))["status"] for key in "abc"] == [1, 1, 1]


async def test_status_by_id_returns_the_latest_message(client: Any, clock: WorldClock) -> None:
    await client.send("First", id="c_1")
    clock.jump(100)
    await client.send("Second", id="c_1")
    answer = await client.status("c_1", all=1)
    assert (answer["message"], answer["status"], answer["status_name"]) == (
        "Second",
        -1,
        "Ожидает отправки",
    )


async def test_lists_and_a_trailing_comma_give_an_array(client: Any) -> None:
    await client.send(id="c_1")
    answer = await client.status("c_1,c_2", phone=f"{NUMBER},{NUMBER}")
    assert [(one["id"], one["status"]) for one in answer] == [("c_1", -1), ("c_2", -3)]
    assert [one["id"] for one in await client.status("c_1,", phone=NUMBER + ",")] == ["c_1"]
    assert (await client.status("c_1,c_2"))["error_code"] == 1


async def test_a_removed_message_is_not_found(client: Any) -> None:
    await client.send(id="c_1")
    await client.status("c_1", **{"del": 1})
    assert (await client.status("c_1"))["status"] == -3


async def test_the_sixth_status_question_in_a_minute_is_refused(client: Any, clock: WorldClock) -> None:
    await client.send(id="c_1")
    codes = [(await client.status("c_1")).get("error_code", 0) for _ in range(6)]
    assert codes == [0, 0, 0, 0, 0, 9]
    clock.jump(60)
    assert (await client.status("c_1"))["status"] == 1


async def test_test_mode_ends_every_message_with_its_own_reason(client: Any, fake: SmscFake, clock: WorldClock) -> None:
    fake.test_mode = True
    await client.send(id="c_1")
    clock.jump(10)
    assert (await client.status("c_1"))["err"] == 200
    assert not fake.inbox(NUMBER)[0].arrived


async def test_balance_and_senders_are_told_to_the_owner_only(client: Any) -> None:
    assert await client.ask("balance") == {"balance": "1000.00"}
    assert await client.ask("balance", cur=1) == {"balance": "1000.00", "currency": "RUR"}
    assert await client.ask("senders", get=1) == [{"sender": "MYSHOP"}]
    assert (await client.ask("balance", psw="no"))["error_code"] == 2

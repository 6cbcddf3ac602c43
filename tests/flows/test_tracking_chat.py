"""Call tracking in the chat: what failed has a card with buttons, /tracking tells of all of it (CR-84)."""

import json
import sqlite3

import pytest

from bot.board.tracked import MANY
from sandbox.kit.faults import Fault
from sandbox.telegram.view import Seen
from sandbox.world.staff import ANNA, BORIS, CHAT_ID, OLGA
from tests.flows.chat import plain
from tests.flows.conftest import OpenScene, running
from tests.flows.scene import Scene
from tests.flows.test_connecting import run
from tests.flows.test_staff_clocks import say

PHONE, OTHER = "79001234567", "79007654321"
MASKED, WHOLE = "+7 900 ***-**-67", "+7 900 123-45-67"
RETRY, BY_HAND = "Повторить", "Вручную"


@pytest.fixture
async def tracked(open_scene: OpenScene) -> Scene:
    return await open_scene(tracker=True, retailcrm={"history_every": "1s"})


async def see(scene: Scene, *words: str, chat: int = CHAT_ID) -> Seen:
    """The only message there that holds all of these words."""

    def look() -> Seen | None:
        shown = scene.chat.group() if chat == CHAT_ID else scene.chat.private(chat)
        found = [it for it in shown if all(word in plain(it.text) for word in words)]
        assert len(found) < 2, f"{words} stand in {len(found)} messages"
        return found[0] if found else None

    seen: Seen = await scene.until(look, f"{words}")
    return seen


def labels(seen: Seen) -> list[str]:
    return [plain(it.text) for it in seen.buttons]


def acts(scene: Scene) -> list[tuple[str, str, str]]:
    with sqlite3.connect(scene.database) as file:
        return list(file.execute("SELECT who, what, subject FROM act ORDER BY id"))


async def test_cr_82_what_the_crm_refuses_has_one_card_and_a_tap_tries_it_again(open_scene: OpenScene) -> None:
    """CR-83: the customer was made, and is not made again. Whoever presses too late is told so."""
    scene = await open_scene(tracker=True, calltouch={"order_status": "later"})
    retail = scene.world.retailcrm
    call = scene.world.calltouch.ring(PHONE)
    card = await see(scene, f"Звонок {call.id}", "не удалось", "status is invalid")
    assert MASKED in plain(card.text)
    assert labels(card) == [RETRY, BY_HAND]
    retail.account.statuses["later"] = retail.account.statuses["new"] | {"code": "later"}
    assert "ещё раз" in (await scene.chat.press_at(ANNA, CHAT_ID, card.message_id, RETRY)).text
    done = await see(scene, f"Звонок {call.id}", "создан заказ", "повтор: Анна")
    assert (done.message_id, labels(done)) == (card.message_id, [])
    [order] = scene.crm_orders
    assert (order["status"], len(retail.customers())) == ("later", 1)
    late = await scene.chat.press_at(BORIS, CHAT_ID, card.message_id, card.buttons[1].data, stale=True)
    assert "никому не нужно" in late.text or late.alert
    assert [it[1:] for it in acts(scene) if "Анна" in it[0]] == [("touch_retry", f"call {call.id}")]


async def test_cr_18_a_hidden_number_can_only_be_done_by_hand(tracked: Scene) -> None:
    call = tracked.world.calltouch.ring("")
    card = await see(tracked, f"Звонок {call.id}", "нет контакта")
    assert labels(card) == [BY_HAND]
    await tracked.chat.press_at(BORIS, CHAT_ID, card.message_id, BY_HAND)
    done = await see(tracked, f"Звонок {call.id}", "вручную: Борис")
    assert (done.message_id, labels(done), tracked.crm_orders) == (card.message_id, [], [])


async def test_cr_82_an_order_that_the_tracker_refused_is_told_again_by_a_tap_or_by_hand(tracked: Scene) -> None:
    """A press tells of the one only, once; what a person does instead is not told at all."""
    retail, tracker = tracked.world.retailcrm, tracked.world.calltouch
    await tracked.until(lambda: tracked.asked("retailcrm", "orders/history"))
    tracked.jump(seconds=2)
    rule = tracker.faults.add(Fault("status", "create", None, status=400, body="{}"))
    again, by_hand = (str(retail.place(retail.seed_customer(it), total=1000)) for it in (PHONE, OTHER))
    cards = [await see(tracked, "Коллтрекинг и заказ", f"заказ {it}") for it in (again, by_hand)]
    assert [labels(it) for it in cards] == [[RETRY, BY_HAND]] * 2
    tracker.faults.rules.remove(rule)
    await tracked.chat.press_at(ANNA, CHAT_ID, cards[1].message_id, BY_HAND)
    await tracked.chat.press_at(ANNA, CHAT_ID, cards[0].message_id, RETRY)
    done = [
        await see(tracked, f"заказ {again}", "повтор: Анна"),
        await see(tracked, f"заказ {by_hand}", "вручную: Анна"),
    ]
    assert [it.message_id for it in done] == [it.message_id for it in cards]
    await see(tracked, f"заказ {again}", "повтор: Анна", "чья сделка")
    assert [labels(it) for it in done] == [[], []]
    assert (list(tracker.cabinet.deals), len(tracker.cabinet.deals[again].told)) == ([again], 1)
    assert [it[1:] for it in acts(tracked)] == [("told_by_hand", by_hand), ("told_retry", again)]


async def test_s1_59_the_journal_shows_a_linked_and_an_unlinked_deal(tracked: Scene) -> None:
    """The tracker's own list says whom a deal belongs to. Numbers are whole for an admin alone, privately."""
    retail, cabinet = tracked.world.retailcrm, tracked.world.calltouch.cabinet
    await tracked.until(lambda: tracked.asked("retailcrm", "orders/history"))
    tracked.jump(seconds=2)
    call = tracked.world.calltouch.ring(PHONE)
    stranger = retail.place(retail.seed_customer(OTHER), total=1000)
    await tracked.until(lambda: len(cabinet.deals) == 2)
    desk = running(tracked)
    assert desk.tracking
    await desk.tracking.looks.owe_lists()
    await tracked.until(lambda: tracked.asked("calltouch", "orders"))

    def states() -> set[str]:
        with sqlite3.connect(tracked.database) as file:
            return {state for (state,) in file.execute("SELECT state FROM tracker_deal")}

    await tracked.until(lambda: states() == {"linked", "unlinked"})
    await say(tracked, OLGA, "/tracking")
    page = await see(tracked, "Звонки, заявки и чаты", WHOLE, chat=OLGA)
    assert "создан заказ — 1" in plain(page.text)
    journal = next(it.text for it in page.buttons if "Журнал" in it.text)
    await tracked.chat.press_at(OLGA, OLGA, page.message_id, journal)
    shown = plain((await see(tracked, "Журнал сделок", f"звонок {call.id}", chat=OLGA)).text)
    assert "связаны с лидом — 1" in shown
    assert "не связаны: лид не найден — 1" in shown
    tracked.world.telegram.control.say(ANNA, CHAT_ID, "/tracking")
    assert MASKED in plain((await see(tracked, "Звонки, заявки и чаты")).text)
    code, said = await run(tracked, "tracking", "deals", "--json")
    rows = {row["order"]: row for row in json.loads(said)}
    assert (code, rows[str(stranger)]["linked"]) == (0, False)
    [other] = [row for number, row in rows.items() if number != str(stranger)]
    assert other["lead"] == {"kind": "call", "id": str(call.id)}
    assert other["order_url"] == f"{retail.url}/orders/{other['order']}/edit"


async def test_cr_18_many_that_need_a_person_are_counted_instead_of_a_flood_of_cards(tracked: Scene) -> None:
    calls = [tracked.world.calltouch.ring("") for _ in range(2 * MANY)]

    def cards() -> int:
        return sum("нет контакта" in plain(it.text) for it in tracked.chat.group())

    await see(tracked, f"Нужен человек: {len(calls)}")
    assert cards() <= MANY

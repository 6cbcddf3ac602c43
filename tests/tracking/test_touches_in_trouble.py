"""Whatever happens between the desk and the CRM: one customer, one order, one update for a touch."""

from datetime import timedelta

import pytest

from desk.errors import Temporary, Unauthorised
from desk.leads.model import Person
from desk.tracking.case import Result
from desk.tracking.model import Kind
from tests.exchange.world import DOWN, FINE, KEY, LATE, LOST, NEVER, REFUSE, Moods
from tests.tracking.scene import EMAIL, MINUTE, PHONE, Scene
from tests.tracking.world import MARKER

ANNA, PACE = Person(1, "Анна"), timedelta(seconds=1)
MADE, FILLED, SKIPPED = Result.CREATED_ORDER, Result.UPDATED_ORDER, Result.SKIPPED


@pytest.mark.parametrize("mood", [DOWN, LOST, NEVER, LATE])
@pytest.mark.parametrize("place", [0, 1, 2])
@pytest.mark.parametrize("dies", [False, True])
async def test_cr_83_a_first_touch_makes_one_of_each_whatever_fails(
    scene: Scene, mood: str, place: int, dies: bool
) -> None:
    """At every request of row 1 of section 10, with the same process or the next."""
    touch = scene.touch()
    await scene.receive(touch)
    scene.clock.turn(MINUTE)
    scene.crm.moods.coming.extend([FINE] * place + [mood])
    assert [type(it) for it in await scene.work()] == [Temporary]
    if dies:
        scene.restart()
    await scene.patiently()
    case = await scene.case(touch)
    assert (case.result, len(scene.crm.customers), len(scene.crm.records)) == (MADE, 1, 1)
    assert (case.order_id, case.made_customer) == (next(iter(scene.crm.records)), True)


@pytest.mark.parametrize("mood", [DOWN, LOST, NEVER, LATE])
@pytest.mark.parametrize("place", [0, 1, 2, 3])
async def test_cr_52_an_update_ends_as_an_update_whatever_fails(scene: Scene, mood: str, place: int) -> None:
    """At every request of row 5 (CR-52, CR-81)."""
    order = scene.crm.add_order(scene.customer())
    touch = scene.touch()
    await scene.receive(touch)
    scene.clock.turn(MINUTE)
    scene.crm.moods.coming.extend([FINE] * place + [mood])
    await scene.patiently()
    case = await scene.case(touch)
    assert (case.result, case.order_id, order.fields[MARKER]) == (FILLED, order.order.id, "12345")
    assert len(scene.crm.records) == 1


async def test_cr_83_a_late_order_is_waited_for(scene: Scene) -> None:
    """The process dies while the CRM is at work: the next one looks only when the work must have ended."""
    touch = scene.touch()
    scene.customer()
    await scene.receive(touch)
    scene.clock.turn(MINUTE)
    scene.crm.moods.coming.extend([FINE, FINE, LATE])
    await scene.work()
    scene.clock.turn(10)
    scene.restart()
    case = await scene.case(touch)
    with pytest.raises(Temporary) as waiting:
        await scene.handle(case.id)
    assert waiting.value.blameless
    await scene.patiently()
    assert ((await scene.case(touch)).result, len(scene.crm.records)) == (MADE, 1)


async def test_cr_83_an_order_of_another_touch_is_not_taken_for_ours(scene: Scene) -> None:
    """Ours was never made; there is one of an earlier touch, which had ended."""
    customer = scene.customer()
    await scene.handled(scene.touch(number="1"))
    scene.crm.move(next(iter(scene.crm.records.values())), "complete")
    scene.crm.moods.coming.extend([FINE, FINE, NEVER])
    touch = scene.touch(number="2")
    await scene.handled(touch)
    await scene.patiently()
    case = await scene.case(touch)
    assert (case.result, case.customer_id, len(scene.crm.records)) == (MADE, customer, 2)
    assert scene.crm.records[case.order_id].fields["calltouch_call_id"] == "2"


@pytest.mark.parametrize(
    ("meanwhile", "result"), [("marked", SKIPPED), ("closed", MADE), ("moved", FILLED), ("deleted", MADE)]
)
async def test_cr_53_the_reading_before_the_writing_decides(scene: Scene, meanwhile: str, result: Result) -> None:
    """Something happens to the order after the list of orders was read."""
    order = scene.crm.add_order(scene.customer())
    touch = scene.touch()

    async def gate() -> None:
        if scene.crm.asked[-1] == "R orders/{id}":
            scene.crm.moods.gate = Moods().gate
            if meanwhile == "marked":
                order.fields[MARKER] = "typed"
            elif meanwhile == "deleted":
                scene.crm.delete(order)
            else:
                scene.crm.move(order, "complete" if meanwhile == "closed" else "assembling")

    scene.crm.moods.gate = gate
    await scene.receive(touch)
    scene.clock.turn(MINUTE)
    await scene.patiently(30)
    assert (await scene.case(touch)).result is result


async def test_cr_20_a_customer_s_touches_are_handled_one_after_another_whatever_they_show(scene: Scene) -> None:
    """One by phone, one by e-mail: the same customer has both, and neither finds the other's work half done."""
    customer = scene.customer(email=EMAIL)
    order = scene.crm.add_order(customer)
    first, second = scene.touch(Kind.CHAT, "1"), scene.touch(Kind.CHAT, "2", phone="", email=EMAIL)
    for touch in (first, second):
        await scene.receive(touch)
    scene.clock.turn(MINUTE)
    seen: list[str] = []

    async def gate() -> None:
        """While the first is about to write, the second is tried."""
        if scene.crm.asked[-1].startswith("W ") and not seen:
            with pytest.raises(Temporary) as waits:
                await scene.handle((await scene.case(second)).id)
            seen.append(waits.value.reason)

    scene.crm.moods.gate = gate
    await scene.patiently(30)
    assert len(seen) == 1
    assert order.fields["calltouch_chat_id"] == "1"
    assert [(await scene.case(it)).result for it in (first, second)] == [FILLED, SKIPPED]


async def test_cr_20_a_touch_that_failed_in_doubt_leaves_its_customer_after_a_minute(scene: Scene) -> None:
    order = scene.crm.add_order(scene.customer(email=EMAIL))
    first, second = scene.touch(Kind.CHAT, "1", email=EMAIL), scene.touch(Kind.CHAT, "2", phone="", email=EMAIL)
    await scene.receive(first)
    scene.clock.turn(MINUTE)
    scene.crm.moods.coming.extend([FINE, FINE, FINE, LATE])
    await scene.work()
    await scene.handle.give_up((await scene.case(first)).id, "it does not answer")
    await scene.receive(second)
    other = await scene.case(second)
    await scene.table.claim(other, "email:nobody@example.com")
    with pytest.raises(Temporary):
        await scene.table.claim(other, f"email:{EMAIL}")
    scene.clock.turn(MINUTE)
    await scene.patiently(30)
    assert ((await scene.case(second)).result, order.fields["calltouch_chat_id"]) == (SKIPPED, "1")


async def test_cr_82_what_the_crm_refuses_is_told_once_and_tried_again_by_a_person(scene: Scene) -> None:
    scene.crm.moods.coming.extend([FINE, FINE, REFUSE])
    case = await scene.handled(scene.touch())
    assert (case.result, case.reason) == (Result.FAILED, "it does not like it")
    told = await scene.told()
    assert len(told) == 1
    assert PHONE not in told[0]
    now = scene.clock.now()
    await scene.store.write(lambda books: scene.service.retry(books, case.id, "Анна", now))
    await scene.work()
    case = await scene.case(case.touch)
    assert (case.result, len(scene.crm.customers), len(scene.crm.records)) == (MADE, 1, 1)


async def test_cr_82_a_person_may_do_it_by_hand(scene: Scene) -> None:
    """It is not tried any more, and nobody else has to look."""
    scene.crm.moods.coming.extend([FINE, REFUSE])
    case = await scene.handled(scene.touch())
    now = scene.clock.now()
    await scene.store.write(lambda books: scene.service.take_by_hand(books, case.id, "Анна", now))
    await scene.handle(case.id)
    assert not await scene.store.read(lambda books: books.touches.troubled(9))
    assert len(scene.crm.records) == 0
    assert len(await scene.told()) == 1


async def test_cr_82_credentials_that_are_not_accepted_use_up_no_touch(scene: Scene) -> None:
    scene.crm.moods.coming.extend([FINE, KEY])
    touch = scene.touch()
    await scene.receive(touch)
    scene.clock.turn(MINUTE)
    assert [type(it) for it in await scene.work()] == [Unauthorised]
    assert (await scene.case(touch)).waits
    scene.crm.moods.coming.clear()
    await scene.patiently(60)
    assert (await scene.case(touch)).result is MADE


async def test_cr_44_a_customer_of_another_store_buys_in_their_own(scene: Scene) -> None:
    """Asked for once more, with the customer's store (A-23, CR-40, CR-44)."""
    scene.crm.tied = True
    scene.customer(site="outlet")
    case = await scene.handled(scene.touch())
    assert scene.writes() == ["W orders/create"] * 2
    assert scene.crm.records[case.order_id].order.site == "outlet"


async def test_cr_44_another_refusal_is_not_tried_in_another_store(scene: Scene) -> None:
    scene.customer(site="outlet")
    scene.crm.moods.coming.extend([FINE, FINE, REFUSE])
    case = await scene.handled(scene.touch())
    assert (case.result, scene.writes()) == (Result.FAILED, ["W orders/create"])


async def test_cr_19_a_fuller_telling_counts_while_the_touch_waits(scene: Scene) -> None:
    """The webhook knew less than the list; what comes after it was handled changes nothing."""
    touch = scene.touch(Kind.REQUEST)
    await scene.receive(touch)
    await scene.receive(scene.touch(Kind.REQUEST, name="Пётр", subject="Обратный звонок", phone="79990000000"))
    await scene.handled(touch)
    assert scene.customer_names() == ["Обратный звонок от Пётр 79001234567"]
    before = await scene.case(touch)
    await scene.receive(scene.touch(Kind.REQUEST, name="Анна", email=EMAIL))
    assert await scene.case(touch) == before


async def test_cr_84_what_became_of_each_is_kept(scene: Scene) -> None:
    """With customer, order and the tracker's own number (CR-84)."""
    first = await scene.handled(scene.touch(number="7"))
    await scene.handled(scene.touch(number="8"))
    await scene.handled(scene.touch(number="9", phone=""))
    latest = await scene.store.read(lambda books: books.touches.latest(9))
    assert [(it.touch.id, it.result) for it in latest] == [("9", Result.NO_CONTACT), ("8", SKIPPED), ("7", MADE)]
    assert latest[1].order_id == first.order_id
    assert latest[1].customer_id == first.customer_id


async def test_cr_83_a_touch_is_retried_from_the_list_of_what_was_given_up(scene: Scene) -> None:
    """Where the tries were used up, its job stands there."""
    scene.crm.moods.coming.append(DOWN)
    touch = scene.touch()
    await scene.receive(touch)
    scene.clock.turn(MINUTE)
    await scene.work()
    case, now = await scene.case(touch), scene.clock.now()
    await scene.handle.give_up(case.id, "it is down")
    job = next(
        it for it in await scene.store.read(lambda books: books.jobs.listed()) if it.kind == "tracking.handle_touch"
    )
    await scene.store.write(lambda books: books.jobs.fail(job.id, "it is down", 12))
    await scene.store.write(lambda books: books.dead.revive(ANNA, now, PACE))
    await scene.patiently(30)
    assert (await scene.case(touch)).result is MADE


async def test_cr_20_a_touch_that_was_refused_holds_up_the_next_no_longer(scene: Scene) -> None:
    scene.crm.moods.coming.extend([FINE, REFUSE])
    first, second = scene.touch(), scene.touch(number="2")
    await scene.receive(first)
    await scene.handled(second)
    assert [(await scene.case(it)).result for it in (first, second)] == [Result.FAILED, MADE]

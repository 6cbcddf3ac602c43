"""An outage is one living card; alarms reach each admin once (S0-05, S0-56, D-03)."""

import asyncio
from datetime import timedelta

from desk.leads.books import Lane, NewJob
from desk.leads.work import ALARM_ADMINS
from scheduler.watch import SHOW_INCIDENT, report
from storage.books import Books
from tests.bot.telegram_room import Room, Town


async def break_crm(room: Room, times: int = 1, later: timedelta = timedelta(0)) -> None:
    now = room.clock.now() + later

    def work(books: Books) -> None:
        for _ in range(times):
            books.incidents.add("crm", "no answer from https://portal.example/rest/1/abc123secret456def/", now)
        books.jobs.put(
            NewJob(SHOW_INCIDENT, Lane.CHAT, f"{SHOW_INCIDENT}:crm", room.clock.now(), "", data={"cause": "crm"})
        )

    await room.store.write(work)


async def alarm(room: Room, cause: str = "crm_key") -> None:
    now, data = room.clock.now(), {"cause": cause, "text": "401 expired_token"}
    job = NewJob(ALARM_ADMINS, Lane.CHAT, f"{ALARM_ADMINS}:{cause}", now, "", data=data)
    await room.store.write(lambda books: books.jobs.put(job))


async def settled(room: Room, town: Town) -> None:
    async def idle() -> bool:
        jobs = await room.store.read(lambda books: books.jobs.listed(("waiting", "taken")))
        return not jobs

    for _ in range(100):
        if await idle():
            return
        await asyncio.sleep(0.03)
    raise TimeoutError


async def test_d_03_an_outage_is_one_message_that_counts_and_closes(room: Room, town: Town) -> None:
    await break_crm(room)
    card = await town.see(lambda: next(iter(town.seen()), None))
    assert "secret" not in card.text
    await break_crm(room, 4)
    await town.see(lambda: "5" in town.seen()[0].text)
    await room.watch.close("crm")
    await town.see(lambda: "🟢" in town.seen()[0].text)
    assert len(town.seen()) == 1
    await break_crm(room, later=timedelta(minutes=3))
    await town.see(lambda: len(town.seen()) == 2)


async def test_d_03_the_card_of_a_former_incident_does_not_stay_red(room: Room, town: Town) -> None:
    """It was over, and the next one began, before its card could say so."""
    await break_crm(room)
    await town.see(lambda: next(iter(town.seen()), None))
    began = room.clock.now()

    def work(books: Books) -> None:
        books.incidents.close("crm", began)
        report(books, "crm", "503", began + timedelta(minutes=3), began)

    await room.store.write(work)
    await town.see(lambda: "🟢" in town.seen()[0].text)


async def test_s0_56_every_admin_hears_of_a_dead_token_once(room: Room, town: Town) -> None:
    for _ in range(3):
        await alarm(room)
        await settled(room, town)
    (told,) = town.seen(town.olga.id)
    assert "ключ" in told.text


async def test_an_alarm_is_given_again_after_the_incident_is_over(room: Room, town: Town) -> None:
    await break_crm(room)
    await alarm(room)
    await settled(room, town)
    await room.watch.close("crm")
    await settled(room, town)
    await alarm(room)
    await town.see(lambda: len(town.seen(town.olga.id)) == 2)


async def test_an_admin_who_blocked_the_bot_holds_up_nobody(room: Room, town: Town) -> None:
    now = room.clock.now()
    await room.store.write(lambda books: books.people.meet(town.olga.id, "Ольга", "", now, reachable=True))
    town.control.block_bot(town.olga)
    await alarm(room)
    await settled(room, town)
    failed = await room.store.read(lambda books: books.jobs.listed(("failed",)))
    known = await room.store.read(lambda books: books.people.find(town.olga.id))
    assert failed == []
    assert known is not None
    assert not known.reachable


async def test_an_old_alarm_is_repeated_after_half_a_day(room: Room, town: Town) -> None:
    long_ago = (room.clock.now() - timedelta(hours=13)).isoformat()
    now = room.clock.now()
    await room.store.write(lambda books: books.cards.hang("alarm:crm_key", town.olga.id, now, shown=long_ago))
    await alarm(room)
    await town.see(lambda: town.seen(town.olga.id))


async def test_an_alarm_of_a_time_to_come_holds_no_other_back(room: Room, town: Town) -> None:
    """The clock was put back since; what was told tomorrow is told again today."""
    now = room.clock.now()
    tomorrow = (now + timedelta(days=1)).isoformat()
    await room.store.write(lambda books: books.cards.hang("alarm:crm_key", town.olga.id, now, shown=tomorrow))
    await alarm(room)
    await town.see(lambda: town.seen(town.olga.id))

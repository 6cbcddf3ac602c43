"""What becomes of a job, by how its handler ends."""

from dataclasses import replace
from datetime import timedelta

import pytest

from desk.errors import Conflict, DeskError, Ignored, NotFound, Rejected, Temporary, Unauthorised, Unknown
from desk.leads.effects.outcome import Again, Done
from scheduler.worker import SETTLE
from tests.clocks import settle
from tests.scheduler.conftest import POLICY, Shift


async def test_a_job_that_is_done_is_gone_and_its_lane_is_well(shift: Shift) -> None:
    shift.works("kind")
    await shift.owe("kind", at=shift.clock.now() - timedelta(seconds=3))
    shift.start()
    await shift.none_left()
    await shift.stop()
    assert shift.heard.successes == ["kind"]
    assert shift.heard.lateness == [timedelta(seconds=3)]


async def test_x_09_a_job_for_which_nobody_was_asked_says_nothing_about_the_neighbour(shift: Shift) -> None:
    shift.works("kind", Done("not wanted any more"))
    await shift.owe("kind")
    shift.start()
    await shift.none_left()
    await shift.stop()
    assert (shift.heard.successes, len(shift.heard.lateness)) == ([], 1)


async def test_s0_56_a_job_waits_for_credentials_and_uses_up_no_try(shift: Shift) -> None:
    shift.fails("kind", Unauthorised("expired"))
    await shift.owe("kind")
    shift.start()
    for number in range(1, POLICY.attempts + 2):
        await shift.has_run(*["kind"] * number)
        await settle(0.05)
        shift.clock.turn(POLICY.longest_pause.total_seconds())
    await shift.stop()
    assert (await shift.only("waiting")).tries == 0
    assert {str(error) for _key, error in shift.heard.failures} == {"expired"}


async def test_s0_56_an_outage_whose_consequences_are_drawn_is_an_outage_all_the_same(shift: Shift) -> None:
    refusal = Unauthorised("expired")
    shift.works("kind", Done("expired", trouble=refusal))
    await shift.owe("kind")
    shift.start()
    await shift.none_left()
    await shift.stop()
    assert (shift.heard.failures, shift.heard.successes) == ([("kind", refusal)], [])


@pytest.mark.parametrize("error", [Temporary("503"), Unknown("read timeout")])
async def test_x_03_what_may_pass_uses_up_a_try_and_waits(shift: Shift, error: DeskError) -> None:
    shift.fails("kind", error)
    await shift.owe("kind")
    shift.start()
    await shift.has_run("kind")
    await shift.stop()
    job = await shift.only("waiting")
    least = max(POLICY.first_pause * 0.8, timedelta(seconds=SETTLE if isinstance(error, Unknown) else 0))
    assert (job.tries, job.error) == (1, str(error))
    assert least <= job.run_at - shift.clock.now() <= max(POLICY.first_pause, least)
    assert shift.heard.failures == [("kind", error)]


@pytest.mark.parametrize("error", [Rejected("no such field"), Conflict("taken")])
async def test_x_03_what_will_never_do_goes_to_the_dead_letters_at_once(shift: Shift, error: DeskError) -> None:
    shift.fails("kind", error)
    await shift.owe("kind")
    shift.start()
    job = await shift.only("failed")
    await shift.stop()
    assert (job.tries, job.error) == (1, str(error))
    assert (shift.ran, shift.given_up) == (["kind"], [])
    assert shift.heard.failures == [("kind", error)]


@pytest.mark.parametrize("error", [Ignored("old news"), NotFound("no lead 7")])
async def test_what_has_no_object_any_more_is_over(shift: Shift, error: DeskError) -> None:
    shift.fails("kind", error)
    await shift.owe("kind")
    shift.start()
    await shift.none_left()
    await shift.stop()
    assert (shift.heard.failures, shift.heard.successes) == ([], [])


async def test_a_broken_handler_is_tried_again_and_says_what_broke(shift: Shift) -> None:
    shift.fails("kind", ValueError("the answer has no ID"))
    await shift.owe("kind")
    shift.start()
    await shift.has_run("kind")
    await shift.stop()
    job = await shift.only("waiting")
    assert (job.tries, job.error) == (1, "ValueError: the answer has no ID")


async def test_a_kind_that_nobody_knows_is_shown_to_people(shift: Shift) -> None:
    await shift.owe("from.another.version")
    shift.start()
    assert "from.another.version" in (await shift.only("failed")).error


async def test_looking_again_is_no_failure(shift: Shift) -> None:
    later = shift.clock.now() + timedelta(minutes=5)
    shift.works("kind", Again(later))
    await shift.owe("kind")
    shift.start()
    await shift.has_run("kind")
    await shift.stop()
    job = await shift.only("waiting")
    assert (job.run_at, job.tries, job.error) == (later, 0, "")
    assert shift.heard.successes == ["kind"]


async def test_a_neighbours_retry_after_is_law(shift: Shift) -> None:
    shift.fails("kind", Temporary("429", retry_after=900))
    await shift.owe("kind")
    shift.start()
    await shift.has_run("kind")
    shift.clock.turn(899)
    await settle()
    assert shift.ran == ["kind"]
    shift.clock.turn(1)
    await shift.has_run("kind", "kind")


async def test_x_09_a_blameless_failure_uses_up_no_try(shift: Shift) -> None:
    shift.fails("kind", Temporary("the breaker is open", blameless=True))
    await shift.owe("kind")
    shift.start()
    for number in range(1, POLICY.attempts * 2):
        await shift.has_run(*["kind"] * number)
        shift.clock.turn(POLICY.first_pause.total_seconds())
    await shift.has_run(*["kind"] * POLICY.attempts * 2)
    await shift.stop()
    assert (await shift.only("waiting")).tries == 0
    assert shift.given_up == []


async def test_x_08_all_tries_of_a_job_are_counted_then_a_person_hears_once(shift: Shift) -> None:
    shift.fails("kind", Temporary("503"))
    await shift.owe("kind")
    shift.start()
    for number in range(1, POLICY.attempts):
        await shift.has_run(*["kind"] * number)
        await settle(0.05)
        shift.clock.turn(POLICY.longest_pause.total_seconds())
    job = await shift.only("failed")
    assert (job.tries, job.error) == (POLICY.attempts, "503")
    shift.clock.turn(86400)
    await settle()
    assert len(shift.ran) == POLICY.attempts
    assert shift.given_up == [("kind", "503")]


async def test_ex_40_what_only_asks_is_never_given_up(shift: Shift) -> None:
    shift.fails("kind", Temporary("503"))
    shift.handlers["kind"] = replace(shift.handlers["kind"], tireless=True)
    await shift.owe("kind")
    shift.start()
    for number in range(1, POLICY.attempts + 3):
        await shift.has_run(*["kind"] * number)
        await settle(0.05)
        shift.clock.turn(POLICY.longest_pause.total_seconds())
    assert await shift.jobs("failed") == []
    assert shift.given_up == []


async def test_x_08_a_revived_job_has_all_its_tries_again(shift: Shift) -> None:
    shift.fails("kind", Rejected("no"), Temporary("503"))
    await shift.owe("kind")
    shift.start()
    job = await shift.only("failed")
    assert await shift.store.write(lambda books: books.jobs.revive(job.id, shift.clock.now()))
    await shift.has_run("kind", "kind")
    await shift.stop()
    assert (await shift.only("waiting")).tries == 1
